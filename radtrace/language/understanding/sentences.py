"""Sentences of a section, as character spans.

Full stops, semicolons and blank lines end a sentence. So does the end of a line before a list item or a
labelled line ("Heart: normal"), and of a line that nobody wrapped: the next word would have fitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from radtrace.language.mention import Span
from radtrace.language.understanding.grammar import plain
from radtrace.language.understanding.lexis import Lexis
from radtrace.language.understanding.tokens import tokens
from radtrace.language.understanding.trie import Tagged

LONGEST = 2_000  # characters; more is no sentence, and is cut between words
_NARROW = 60  # characters; a paragraph with shorter lines only is taken to be that wide
_END = re.compile(
    r"[.!?](?=\s|$)|;|\n|\.(?=[A-Z])|,(?=\s[A-Z][A-Za-z /]{1,25}:)|[ \t](?=\[[ xX]?\][ \t]{0,2}[A-Z])"
)
_ITEM = re.compile(
    r"[ \t]{0,20}(?:[-*\u2022\u00b7\u2610-\u2612\u2713-\u2718]|\(?\d{1,3}[.)]|\[[ xX]?\]"
    r"|[A-Z][A-Za-z /&(),]{0,40}(?:[:|=?]|\s[-\u2013\u2014]\s))"
)
_WORD_BEFORE = re.compile(r"[^\W\d_]{1,12}$")
_LINE = re.compile(r"[^\n]*\n?")


def sentences(text: str, section: Span, lexis: Lexis) -> Iterator[Span]:
    """The sentences of `section` in order, trimmed, none empty, none longer than LONGEST."""
    start, lines = section.start, _ends_of_lines(text, section, lexis)
    ends = [m.end() for m in _END.finditer(text, section.start, section.end) if _ends(text, m, lines, lexis)]
    for end in (*ends, section.end):
        for first, last in _pieces(text, start, end):
            words = text[first:last].strip()
            if any(map(str.isalpha, words)):
                first = text.index(words[0], first)
                yield Span(first, first + len(words), section.section)
        start = end


def _ends(text: str, match: re.Match[str], lines: frozenset[int], lexis: Lexis) -> bool:
    """Whether the sign ends a sentence: not in "vs. effusion", not in "opacity, ? pneumonia"."""
    place, sign = match.start(), match.group()
    if sign == "\n":
        return place in lines
    if sign == "?":
        return place > 0 and not text[place - 1].isspace() and text[place - 1] not in "(?"
    if sign == "." and lexis.grammar.ordinal_points and text[max(0, place - 1)].isdigit():
        return not text[match.end() : match.end() + 2].strip()[:1].isalpha()
    if sign == "." and lexis.grammar.abbreviations:
        found = _WORD_BEFORE.search(text, max(0, place - 12), place)
        word = plain(found.group()) if found else ""
        small = text[match.end() : match.end() + 3].strip()[:1].islower()
        return word not in lexis.grammar.abbreviations and not (small and word in lexis.grammar.shortened)
    return True


def _ends_of_lines(text: str, section: Span, lexis: Lexis) -> frozenset[int]:
    """Where a line feed ends a sentence."""
    found: list[int] = []
    paragraph: list[tuple[int, str]] = []
    for match in _LINE.finditer(text, section.start, section.end):
        if match.group().strip():
            paragraph.append((match.start(), match.group()))
            continue
        found += _ends_within(paragraph, lexis)
        if paragraph:
            found.append(paragraph[-1][0] + len(paragraph[-1][1]) - 1)
        paragraph = []
    return frozenset([*found, *_ends_within(paragraph, lexis)])


def _ends_within(paragraph: Sequence[tuple[int, str]], lexis: Lexis) -> Iterator[int]:
    """The line feeds of one paragraph that end a sentence."""
    if len(paragraph) < 2:
        return
    width = max(_NARROW, *(len(line.strip()) for _, line in paragraph))
    bare = not any(sign in line for _, line in paragraph for sign in ".;:,")
    for (start, line), (_, following) in pairwise(paragraph):
        if _ITEM.match(following) or _unwrapped(line.strip(), following.strip(), width, bare, lexis):
            yield start + len(line) - 1


def _unwrapped(line: str, following: str, width: int, bare: bool, lexis: Lexis) -> bool:
    """The next word would have fitted on the line, and the line does not lead on to it."""
    fits = len(line) + 1 + len(following.split(maxsplit=1)[0]) <= width
    if not fits or line[-1] in ",-(/" or not (bare or following[0].isupper()):
        return False
    words = tokens(line, lexis.grammar)
    if not words or words[-1].word in lexis.grammar.prepositions:
        return False
    things = lexis.things.find(words)
    if words[-1].word.isalpha() and things and things[-1].last == len(words) and _leads_on(things[-1]):
        return False
    return following[0].isupper() or _whole(things, len(words), following, lexis)


def _leads_on(thing: Tagged) -> bool:
    """Whether a line cannot end with it: "and", "no", "is"."""
    tags = thing.meaning.first_of
    return "join" in tags or "verb" in tags or ("before" in tags and "after" not in tags)


def _whole(things: Sequence[Tagged], end: int, following: str, lexis: Lexis) -> bool:
    """Whether lines in small letters are a list: this one ends with what it states, the next begins anew."""
    tags = things[-1].meaning.first_of if things and things[-1].last == end else {}
    ahead = lexis.things.find(tokens(following, lexis.grammar)[:6])
    begins = bool(ahead) and ahead[0].first == 0 and "join" not in ahead[0].meaning.first_of
    return begins and not {"name", "state", "after"}.isdisjoint(tags)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = text.rfind(" ", start + 1, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield start, cut
        start = cut
    yield start, end
