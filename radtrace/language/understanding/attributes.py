"""Where, how much, since when: attributes of a sentence, given to the mentions they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from radtrace.language.mention import SEVERITIES
from radtrace.language.understanding.grammar import Grammar
from radtrace.language.understanding.tokens import Token
from radtrace.language.understanding.trie import Tagged
from radtrace.record import Laterality, concept_by_id

_NUMBER = r"\d{1,4}(?:[.,]\d{1,3})?"
_SIZE = re.compile(
    rf"(?<![\d.,])({_NUMBER}(?:\s{{0,3}}(?:x|\u00d7|by|por)\s{{0,3}}{_NUMBER}){{0,2}})\s{{0,3}}-?(cm|mm)\b",
    re.IGNORECASE,
)
_EXTENT = re.compile(_NUMBER)
_CM, _MM = 10.0, 1.0


class Size(NamedTuple):
    """Extents in millimetres, and the word they begin with."""

    first: int
    extents: tuple[float, ...]


def sizes(text: str, words: Sequence[Token], grammar: Grammar) -> list[Size]:
    """What a sentence measures today; what follows "previously" was measured before."""
    found, place = [], 0
    for match in _SIZE.finditer(text):
        while words[place].end <= match.start():
            place += 1
        unit = _CM if match.group(2).lower() == "cm" else _MM
        extents = tuple(float(n.replace(",", ".")) * unit for n in _EXTENT.findall(match.group(1)))
        if not place or words[place - 1].word not in grammar.earlier:
            found.append(Size(place, extents))
    return found


@dataclass
class Attributes:
    """What is said besides of one mention."""

    sides: list[str] = field(default_factory=list)
    implied: list[str] = field(default_factory=list)  # sides of places that exist on one side only
    zones: list[str] = field(default_factory=list)
    severity: list[str] = field(default_factory=list)
    change: list[tuple[str, str]] = field(default_factory=list)  # value, words
    sizes: list[float] = field(default_factory=list)
    placed_after: bool = False
    changed_after: bool = False
    borrowed: bool = False  # the place is that of another mention

    @property
    def placed(self) -> bool:
        """Whether anything says where."""
        return bool(self.sides or self.implied or self.zones)

    def place_as(self, other: Attributes) -> None:
        """Take the place of another mention."""
        self.sides, self.implied, self.zones = list(other.sides), list(other.implied), list(other.zones)
        self.borrowed = True

    def laterality(self, concept: str) -> Laterality | None:
        """The side, for concepts that can have one."""
        one = set(self.sides or self.implied)
        if not one or not (paired if self.borrowed else sided)(concept):
            return None
        return Laterality(one.pop()) if len(one) == 1 else Laterality.BILATERAL

    def hardest(self) -> str | None:
        """The highest degree that is named."""
        return max(self.severity, key=SEVERITIES.index, default=None)


@cache
def paired(concept: str) -> bool:
    """Whether any of the concept's regions is, or can be, on one side of the body."""
    return _anywhere(concept, ("left_", "right_", "devices", "soft_tissues", "ribs"))


@cache
def sided(concept: str) -> bool:
    """Whether a concept can be said to be on one side, or to go there ("shift to the right")."""
    return paired(concept) or _anywhere(concept, ("mediastinum", "trachea"))


@cache
def zoned(concept: str) -> bool:
    """Whether the zones of a lung say where a concept is."""
    return any(r.endswith(("_zone", "_hilum", "_pleura", "_angle")) for r in concept_by_id()[concept].regions)


def _anywhere(concept: str, regions: tuple[str, ...]) -> bool:
    return any(region.startswith(regions) for region in concept_by_id()[concept].regions)


@cache
def measured(concept: str) -> bool:
    """Whether a length beside the concept is its own: a tube's is its distance from something."""
    return concept_by_id()[concept].regions != ("devices",)


