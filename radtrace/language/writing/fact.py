"""What a mention states, apart from where in a report it does so."""

from __future__ import annotations

from typing import NamedTuple

from radtrace.language.mention import Mention, Understood
from radtrace.record import Laterality, Presence


class Fact(NamedTuple):
    """A mention without its place in the report; see `Mention`. The order of zones says nothing."""

    concept: str
    presence: Presence
    hedge: str | None = None
    laterality: Laterality | None = None
    zones: frozenset[str] = frozenset()
    severity: str | None = None
    size_mm: tuple[float, ...] = ()
    change: str | None = None
    normal: bool = False
    levels: tuple[str, ...] = ()
    tip: str | None = None
    tip_mm: float | None = None
    misplaced: bool = False
    urgent: bool = False


def fact_of(mention: Mention) -> Fact:
    """The fact that a mention states."""
    fields = (getattr(mention, name) for name in Fact._fields)
    return Fact(*fields)._replace(zones=frozenset(mention.zones))


def facts_of(understood: Understood) -> frozenset[Fact]:
    """All that a report states; what it states twice counts once."""
    return frozenset(map(fact_of, understood.mentions))
