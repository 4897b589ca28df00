"""The way from film to network frame."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from radtrace.readers.embedded.frame import Letterbox, standardise, to_square

SIDES = st.integers(40, 900)


@given(SIDES, SIDES)
def test_the_film_fits_the_square_and_keeps_its_aspect(rows: int, columns: int) -> None:
    frame = Letterbox(rows, columns, 320)
    scaled, offset = frame.scaled, frame.offset
    assert max(scaled) == 320
    assert abs(scaled[0] * columns - scaled[1] * rows) <= max(rows, columns) * 0.51 + 320 * 0.51
    assert all(o >= 0 and o + s <= 320 for o, s in zip(offset, scaled, strict=True))


@given(SIDES, SIDES, st.sampled_from([20, 80]))
def test_the_window_of_a_map_covers_the_film_to_a_cell(rows: int, columns: int, cells: int) -> None:
    frame = Letterbox(rows, columns, 320)
    unit = 320 / cells
    for window, start, length in zip(frame.window(cells), frame.offset, frame.scaled, strict=True):
        assert abs(window.start * unit - start) <= unit
        assert abs(window.stop * unit - (start + length)) <= unit
        assert window.stop > window.start


@given(st.floats(0.1, 50), st.floats(-100, 100))
def test_exposure_does_not_matter(gain: float, offset: float) -> None:
    pixels = np.random.default_rng(0).random((64, 48), np.float32)
    again = to_square((pixels * gain + offset).astype(np.float32), 32)
    assert np.allclose(to_square(pixels, 32), again, atol=2e-3)


def test_a_wide_film_is_centred_on_black() -> None:
    square = to_square(np.tile(np.linspace(0.2, 1, 200, dtype=np.float32), (100, 1)), 64)
    assert square.shape == (64, 64)
    assert not square[:15].any() and not square[49:].any()
    assert square[32, 60] > square[32, 3]


def test_a_constant_film_stays_finite() -> None:
    assert np.isfinite(standardise(to_square(np.full((50, 50), 0.3, np.float32), 32))).all()
