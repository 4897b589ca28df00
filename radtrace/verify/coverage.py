"""Every region of the protocol was visited, or it is said why not."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.record import Reading, Region, Step, Verdict, protocol, region_by_id
from radtrace.verify.rule import Problem, rule


@rule("coverage", "Every region of ABCDEF was visited in order, or it is said why not.")
def check(reading: Reading) -> Iterator[Problem]:
    """Regions and steps against the protocol; letters out of order are flagged."""
    regions = {region.id: region for region in reading.regions}
    for wanted in protocol():
        if wanted.id not in regions:
            yield Problem(f"The {wanted.name} is not among the regions.")
        else:
            steps = [step for step in reading.steps if step.region == wanted.id]
            yield from _visited(regions[wanted.id], wanted.name, steps)
    letters = [region_by_id()[step.region].letter for step in reading.steps if step.region in region_by_id()]
    if letters != sorted(letters):
        yield Problem(f"The letters of the steps are out of order: {''.join(letters)}.", verdict=Verdict.FLAG)


def _visited(region: Region, name: str, steps: list[Step]) -> Iterator[Problem]:
    if not region.assessed:
        if not region.reason:
            yield Problem(f"The {name} was not assessed, and no reason is given.")
        if any(step.assessed for step in steps):
            yield Problem(f"The {name} was not assessed, but a step says it was.")
    elif not any(step.assessed for step in steps):
        yield Problem(f"The {name} counts as assessed, but no step assessed it.")
