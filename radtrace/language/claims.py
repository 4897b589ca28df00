"""What may be said at all: which findings are stated, which denied, and where.

A parent that a child speaks for is not said twice, and a parent is not denied beside a
child that is present or uncertain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from radtrace.language.phrases import phrase
from radtrace.language.places import part_of, side_of
from radtrace.record import Finding, Presence, Region, concept_by_id, protocol


@dataclass(frozen=True)
class Draft:
    """A sentence before it has an id and a section."""

    text: str
    findings: tuple[Finding, ...] = ()
    regions: tuple[str, ...] = ()
    critical: bool = False


def is_critical(finding: Finding) -> bool:
    """Whether the finding, or its concept, is critical."""
    concept = concept_by_id().get(finding.concept)
    return finding.critical or (concept is not None and concept.critical)


def regions_of(concept: str) -> tuple[str, ...]:
    """Protocol regions the concept can occur in; none for an unknown one."""
    known = concept_by_id().get(concept)
    return known.regions if known else ()


def ancestors(concept: str) -> frozenset[str]:
    """All concepts above `concept` in the vocabulary."""
    known = concept_by_id().get(concept)
    parents = known.parents if known else ()
    return frozenset(parents).union(*(ancestors(parent) for parent in parents))


def not_spoken_for(findings: Sequence[Finding]) -> list[Finding]:
    """The present and uncertain findings, without a doubt that a surer child already settles."""
    sure = {above for f in findings if f.presence is Presence.PRESENT for above in ancestors(f.concept)}
    told = filter(_stated, findings)
    return [f for f in told if f.presence is Presence.PRESENT or f.concept not in sure]


def deniable(findings: Sequence[Finding], regions: Sequence[Region]) -> list[Finding]:
    """The absent findings that may be denied: where they must be looked for was assessed, if only in part,
    and no child is present or uncertain."""
    open_ = {above for f in findings if _stated(f) for above in ancestors(f.concept) | {f.concept}}
    assessed = assessed_ids(regions)
    return [
        f
        for f in findings
        if f.presence is Presence.ABSENT and f.concept not in open_ and assessed & set(key_regions(f.concept))
    ]


def assessed_ids(regions: Iterable[Region]) -> frozenset[str]:
    """Ids of the regions that were assessed."""
    return frozenset(region.id for region in regions if region.assessed)


def key_regions(concept: str) -> tuple[str, ...]:
    """The regions that must be assessed before the concept is denied there."""
    key = phrase(concept).key
    return tuple(region for region in regions_of(concept) if not key or part_of(region) in key)


def stated_regions(findings: Iterable[Finding], known: Iterable[str]) -> tuple[str, ...]:
    """The regions a statement is about, in the protocol's order: its zones, or where it can occur."""
    wanted = {region for finding in findings for region in _places(finding)} & set(known)
    return in_order(wanted)


def in_order(regions: Iterable[str]) -> tuple[str, ...]:
    """Region ids in the protocol's order."""
    wanted = set(regions)
    return tuple(region.id for region in protocol() if region.id in wanted)


def _places(finding: Finding) -> tuple[str, ...]:
    if finding.zones:
        return finding.zones
    side = str(finding.laterality) if finding.laterality in ("left", "right") else None
    return tuple(r for r in regions_of(finding.concept) if side is None or side_of(r) in (side, None))


def _stated(finding: Finding) -> bool:
    return finding.presence is not Presence.ABSENT
