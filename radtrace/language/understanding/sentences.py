"""Sentences of a section, as character spans."""

from __future__ import annotations

import re
from collections.abc import Iterator

from radtrace.language.mention import Span

LONGEST = 2_000  # characters; more is no sentence, and is cut between words
_END = re.compile(r"[.!?](?=\s|$)|[;\n](?=[ \t]{0,20}(?:[-*\u2022]|\d+[.)]))|;|\n\s*\n|\.(?=[A-Z])")


def sentences(text: str, section: Span) -> Iterator[Span]:
    """The sentences of `section` in order, trimmed, none empty, none longer than LONGEST."""
    start = section.start
    ends = [match.end() for match in _END.finditer(text, section.start, section.end)]
    for end in (*ends, section.end):
        for first, last in _pieces(text, start, end):
            words = text[first:last].strip()
            if any(map(str.isalpha, words)):
                first = text.index(words[0], first)
                yield Span(first, first + len(words), section.section)
        start = end


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = text.rfind(" ", start + 1, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield start, cut
        start = cut
    yield start, end
