"""Rotation a film upright, by Patient Orientation (0020,0020), PS3.3 C.7.6.1.1.1.

A transpose and two mirrors make every quarter turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.images.films.tags import Tags, tag_name

_OPPOSITE = {"L": "R", "R": "L", "F": "H", "H": "F"}


@dataclass(frozen=True)
class Rotation:
    """First swap rows and columns, then mirror left to right, then top to bottom."""

    transpose: bool = False
    mirror: bool = False
    flip: bool = False

    def __call__(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """The turned picture, (rows, columns) or (columns, rows), contiguous."""
        pixels = pixels.T if self.transpose else pixels
        pixels = pixels[:, ::-1] if self.mirror else pixels
        pixels = pixels[::-1] if self.flip else pixels
        return np.ascontiguousarray(pixels)


def upright(tags: Tags, pipeline: list[str]) -> Rotation:
    """The turn after which the patient's left is on the picture's right and the feet are below.

    Rows should run towards L and columns towards F. A film that is not tagged, or not
    tagged as lying in the frontal plane, is left alone.
    """
    directions = [text[0] for text in tags.texts("PatientOrientation")]
    if len(directions) != 2:
        tags.notes.append(f"{tag_name('PatientOrientation')} is missing; the film was taken as upright.")
        return Rotation()
    row, column = directions
    if row not in _OPPOSITE or column not in _OPPOSITE or column in (row, _OPPOSITE[row]):
        tags.notes.append(f"{tag_name('PatientOrientation')} is {row}\\{column}, not a frontal plane.")
        return Rotation()
    turn = _turn(row, column)
    if turn != Rotation():
        pipeline.append(f"Turned upright, because {tag_name('PatientOrientation')} is {row}\\{column}.")
    return turn


def _turn(row: str, column: str) -> Rotation:
    transpose = row in "FH"
    across, down = (column, row) if transpose else (row, column)
    return Rotation(transpose=transpose, mirror=across == "R", flip=down == "H")
