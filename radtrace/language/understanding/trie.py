"""Phrases by their words, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from radtrace.language.understanding.tokens import Token

Tag = tuple[str, str]  # kind, value


class Meaning:
    """What a phrase is: its tags in the order of the tables, and the first value of each kind."""

    __slots__ = ("first_of", "tags")

    def __init__(self) -> None:
        self.tags: list[Tag] = []
        self.first_of: dict[str, str] = {}

    def add(self, tag: Tag) -> None:
        """Add a tag once."""
        if tag not in self.tags:
            self.tags.append(tag)
            self.first_of.setdefault(*tag)


class Tagged(NamedTuple):
    """Words `first` to `last` (exclusive) of a sentence, and what they are."""

    first: int
    last: int
    meaning: Meaning

    def value(self, kind: str) -> str | None:
        """The value of this kind, if the words have it; the first in the tables of several."""
        return self.meaning.first_of.get(kind)


@dataclass
class Trie:
    """Phrases by their words; `find` gives the longest one at each place, left to right."""

    root: dict[str, Any] = field(default_factory=dict)

    def add(self, words: Sequence[Token], tag: Tag) -> None:
        """Add a phrase by its words; one that is there gets the tag besides."""
        node = self.root
        for token in words:
            node = node.setdefault(token.word, {})
        node.setdefault("", Meaning()).add(tag)

    def words(self) -> frozenset[str]:
        """Every word of the phrases."""
        found, nodes = set(), [self.root]
        while nodes:
            for word, node in nodes.pop().items():
                if word:
                    found.add(word)
                    nodes.append(node)
        return frozenset(found)

    def find(self, words: Sequence[Token]) -> list[Tagged]:
        """The longest phrases of a sentence, none overlapping."""
        found, place, root = [], 0, self.root
        while place < len(words):
            node = root.get(words[place].word)
            longest = None if node is None else self._longest(words, place, node)
            if longest is not None:
                longest = self._without_name(words, longest)
                found.append(longest)
            place = place + 1 if longest is None else longest.last
        return found

    def _without_name(self, words: Sequence[Token], state: Tagged) -> Tagged:
        """A denied state ends where a longer name begins: "sin lesión" before "sin lesión ósea" is "sin"."""
        if state.last - state.first < 2 or state.value("state") is None:
            return state
        first = state.first + 1
        node = self.root.get(words[first].word)
        ahead = self.root[words[state.first].word].get("")
        if node is None or ahead is None:
            return state
        name, rest = self._longest(words, first, node), self._longest(words[: state.last], first, node)
        if name is None or name.last <= state.last or name.value("name") is None:
            return state
        if rest is not None and rest.value("state") is not None:  # "not enlarged heart"
            return state
        return Tagged(state.first, first, ahead)

    def _longest(self, words: Sequence[Token], first: int, node: dict[str, Any]) -> Tagged | None:
        """The longest phrase from `first` on, whose own node is `node`."""
        best, place = None, first
        while True:
            place += 1
            if "" in node:
                best = Tagged(first, place, node[""])
            if place == len(words) or words[place].word not in node:
                return best
            node = node[words[place].word]
