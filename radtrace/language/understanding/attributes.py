"""Where, how much, since when: attributes of a sentence, given to the mentions they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from radtrace.language.mention import SEVERITIES
from radtrace.language.understanding.grammar import Grammar
from radtrace.language.understanding.sizes import Size, change_of
from radtrace.language.understanding.tokens import Token
from radtrace.language.understanding.trie import Tagged
from radtrace.record import Laterality, concept_by_id


@dataclass
class Attributes:
    """What is said besides of one mention."""

    sides: list[str] = field(default_factory=list)
    implied: list[str] = field(default_factory=list)  # sides of places that exist on one side only
    zones: list[str] = field(default_factory=list)
    severity: list[str] = field(default_factory=list)
    graded: list[str] = field(default_factory=list)  # degrees of a change: "slightly larger"
    earlier: list[str] = field(default_factory=list)  # degrees on an earlier film: "previously moderate"
    change: list[tuple[str, str]] = field(default_factory=list)  # value, words if right before a name
    measured: list[Size] = field(default_factory=list)
    worse_on: list[str] = field(default_factory=list)  # "larger on the right": a side, if not both are meant
    compared: bool = False  # one side with the other: "left greater than right"
    sites: list[str] = field(default_factory=list)  # what the name is of: a rib, the spine
    levels: list[str] = field(default_factory=list)
    tips: list[str] = field(default_factory=list)
    from_carina: list[str] = field(default_factory=list)
    misplaced: bool = False
    placed_before: bool = False
    placed_after: bool = False
    changed_after: bool = False
    borrowed: bool = False  # the place is that of another mention

    @property
    def placed(self) -> bool:
        """Whether anything says where."""
        return bool(self.sides or self.implied or self.zones or self.worse_on or self.compared)

    def place_as(self, other: Attributes) -> None:
        """Take the place of another mention."""
        self.sides, self.implied, self.zones = list(other.sides), list(other.implied), list(other.zones)
        self.worse_on, self.compared = list(other.worse_on), other.compared
        self.borrowed = True

    def laterality(self, concept: str) -> Laterality | None:
        """The side, for concepts that can have one."""
        one = set(self.sides or self.implied or self.worse_on or (_BOTH if self.compared else ()))
        if not one or not (_shared if self.borrowed else sided)(concept):
            return None
        return Laterality(one.pop()) if len(one) == 1 else Laterality.BILATERAL

    def sizes(self) -> tuple[float, ...]:
        """Extents on this film in millimetres, in order."""
        return tuple(extent for size in self.measured if not size.earlier for extent in size.extents)

    def changes(self) -> list[tuple[str, str]]:
        """Changes that are named, or else the one that two measurements make."""
        if self.change:
            return self.change
        worse = "increased" if self.worse_on and not self.sides else None
        found = change_of(self.measured) or self._by_degree() or worse
        return [(found, "")] if found else []

    def _by_degree(self) -> str | None:
        """What degrees of two films say of change: "previously moderate, now small"."""
        if not self.earlier or not self.severity:
            return None
        before, now = (max(map(SEVERITIES.index, degrees)) for degrees in (self.earlier, self.severity))
        return "unchanged" if before == now else "increased" if now > before else "decreased"

    def hardest(self, changed: bool) -> str | None:
        """The highest degree that is named; one of a change counts only where nothing has changed."""
        degrees = self.severity if changed else [*self.severity, *self.graded]
        return max(degrees, key=SEVERITIES.index, default=None)


_BOTH = ("left", "right")
PLACES = ("laterality", "implied", "worse_on", "zones", "compared")  # kinds of marks that say where


@cache
def paired(concept: str) -> bool:
    """Whether any of the concept's regions is, or can be, on one side of the body."""
    return _anywhere(concept, ("left_", "right_", "devices", "soft_tissues", "ribs"))


@cache
def sided(concept: str) -> bool:
    """Whether a concept can be said to be on one side, or to go there ("shift to the right")."""
    return paired(concept) or _anywhere(concept, ("mediastinum", "trachea"))


def _shared(concept: str) -> bool:
    """Whether the side of a mention may be that of its neighbour: a device has its own."""
    return paired(concept) and measured(concept)


