"""Labelled lines, "Pneumothorax: no", "Heart: normal size": where the label ends, and what it still names."""

from __future__ import annotations

from collections.abc import Sequence

from radtrace.language.understanding.tokens import Token
from radtrace.language.understanding.trie import Tagged

SEPARATORS = frozenset((":", "|", "=", "-", "\u2013", "\u2014", "?"))  # dashes between spaces
_LONGEST = 8  # words of a label
_NAMING = ("name", "vague", "anchor", "label")


def label_end(words: Sequence[Token], things: Sequence[Tagged]) -> int:
    """The place of the sign that ends a label which names something; 0 without one."""
    end = next((i for i, word in enumerate(words[: _LONGEST + 1]) if word.word in SEPARATORS), 0)
    inside = [thing for thing in things if thing.first < end]
    if any(thing.value("verb") is not None or thing.value("before") is not None for thing in inside):
        return 0
    return end if any(thing.value(kind) for thing in inside for kind in _NAMING) else 0


def without_label_parts(things: Sequence[Tagged], end: int) -> list[Tagged]:
    """`things` without the parts that a label names where its text names a part itself."""
    own = any(thing.value("anchor") is not None and thing.first > end for thing in things)
    return [t for t in things if not (own and t.first < end and t.value("anchor") is not None)]
