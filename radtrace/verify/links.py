"""Sentences and findings are linked both ways."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.language.claims import ancestors
from radtrace.record import Finding, Presence, Reading, Section, Verdict
from radtrace.verify.rule import Problem, rule


@rule(
    "links", "Every present or uncertain finding has its sentence, and every sentence its finding or region."
)
def check(reading: Reading) -> Iterator[Problem]:
    """Every present finding is in a sentence of the findings section; every sentence links to something.

    An uncertain finding without a sentence is flagged, unless a present child speaks for it.
    """
    told = {f for s in reading.sentences if s.section is Section.FINDINGS for f in s.findings}
    for finding in reading.findings:
        if finding.id not in told:
            yield from _untold(finding, reading)
    for sentence in reading.sentences:
        if not sentence.findings and not sentence.regions:
            yield Problem(f"{sentence.id} names no finding and no region.", sentence=sentence.id)


def _untold(finding: Finding, reading: Reading) -> Iterator[Problem]:
    why = f"{finding.concept} is {finding.presence}, but no sentence of the findings says so."
    if finding.presence is Presence.PRESENT:
        yield Problem(why, finding=finding.id)
    present = [f for f in reading.findings if f.presence is Presence.PRESENT]
    spoken_for = any(finding.concept in ancestors(f.concept) for f in present)
    if finding.presence is Presence.UNCERTAIN and not spoken_for:
        yield Problem(why, finding=finding.id, verdict=Verdict.FLAG)
