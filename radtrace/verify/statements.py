"""Every sentence's text is understood, and says exactly what its findings say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from radtrace.language import Mention
from radtrace.language.claims import regions_of
from radtrace.record import Change, Finding, Presence, Reading, Section, Sentence
from radtrace.verify.about import (
    Text,
    finding_sides,
    findings_of,
    is_stated,
    listed_sides,
    mention_sides,
    stated,
    text_of,
)
from radtrace.verify.agreement import disagreements, lies_in
from radtrace.verify.concepts import SUMMARY, denies, includes, names
from radtrace.verify.rule import Problem, rule


@rule("statements", "Every sentence states what its findings say, and nothing else.")
def statements(reading: Reading) -> Iterator[Problem]:
    """What a text states is what its findings say: concept, presence, hedge, side, zone and severity.

    Each mention needs a finding of the sentence, and each finding a mention. Without a finding a
    sentence may only deny or call normal: the whole film, if nothing is present or uncertain, or in the
    findings section the regions it is linked to.
    """
    for sentence in reading.sentences:
        text, findings = text_of(sentence.text), findings_of(reading, sentence)
        for mention in text.mentions:
            yield from _mention(mention, sentence, findings, text, reading)
        for finding in findings:
            if why := _unstated(finding, text):
                yield Problem(why, sentence=sentence.id, finding=finding.id)
        if text.remarks.normal and stated(reading.findings):
            yield Problem(
                "The text calls the film normal, but a finding is not absent.", sentence=sentence.id
            )


def _mention(
    mention: Mention, sentence: Sentence, findings: Sequence[Finding], text: Text, reading: Reading
) -> Iterator[Problem]:
    if mention.presence is Presence.ABSENT:
        yield from _denied(mention, sentence, findings, reading)
        return
    about = [finding for finding in findings if includes(mention, finding)]
    wrong = [(finding, list(_disagree(mention, finding, sentence, text))) for finding in about]
    if not wrong:
        why = f"The text states {mention.concept}, which none of its findings does."
        yield Problem(why, sentence=sentence.id)
        return
    nearest, whys = min(wrong, key=lambda one: len(one[1]))
    yield from (Problem(why, sentence=sentence.id, finding=nearest.id) for why in whys)


def _disagree(mention: Mention, finding: Finding, sentence: Sentence, text: Text) -> Iterator[str]:
    yield from disagreements(mention, finding, sentence)
    sure = finding.presence is Presence.PRESENT and mention.presence is Presence.PRESENT
    if sure and mention.hedge and not _explains(mention, text):
        yield f"The text doubts {finding.concept}, which is present."


def _explains(mention: Mention, text: Text) -> bool:
    """Whether a hedged mention explains what is stated plainly: "opacity, in keeping with pneumonia"."""
    plain = (m for m in text.mentions if m.presence is Presence.PRESENT and not m.hedge)
    return any(other.start < mention.start for other in plain)


def _denied(
    mention: Mention, sentence: Sentence, findings: Sequence[Finding], reading: Reading
) -> Iterator[Problem]:
    for finding in stated(reading.findings):
        if denies(mention, finding) and _meet(mention, finding):
            why = (
                "The text calls the film normal, but a finding is not absent."
                if mention.concept == SUMMARY
                else f"The text denies {finding.concept}, which is {finding.presence}."
            )
            yield Problem(why, sentence=sentence.id, finding=finding.id)
            return
    absent = [f for f in findings if not is_stated(f)]
    backed = any(denies(mention, f) or names(mention, f) for f in absent)
    if not backed and not _of_its_regions(mention, sentence):
        yield Problem(f"The text denies {mention.concept}, which no finding does.", sentence=sentence.id)


def _meet(mention: Mention, finding: Finding) -> bool:
    """Whether what is denied and the finding may be at one place; no place is any."""
    sides = mention_sides(mention), finding_sides(finding)
    if all(sides) and sides[0].isdisjoint(sides[1]):
        return False
    placed = mention.zones and finding.zones
    return not placed or any(lies_in(mention, zone, finding.zones) for zone in mention.zones)


def _of_its_regions(mention: Mention, sentence: Sentence) -> bool:
    """Whether a denial without a finding is about the film, or about regions the sentence is linked to."""
    if sentence.findings:
        return False
    if mention.concept == SUMMARY:
        return True
    here = set(sentence.regions) & set(regions_of(mention.concept))
    return sentence.section is Section.FINDINGS and bool(here)


def _unstated(finding: Finding, text: Text) -> str | None:
    if not is_stated(finding):
        absent = [m for m in text.mentions if m.presence is Presence.ABSENT]
        denied = any(denies(m, finding) or names(m, finding) for m in absent)
        return None if denied else f"{finding.concept} is absent, but the text does not deny it."
    about = [m for m in text.mentions if m.presence is not Presence.ABSENT and names(m, finding)]
    if not about:
        return f"{finding.concept} is {finding.presence}, but the text does not state it."
    said = frozenset().union(*map(mention_sides, about))
    missing = finding_sides(finding) - said
    if said and missing and all(map(mention_sides, about)):
        return (
            f"{finding.concept} is {listed_sides(missing)} too, but the text says only {listed_sides(said)}."
        )
    return None


@rule("comparisons", "Text and findings agree on what changed, and nothing is compared without a prior.")
def comparisons(reading: Reading) -> Iterator[Problem]:
    """Without a prior no text compares and no finding has changed; with one, both say the same change.

    A text that compares is linked to a finding with a change; it may be silent on a change.
    """
    if reading.study.prior is None:
        yield from _without_prior(reading)
        return
    for sentence in reading.sentences:
        text, findings = text_of(sentence.text), findings_of(reading, sentence)
        changed = [finding for finding in findings if finding.change is not None]
        if (words := text.remarks.comparisons) and not changed:
            why = f"The text compares ({', '.join(words)}), but none of its findings has a change."
            yield Problem(why, sentence=sentence.id)
        for mention, finding in ((m, f) for m in text.mentions for f in changed if names(m, f)):
            if mention.change and not _same_change(mention.change, finding.change):
                why = f"The text says {mention.change}, but {finding.concept} is {finding.change}."
                yield Problem(why, sentence=sentence.id, finding=finding.id)


def _without_prior(reading: Reading) -> Iterator[Problem]:
    for sentence in reading.sentences:
        if words := text_of(sentence.text).remarks.comparisons:
            why = f"The text compares ({', '.join(words)}), but there is no prior."
            yield Problem(why, sentence=sentence.id)
    for finding in reading.findings:
        if finding.change is not None:
            why = f"{finding.concept} is called {finding.change}, but there is no prior."
            yield Problem(why, finding=finding.id)


def _same_change(said: str, change: Change | None) -> bool:
    moved = (Change.NEW, Change.INCREASED, Change.DECREASED, Change.RESOLVED)
    return said == change or (Change.CHANGED in (said, change) and {said, change} & set(moved) != set())