@cache
def levelled(concept: str) -> bool:
    """Whether ribs and vertebrae say where a concept is: for a nodule they only tell what it is seen over."""
    return _anywhere(concept, ("ribs", "devices"))


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
    """The words around one clause's mentions: `owned` are the words (first, last) of each, in order.

    `devices` are those that name devices: where these end is no place of anything else.
    `stops` are the places of joints, cues, verbs and prepositions. A list of places that one of them parts
    from the name after it is still of the name before: "opacity in the right mid zone and in the left mid
    and lower zones may represent pneumonia". `graded` are the places of degrees that are those of a change.
    """

    words: Sequence[Token]
    owned: Sequence[tuple[int, int]]
    joints: frozenset[int]
    denials: frozenset[int]
    devices: frozenset[tuple[int, int]]
    stops: frozenset[int]
    graded: frozenset[int]
    grammar: Grammar

    def owners(self, place: int, last: int | None = None) -> Sequence[int]:
        """The mentions that what stands at `place` belongs to.

        It is the name after it unless a preposition, or a joint that follows, ties it to the name
        before. Between a part and what it is called ("heart is mildly enlarged") it is theirs. `last` is
        the word after a degree, which stands before its name in every language ("por pequeño derrame").
        """
        after = next((i for i, (first, _) in enumerate(self.owned) if first > place), len(self.owned))
        around = [i for i, (first, last) in enumerate(self.owned[:after]) if first <= place < last]
        if around:
            stop = min(self.owned[i][1] for i in around)
            if after == len(self.owned) or self.owned[after][0] >= stop:
                return [i for i in around if self.owned[i][1] == stop]
        if last is not None and any(first == last for first, _ in self.owned[after : after + 1]):
            return [after] if after and self.owned[after - 1][1] < place else [self._owner(place, after)]
        return [self._owner(place, after)]

    def _owner(self, place: int, after: int) -> int:
        if after in (0, len(self.owned)):
            return min(after, len(self.owned) - 1)
        behind, ahead = self.owned[after - 1][1], self.owned[after][0]
        tied = self.grammar.adjectives_follow or any(
            self.words[i].word in self.grammar.prepositions for i in range(behind, place)
        )
        if any(behind <= denial <= place for denial in self.denials):
            return after
        if any(behind <= joint <= place for joint in self.joints):
            return after - 1 if tied and any(place < stop < ahead for stop in self.stops) else after
        parted = any(place < part < ahead for part in self.joints | self.denials)
        return after - 1 if tied or parted else after

    def measured(self, place: int) -> Sequence[int]:
        """The mentions that a length is of: "nodules, the largest 14 mm, suspicious for metastases"."""
        owners = self.owners(place)
        first = owners[0]
        ahead, behind = self.owned[first][0], self.owned[first - 1][1] if first else place
        parted = any(place < stop < ahead for stop in self.stops - self.joints)
        return [first - 1] if first and behind <= place < ahead and parted else owners

    def projects(self, owner: int, mark: Tagged) -> bool:
        """Whether a mention is only seen over something: "nodule overlying the sixth rib"."""
        between = self.words[self.owned[owner][1] : mark.first]
        return any(word.word in self.grammar.projection for word in between)

    def degree(self, mark: Tagged) -> str:
        """Of what a mark is the degree, as a field of `Attributes`.

        On an earlier film ("previously moderate"), of a change ("slightly larger"), or of the finding.
        """
        if mark.first > 0 and self.words[mark.first - 1].word in self.grammar.earlier_degree:
            return "earlier"
        return "graded" if mark.first in self.graded else "severity"

    def ending(self, tip: Tagged) -> Sequence[int]:
        """The devices that end at a place: the last one before it, unless a name follows at once."""
        before = [i for i, (_, last) in enumerate(self.owned) if last <= tip.first]
        follows = any(tip.first < first < tip.last + 2 for first, _ in self.owned)
        if before and self.owned[before[-1]] in self.devices and not follows:
            return before[-1:]
        return self.owners(tip.first)

    def copies(self, index: int) -> Sequence[int]:
        """The mentions right before this one that were written in with its words; see `ellipsis`."""
        starts = [self.words[first].start for first, _ in self.owned]
        first = index
        while first and starts[first - 1] == starts[index]:
            first -= 1
        return range(first, index)

    def joined(self, index: int) -> bool:
        """Whether at most a joint (and, a comma) and adjectives part a mention from the one before."""
        behind, ahead = self.owned[index - 1][1], self.owned[index][0]
        parted = any(behind <= denial < ahead for denial in self.denials)
        parted |= any(self.words[i].word == "?" for i in range(behind, ahead))  # "mass, ?metastases"
        beside = ahead == behind or any(behind <= joint < ahead for joint in self.joints)
        return ahead - behind <= 4 and not parted and beside

    def removed(self, index: int, change: Sequence[tuple[str, str]]) -> bool:
        """Whether a device was removed with the one before: "removal of the tracheal and enteric tubes"."""
        resolved = [value for value, _ in change] == ["resolved"]
        return resolved and self.devices.issuperset(self.owned[index - 1 : index + 1]) and self.joined(index)

    def listed(self, index: int) -> bool:
        """Whether a joint parts a mention from the one before: what changed at their clause's end is both."""
        return any(self.owned[index - 1][1] <= joint < self.owned[index][0] for joint in self.joints)


def without_quantities(words: Sequence[Token], marks: Sequence[Tagged], grammar: Grammar) -> Sequence[Tagged]:
    """The marks without words of change that only say how much: "interstitial markings are increased"."""
    if grammar.quantities.isdisjoint(word.word for word in words):
        return marks
    return [mark for mark in marks if not (mark.value("change") and _quantity(mark, words, grammar))]


