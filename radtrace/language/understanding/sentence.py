"""One sentence to what it states; the heart of the understanding."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from radtrace.language.understanding.attributes import (
    Attributes,
    Place,
    attribute,
    measured,
    paired,
    settled,
    sizes,
    zoned,
)
from radtrace.language.understanding.clauses import Clauses
from radtrace.language.understanding.denials import compose
from radtrace.language.understanding.lexis import Lexis
from radtrace.language.understanding.scope import Scopes
from radtrace.language.understanding.states import Stated, stated
from radtrace.language.understanding.tokens import tokens
from radtrace.language.understanding.trie import Tagged
from radtrace.record import Laterality, Presence

_SLASH = frozenset("/")
_BORDERLINE = "borderline"
_PLACED = frozenset(("lungs",))  # parts whose words say where: "the lung bases are clear"
T = TypeVar("T")
_SIGNS = frozenset(("lung_opacity", "interstitial_opacity", "consolidation", "infiltration"))


class Said(NamedTuple):
    """A mention within its sentence; `start` and `end` are offsets there. See `Mention`."""

    concept: str
    presence: Presence
    hedge: str | None
    start: int
    end: int
    laterality: Laterality | None
    zones: tuple[str, ...]
    severity: str | None
    size_mm: tuple[float, ...]
    change: str | None
    normal: bool


class _Named(NamedTuple):
    """A concept and the words that name it, before what is said of it is known."""

    concept: str
    first: int
    last: int
    absent: bool = False  # by a normal statement
    borderline: bool = False
    vague: bool = False
    by: Stated | None = None

    def own(self) -> Iterable[int]:
        """The places of the words that name it, without those between a part and its state."""
        if self.by is None:
            return range(self.first, self.last)
        state, part = self.by.state, self.by.anchor
        named = () if part.value("anchor") in _PLACED else range(part.first, part.last)
        return (*named, *range(state.first, state.last))


@lru_cache(maxsize=65_536)
def say(text: str, lexis: Lexis) -> tuple[Said, ...]:
    """What the sentence states, in the order of its words."""
    return tuple(_Sentence(text, lexis).said())


def _explained(mention: Said, sign: Said | None) -> Said:
    """What explains an opacity lies where it lies: "left base opacity, likely atelectasis"."""
    placed = mention.laterality is not None or mention.zones
    if sign is None or mention.hedge is None or placed or not measured(mention.concept):
        return mention
    side = sign.laterality if paired(mention.concept) else None
    return mention._replace(laterality=side, zones=sign.zones)


def _once(named: Sequence[_Named]) -> list[_Named]:
    """Without what the same words name twice: "lungs are hyperinflated" is one hyperinflation."""
    kept: list[_Named] = []
    for one in named:
        if not any(k.concept == one.concept and one.first < k.last for k in kept):
            kept.append(one)
    return kept


def _little(mark: Tagged) -> bool:
    """Nobody denies what is little ("no effusion, small nodule"); "no edema, large effusion" is a list."""
    return mark.value("severity") in ("trace", "mild", "moderate")


class _Sentence:
    """The working of one sentence."""

    def __init__(self, text: str, lexis: Lexis) -> None:
        self.text, self.lexis = text, lexis
        self.words = tokens(text, lexis.grammar)
        things, marks = lexis.things.find(self.words), lexis.attributes.find(self.words)
        self.things, self.marks = compose(self.words, things, marks, lexis)
        light = frozenset(place for mark in self.marks for place in range(mark.first, mark.last))
        fresh = frozenset(mark.first for mark in self.marks if mark.value("change") or _little(mark))
        self.clauses = Clauses(self.words, self.things, fresh, lexis.grammar.complements)
        self.scopes = Scopes(self.words, self.things, self.clauses, light)
        self.joints = frozenset(self._joints())
        self.denials = frozenset(t.first for t in self.things if t.value("before") == "deny")
        self.light, self.choices = light, tuple(self._choices())

    def said(self) -> Iterator[Said]:
        """Every mention of the sentence."""
        named = _once(sorted(self._named(), key=lambda one: (one.first, -one.last)))
        places = sorted({(one.first, one.last) for one in named})
        own = frozenset(place for one in named for place in one.own())
        by_clause = self._by_clause((place[0], place) for place in places)
        self.homes = sorted(by_clause)
        self.marks_of = self._by_clause((self._home(m), m) for m in self.marks if m.first not in own)
        measures = sizes(self.text, self.words, self.lexis.grammar)
        self.sizes_of = self._by_clause((self._last_named(s.first), s) for s in measures)
        extra = {place: a for owned in by_clause.values() for place, a in self._attributes(owned)}
        sign: Said | None = None
        for one in named:
            mention = self._mention(one, extra[one.first, one.last])
            if mention is not None:
                sign = mention if mention.concept in _SIGNS else sign
                yield _explained(mention, sign)

    def _by_clause(self, placed: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
        """What stands at places, by the clause it stands in."""
        of: dict[int, list[T]] = {}
        for place, one in placed:
            of.setdefault(self.clauses.of(place), []).append(one)
        return of

    def _home(self, mark: Tagged) -> int:
        """Where a mark counts: a clause that names nothing says more of the one before ("but stable")."""
        where = any(mark.value(kind) is not None for kind in ("laterality", "implied", "zones"))
        return mark.first if where else self._last_named(mark.first)

    def _last_named(self, place: int) -> int:
        """The place itself, or a place in the last clause before it that names something."""
        index = bisect_right(self.homes, self.clauses.of(place))
        return min(place, self.clauses.last(self.homes[index - 1])) if index else place

    def _named(self) -> Iterator[_Named]:
        for thing in self.things:
            for kind, value in thing.meaning.tags:
                if kind in ("name", "vague"):
                    yield _Named(value, thing.first, thing.last, vague=kind == "vague")
        for pair in stated(self.things, self.clauses, self.lexis, self.light):
            edge = pair.state.value("state") == _BORDERLINE
            for concept in pair.concepts:
                absent = concept.startswith("!")
                yield _Named(concept.lstrip("!"), pair.first, pair.last, absent, edge, by=pair)

    def _joints(self) -> Iterator[int]:
        yield from (t.first for t in self.things if t.value("join") is not None)
        yield from (i for i, w in enumerate(self.words) if w.word in _SLASH or w.word == ",")

    def _attributes(self, owned: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], Attributes]]:
        """Attributes of the mentions of one clause. Names lie within it, and so do its marks."""
        clause = self.clauses.of(owned[0][0])
        place = Place(self.words, owned, self.joints, self.denials, self.lexis.grammar)
        given = attribute(place, self.marks_of.get(clause, ()), self.sizes_of.get(clause, ()))
        yield from zip(owned, given, strict=True)

    def _mention(self, one: _Named, attributes: Attributes) -> Said | None:
        cues = self._cues(one)
        if "skip" in cues:
            return None
        change = self._change(one, attributes)
        denied = "deny" in cues or change == "resolved"
        if "contrary" in cues:
            denied, change = not denied, None
        if "unsure" in cues and change == "resolved":
            change = None
        if one.absent and (denied or "possible" in cues or "unsure" in cues):
            return None
        presence, hedge = self._presence(one, denied, cues)
        absent = presence is Presence.ABSENT
        return Said(
            concept=one.concept,
            presence=presence,
            hedge=hedge,
            start=self.words[one.first].start,
            end=self.words[one.last - 1].end,
            laterality=attributes.laterality(one.concept),
            zones=settled(attributes.zones) if zoned(one.concept) else (),
            severity=None if absent else attributes.hardest(),
            size_mm=() if absent or not measured(one.concept) else tuple(attributes.sizes),
            change=change if not absent or change == "resolved" else None,
            normal=one.absent,
        )

    def _cues(self, one: _Named) -> frozenset[str]:
        cues = self.scopes.over(one.first, one.last)
        if one.by is None:
            return cues
        first, last = one.by.anchor, one.by.state
        inner = self.scopes.denied_between(min(first.last, last.last), max(first.first, last.first))
        kept = not one.by.spoken or (not one.absent and self.scopes.denied_before(one.first))
        outer = cues if kept else cues - {"deny"}
        return outer | {"deny"} if inner else outer

    def _presence(self, one: _Named, denied: bool, cues: frozenset[str]) -> tuple[Presence, str | None]:
        if "unsure" in cues:
            return Presence.UNCERTAIN, "possible"
        if denied or one.absent:
            return Presence.ABSENT, None
        if "possible" in cues or one.vague:
            return Presence.UNCERTAIN, "possible"
        if one.borderline or self._edge(one):
            return Presence.UNCERTAIN, _BORDERLINE
        if self._alternative(one):
            return Presence.UNCERTAIN, "alternative"
        return Presence.PRESENT, "probable" if "probable" in cues else None

    def _edge(self, one: _Named) -> bool:
        """Whether it is called borderline right before: "borderline cardiomegaly"."""
        return any(t.last == one.first and t.value("state") == _BORDERLINE for t in self.things)

    def _alternative(self, one: _Named) -> bool:
        """Another name stands right beside, past an "or", a "versus" or a slash."""
        return any(0 <= first - one.last <= 2 or 0 <= one.first - last <= 3 for first, last in self.choices)

    def _choices(self) -> Iterator[tuple[int, int]]:
        """Words between two names that offer the one or the other."""
        offers = [(t.first, t.last) for t in self.things if t.value("join") == "or"]
        offers += [(i, i + 1) for i, w in enumerate(self.words) if w.word in _SLASH]
        names = [thing for thing in self.things if thing.value("name") is not None] if offers else []
        starts, ends = {name.first for name in names}, {name.last for name in names}
        for first, last in offers:
            if any(first - gap in ends for gap in range(3)) and any(last + gap in starts for gap in range(4)):
                yield first, last

    def _change(self, one: _Named, attributes: Attributes) -> str | None:
        """The first word of change that is not one of quantity ("increased markings")."""
        no_change = self.lexis.no_change
        return next((v for v, words in attributes.change if (one.concept, words) not in no_change), None)
