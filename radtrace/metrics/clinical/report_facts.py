"""A report's mentions merged into facts, each finding once.

Findings and impression repeat each other, and one finding spans several sentences. A fact is one concept on
one side, or on both if nothing but the side differs: a large right and a small left effusion are two facts,
bilateral small effusions are one. Present overrides uncertain, uncertain overrides absent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from radtrace.language import Mention, Understood
from radtrace.language.mention import SEVERITIES
from radtrace.record import Laterality, Presence

_RANK = {Presence.PRESENT: 2, Presence.UNCERTAIN: 1, Presence.ABSENT: 0}
_BOTH = frozenset((Laterality.LEFT, Laterality.RIGHT))


@dataclass(frozen=True)
class Fact:
    """One finding of a report.

    `side` is left, right, bilateral or None; `sentence` the index of the sentence that states it first;
    `hedge` the weakest hedge, or None if it is stated without one; `normal` as in `Mention`.
    """

    concept: str
    presence: Presence
    side: Laterality | None
    zones: frozenset[str]
    severity: str | None
    change: str | None
    size_mm: float | None
    hedge: str | None
    sentence: int
    normal: bool = False

    @property
    def positive(self) -> bool:
        """Whether it is present or uncertain."""
        return self.presence is not Presence.ABSENT


@lru_cache(maxsize=16_384)
def facts_of(understood: Understood) -> tuple[Fact, ...]:
    """The facts of a report, in the order they are first stated."""
    by_concept: dict[str, list[Mention]] = {}
    for mention in understood.mentions:
        by_concept.setdefault(mention.concept, []).append(mention)
    facts = [fact for mentions in by_concept.values() for fact in _of_concept(mentions)]
    return tuple(sorted(facts, key=lambda fact: fact.sentence))


def _of_concept(mentions: Sequence[Mention]) -> Iterable[Fact]:
    """One fact, or one for each side where the sides differ in presence, degree, size or change."""
    positive = [m for m in mentions if m.presence is not Presence.ABSENT]
    if not positive:
        return [_merge(mentions)]
    sides = {m.laterality for m in positive}
    denied = [m for m in mentions if m.presence is Presence.ABSENT and _elsewhere(m, sides)]
    return [*_by_side(positive), *([_merge(denied)] if denied else [])]


def _by_side(mentions: Sequence[Mention]) -> list[Fact]:
    """The facts of positive mentions; a mention without a side applies to both."""
    merged = _merge(mentions)
    if not {m.laterality for m in mentions} >= _BOTH:
        return [merged]
    apart = [
        replace(
            _merge([m for m in mentions if m.laterality in (side, Laterality.BILATERAL, None)]), side=side
        )
        for side in sorted(_BOTH)
    ]
    return apart if len({_told(fact) for fact in apart}) > 1 else [merged]


def _told(fact: Fact) -> tuple[object, ...]:
    return fact.presence, fact.severity, fact.change, fact.size_mm, fact.hedge


def matched_sides(facts: Sequence[Fact], others: Sequence[Fact]) -> tuple[Fact, ...]:
    """`facts` with each bilateral one as two, where `others` tell the sides of its concept apart."""
    apart = {(fact.concept, fact.side) for fact in others if fact.positive}
    return tuple(one for fact in facts for one in (_both(fact) if _is_split(fact, apart) else (fact,)))


def _is_split(fact: Fact, apart: Collection[tuple[str, Laterality | None]]) -> bool:
    both = fact.positive and fact.side is Laterality.BILATERAL
    return both and all((fact.concept, side) in apart for side in _BOTH)


def _both(fact: Fact) -> tuple[Fact, ...]:
    return tuple(replace(fact, side=side) for side in sorted(_BOTH))


def _elsewhere(mention: Mention, sides: set[Laterality | None]) -> bool:
    """Whether a denial is of another side than what is claimed: "no right effusion, small left one"."""
    return mention.laterality in _BOTH and not sides & {mention.laterality, None, Laterality.BILATERAL}


def _merge(mentions: Sequence[Mention]) -> Fact:
    surest = max(mentions, key=lambda m: _RANK[m.presence])
    alike = [m for m in mentions if m.presence is surest.presence]
    severities = [m.severity for m in mentions if m.severity is not None]
    return Fact(
        concept=surest.concept,
        presence=surest.presence,
        side=_side([m.laterality for m in mentions]),
        zones=frozenset(zone for m in mentions for zone in m.zones),
        severity=max(severities, key=SEVERITIES.index, default=None),
        change=next((m.change for m in mentions if m.change is not None), None),
        size_mm=max((extent for m in mentions for extent in m.size_mm), default=None),
        hedge=surest.hedge if all(m.hedge for m in alike) else None,
        sentence=min(m.sentence for m in alike),
        normal=all(m.normal for m in mentions),
    )


def _side(sides: Sequence[Laterality | None]) -> Laterality | None:
    stated = {side for side in sides if side is not None}
    if not stated:
        return None
    return stated.pop() if len(stated) == 1 else Laterality.BILATERAL
