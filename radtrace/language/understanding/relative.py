"""Sides that are told by another: "ipsilateral", "to that side", "the opposite hemithorax"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from radtrace.language.understanding.tokens import Token
from radtrace.language.understanding.trie import Tagged, Trie

_OTHER = {"left": "right", "right": "left"}


def with_sides(
    words: Sequence[Token], relative: Trie, sides: Trie, side_words: Mapping[str, str], before: str | None
) -> list[Token]:
    """The words with each relative side replaced by the side that it means.

    It is the last side named before it, in this sentence or the one `before`, or else the first after it.
    What stays unknown stays as it is.
    """
    phrases = relative.find(words)
    if not phrases:
        return list(words)
    named = [(mark.first, side) for mark in sides.find(words) if (side := _one_side(mark))]
    line: list[Token] = []
    last = 0
    for phrase in phrases:
        line += words[last : phrase.first]
        earlier = [side for place, side in named if place < phrase.first]
        later = [side for place, side in named if place >= phrase.last]
        side = earlier[-1] if earlier else before or next(iter(later), None)
        if side is None:
            line += words[phrase.first : phrase.last]
        else:
            meant = side if phrase.value("relative") == "same" else _OTHER[side]
            start, end = words[phrase.first].start, words[phrase.last - 1].end
            line.append(Token(side_words[meant], start, end))
        last = phrase.last
    return [*line, *words[last:]]


def _one_side(mark: Tagged) -> str | None:
    side = mark.value("laterality") or mark.value("implied")
    return side if side in _OTHER else None
