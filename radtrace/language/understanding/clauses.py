"""Clauses of a sentence: the stretches a cue reaches across."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from radtrace.language.understanding.grammar import Grammar
from radtrace.language.understanding.tokens import Token
from radtrace.language.understanding.trie import Tagged

_SIGNS = frozenset(";")
_NAMING = ("name", "vague", "anchor")


class Clauses:
    """Where a sentence's clauses begin; `of(place)` tells which one a word is in."""

    def __init__(
        self,
        words: Sequence[Token],
        things: Sequence[Tagged],
        fresh: frozenset[int],
        grammar: Grammar,
        slashes: frozenset[int],
    ) -> None:
        self._words, self._complements, self.openers = words, grammar.complements, grammar.openers
        self.definite, self.occasions = grammar.definite, grammar.occasions
        self._verbs: list[int] = []
        self._denials: list[int] = []
        self._lists = sorted(slashes)
        self._starts, joints = [0], [place for place, word in enumerate(words) if word.word == ","]
        tail = self._tail(things)
        for thing in things:
            if thing.first != tail:
                self._sort(thing, joints)
        named = [t.first for t in things if any(t.value(kind) is not None for kind in _NAMING)]
        signs = [place for place, word in enumerate(words) if word.word in _SIGNS]
        self._starts += [place for place in signs if named and named[-1] > place]
        self._starts = sorted(set(self._starts))
        for place in sorted(joints):
            if self._parts(place, fresh):
                self._starts.insert(bisect_right(self._starts, place), place)

    def _tail(self, things: Sequence[Tagged]) -> int:
        """Where the sentence ends with a cue alone, which speaks of what stands before: "but not found"."""
        after = [t for t in things[-1:] if t.value("after") is not None]
        rest = self._words[after[0].last :] if after else ()
        if not after or any(word.word[0].isalnum() for word in rest):
            return -1
        ends = [t for t in things[-2:-1] if t.value("end") is not None and t.last == after[0].first]
        return ends[0].first if ends else -1

    def _sort(self, thing: Tagged, joints: list[int]) -> None:
        """Note what the thing is to clauses."""
        tags = thing.meaning.first_of
        if "verb" in tags:
            self._verbs.append(thing.first)
        if "end" in tags and self._words[thing.first - 1].word not in self._complements:
            self._starts.append(thing.first)
        if tags.get("before") == "deny":
            self._denials.append(thing.first)
        if "join" in tags:
            (joints if tags["join"] == "and" else self._lists).append(thing.first)

    def of(self, place: int) -> int:
        """The number of the clause that the word at `place` is in."""
        return bisect_right(self._starts, place) - 1

    def start(self, place: int) -> int:
        """Where the clause of this word begins."""
        return self._starts[self.of(place)]

    def end(self, place: int) -> int:
        """Where the clause of this word ends (exclusive)."""
        return self.last(self.of(place)) + 1

    def last(self, number: int) -> int:
        """The last word of a clause."""
        return (self._starts[number + 1] if number + 1 < len(self._starts) else len(self._words)) - 1

    def verb_between(self, first: int, last: int) -> bool:
        """Whether a verb stands between two places."""
        return any(first <= verb < last for verb in self._verbs)

    def _parts(self, place: int, fresh: frozenset[int]) -> bool:
        """A joint parts clauses if both sides have a verb, or if after a denial and the joint something is
        called stable, new or small with no "or" to come: "no effusion, stable cardiomegaly"."""
        start, end = self.start(place), self.end(place)
        left = any(start <= verb < place for verb in self._verbs)
        right = any(place < verb < end for verb in self._verbs)
        if left and right:
            return True
        denied = any(start <= denial < place for denial in self._denials)
        listed = any(place < joint < end for joint in self._lists)
        return place + 1 in fresh and denied and not listed
