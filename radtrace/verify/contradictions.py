"""The reading does not contradict itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from radtrace.language import clauses, negated, negates
from radtrace.language.claims import ancestors
from radtrace.language.lexicon import denies_everything
from radtrace.language.measures import above_limit, measures
from radtrace.record import Finding, Presence, Reading, Sentence, Verdict
from radtrace.verify.about import finding_sides, names, stated, text_sides
from radtrace.verify.rule import Problem, rule


@rule("contradictions", "No claim contradicts another.")
def check(reading: Reading) -> Iterator[Problem]:
    """Findings against each other, sentences against findings, measurements against findings.

    A concept may be present on one side and absent on the other. A parent denied beside
    a present child, and a measurement beyond its limit beside a denial of what it
    measures, are flagged: each may be right alone.
    """
    for one, other in combinations(reading.findings, 2):
        yield from _pair(one, other)
    for sentence in reading.sentences:
        yield from _sentence(sentence, reading)
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
    """Whether two findings may be at one place; an unsaid place is any."""
    if one.zones and other.zones:
        return not set(one.zones).isdisjoint(other.zones)
    sides = finding_sides(one), finding_sides(other)
    return not all(sides) or not sides[0].isdisjoint(sides[1])


def _sentence(sentence: Sentence, reading: Reading) -> Iterator[Problem]:
    present = [f for f in reading.findings if f.presence is Presence.PRESENT]
    for finding in present if negated(sentence.text) else ():
        if _denies(sentence, finding):
            why = f"The text denies {finding.concept}, which is present."
            yield Problem(why, sentence=sentence.id, finding=finding.id)
    if denies_everything(sentence.text) and stated(reading.findings):
        yield Problem("The text calls the film normal, but a finding is not absent.", sentence=sentence.id)


def _denies(sentence: Sentence, finding: Finding) -> bool:
    """Whether a negated sentence denies the finding by name on its side, or is about it alone."""
    sides = finding_sides(finding)
    for clause in clauses(sentence.text):
        named = text_sides(clause)
        if negates(clause, names(finding.concept)) and not (named and sides and named.isdisjoint(sides)):
            return True
    unnamed = negates(sentence.text, names(finding.concept)) is None
    return sentence.findings == (finding.id,) and unnamed


def _measured(reading: Reading) -> Iterator[Problem]:
    for measurement in reading.measurements:
        _, concept = measures(measurement)
        for finding in reading.findings:
            due = Presence.PRESENT if above_limit(measurement) else Presence.ABSENT
            opposed = finding.presence not in (due, Presence.UNCERTAIN)
            if measurement.limit is not None and finding.concept == concept and opposed:
                found = f"{measurement.name} is {measurement.value:.2f}"
                why = f"{finding.concept} is {finding.presence}, but {found}."
                yield Problem(why, finding=finding.id, verdict=Verdict.FLAG)
