"""Findings by themselves: their thresholds, each other, measurements, and what is critical."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from radtrace.language.claims import ancestors, is_critical
from radtrace.language.measures import above_limit, measures
from radtrace.record import Finding, Presence, Reading, Section, Verdict
from radtrace.verify.about import finding_sides, findings_of, stated
from radtrace.verify.rule import Problem, rule


@rule("thresholds", "Every presence follows from its probability and thresholds.")
def thresholds(reading: Reading) -> Iterator[Problem]:
    """Present at or above `present_from`, absent below `absent_below`, uncertain between.

    Findings without a probability or without both thresholds are not checked.
    """
    for finding in reading.findings:
        if finding.probability is None or finding.absent_below is None or finding.present_from is None:
            continue
        if finding.absent_below > finding.present_from:
            why = f"{finding.concept} is absent below {finding.absent_below:g}, above where it is present."
            yield Problem(why, finding=finding.id)
        elif finding.presence is not (due := _due(finding, finding.probability)):
            why = f"{finding.concept} is {finding.presence}, but {finding.probability:.3f} makes it {due}."
            yield Problem(why, finding=finding.id)


def _due(finding: Finding, probability: float) -> Presence:
    if finding.present_from is not None and probability >= finding.present_from:
        return Presence.PRESENT
    if finding.absent_below is not None and probability < finding.absent_below:
        return Presence.ABSENT
    return Presence.UNCERTAIN


@rule("contradictions", "No finding contradicts another, or a measurement.")
def contradictions(reading: Reading) -> Iterator[Problem]:
    """Findings against each other, and measurements against findings.

    A concept may be present on one side and absent on the other. A parent denied beside a present
    child, a sentence that denies what a measurement beyond its limit shows, and a present finding
    beside a measurement within its limit are flagged: each may be right alone.
    """
    for one, other in combinations(reading.findings, 2):
        yield from _pair(one, other)
    yield from _measured(reading)


def _pair(one: Finding, other: Finding) -> Iterator[Problem]:
    if {one.presence, other.presence} != {Presence.PRESENT, Presence.ABSENT}:
        return
    present, absent = sorted((one, other), key=lambda f: f.presence is Presence.ABSENT)
    if present.concept == absent.concept and _meet(present, absent):
        why = f"{present.concept} is both present and absent at the same place."
        yield Problem(why, finding=absent.id)
    if absent.concept in ancestors(present.concept) and _meet(present, absent):
        why = f"{absent.concept} is absent, but {present.concept}, a kind of it, is present."
        yield Problem(why, finding=absent.id, verdict=Verdict.FLAG)


def _meet(one: Finding, other: Finding) -> bool:
    """Whether two findings may be at one place; a finding without a place may be anywhere."""
    if one.zones and other.zones:
        return not set(one.zones).isdisjoint(other.zones)
    sides = finding_sides(one), finding_sides(other)
    return not all(sides) or not sides[0].isdisjoint(sides[1])


def _measured(reading: Reading) -> Iterator[Problem]:
    told = {finding for sentence in reading.sentences for finding in sentence.findings}
    for measurement in reading.measurements:
        _, concept = measures(measurement)
        opposite = Presence.ABSENT if above_limit(measurement) else Presence.PRESENT
        for finding in reading.findings:
            opposed = finding.presence is opposite and finding.id in told
            if measurement.limit is not None and finding.concept == concept and opposed:
                found = f"{measurement.name} is {measurement.value:.2f}"
                why = f"{finding.concept} is {finding.presence}, but {found}."
                yield Problem(why, finding=finding.id, verdict=Verdict.FLAG)


@rule("critical", "Critical findings stand first in the impression and are marked, and nothing else is.")
def critical(reading: Reading) -> Iterator[Problem]:
    """Present or uncertain critical findings against the sentences before the first that is not critical."""
    impression = [s for s in reading.sentences if s.section is Section.IMPRESSION]
    top = next((n for n, s in enumerate(impression) if not s.critical), len(impression))
    flagged = {finding for sentence in impression[:top] for finding in sentence.findings}
    for finding in filter(is_critical, stated(reading.findings)):
        if finding.id not in flagged:
            why = f"{finding.concept} is {finding.presence} and critical, but not marked on top."
            yield Problem(why, finding=finding.id)
    for sentence in reading.sentences:
        if sentence.critical and not any(map(is_critical, stated(findings_of(reading, sentence)))):
            why = "The sentence is marked critical, but none of its findings is."
            yield Problem(why, sentence=sentence.id, verdict=Verdict.FLAG)