@dataclass(frozen=True)
class Place:
    """The words around one clause's mentions: `owned` are the words (first, last) of each, in order."""

    words: Sequence[Token]
    owned: Sequence[tuple[int, int]]
    joints: frozenset[int]
    grammar: Grammar

    def owners(self, place: int) -> Sequence[int]:
        """The mentions that what stands at `place` belongs to.

        It is the name after it unless a preposition, or a joint that follows, ties it to the name
        before. Between a part and what it is called ("heart is mildly enlarged") it is theirs.
        """
        after = next((i for i, (first, _) in enumerate(self.owned) if first > place), len(self.owned))
        around = [i for i, (first, last) in enumerate(self.owned[:after]) if first <= place < last]
        if around:
            stop = min(self.owned[i][1] for i in around)
            if after == len(self.owned) or self.owned[after][0] >= stop:
                return [i for i in around if self.owned[i][1] == stop]
        return [self._owner(place, after)]

    def _owner(self, place: int, after: int) -> int:
        if after in (0, len(self.owned)):
            return min(after, len(self.owned) - 1)
        behind, ahead = self.owned[after - 1][1], self.owned[after][0]
        if any(behind <= joint <= place for joint in self.joints):
            return after
        tied = self.grammar.adjectives_follow or any(
            self.words[i].word in self.grammar.prepositions for i in range(behind, place)
        )
        return after - 1 if tied or any(place < joint < ahead for joint in self.joints) else after


def attribute(place: Place, marks: Sequence[Tagged], measures: Sequence[Size]) -> list[Attributes]:
    """Attributes of each mention of a clause. One without a place takes that of the one it is joined to."""
    given = [Attributes() for _ in place.owned]
    for mark in marks:
        for owner in place.owners(mark.first):
            _give(given[owner], mark, place.words, mark.first > place.owned[-1][1])
    for measure in measures:
        for owner in place.owners(measure.first):
            given[owner].sizes.extend(measure.extents)
    _share(given, place.owned, place.words, place.joints)
    return given


def _give(attributes: Attributes, mark: Tagged, words: Sequence[Token], last: bool) -> None:
    for kind, value in mark.meaning.tags:
        if kind == "laterality":
            attributes.sides.append(value)
        elif kind == "implied":
            attributes.implied.append(value)
        elif kind == "zones":
            attributes.zones.append(value)
        elif kind == "severity":
            attributes.severity.append(value)
        elif kind == "change":
            attributes.change.append((value, " ".join(w.word for w in words[mark.first : mark.last])))
            attributes.changed_after |= last
        attributes.placed_after |= last and kind in ("laterality", "implied", "zones")


def _share(
    given: list[Attributes], owned: Sequence[tuple[int, int]], words: Sequence[Token], joints: frozenset[int]
) -> None:
    for index in range(1, len(owned)):
        if not _joined(owned[index - 1][1], owned[index][0], words, joints):
            continue
        before, after = given[index - 1], given[index]
        if before.placed and not after.placed:
            after.place_as(before)
    for index in range(len(owned) - 1, 0, -1):
        before, after = given[index - 1], given[index]
        close = _joined(owned[index - 1][1], owned[index][0], words, joints)
        if close and after.placed_after and not before.placed:
            before.place_as(after)
            before.placed_after = True
        if not before.change and after.changed_after and _listed(owned[index - 1], owned[index], joints):
            before.change, before.changed_after = list(after.change), True


def _joined(behind: int, ahead: int, words: Sequence[Token], joints: frozenset[int]) -> bool:
    """Only a joint (and, or, a comma, a slash) and a few adjectives stand between two names."""
    return ahead - behind <= 4 and any(behind <= joint < ahead for joint in joints)


def _listed(before: tuple[int, int], after: tuple[int, int], joints: frozenset[int]) -> bool:
    """Whether a joint stands between two names: the change that ends their clause is that of both."""
    return any(before[1] <= joint < after[0] for joint in joints)


def settled(values: Iterable[str]) -> tuple[str, ...]:
    """Values once each, in the order they came."""
    return tuple(dict.fromkeys(values))
