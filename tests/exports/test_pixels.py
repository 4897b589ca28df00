"""The packing of film and maps is undone by its own description, on any pixels."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from radtrace.exports.pixels import LONG_SIDE, pack_film, pack_maps
from tests.exports.sample import sample_pixels

SHAPES = st.tuples(st.integers(1, 12), st.integers(1, 12))
FRACTIONS = st.floats(0, 1, width=32)


def unpacked(packed: dict[str, Any]) -> NDArray[np.int64]:
    """What page/film.js does, pixel by pixel."""
    width, height = packed["width"], packed["height"]
    low = np.frombuffer(base64.b64decode(packed["low"]), np.uint8).astype(int)
    high = np.frombuffer(zlib.decompress(base64.b64decode(packed["high"])), np.uint8).astype(int)
    zigzag = low | (high << 8)
    error = (zigzag >> 1) ^ -(zigzag & 1)
    out = np.zeros((height + 1, width + 1), np.int64)
    for i, value in enumerate(error):
        row, column = divmod(i, width)
        out[row + 1, column + 1] = value + ((out[row + 1, column] + out[row, column + 1]) >> 1)
    return out[1:, 1:]


@settings(max_examples=30)
@given(arrays(np.float32, SHAPES, elements=FRACTIONS))
def test_twelve_bits_come_back_exactly(pixels: NDArray[np.float32]) -> None:
    assert np.array_equal(unpacked(pack_film(pixels)), np.rint(pixels * np.float32(4095)).astype(int))


def test_a_large_film_is_scaled_and_keeps_its_shape() -> None:
    packed = pack_film(sample_pixels(), long_side=200)
    assert (packed["width"], packed["height"]) == (189, 200)
    small, whole = unpacked(packed) / 4095, sample_pixels()
    assert abs(small.mean() - whole.mean()) < 0.005
    assert small.std() > 0.9 * whole.std()


def test_a_sliver_keeps_at_least_a_pixel() -> None:
    packed = pack_film(np.ones((5000, 1), np.float32))
    assert (packed["width"], packed["height"]) == (1, LONG_SIDE)


@settings(max_examples=30)
@given(arrays(np.float32, SHAPES, elements=FRACTIONS))
def test_maps_come_back_within_a_step_of_their_root(values: NDArray[np.float32]) -> None:
    packed = pack_maps({"mass": values})["mass"]
    roots = np.frombuffer(base64.b64decode(packed["data"]), np.uint8).reshape(values.shape) / 255
    assert (packed["height"], packed["width"]) == values.shape
    assert np.abs(roots - np.sqrt(values)).max() <= 0.5 / 255 + 1e-6
