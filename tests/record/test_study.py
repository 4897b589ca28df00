"""Films and studies refuse what they could not be read from."""

from __future__ import annotations

import numpy as np
import pytest

from radtrace.record import BadInput, Film, FilmError, NotAChestFilm, RadtraceError, Study


def test_a_film_says_what_it_expected_and_what_it_got() -> None:
    with pytest.raises(
        ValueError, match=r"float32 of shape \(rows, columns\), got uint8 of shape \(2, 3, 4\)"
    ):
        Film(pixels=np.zeros((2, 3, 4), np.uint8), file="a", sha256="")


def test_a_study_has_a_film() -> None:
    with pytest.raises(ValueError, match="at least one film"):
        Study(films=())


def test_the_exception_tree_gives_the_exit_codes() -> None:
    error = NotAChestFilm("a.png: a hand", score=0.02)
    assert isinstance(error, FilmError) and isinstance(error, BadInput) and isinstance(error, RadtraceError)
    assert error.score == 0.02 and error.exit_code == 2 and str(error) == "a.png: a hand"
    assert RadtraceError("x").exit_code == 1
