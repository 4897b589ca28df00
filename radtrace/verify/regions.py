"""Every region of the protocol was visited, and nothing is stated of one that was not assessed."""

from __future__ import annotations

from collections.abc import Iterator, Set

from radtrace.language import Mention, Part
from radtrace.language.claims import key_regions, regions_of
from radtrace.language.places import side_of
from radtrace.record import (
    Finding,
    Presence,
    Reading,
    Region,
    Sentence,
    Step,
    Verdict,
    protocol,
    region_by_id,
)
from radtrace.verify.about import assessed_regions, findings_of, is_stated, mention_sides, stated, text_of
from radtrace.verify.agreement import PARTS, lies_in
from radtrace.verify.concepts import SUMMARY, denies, names
from radtrace.verify.rule import Problem, rule


@rule("coverage", "Every region of ABCDEF was visited in order, or has a reason why not.")
def coverage(reading: Reading) -> Iterator[Problem]:
    """Regions and steps against the protocol; letters out of order are flagged.

    A region was assessed by a step, or by placing a finding there.
    """
    placed = {zone for finding in stated(reading.findings) for zone in finding.zones}
    regions = {region.id: region for region in reading.regions}
    for expected in protocol():
        if expected.id not in regions:
            yield Problem(f"The {expected.name} is not among the regions.")
        else:
            steps = [step for step in reading.steps if step.region == expected.id]
            yield from _visited(regions[expected.id], expected.name, steps, expected.id in placed)
    letters = [region_by_id()[step.region].letter for step in reading.steps if step.region in region_by_id()]
    if letters != sorted(letters):
        yield Problem(f"The letters of the steps are out of order: {''.join(letters)}.", verdict=Verdict.FLAG)


def _visited(region: Region, name: str, steps: list[Step], placed: bool) -> Iterator[Problem]:
    if not region.assessed:
        if not region.reason:
            yield Problem(f"The {name} was not assessed, and no reason is given.")
        if any(step.assessed for step in steps):
            yield Problem(f"The {name} was not assessed, but a step says it was.")
    elif not placed and not any(step.assessed for step in steps):
        yield Problem(f"The {name} counts as assessed, but no step assessed it.")


@rule("assessed", "Nothing is stated of a region that was not assessed.")
def assessed(reading: Reading) -> Iterator[Problem]:
    """What is stated, and the parts that the text names, against the regions that were assessed.

    A finding lies in zones that were assessed. What is denied was assessed wherever it must be looked
    for, on the side that the text names or on both, unless the text limits itself to what was assessed.
    That the film is normal may be said of any film.
    """
    seen = assessed_regions(reading)
    for finding in stated(reading.findings):
        if unseen := _unseen(finding, seen):
            why = f"{finding.concept} is {finding.presence}, but the {_names(unseen)} was not assessed."
            yield Problem(why, finding=finding.id)
    for sentence in reading.sentences:
        for why in _sentence(sentence, reading, seen):
            yield Problem(why, sentence=sentence.id)


def _unseen(finding: Finding, seen: Set[str]) -> Set[str]:
    """The finding's zones that were not assessed; of one without zones where it can occur, if nothing was."""
    possible = set(regions_of(finding.concept))
    return set(finding.zones) - seen if finding.zones else possible if seen.isdisjoint(possible) else set()


def _sentence(sentence: Sentence, reading: Reading, assessed: frozenset[str]) -> Iterator[str]:
    text, findings = text_of(sentence.text), findings_of(reading, sentence)
    unseen = {region for part in text.remarks.parts if not part.assessed for region in part.regions}
    for part in text.remarks.parts:
        yield from _part(part, assessed)
    for mention in text.mentions:
        if mention.presence is Presence.ABSENT and mention.concept != SUMMARY:
            yield from _denied(mention, findings, assessed, limited=text.remarks.limited)
        for zone in mention.zones:
            if zone in PARTS and not lies_in(mention, zone, assessed):
                yield f"The text places {mention.concept} in the {zone} zone, which was not assessed."
    linked = set(sentence.regions) - assessed - unseen
    if linked and any(mention.concept != SUMMARY for mention in text.mentions):
        yield f"The sentence is about the {_names(linked)}, which was not assessed."


def _part(part: Part, assessed: frozenset[str]) -> Iterator[str]:
    """A part that the text speaks of was assessed; one that it says was not assessed, was not."""
    seen = assessed & set(part.regions)
    unseen = set(part.regions) - assessed
    zone = all(
        region.endswith("_zone") for region in part.regions
    )  # a mention has its zones with their sides
    if part.assessed and not zone and unseen and not (part.several and seen):
        yield f"The text speaks of the {_names(unseen)}, which was not assessed."
    if not part.assessed and seen and not (part.several and unseen):
        yield f"The text says that the {_names(seen)} could not be assessed, but it was."


def _denied(
    mention: Mention, findings: list[Finding], assessed: frozenset[str], *, limited: bool
) -> Iterator[str]:
    absent = [f for f in findings if not is_stated(f)]
    concepts = {f.concept for f in absent if denies(mention, f) or names(mention, f)} or {mention.concept}
    sides = mention_sides(mention)
    for concept in sorted(concepts):
        where = [r for r in key_regions(concept) if not sides or side_of(r) in (*sides, None)]
        unseen = set(where) - assessed
        if unseen and not (limited and len(unseen) < len(where)):
            yield f"{concept} is denied, but the {_names(unseen)} was not assessed."


def _names(regions: Set[str]) -> str:
    known = region_by_id()
    ordered = sorted(regions, key=lambda region: list(known).index(region) if region in known else len(known))
    return ", ".join(known[region].name if region in known else region for region in ordered)
