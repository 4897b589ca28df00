"""One sentence to what it states; the heart of the understanding."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from radtrace.language.understanding.attributes import (
    PLACES,
    Attributes,
    Extra,
    Place,
    attribute,
    graded,
    levelled,
    measured,
    paired,
    settled,
    without_quantities,
    zoned,
)
from radtrace.language.understanding.clauses import Clauses
from radtrace.language.understanding.denials import compose
from radtrace.language.understanding.devices import Device, device
from radtrace.language.understanding.ellipsis import completed
from radtrace.language.understanding.levels import levels
from radtrace.language.understanding.lexis import Lexis
from radtrace.language.understanding.ratio import with_ratio
from radtrace.language.understanding.relative import with_sides
from radtrace.language.understanding.retractions import standing
from radtrace.language.understanding.scope import Scopes
from radtrace.language.understanding.sizes import Size, is_unit, sizes
from radtrace.language.understanding.states import Stated, stated, unnamed
from radtrace.language.understanding.template import label_end, without_label_parts
from radtrace.language.understanding.tokens import tokens
from radtrace.language.understanding.trie import Tagged
from radtrace.record import Laterality, Presence

_GENERAL = frozenset(("support_device",))  # a label over tubes and lines that are named one by one
_SLASH = frozenset("/")
_ARTICLES = frozenset(("the", "both"))
_CHOICES = frozenset(("or", "versus"))
_BORDERLINE, _TOP_NORMAL = "borderline", "top_normal"
_EDGES = frozenset((_BORDERLINE, _TOP_NORMAL))
_PLACED = frozenset(("lungs",))  # parts whose words say where: "the lung bases are clear"
T = TypeVar("T")
_SIGNS = frozenset(("lung_opacity", "interstitial_opacity", "consolidation", "infiltration"))


# What was done to a patient once is on the film still: "history of sternotomy".
_LASTING = frozenset(("sternotomy", "surgical_material", "prosthetic_valve", "spinal_hardware"))


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
    levels: tuple[str, ...]
    device: Device


class _Named(NamedTuple):
    """A concept and the words that name it, before what is said of it is known."""

    concept: str
    first: int
    last: int
    absent: bool = False  # by a normal statement
    edge: str = ""  # called borderline, or at the upper limit of normal
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
def say(text: str, lexis: Lexis, side: str | None = None) -> tuple[Said, ...]:
    """What the sentence states, in the order of its words; `side` is the one spoken of before it."""
    return tuple(_Sentence(text, lexis, side).said())


def _explained(mention: Said, sign: Said | None) -> Said:
    """What explains an opacity lies where it lies: "left base opacity, likely atelectasis"."""
    placed = mention.laterality is not None or mention.zones
    if sign is None or mention.hedge is None or placed or not measured(mention.concept):
        return mention
    side = sign.laterality if paired(mention.concept) else None
    return mention._replace(laterality=side, zones=sign.zones)


def _once(named: Sequence[_Named]) -> list[_Named]:
    """Without what the same or adjoining words name twice: "lungs are hyperinflated", "IJ central line".

    A state says more than the name that its word is: a rib that is fractured is no other fracture.
    """
    states = {(one.by.state.first, one.by.state.last) for one in named if one.by is not None}
    kept: list[_Named] = []
    for one in (one for one in named if one.by is not None or (one.first, one.last) not in states):
        same = next((i for i, k in enumerate(kept) if k.concept == one.concept and one.first <= k.last), None)
        if same is None:
            kept.append(one)
        elif one.by is None and kept[same].by is None:
            kept[same] = kept[same]._replace(last=max(one.last, kept[same].last))
    return kept


def _little(mark: Tagged) -> bool:
    """Nobody denies what is little ("no effusion, small nodule"); "no edema, large effusion" is a list."""
    return mark.value("severity") in ("trace", "mild", "moderate")


class _Sentence:
    """The working of one sentence."""

    def __init__(self, text: str, lexis: Lexis, side: str | None) -> None:
        self.lexis, words = lexis, tokens(text, lexis.grammar)
        self.text = standing(text, words, lexis)
        words = words if self.text == text else tokens(self.text, lexis.grammar)
        words = with_ratio([lexis.corrected(word) for word in words], lexis.grammar)
        self.words = with_sides(words, lexis.relative, lexis.attributes, lexis.side_words, side)
        self._find()
        self.origins: Sequence[int | None] = range(len(self.words))
        line = completed(self.words, self.things, self.marks, lexis.grammar)
        if line is not None:
            self.words, self.origins = [word for word, _ in line], [place for _, place in line]
            self._find()
        self.slashes = self._slashes()
        light = frozenset(place for mark in self.marks for place in range(mark.first, mark.last))
        fresh = frozenset(self._fresh())
        self.clauses = Clauses(self.words, self.things, fresh, lexis.grammar, self.slashes)
        self.label = label_end(self.words, self.things)
        self.scopes = Scopes(self.words, self.things, self.clauses, light)
        self.joints = frozenset(self._joints())
        self.denials = frozenset(t.first for t in self.things if t.value("before") == "deny")
        self.stops = self.joints | frozenset(self._stops())
        self.graded = graded(self.words, self.marks, light, self.lexis.grammar)
        self.light, self.choices = light, frozenset(self._choices())

    def _fresh(self) -> Iterator[int]:
        """Where something small, new or stable begins, with its article."""
        for mark in self.marks:
            if mark.value("change") or _little(mark):
                yield mark.first
                if mark.first and self.words[mark.first - 1].word in self.lexis.grammar.indefinite:
                    yield mark.first - 1

    def _find(self) -> None:
        """Find the phrases of the tables among the words."""
        things, marks = self.lexis.things.find(self.words), self.lexis.attributes.find(self.words)
        things = [thing for thing in things if not is_unit(self.words, thing)]
        self.things, found = compose(self.words, things, marks, self.lexis)
        self.marks = without_quantities(self.words, found, self.lexis.grammar)

    def said(self) -> Iterator[Said]:
        """Every mention of the sentence."""
        named = self._without_ratios(_once(sorted(self._named(), key=lambda one: (one.first, -one.last))))
        places = sorted({(one.first, one.last) for one in named})
        own = frozenset(place for one in named for place in one.own())
        by_clause = self._by_clause((place[0], place) for place in places)
        self.homes = sorted(by_clause)
        marks = (m for m in self.marks if m.first not in own or self._changes(m) or m.value("implied"))
        self.marks_of = self._by_clause((self._home(m), m) for m in marks)
        measures = list(self._sizes())
        self.sizes_of = self._by_clause((self._last_named(s.first), s) for s in measures)
        self.levels_of = self._by_clause(
            (place, (place, level)) for place, level in levels(self.text, self.words)
        )
        self.devices = frozenset((one.first, one.last) for one in named if not measured(one.concept))
        tips = self.lexis.devices.find(self.words) if self.devices else []
        self.tips_of = self._by_clause((self._last_named(t.first), t) for t in tips if t.first not in own)
        extra = {place: a for owned in by_clause.values() for place, a in self._attributes(owned)}
        sign: Said | None = None
        last: _Named | None = None
        for one in named:
            mention = self._mention(one, extra[one.first, one.last])
            again = (
                last is not None
                and one.first <= last.last
                and mention is not None
                and last.concept == mention.concept
            )
            if mention is not None and not again:
                last = one._replace(concept=mention.concept)
                placed = mention.laterality is not None or mention.zones
                sign = mention if mention.concept in _SIGNS and (placed or sign is None) else sign
                yield _explained(mention, sign)

    def _without_ratios(self, named: list[_Named]) -> list[_Named]:
        """Without ratios that only measure what is named besides: "heart enlarged, CTR 0.6"."""
        told = {one.concept for one in named if not self._measured(one)}
        return [one for one in named if one.concept not in told or not self._measured(one)]

    def _measured(self, one: _Named) -> bool:
        return one.by is not None and self.text[self.words[one.by.state.first].start].isdigit()

    def _changes(self, mark: Tagged) -> bool:
        """Whether words that name a finding or a state tell a change too: "bigger", "has increased"."""
        before = self.words[mark.first - 1].word if mark.first else ""
        perfect = before in self.lexis.grammar.auxiliaries and mark.value("change") is not None
        return perfect or mark.value("named_change") is not None

    def _sizes(self) -> Iterator[Size]:
        """Lengths, with the places of their words after names were written in."""
        places = {old: new for new, old in enumerate(self.origins) if old is not None}
        words = [self.words[places[old]] for old in range(len(places))]
        for size in sizes(self.text, words, self.lexis.grammar):
            yield size._replace(first=places[size.first])

    def _by_clause(self, placed: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
        """What stands at places, by the clause it stands in."""
        of: dict[int, list[T]] = {}
        for place, one in placed:
            of.setdefault(self.clauses.of(place), []).append(one)
        return of

    def _home(self, mark: Tagged) -> int:
        """Where a mark counts: a clause that names nothing says more of the one before ("but stable")."""
        where = any(mark.value(kind) is not None for kind in PLACES)
        return mark.first if where else self._last_named(mark.first)

    def _last_named(self, place: int) -> int:
        """The place itself, or a place in the last clause before it that names something."""
        index = bisect_right(self.homes, self.clauses.of(place))
        return min(place, self.clauses.last(self.homes[index - 1])) if index else place

    def _named(self) -> list[_Named]:
        """What the sentence names; a label names nothing where its text names it again or something else."""
        named, end = [*self._by_name(), *self._by_state()], self.label
        own = {one.concept for one in named if one.first > end}
        if not end or (not own and not self.scopes.denies(end)):
            return named
        denies = self.scopes.denies(end)
        return [
            one for one in named
            if one.first > end or one.by or not (denies or one.concept in own or one.concept in _GENERAL)
        ]  # fmt: skip

    def _by_name(self) -> Iterator[_Named]:
        for thing in self.things:
            for kind, value in thing.meaning.tags:
                if kind in ("name", "vague"):
                    yield _Named(value, thing.first, thing.last, vague=kind == "vague")
        labels = [t for t in self.things if t.last <= self.label and t.value("label") is not None]
        if labels and not any(t.value("name") for t in labels) and self.scopes.answered(self.label):
            yield _Named(labels[0].value("label") or "", labels[0].first, labels[-1].last)

    def _by_state(self) -> Iterator[_Named]:
        things = without_label_parts(self.things, self.label)
        pairs = stated(things, self.clauses, self.lexis, self.light, frozenset(self._placed()))
        for pair in (*pairs, *unnamed(self.words, self.things, self.marks, self.lexis)):
            state = pair.state.value("state") or ""
            for concept in pair.concepts:
                absent, edge = concept.startswith("!"), state if state in _EDGES else ""
                yield _Named(concept.lstrip("!"), pair.first, pair.last, absent, edge, by=pair)

    def _stops(self) -> Iterator[int]:
        kinds = {"before", "after", "verb", "end"}
        yield from (t.first for t in self.things if not kinds.isdisjoint(t.meaning.first_of))
        yield from (i for i, w in enumerate(self.words) if w.word in self.lexis.grammar.prepositions)

    def _placed(self) -> Iterator[int]:
        """The words that a preposition stands right before, past places, degrees and articles."""
        prepositions, tied = self.lexis.grammar.prepositions, False
        for place, word in enumerate(self.words):
            if tied:
                yield place
            passed = tied and (place in self.light or word.word in _ARTICLES)
            tied = word.word in prepositions or passed

    def _joints(self) -> Iterator[int]:
        yield from (t.first for t in self.things if t.value("join") is not None)
        yield from (i for i, w in enumerate(self.words) if i in self.slashes or w.word == ",")

    def _slashes(self) -> frozenset[int]:
        """Slashes between words; those of "w/" and "b/l" are part of a phrase."""
        slashes = {i for i, w in enumerate(self.words) if w.word in _SLASH}
        if slashes:
            slashes.difference_update(*(range(t.first, t.last) for t in (*self.things, *self.marks)))
        return frozenset(slashes)

    def _attributes(self, owned: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], Attributes]]:
        """Attributes of the mentions of one clause. Names lie within it, and so do its marks."""
        clause = self.clauses.of(owned[0][0])
        place = Place(
            self.words,
            owned,
            self.joints,
            self.denials,
            self.devices,
            self.stops,
            self.graded,
            self.lexis.grammar,
        )
        extra = Extra(
            self.marks_of.get(clause, ()),
            self.sizes_of.get(clause, ()),
            self.levels_of.get(clause, ()),
            self.tips_of.get(clause, ()),
        )
        given = attribute(place, extra)
        yield from zip(owned, given, strict=True)

    def _mention(self, one: _Named, attributes: Attributes) -> Said | None:
        cues = self._cues(one)
        if "skip" in cues or ("past" in cues and one.concept not in _LASTING):
            return None
        one = one._replace(concept=self._refined(one, attributes))
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
            severity=None if absent or one.edge == _TOP_NORMAL else attributes.hardest(change is not None),
            size_mm=() if absent or not measured(one.concept) else attributes.sizes(),
            change=change if not absent or change == "resolved" else None,
            normal=one.absent or one.edge == _TOP_NORMAL,
            levels=settled(attributes.levels) if levelled(one.concept) else (),
            device=Device() if absent else device(one.concept, attributes, self.lexis),
        )

    def _refined(self, one: _Named, attributes: Attributes) -> str:
        """A fracture of a rib is a rib fracture; what a name of several words says is not told again."""
        own = any(m.value("sites") is not None and one.first <= m.first < one.last for m in self.marks)
        if one.by is not None or own:
            return one.concept
        kinds = (self.lexis.refined.get((one.concept, site)) for site in attributes.sites)
        return next(filter(None, kinds), one.concept)

    def _cues(self, one: _Named) -> frozenset[str]:
        cues = self.scopes.over(one.first, one.last)
        if one.by is None:
            return cues
        first, last = one.by.anchor, one.by.state
        inner = self.scopes.between(min(first.last, last.last), max(first.first, last.first))
        kept = not one.by.spoken or (not one.absent and self.scopes.denied_before(one.first))
        outer = cues if kept else cues - {"deny"}
        return outer | (inner & {"deny", "possible", "probable", "unsure"})

    def _presence(self, one: _Named, denied: bool, cues: frozenset[str]) -> tuple[Presence, str | None]:
        if "unsure" in cues:
            return Presence.UNCERTAIN, "possible"
        if denied or one.absent:
            return Presence.ABSENT, None
        if "possible" in cues or one.vague:
            return Presence.UNCERTAIN, "possible"
        if one.edge or self._edge(one):
            return Presence.UNCERTAIN, _BORDERLINE
        if (one.first, one.last) in self.choices:
            return Presence.UNCERTAIN, "alternative"
        return Presence.PRESENT, "probable" if "probable" in cues else None

    def _edge(self, one: _Named) -> bool:
        """Whether it is called borderline right before: "borderline cardiomegaly"."""
        return any(t.last == one.first and t.value("state") == _BORDERLINE for t in self.things)

    def _choices(self) -> Iterator[tuple[int, int]]:
        """The names on both sides of an "or" or a slash right beside them, or of a "versus" anywhere."""
        offers = [(t.first, t.last, t.value("join")) for t in self.things if t.value("join") in _CHOICES]
        offers += [(i, i + 1, "or") for i in self.slashes]
        names = [t for t in self.things if t.value("name") is not None] if offers else []
        for first, last, join in offers:
            place = bisect_right(names, first, key=lambda name: name.first)
            if 0 < place < len(names) and self._offered(names[place - 1], first, last, names[place], join):
                yield from (name[:2] for name in names[place - 1 : place + 1])

    def _offered(self, before: Tagged, first: int, last: int, after: Tagged, join: str | None) -> bool:
        """Whether the words from `first` to `last` offer the one name or the other, not one thing twice."""
        if before.value("name") == after.value("name"):
            return False
        if join != "versus":
            return first - before.last <= 2 and after.first - last <= 3
        between = [t for t in self.things if before.last <= t.first < after.first]
        parted = any(t.value("before") is not None or t.value("verb") is not None for t in between)
        return not parted and not any(w.word == "," for w in self.words[before.last : first])

    def _change(self, one: _Named, attributes: Attributes) -> str | None:
        """The first word of change that is not one of quantity ("increased markings")."""
        no_change = self.lexis.no_change
        return next((v for v, words in attributes.changes() if (one.concept, words) not in no_change), None)
