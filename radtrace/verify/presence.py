"""What is claimed agrees with the probability and its thresholds."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.record import Finding, Presence, Reading
from radtrace.verify.rule import Problem, rule


@rule("presence", "Every claim follows from its probability and thresholds.")
def check(reading: Reading) -> Iterator[Problem]:
    """Present at or above `present_from`, absent below `absent_below`, uncertain between.

    Findings without a probability or without both thresholds are not checked.
    """
    for finding in reading.findings:
        if finding.probability is None or finding.absent_below is None or finding.present_from is None:
            continue
        if finding.absent_below > finding.present_from:
            why = f"{finding.concept} is absent below {finding.absent_below:g}, above where it is present."
            yield Problem(why, finding=finding.id)
        elif finding.presence is not (due := _due(finding, finding.probability)):
            why = f"{finding.concept} is {finding.presence}, but {finding.probability:.3f} makes it {due}."
            yield Problem(why, finding=finding.id)


def _due(finding: Finding, probability: float) -> Presence:
    if finding.present_from is not None and probability >= finding.present_from:
        return Presence.PRESENT
    if finding.absent_below is not None and probability < finding.absent_below:
        return Presence.ABSENT
    return Presence.UNCERTAIN
