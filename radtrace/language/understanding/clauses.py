"""Clauses of a sentence: the stretches a cue reaches across."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from radtrace.language.understanding.tokens import Token
from radtrace.language.understanding.trie import Tagged

_SIGNS = frozenset(";")


class Clauses:
    """Where a sentence's clauses begin; `of(place)` tells which one a word is in."""

    def __init__(self, words: Sequence[Token], things: Sequence[Tagged], fresh: frozenset[int]) -> None:
        self._words, self._things = words, things
        self._verbs = [thing.first for thing in things if thing.value("verb") is not None]
        ends = {thing.first for thing in things if thing.value("end") is not None}
        ends |= {place for place, word in enumerate(words) if word.word in _SIGNS}
        self._denials = [thing.first for thing in things if thing.value("before") == "deny"]
        self._lists = [t.first for t in things if t.value("join") == "or"]
        self._lists += [place for place, word in enumerate(words) if word.word == "/"]
        self._starts = sorted({0} | ends)
        for place in self._joints():
            if self._parts(place, fresh):
                self._starts.insert(bisect_right(self._starts, place), place)

    def of(self, place: int) -> int:
        """The number of the clause that the word at `place` is in."""
        return bisect_right(self._starts, place) - 1

    def start(self, place: int) -> int:
        """Where the clause of this word begins."""
        return self._starts[self.of(place)]

    def end(self, place: int) -> int:
        """Where the clause of this word ends (exclusive)."""
        number = self.of(place) + 1
        return self._starts[number] if number < len(self._starts) else len(self._words)

    def _joints(self) -> list[int]:
        commas = [place for place, word in enumerate(self._words) if word.word == ","]
        ands = [thing.first for thing in self._things if thing.value("join") == "and"]
        return sorted(commas + ands)

    def _parts(self, place: int, fresh: frozenset[int]) -> bool:
        """A joint parts clauses if both sides have a verb, or if after a denial and a comma something is
        called stable, new or small with no "or" to come: "no effusion, stable cardiomegaly"."""
        start, end = self.start(place), self.end(place)
        left = any(start <= verb < place for verb in self._verbs)
        right = any(place < verb < end for verb in self._verbs)
        if left and right:
            return True
        denied = any(start <= denial < place for denial in self._denials)
        listed = any(place < joint < end for joint in self._lists)
        return self._words[place].word == "," and place + 1 in fresh and denied and not listed
