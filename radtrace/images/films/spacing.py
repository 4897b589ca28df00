"""Millimetres a pixel, and where the number comes from."""

from __future__ import annotations

from typing import NamedTuple

from radtrace.images.films.tags import Tags, tag_name

# A film pixel is 0.05 to 0.4 mm; up to 5 mm allows for pictures made smaller.
_SENSIBLE = (0.01, 5.0)
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
