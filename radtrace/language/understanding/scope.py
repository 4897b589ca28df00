"""What cues say of a mention: denied, doubted, skipped. NegEx, with ConText's ends.

Chapman et al. 2001 (J Biomed Inform 34); Harkema et al. 2009 (J Biomed Inform 42).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from radtrace.language.understanding.clauses import Clauses
from radtrace.language.understanding.tokens import Token
from radtrace.language.understanding.trie import Tagged


class Scopes:
    """The cues of one sentence; `over(first, last)` gives those that hold over these words."""

    def __init__(
        self, words: Sequence[Token], things: Sequence[Tagged], clauses: Clauses, light: frozenset[int]
    ) -> None:
        self._words, self._clauses, self._light = words, clauses, light
        kinds = {"name", "vague", "anchor", "state"}
        named = {t.first for t in things if not kinds.isdisjoint(t.meaning.first_of)}
        begin = min(named, default=len(words))
        self._before: list[Tagged] = []
        self._after: list[Tagged] = []
        for thing in things:
            tags = thing.meaning.first_of
            if "after" not in tags:
                if "before" in tags:
                    (self._after if self._trails(thing, named) else self._before).append(thing)
            elif "before" in tags and (thing.first < begin or self._leads(thing, things, named)):
                self._before.append(thing)
            else:
                self._after.append(thing)

    def over(self, first: int, last: int) -> frozenset[str]:
        """Values of the cues that hold over words `first` to `last`, such as deny or possible."""
        clause = self._clauses.of(first)
        ahead = [cue for cue in self._before if cue.last <= first and self._reaches(cue, clause)]
        behind = [cue for cue in self._after if cue.first >= last and self._reaches(cue, clause)]
        known = [cue.last for cue in ahead if cue.value("before") == "affirm"]
        if known and not self._clauses.verb_between(max(known), first):
            return frozenset()
        values = {cue.value("before") or "" for cue in self._holding(ahead)} - {"affirm"}
        return frozenset(values | {cue.value("after") or cue.value("before") or "" for cue in behind[:1]})

    def denied_between(self, first: int, last: int) -> bool:
        """Whether a denial stands between two places."""
        return any(cue.value("before") == "deny" and first <= cue.first < last for cue in self._before)

    def denied_before(self, first: int) -> bool:
        """Whether a denial stands right before a word: "none of the ribs is fractured"."""
        return any(cue.value("before") == "deny" and cue.last == first for cue in self._before)

    def _leads(self, thing: Tagged, things: Sequence[Tagged], named: set[int]) -> bool:
        """Whether a name follows at once, past adjectives of place and degree and further cues."""
        cues = (range(t.first, t.last) for t in things if t.value("before") is not None)
        passed, place = self._light.union(*cues), thing.last
        while place in passed and place not in named:
            place += 1
        return place in named

    def _trails(self, cue: Tagged, named: set[int]) -> bool:
        """Whether a cue ends its clause after a name: "Pneumothorax: no", "pneumonia, possibly"."""
        if cue.value("before") in ("skip", "affirm"):
            return False
        end = self._clauses.end(cue.first)
        last = not any(any(map(str.isalnum, word.word)) for word in self._words[cue.last : end])
        return last and any(self._clauses.start(cue.first) <= place < cue.first for place in named)

    def _reaches(self, cue: Tagged, clause: int) -> bool:
        return self._clauses.of(cue.first) == clause

    def _holding(self, cues: list[Tagged]) -> Iterable[Tagged]:
        """A doubt after a comma ends a denial before it: "no effusion, possible atelectasis"."""
        doubts = [c for c in cues if c.value("before") == "possible" and self._fresh(c)]
        since = max((c.first for c in doubts), default=-1)
        return (c for c in cues if c.value("before") != "deny" or c.first > since)

    def _fresh(self, cue: Tagged) -> bool:
        return cue.first > 0 and self._words[cue.first - 1].word == ","
