"""Critical findings stand on top, and are marked."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.language.claims import is_critical
from radtrace.record import Reading, Section, Verdict
from radtrace.verify.about import findings_of, stated
from radtrace.verify.rule import Problem, rule


@rule("critical", "Critical findings stand first in the impression and are marked, and nothing else is.")
def check(reading: Reading) -> Iterator[Problem]:
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
