"""Trace text to Reading, strictly: one invalid line rejects the whole text."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.record.reading import Provenance, Reading
from radtrace.record.reference import StudyReference
from radtrace.record.trace.build import build
from radtrace.record.trace.line import parse_line
from radtrace.record.trace.scales import GRID, Scale
from radtrace.record.trace.tokens import TraceError

MOST_CHARACTERS = 20_000_000  # the text is untrusted


def parse_trace(text: str, *, study: StudyReference, provenance: Provenance, scale: Scale = GRID) -> Reading:
    """The Reading in `text`; study and provenance are given, checks are not part of the text.

    Times and numbers are rounded as in `scales`. Coordinates are on the 0 to 999 grid unless `scale` sets
    other values for the right and lower edge, for example the pixels of a model's image. A region that is
    mentioned but has no line is included without a box.

    Raises
    ------
    TraceError
        With line and column of the first error.
    """
    reject_long(text)
    return build([parse_line(line, number, scale) for number, line in numbered(text)], study, provenance)


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """The lines of `text` with their numbers, from 1; the last may lack a newline."""
    lines = text.split("\n")
    return enumerate(lines[:-1] if lines[-1] == "" else lines, 1)


def reject_long(text: str) -> None:
    """Raise TraceError if `text` is longer than `MOST_CHARACTERS`."""
    if len(text) > MOST_CHARACTERS:
        raise TraceError(f"is longer than {MOST_CHARACTERS} characters", 1)
