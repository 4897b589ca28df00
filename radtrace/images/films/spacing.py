"""Millimetres a pixel, where the number comes from, and pixels made square."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from radtrace.images.films.tags import Tags, tag_name

# A film pixel is 0.05 to 0.4 mm; up to 5 mm allows for pictures made smaller.
_SENSIBLE = (0.01, 5.0)
_SQUARE = 0.01
_WIDEST = 8.0
_SOURCES = ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing")


class Spacing(NamedTuple):
    """(row spacing, column spacing) in millimetres and the tag they come from, or None."""

    millimetres: tuple[float, float] | None
    source: str | None


def read_spacing(tags: Tags, pipeline: list[str]) -> Spacing:
    """PixelSpacing, else ImagerPixelSpacing, else NominalScannedPixelSpacing (PS3.3 10.7)."""
    for source in _SOURCES:
        numbers = tags.numbers(source)
        if _sensible(tags, source, numbers):
            size = f"{numbers[0]:g} x {numbers[1]:g} mm"
            pipeline.append(f"Spacing {size} from {tag_name(source)}{_caveat(source)}.")
            return Spacing((numbers[0], numbers[1]), source)
    tags.notes.append("The file gives no usable pixel spacing; lengths in millimetres are not known.")
    return Spacing(None, None)


def _sensible(tags: Tags, source: str, numbers: list[float]) -> bool:
    if not numbers:
        return False
    if len(numbers) == 2 and all(_SENSIBLE[0] <= number <= _SENSIBLE[1] for number in numbers):
        return True
    shown = "\\".join(f"{number:g}" for number in numbers[:3])
    tags.notes.append(f"{tag_name(source)} is {shown}, which is impossible, and was ignored.")
    return False


def _caveat(source: str) -> str:
    return ", at the detector and so larger than in the patient" if source == "ImagerPixelSpacing" else ""


def square_pixels(
    tags: Tags, pixels: NDArray[np.float32], spacing: Spacing, pipeline: list[str]
) -> tuple[NDArray[np.float32], Spacing]:
    """`pixels`, shape (rows, columns), resampled so that a pixel is as high as it is wide.

    The coarser direction stays. Without a spacing, (0028,0034) Pixel Aspect Ratio (vertical\\horizontal,
    PS3.3 C.7.6.3.1.7) says what shape a pixel has.
    """
    import cv2

    high, wide = spacing.millimetres or _aspect(tags)
    if abs(high / wide - 1) <= _SQUARE:
        return pixels, spacing
    side = max(high, wide)
    rows, columns = round(pixels.shape[0] * high / side), round(pixels.shape[1] * wide / side)
    pipeline.append(f"Pixels of {high:g} x {wide:g} resampled to square ones, {rows} x {columns}.")
    resampled = cv2.resize(pixels, (max(1, columns), max(1, rows)), interpolation=cv2.INTER_AREA)
    millimetres = (side, side) if spacing.millimetres else None
    return np.asarray(resampled, np.float32), Spacing(millimetres, spacing.source)


def _aspect(tags: Tags) -> tuple[float, float]:
    ratio = tags.numbers("PixelAspectRatio")
    if len(ratio) == 2 and min(ratio) > 0 and max(ratio) / min(ratio) <= _WIDEST:
        return ratio[0], ratio[1]
    return 1.0, 1.0
