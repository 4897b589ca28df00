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
    for match in _END.finditer(text, section.start, section.end):
        yield from _trimmed(text, start, match.end(), section.section)
        start = match.end()
    yield from _trimmed(text, start, section.end, section.section)


def _trimmed(text: str, start: int, end: int, name: str) -> Iterator[Span]:
    while end - start > LONGEST:
        cut = text.rfind(" ", start + 1, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield from _trimmed(text, start, cut, name)
        start = cut
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    if any(character.isalpha() for character in text[start:end]):
        yield Span(start, end, name)
