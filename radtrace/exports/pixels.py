"""Arrays as base64 text that the page turns back into arrays.

The film is embedded as 12-bit values, not as PNG or JPEG: narrow windows then show no banding, and the
browser restores exactly what was packed. `page/film.js` reverses `pack_film`.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

LONG_SIDE = 1280  # about what a screen shows of a whole film; more costs load time and megabytes
_LEVELS = 4095  # 12 bits


def pack_film(pixels: NDArray[np.float32], long_side: int = LONG_SIDE) -> dict[str, Any]:
    """The film for the page: width, height, and its 12-bit pixels as `low` and `high`.

    `pixels` is (rows, columns) in [0, 1]; it is downscaled if a side is longer than `long_side`. Each pixel
    is predicted as the mean of its left and upper neighbours (0 outside). The errors are zigzag coded (0, -1,
    1, -2, ...) and split into a plane of low bytes, which are noise and stay uncompressed, and one of high
    bytes, mostly 0, deflated (RFC 1950).
    """
    grey = np.rint(_shrunk(pixels, long_side).clip(0, 1) * _LEVELS).astype(np.int16)
    padded = np.pad(grey, ((1, 0), (1, 0)))
    error = grey - ((padded[1:, :-1] + padded[:-1, 1:]) >> 1)
    zigzag = ((error << 1) ^ (error >> 15)).astype("<u2")
    low, high = np.ascontiguousarray(zigzag.view(np.uint8).reshape(-1, 2).T)
    return {
        "width": grey.shape[1],
        "height": grey.shape[0],
        "low": base64.b64encode(low.tobytes()).decode("ascii"),
        "high": base64.b64encode(zlib.compress(high.tobytes(), 1)).decode("ascii"),
    }


def pack_maps(maps: Mapping[str, NDArray[np.float32]]) -> dict[str, Any]:
    """The evidence maps for the page: for each concept width, height and `data`, one byte for each cell.

    Each map is (h, w) in [0, 1] in the film frame, covering the film. A byte is 255 times the square root of
    the value, because rare findings have values between 0.01 and 0.1, which would otherwise have only a few
    shades.
    """
    return {concept: _pack_map(values) for concept, values in maps.items()}


def _pack_map(values: NDArray[np.float32]) -> dict[str, Any]:
    levels = np.rint(np.sqrt(values.clip(0, 1)) * 255).astype(np.uint8)
    data = base64.b64encode(levels.tobytes()).decode("ascii")
    return {"width": levels.shape[1], "height": levels.shape[0], "data": data}


def _shrunk(pixels: NDArray[np.float32], long_side: int) -> NDArray[np.float32]:
    rows, columns = pixels.shape
    scale = long_side / max(rows, columns)
    if scale >= 1:
        return pixels
    import cv2

    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.float32)
