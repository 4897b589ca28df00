"""MultiMatch against multimatch-gaze, and where the two differ on purpose."""

from __future__ import annotations

import numpy as np
import pytest

from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath import multimatch, multimatch_matrix
from tests.metrics.drawn_paths import FRAME, drawn, pixels

peer = pytest.importorskip("multimatch_gaze", reason="multimatch-gaze is not installed")


def by_peer(one: Scanpath, other: Scanpath, width: float = FRAME) -> np.ndarray:
    tables = [
        np.array(
            list(zip(path.x * width, path.y * FRAME, path.duration_s, strict=True)),
            [("start_x", "f8"), ("start_y", "f8"), ("duration", "f8")],
        )
        for path in (one, other)
    ]
    return np.array(peer.docomparison(*tables, [width, FRAME]), np.float64).ravel()


def test_equal_to_the_peer_on_every_length() -> None:
    ours, theirs = drawn(500, 21), drawn(500, 22)
    expected = np.stack([by_peer(a, b) for a, b in zip(ours, theirs, strict=True)])
    assert np.isnan(expected).any(axis=1).sum() > 50
    assert multimatch(ours, theirs) == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_equal_to_the_peer_on_long_paths() -> None:
    ours, theirs = drawn(20, 23, 40, 90), drawn(20, 24, 40, 90)
    expected = np.stack([by_peer(a, b) for a, b in zip(ours, theirs, strict=True)])
    assert multimatch(ours, theirs) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("aspect", [0.5, 1.25])
def test_equal_to_the_peer_on_films_that_are_not_square(aspect: float) -> None:
    films = [Scanpath(p.x, p.y, p.duration_s, aspect) for p in drawn(60, 25, shortest=3)]
    ours = drawn(60, 26, shortest=3)
    expected = np.stack([by_peer(a, b, FRAME * aspect) for a, b in zip(ours, films, strict=True)])
    assert multimatch(ours, films) == pytest.approx(expected, abs=1e-9)


def test_two_dwells_of_zero_do_not_differ() -> None:
    path = pixels((112, 112), (50, 50), (60, 100), durations=[0.0, 0.3, 0.3])
    with np.errstate(invalid="ignore"):
        assert np.isnan(by_peer(path, path)[4])
    assert multimatch([path], [path]) == pytest.approx(1)


def test_staying_in_place_is_identical_to_itself() -> None:
    path = pixels((112, 112), (112, 112), (112, 112), (112, 112), durations=[0.1, 0.2, 0.3, 0.4])
    assert multimatch([path], [path]) == pytest.approx(1)


def test_short_paths_have_no_answer() -> None:
    short, long = pixels((1, 1), (2, 2)), pixels((1, 1), (2, 2), (9, 9))
    assert np.isnan(multimatch([short, long, pixels()], [long, short, long])).all()


def test_the_matrix_holds_every_pair() -> None:
    ours, theirs = drawn(5, 27, shortest=2), drawn(4, 28, shortest=2)
    rows = np.stack([multimatch([one] * 4, theirs) for one in ours])
    assert multimatch_matrix(ours, theirs) == pytest.approx(rows, nan_ok=True)
