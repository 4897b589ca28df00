"""Hedge words stand in the uncertain band, and only there."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.language import hedged
from radtrace.record import Presence, Reading
from radtrace.verify.about import findings_of, stated
from radtrace.verify.rule import Problem, rule


@rule("hedges", "Hedge words stand with uncertain findings, and only with them.")
def check(reading: Reading) -> Iterator[Problem]:
    """A hedged sentence has an uncertain finding; a sentence that states one is hedged."""
    for sentence in reading.sentences:
        claims = stated(findings_of(reading, sentence))
        doubts = [finding for finding in claims if finding.presence is Presence.UNCERTAIN]
        if hedged(sentence.text) and not doubts:
            yield Problem("The text is hedged, but none of its findings is uncertain.", sentence=sentence.id)
        for finding in doubts if not hedged(sentence.text) else ():
            why = f"{finding.concept} is uncertain, but the text does not say so."
            yield Problem(why, sentence=sentence.id, finding=finding.id)
