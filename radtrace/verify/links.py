"""Sentences, findings and steps are linked, each both ways."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.language.claims import ancestors
from radtrace.record import Finding, Presence, Reading, Section, Sentence, Verdict
from radtrace.verify.about import text_of
from radtrace.verify.concepts import SUMMARY
from radtrace.verify.rule import Problem, rule


@rule("links", "Findings have their sentences and steps, and sentences and steps their findings or regions.")
def check(reading: Reading) -> Iterator[Problem]:
    """Every present finding is in a sentence of the findings section and has steps as its evidence.

    An uncertain finding without a sentence is flagged, unless a present child speaks for it. A sentence
    without finding and region may only call the whole film normal.
    """
    told = {f for s in reading.sentences if s.section is Section.FINDINGS for f in s.findings}
    for finding in reading.findings:
        if finding.id not in told:
            yield from _untold(finding, reading)
    for sentence in reading.sentences:
        if not sentence.findings and not sentence.regions and not _of_the_film(sentence):
            yield Problem(f"{sentence.id} names no finding and no region.", sentence=sentence.id)
    yield from _evidence(reading)


def _untold(finding: Finding, reading: Reading) -> Iterator[Problem]:
    why = f"{finding.concept} is {finding.presence}, but no sentence of the findings says so."
    if finding.presence is Presence.PRESENT:
        yield Problem(why, finding=finding.id)
    present = [f for f in reading.findings if f.presence is Presence.PRESENT]
    spoken_for = any(finding.concept in ancestors(f.concept) for f in present)
    if finding.presence is Presence.UNCERTAIN and not spoken_for:
        yield Problem(why, finding=finding.id, verdict=Verdict.FLAG)


def _of_the_film(sentence: Sentence) -> bool:
    text = text_of(sentence.text)
    return text.remarks.normal or any(mention.concept == SUMMARY for mention in text.mentions)


def _evidence(reading: Reading) -> Iterator[Problem]:
    steps = {step.id: step for step in reading.steps}
    findings = {finding.id: finding for finding in reading.findings}
    for finding in reading.findings:
        if finding.presence is Presence.PRESENT and not finding.evidence:
            yield Problem(f"{finding.concept} is present, but no step is its evidence.", finding=finding.id)
        for step in finding.evidence:
            if finding.id not in steps[step].findings:
                yield Problem(f"{finding.id} names step {step}, which does not name it.", finding=finding.id)
    for step_id, step_ in steps.items():
        for finding_id in step_.findings:
            if step_id not in findings[finding_id].evidence:
                why = f"Step {step_id} names {finding_id}, which does not name it."
                yield Problem(why, finding=finding_id)
