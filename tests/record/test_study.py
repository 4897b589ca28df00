"""Films and studies refuse what they could not be read from."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from radtrace.record import BadInput, Context, Film, FilmError, NotAChestFilm, Prior, RadtraceError, Study


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


def test_a_prior_that_is_later_than_its_study_is_rejected() -> None:
    film = Film(np.zeros((2, 2), np.float32), file="a.png", sha256="0" * 64)
    known = Context(date=dt.date(2024, 5, 1))
    assert Study((film,), known, Prior(report="Clear lungs.", date=dt.date(2024, 5, 1))).prior is not None
    with pytest.raises(BadInput, match="the prior of 2024-05-02 is later than the study of 2024-05-01"):
        Study((film,), known, Prior(report="Clear lungs.", date=dt.date(2024, 5, 2)))
