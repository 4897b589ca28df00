"""Lengths in a sentence: what is measured today, and what was measured before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from radtrace.language.understanding.grammar import Grammar
from radtrace.language.understanding.tokens import Token
from radtrace.language.understanding.trie import Tagged

_NUMBER = r"\d{1,4}(?:[.,]\d{1,3})?"
_UNIT = r"cm|mm|(?:centi|milli)met(?:er|re)s?"
_SIZE = re.compile(
    rf"(?<![\d.,])(?:({_NUMBER})\s{{0,3}}(?:to|a)\s{{0,3}})?"
    rf"({_NUMBER}(?:\s{{0,3}}(?:cm|mm)?\s{{0,3}}(?:x|\u00d7|by|por)\s{{0,3}}{_NUMBER}){{0,2}})\s{{0,3}}-?({_UNIT})\b",
    re.IGNORECASE,
)
_EXTENT = re.compile(_NUMBER)
_ALIKE = 0.1  # a share of the extent that two films or two readers may differ by
_REACH = 3


class Size(NamedTuple):
    """Extents in millimetres, the word they begin with, and whether an earlier film was measured."""

    first: int
    extents: tuple[float, ...]
    earlier: bool


def sizes(text: str, words: Sequence[Token], grammar: Grammar) -> Iterator[Size]:
    """Every length of a sentence, in order: "previously 3 cm", "from 3 to 1.5 cm", "3 cm before"."""
    place = 0
    for match in _SIZE.finditer(text):
        while words[place].end <= match.start():
            place += 1
        unit = 10.0 if match[3][0] in "cC" else 1.0
        earlier = _said_before(words, place, grammar)
        if match[1]:
            if earlier:
                yield Size(place, (float(match[1].replace(",", ".")) * unit,), True)
            earlier = False
        extents = tuple(float(n.replace(",", ".")) * unit for n in _EXTENT.findall(match[2]))
        yield Size(place, extents, earlier or _said_after(words, match.end(), place, grammar))


def change_of(measured: Sequence[Size]) -> str | None:
    """What extents of two films say of change; None if only one film was measured."""
    before, now = (
        [max(size.extents) for size in measured if size.earlier is earlier] for earlier in (True, False)
    )
    if not before or not now:
        return None
    ratio = max(now) / max(max(before), 0.1)
    if abs(ratio - 1) < _ALIKE:
        return "unchanged"
    return "increased" if ratio > 1 else "decreased"


def is_unit(words: Sequence[Token], thing: Tagged) -> bool:
    """Whether what looks like an abbreviation ("CM") is the unit of the number before it."""
    first, last = thing.first, thing.last
    return (
        last - first == 1
        and words[first].word in ("cm", "mm")
        and first > 0
        and words[first - 1].word[0].isdigit()
    )


def _said_before(words: Sequence[Token], place: int, grammar: Grammar) -> bool:
    """Whether "previously" or the like leads to the number: "previously measured at 3 cm"."""
    for index in range(place - 1, max(place - 1 - _REACH, -1), -1):
        if words[index].word in grammar.earlier:
            return True
        if words[index].word not in grammar.measured:
            return False
    return False


def _said_after(words: Sequence[Token], end: int, place: int, grammar: Grammar) -> bool:
    """Whether the number is dated by what follows, which does not lead to another number."""
    after = next((i for i in range(place, len(words)) if words[i].start >= end), len(words))
    for index in range(after, min(after + _REACH, len(words))):
        if words[index].word in grammar.earlier_after:
            return index + 1 == len(words) or not words[index + 1].word[0].isdigit()
        if words[index].word not in grammar.measured:
            return False
    return False
