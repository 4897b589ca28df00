"""Link visits and findings: each step lists its findings, each finding its steps."""

from __future__ import annotations

from collections.abc import Sequence

from radtrace.gaze import Visit
from radtrace.language import describe_step
from radtrace.record import Finding, Presence, Region, Step


def link_steps(
    visits: Sequence[Visit], claims: Sequence[Finding], regions: Sequence[Region]
) -> tuple[tuple[Step, ...], tuple[Finding, ...]]:
    """Steps in the order of the visits, and the findings with their evidence.

    The evidence of a present or uncertain finding are the steps at its zones; of an absent one, every step
    where it was looked for and could have been seen.
    """
    by_id = {region.id: region for region in regions}
    steps = tuple(_step(i, visit, claims, by_id[visit.region]) for i, visit in enumerate(visits, 1))
    evidence = {c.id: tuple(step.id for step in steps if c.id in step.findings) for c in claims}
    return steps, tuple(c.model_copy(update={"evidence": evidence[c.id]}) for c in claims)


def _step(number: int, visit: Visit, claims: Sequence[Finding], region: Region) -> Step:
    here = [c for c in claims if _seen_at(c, visit)]
    return Step(
        id=f"step{number}",
        region=visit.region,
        looked_for=visit.looked_for,
        fixations=visit.fixations,
        seen=describe_step(region, here),
        findings=tuple(c.id for c in here),
        assessed=visit.assessed,
    )


def _seen_at(finding: Finding, visit: Visit) -> bool:
    if not visit.assessed or finding.concept not in visit.looked_for:
        return False
    return finding.presence is Presence.ABSENT or visit.region in finding.zones
