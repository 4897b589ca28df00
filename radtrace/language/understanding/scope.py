"""What cues say of a mention: denied, doubted, skipped. NegEx, with ConText's ends.

Chapman et al. 2001 (J Biomed Inform 34); Harkema et al. 2009 (J Biomed Inform 42).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from radtrace.language.understanding.clauses import Clauses
from radtrace.language.understanding.template import SEPARATORS
from radtrace.language.understanding.tokens import Token
from radtrace.language.understanding.trie import Tagged

_NAMING = frozenset(("name", "vague", "anchor", "state"))
_LISTS = frozenset((",", "and", "or", "with"))
_SKIPS = frozenset(("skip", "planned"))


class _Cue(NamedTuple):
    first: int
    last: int
    value: str


class Scopes:
    """The cues of one sentence; `over(first, last)` gives those that hold over these words."""

    def __init__(
        self, words: Sequence[Token], things: Sequence[Tagged], clauses: Clauses, light: frozenset[int]
    ) -> None:
        self._words, self._clauses, self._light, self._things = words, clauses, light, things
        self._named = {t.first for t in things if not _NAMING.isdisjoint(t.meaning.first_of)}
        self._before: list[_Cue] = []
        self._after: list[_Cue] = []
        begin = min(self._named, default=len(words))
        for thing in things:
            self._sort(thing, begin)

    def _sort(self, thing: Tagged, begin: int) -> None:
        """Take the thing as a cue for what follows or for what stands before."""
        tags = thing.meaning.first_of
        before, after = tags.get("before"), tags.get("after")
        if "answer" in tags and self._answers(thing):
            self._after = [cue for cue in self._after if cue.last != thing.first]  # "Effusion? No."
            self._after.append(_Cue(thing.first, thing.last, tags["answer"]))
        elif before is None and after is None:
            return
        elif before is not None and self._prefixed(thing):  # "collapse, ?PE"
            self._before.append(_Cue(thing.first, thing.last, before))
        elif after is None or (before is not None and (thing.first < begin or self._leads(thing))):
            trailing = after is None and self._trails(thing)
            (self._after if trailing else self._before).append(_Cue(thing.first, thing.last, before or ""))
        else:
            self._after.append(_Cue(thing.first, thing.last, after))

    def over(self, first: int, last: int) -> frozenset[str]:
        """Values of the cues that hold over words `first` to `last`, such as deny or possible."""
        clause = self._clauses.of(first)
        ahead = [cue for cue in self._before if cue.last <= first and self._reaches(cue, clause)]
        ahead = [cue for cue in ahead if cue.value not in _SKIPS or not self._opened(cue.last, first)]
        ahead = [cue for cue in ahead if cue.value != "planned" or not self._known(cue.last, first)]
        behind = [cue for cue in self._after if cue.first >= last and self._reaches(cue, clause)]
        behind = [cue for cue in behind if self._words[cue.first].word != "?"] or behind
        if ahead and ahead[-1].value == "affirm" and self._joined(ahead[-1].last, first):
            return frozenset()
        values = {cue.value for cue in self._holding(ahead)} | {
            cue.value for cue in behind if cue is behind[0] or cue.value == "contrary"
        }
        if "asked" in values:  # "concern for pneumothorax after line placement" is no finding
            values.add("skip" if self._occasion(last) else "possible")
        if "planned" in values:
            values.add("skip")
        return frozenset(values - {"affirm", "asked", "planned"})

    def between(self, first: int, last: int) -> frozenset[str]:
        """Values of the cues between two places: "the heart may be enlarged"."""
        cues = (cue for cue in self._before if first <= cue.first < last)
        return frozenset(cue.value for cue in cues)

    def denied_before(self, first: int) -> bool:
        """Whether a denial stands right before a word: "none of the ribs is fractured"."""
        return any(cue.value == "deny" and cue.last == first for cue in self._before)

    def answered(self, end: int) -> bool:
        """Whether an answer follows the label that ends at `end`."""
        return any(cue.first == end + 1 for cue in self._after)

    def denies(self, end: int) -> bool:
        """Whether what follows the label that ends at `end` begins by denying something else."""
        return any(cue.first == end + 1 and cue.value == "deny" for cue in self._before)

    def _answers(self, thing: Tagged) -> bool:
        """Whether it stands right after the sign of a label, with nothing named to come."""
        if not thing.first or self._words[thing.first - 1].word not in SEPARATORS:
            return False
        return not any(place >= thing.last for place in self._named)

    def _leads(self, thing: Tagged) -> bool:
        """Whether a name follows at once, past adjectives of place and degree and further cues."""
        cues = (range(t.first, t.last) for t in self._things if t.value("before") is not None)
        passed, place = self._light.union(*cues), thing.last
        while place in passed and place not in self._named:
            place += 1
        return place in self._named

    def _trails(self, cue: Tagged) -> bool:
        """Whether a cue ends its clause after a name: "Pneumothorax: no", "pneumonia, possibly"."""
        if cue.value("before") in ("skip", "planned", "affirm"):
            return False
        start, end = self._clauses.start(cue.first), self._clauses.end(cue.first)
        last = not any(any(map(str.isalnum, word.word)) for word in self._words[cue.last : end])
        return last and any(start <= place < cue.first for place in self._named)

    def _reaches(self, cue: _Cue, clause: int) -> bool:
        return self._clauses.of(cue.first) == clause

    def _holding(self, cues: list[_Cue]) -> Iterable[_Cue]:
        """A doubt after a comma ends a denial before it: "no effusion, possible atelectasis"."""
        doubts = [c for c in cues if c.value == "possible" and self._fresh(c)]
        since = max((c.first for c in doubts), default=-1)
        return (c for c in cues if c.value != "deny" or c.first > since)

    def _opened(self, first: int, last: int) -> bool:
        """Whether something new begins between two places: "given the history of cancer, the nodule"."""
        words, openers = self._words, self._clauses.openers
        commas = [i for i in range(first, last) if words[i].word == ","]
        return any(words[i + 1].word in openers or self._told(i + 1) for i in commas)

    def _told(self, first: int) -> bool:
        """Whether a statement follows a comma, no list: "history of cancer, metastases are possible"."""
        for place in range(first, self._clauses.end(first)):
            if self._words[place].word in _LISTS:
                return False
            if self._clauses.verb_between(place, place + 1) or any(cue.first == place for cue in self._after):
                return True
        return False

    def _known(self, first: int, last: int) -> bool:
        """Whether an article before the name at `last` says that it is there: "to evaluate the nodule"."""
        place = last - 1
        while place >= first and place in self._light:
            place -= 1
        return place >= first and self._words[place].word in self._clauses.definite

    def _occasion(self, last: int) -> bool:
        """Whether what comes after a name says after what it is feared: "after biopsy"."""
        rest = self._words[last : self._clauses.end(last - 1)]
        return any(word.word in self._clauses.occasions for word in rest)

    def _prefixed(self, thing: Tagged) -> bool:
        """Whether a sign is written on to the word after it and off the one before it."""
        first, words = thing.first, self._words
        if words[first].word != "?" or thing.last == len(words):
            return False
        return words[thing.last].start == words[first].end and (
            not first or words[first - 1].end < words[first].start
        )

    def _joined(self, first: int, last: int) -> bool:
        """Whether neither a verb nor a comma stands between two places."""
        comma = any(word.word == "," for word in self._words[first:last])
        return not comma and not self._clauses.verb_between(first, last)

    def _fresh(self, cue: _Cue) -> bool:
        return cue.first > 0 and self._words[cue.first - 1].word == ","
