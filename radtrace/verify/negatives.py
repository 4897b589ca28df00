"""Nothing is denied that was not assessed, or is not below its lower bound."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.language import negated
from radtrace.language.places import side_of
from radtrace.record import Finding, Presence, Reading, Sentence
from radtrace.verify.about import claims, findings_of, regions_of, text_sides
from radtrace.verify.rule import Problem, rule


@rule("negatives", "Every negative was assessed, and is below its lower bound.")
def check(reading: Reading) -> Iterator[Problem]:
    """An absent finding is stated in a negated sentence, where a region it can occur in was assessed.

    A finding that can be on either side is denied only on the sides that were assessed:
    one side each way if the text names it, both if it names none.
    """
    assessed = {region.id for region in reading.regions if region.assessed}
    for sentence in reading.sentences:
        for finding in findings_of(reading, sentence):
            if finding.presence is Presence.ABSENT and (why := _wrong(finding, sentence, assessed)):
                yield Problem(why, sentence=sentence.id, finding=finding.id)


def _wrong(finding: Finding, sentence: Sentence, assessed: set[str]) -> str | None:
    if not negated(sentence.text):
        return f"{finding.concept} is absent, but the text does not deny it."
    if not _below(finding):
        return f"{finding.concept} is denied at {finding.probability:.3f}, not below its lower bound."
    where = [region for region in regions_of(finding.concept) if region in assessed]
    if not where:
        return f"{finding.concept} is denied, but no region it can occur in was assessed."
    unseen = _denied_sides(finding, sentence) - {side_of(region) for region in where}
    return f"{finding.concept} is denied on the {min(unseen)}, which was not assessed." if unseen else None


def _below(finding: Finding) -> bool:
    bound = finding.absent_below
    return finding.probability is None or bound is None or finding.probability < bound


def _denied_sides(finding: Finding, sentence: Sentence) -> frozenset[str]:
    sides = frozenset(side for region in regions_of(finding.concept) if (side := side_of(region)))
    has_middle = any(side_of(region) is None for region in regions_of(finding.concept))
    named = text_sides(claims(sentence.text))
    if named:
        return sides & named
    return frozenset() if has_middle or "assessed" in claims(sentence.text) else sides
