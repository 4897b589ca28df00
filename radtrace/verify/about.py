"""What several checks ask of a Reading."""

from __future__ import annotations

from collections.abc import Iterable

from radtrace.language import clauses, side_words, unassessed
from radtrace.language.places import SIDES, side_of, sides_of
from radtrace.record import Box, Finding, Laterality, Presence, Reading, Sentence, concept_by_id


def findings_of(reading: Reading, sentence: Sentence) -> list[Finding]:
    """The findings a sentence states or denies, in the reading's order."""
    return [finding for finding in reading.findings if finding.id in sentence.findings]


def stated(findings: Iterable[Finding]) -> list[Finding]:
    """Those that are present or uncertain."""
    return [finding for finding in findings if finding.presence is not Presence.ABSENT]


def names(concept: str) -> tuple[str, ...]:
    """The words that name a concept in reports."""
    known = concept_by_id().get(concept)
    return (known.name, *known.synonyms) if known else (concept.replace("_", " "),)


def regions_of(concept: str) -> tuple[str, ...]:
    """The protocol regions a concept can occur in; none for an unknown one."""
    known = concept_by_id().get(concept)
    return known.regions if known else ()


def finding_sides(finding: Finding) -> frozenset[str]:
    """The sides a finding is on, of its laterality or else its zones; empty where unsaid."""
    return frozenset(sides_of(finding.laterality, finding.zones))


def region_sides(regions: Iterable[str]) -> frozenset[str]:
    """The sides these regions are on."""
    return frozenset(side for side in map(side_of, regions) if side)


def text_sides(text: str) -> frozenset[str]:
    """The sides a text names, "both" being left and right."""
    words = side_words(text)
    if Laterality.BILATERAL in words:
        return frozenset(SIDES)
    return frozenset(str(word) for word in words) & frozenset(SIDES)


def claims(text: str) -> str:
    """The sentence without its clauses on what could not be assessed."""
    return "; ".join(clause for clause in clauses(text) if not unassessed(clause))


def box_of(reading: Reading, region: str, film: int) -> Box | None:
    """The box of a region on a film, where it was found."""
    return next((r.box for r in reading.regions if r.id == region and r.film == film), None)
