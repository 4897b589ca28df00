"""Findings to a report: findings by region in the order of ABCDEF, then an impression.

The words come from `phrases.toml`. What may be said is decided in `claims`, how a
present or uncertain finding is said in `statements`, an absent one in `negatives`.
Nothing here compares with an earlier film, because the reader has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from radtrace.language.claims import Draft, assessed_ids, not_spoken_for
from radtrace.language.impression import impression
from radtrace.language.measures import measurement_alone, measures
from radtrace.language.negatives import denials, not_assessed
from radtrace.language.phrases import families, phrase
from radtrace.language.statements import exact_place, statements
from radtrace.language.tables import table
from radtrace.record import Finding, Measurement, Presence, Region, Section, Sentence


def write_report(
    findings: Sequence[Finding], measurements: Sequence[Measurement], regions: Sequence[Region]
) -> tuple[Sentence, ...]:
    """The sentences of the report, with ids s1, s2, ... in reading order.

    Every present finding is in a sentence of the findings section and of the impression;
    every uncertain one too, hedged, unless a surer and more special finding says it
    already. Absent findings are denied only where they were assessed, and every
    measurement stands with its limit.

    Parameters
    ----------
    findings
        All scored concepts, absent ones too.
    measurements, regions
        Of the film; findings refer to them by id.
    """
    body = [*_findings_section(findings, measurements, regions), *not_assessed(regions)]
    told = not_spoken_for(findings)
    sections = [(Section.FINDINGS, draft) for draft in body]
    sections += [(Section.IMPRESSION, draft) for draft in impression(told, findings, measurements, regions)]
    return tuple(_numbered(n, section, draft) for n, (section, draft) in enumerate(sections, start=1))


def _findings_section(
    findings: Sequence[Finding], measurements: Sequence[Measurement], regions: Sequence[Region]
) -> Iterator[Draft]:
    by_id = {measurement.id: measurement for measurement in measurements}
    known = assessed_ids(regions)
    told = not_spoken_for(findings)
    for together in table("phrases")["denied_together"]:
        drafts: list[Draft] = []
        for family in together:
            members = [f for f in told if phrase(f.concept).family == family]
            for presence in (Presence.PRESENT, Presence.UNCERTAIN):
                drafts += statements(members, presence, exact_place, by_id, known)
        drafts += denials(together, findings, regions, by_id)
        yield from drafts
        yield from _loose(together, drafts, measurements)


def _loose(
    together: Sequence[str], drafts: Sequence[Draft], measurements: Sequence[Measurement]
) -> Iterator[Draft]:
    """Measurements of these families that no sentence on a finding has told."""
    told = {finding.measurement for draft in drafts for finding in draft.findings}
    for measurement in measurements:
        _, concept = measures(measurement)
        family = phrase(concept).family if concept else list(families())[-1]
        if family in together and measurement.id not in told:
            yield measurement_alone(measurement)


def _numbered(number: int, section: Section, draft: Draft) -> Sentence:
    return Sentence(
        id=f"s{number}",
        section=section,
        text=draft.text,
        findings=tuple(finding.id for finding in draft.findings),
        regions=draft.regions,
        critical=draft.critical,
    )