def _quantity(mark: Tagged, words: Sequence[Token], grammar: Grammar) -> bool:
    verb = mark.first - 1
    while verb > 0 and words[verb].word in grammar.grading:
        verb -= 1
    if verb < 1 or words[verb].word in grammar.auxiliaries or words[verb - 1].word not in grammar.quantities:
        return False
    return grammar.since.isdisjoint(word.word for word in words[mark.first :])


def graded(
    words: Sequence[Token], marks: Sequence[Tagged], light: frozenset[int], grammar: Grammar
) -> frozenset[int]:
    """The places of degrees that are those of a change: "slightly larger", "has increased slightly", "mild
    interval improvement in"; not of "mild worsening atelectasis", which is mild itself."""
    found = set()
    changes = [m for m in marks if m.value("change") in ("increased", "decreased", "resolved")]
    degrees = {m.last: m for m in marks if m.value("severity") is not None} if changes else {}
    ahead = {m.first: m for m in degrees.values()}
    for change in changes:
        before, after = degrees.get(change.first), ahead.get(change.last)
        noun = not grammar.growth.isdisjoint(w.word for w in words[change.first : change.last])
        ended = change.last not in light or words[change.last - 1].word in grammar.prepositions
        if before and (_adverb(before, words, grammar) or (noun and ended)):
            found.add(before.first)
        if after and _adverb(after, words, grammar):
            found.add(after.first)
    return frozenset(found)


def _adverb(mark: Tagged, words: Sequence[Token], grammar: Grammar) -> bool:
    return all(word.word in grammar.grading for word in words[mark.first : mark.last])


class Extra(NamedTuple):
    """What a clause holds beside names: marks, lengths, ribs and vertebrae, ends of devices."""

    marks: Sequence[Tagged]
    measures: Sequence[Size]
    levels: Sequence[tuple[int, str]]
    tips: Sequence[Tagged]


def attribute(place: Place, extra: Extra) -> list[Attributes]:
    """Attributes of each mention of a clause. One without a place takes that of the one it is joined to."""
    given = [Attributes() for _ in place.owned]
    if not any(extra):
        return given
    taken: set[int] = set()
    for tip in extra.tips:
        for owner in place.ending(tip):
            if place.owned[owner] in place.devices:
                _give(given[owner], tip, "", False)
                taken.update(range(tip.first, tip.last))
    for mark in (m for m in extra.marks if m.first not in taken):
        for owner in place.owners(mark.first, mark.last if mark.value("severity") else None):
            ahead = place.words[mark.first : mark.last] if mark.first < place.owned[owner][1] else ()
            if mark.value("sites") is not None and place.projects(owner, mark):
                continue
            last = mark.first >= place.owned[-1][1]
            _give(given[owner], mark, " ".join(w.word for w in ahead), last, place.degree(mark))
    for measure in extra.measures:
        for owner in place.measured(measure.first):
            given[owner].measured.append(measure)
    for word, level in extra.levels:
        for owner in place.owners(word):
            given[owner].levels.append(level)
    _share(given, place)
    return given


def _give(attributes: Attributes, mark: Tagged, ahead: str, last: bool, degree: str = "severity") -> None:
    listed = {
        "laterality": attributes.sides,
        "implied": attributes.implied,
        "zones": attributes.zones,
        "severity": getattr(attributes, degree),
        "worse_on": attributes.worse_on,
        "sites": attributes.sites,
        "tips": attributes.tips,
        "carina": attributes.from_carina,
    }
    for kind, value in mark.meaning.tags:
        if kind in listed:
            listed[kind].append(value)
        elif kind in ("change", "named_change"):
            attributes.change.append((value, ahead))
            attributes.changed_after |= last
        elif kind == "compared":
            attributes.compared = True
        elif kind == "misplaced":
            attributes.misplaced = True
        if kind in PLACES:
            attributes.placed_after |= last
            attributes.placed_before |= not last


def _share(given: list[Attributes], place: Place) -> None:
    for index in range(1, len(place.owned)):
        before, after = given[index - 1], given[index]
        if not after.change and place.removed(index, before.change):
            after.change = list(before.change)
        if before.placed and not after.placed and place.joined(index):
            after.place_as(before)
            after.sides += [side for copy in place.copies(index - 1) for side in given[copy].sides]
    for index in range(len(place.owned) - 1, 0, -1):
        before, after = given[index - 1], given[index]
        only_after = after.placed_after and not after.placed_before
        if only_after and not before.placed and place.joined(index):
            before.place_as(after)
            before.placed_after = True
        if not before.change and after.changed_after and place.listed(index):
            before.change, before.changed_after = list(after.change), True


def settled(values: Iterable[str]) -> tuple[str, ...]:
    """Values once each, in the order they came."""
    return tuple(dict.fromkeys(values))
