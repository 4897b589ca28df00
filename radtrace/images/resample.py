"""OpenCV's resampling, with the element type kept."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=np.generic)


def resize(picture: NDArray[T], rows: int, columns: int, how: str = "linear") -> NDArray[T]:
    """`picture` (h, w) at (rows, columns); `how` is nearest, linear, cubic, or area for shrinking."""
    import cv2

    resized: Any = cv2.resize(np.ascontiguousarray(picture), (columns, rows), interpolation=_flag(how))
    return np.asarray(resized, picture.dtype)


def warp(picture: NDArray[T], matrix: NDArray[np.float32], side: int, how: str = "linear") -> NDArray[T]:
    """`picture` under the affine `matrix` (2, 3; x, y pixels), drawn on a black square."""
    import cv2

    source: Any = picture
    warped: Any = cv2.warpAffine(source, matrix, (side, side), flags=_flag(how))
    return np.asarray(warped, picture.dtype)


def _flag(how: str) -> int:
    return {"nearest": 0, "linear": 1, "cubic": 2, "area": 3}[how]
