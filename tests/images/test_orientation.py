"""However a film is stored, the patient's left ends up on the picture's right and the feet below."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from radtrace.images.films import load_film

_UPRIGHT = np.arange(6, dtype=np.uint16).reshape(2, 3).repeat(32, axis=0).repeat(32, axis=1) * 100
_STORED = {
    "L\\F": _UPRIGHT,
    "R\\F": _UPRIGHT[:, ::-1],
    "L\\H": _UPRIGHT[::-1],
    "R\\H": _UPRIGHT[::-1, ::-1],
    "F\\L": _UPRIGHT.T,
    "F\\R": _UPRIGHT.T[::-1],
    "H\\L": _UPRIGHT.T[:, ::-1],
    "H\\R": _UPRIGHT.T[::-1, ::-1],
}


@pytest.mark.parametrize("orientation", _STORED)
def test_all_eight_ways_to_lie(written: Callable[..., Path], orientation: str) -> None:
    stored: NDArray[np.uint16] = np.ascontiguousarray(_STORED[orientation])
    path = written(stored, PatientOrientation=orientation.split("\\"), PixelSpacing=[0.2, 0.201])
    film = load_film(path)
    expected = load_film(written(_UPRIGHT, name="upright.dcm")).pixels
    np.testing.assert_array_equal(film.pixels, expected)
    assert film.pixels.flags.c_contiguous
    assert film.spacing_mm == ((0.201, 0.2) if orientation[0] in "FH" else (0.2, 0.201))
    assert any("Turned upright" in step for step in film.pipeline) == (orientation != "L\\F")


@pytest.mark.parametrize("orientation", [None, ["A", "F"], ["L", "R"], ["LA", "LF"], ["L"]])
def test_what_is_not_frontal_is_left_alone_and_noted(
    written: Callable[..., Path], orientation: list[str] | None
) -> None:
    film = load_film(written(_UPRIGHT, PatientOrientation=orientation))
    np.testing.assert_array_equal(film.pixels, load_film(written(_UPRIGHT)).pixels)
    assert any("(0020,0020) Patient Orientation" in note for note in film.notes)
