"""Findings and the steps that are their evidence are linked both ways."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.record import Presence, Reading
from radtrace.verify.rule import Problem, rule


@rule("evidence", "Every present finding names the steps it was seen in, and those steps name it.")
def check(reading: Reading) -> Iterator[Problem]:
    """A present finding has a step; a finding and its steps name each other."""
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
                yield Problem(
                    f"Step {step_id} names {finding_id}, which does not name it.", finding=finding_id
                )
