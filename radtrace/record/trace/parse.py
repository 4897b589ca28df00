"""Trace text to Reading, strictly: one invalid line rejects the whole text."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.record.reading import Provenance, Reading
from radtrace.record.reference import StudyReference
from radtrace.record.trace.build import build
from radtrace.record.trace.line import parse_line
from radtrace.record.trace.scales import GRID, Scale
from radtrace.record.trace.tokens import TraceError

MOST_CHARACTERS = 20_000_000


def parse_trace(text: str, *, study: StudyReference, provenance: Provenance, scale: Scale = GRID) -> Reading:
    """The Reading in `text`; checks, study and provenance are not part of the text.

    Times and numbers are those of the text (see `scales`), and so are coordinates unless `scale` says what
    others stand for the edges, as where a model speaks of its picture's pixels. A region that is spoken of
    but has no line is there without a box.

    Raises
    ------
    TraceError
        Naming line and column of the first thing that is wrong.
    """
    refuse_long(text)
    return build([parse_line(line, number, scale) for number, line in numbered(text)], study, provenance)


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """The lines of `text` with their numbers, from 1; the last may lack its line end."""
    lines = text.split("\n")
    return enumerate(lines[:-1] if lines[-1] == "" else lines, 1)


def refuse_long(text: str) -> None:
    """Raise TraceError if `text` is longer than `MOST_CHARACTERS`."""
    if len(text) > MOST_CHARACTERS:
        raise TraceError(f"is longer than {MOST_CHARACTERS} characters", 1)
