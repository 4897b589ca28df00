"""Which way up a film lies, by Patient Orientation (0020,0020), PS3.3 C.7.6.1.1.1."""

from __future__ import annotations

from radtrace.images.films.tags import Tags, tag_name
from radtrace.images.films.turn import Turn

_OPPOSITE = {"L": "R", "R": "L", "F": "H", "H": "F"}


def upright(tags: Tags, pipeline: list[str]) -> Turn:
    """The turn after which the patient's left is on the picture's right and the feet are below.

    Rows should run towards L and columns towards F. A film that is not tagged, or not
    tagged as lying in the frontal plane, is left alone.
    """
    directions = [text[0] for text in tags.texts("PatientOrientation")]
    if len(directions) != 2:
        tags.notes.append(f"{tag_name('PatientOrientation')} is missing; the film was taken as upright.")
        return Turn()
    row, column = directions
    if row not in _OPPOSITE or column not in _OPPOSITE or column in (row, _OPPOSITE[row]):
        tags.notes.append(f"{tag_name('PatientOrientation')} is {row}\\{column}, not a frontal plane.")
        return Turn()
    turn = _turn(row, column)
    if turn != Turn():
        pipeline.append(f"Turned upright, because {tag_name('PatientOrientation')} is {row}\\{column}.")
    return turn


def _turn(row: str, column: str) -> Turn:
    transpose = row in "FH"
    across, down = (column, row) if transpose else (row, column)
    return Turn(transpose=transpose, mirror=across == "R", flip=down == "H")
