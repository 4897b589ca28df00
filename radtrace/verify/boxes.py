"""A finding's boxes lie in the zones it states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from radtrace.record import Box, Finding, Point, Reading, Verdict
from radtrace.verify.about import box_of, stated
from radtrace.verify.rule import Problem, rule

LEAST_SHARE = 0.5
"""A box lies in its zones if its centre does, or at least this share of its area."""


@rule("boxes", "Every box lies in the zones its finding states.")
def check(reading: Reading) -> Iterator[Problem]:
    """Boxes against the union of the boxes of the stated zones.

    Zones are outlined tightly and findings blur across them, hence the tolerance: the
    centre of the box inside, or half of its area. A box without a zone that was found
    on the film is flagged.
    """
    for finding in stated(reading.findings):
        zones = [box for zone in finding.zones if (box := box_of(reading, zone, finding.film))]
        if finding.boxes and not zones:
            why = f"{finding.concept} has a box, but no zone that was found on the film."
            yield Problem(why, finding=finding.id, verdict=Verdict.FLAG)
        elif finding.boxes:
            yield from _outside(finding, zones)


def _outside(finding: Finding, zones: Sequence[Box]) -> Iterator[Problem]:
    for number, box in enumerate(finding.boxes, start=1):
        share = covered(box, zones) / box.area
        if share < LEAST_SHARE and not any(zone.contains(box.centre) for zone in zones):
            where = ", ".join(finding.zones)
            why = f"Box {number} of {finding.concept} lies outside {where} ({share:.0%} of it inside)."
            yield Problem(why, finding=finding.id)


def covered(box: Box, zones: Sequence[Box]) -> float:
    """Area of `box` inside the union of `zones`, as a fraction of the film's."""
    xs = _cuts([box.x_min, box.x_max], [x for zone in zones for x in (zone.x_min, zone.x_max)])
    ys = _cuts([box.y_min, box.y_max], [y for zone in zones for y in (zone.y_min, zone.y_max)])
    return sum(
        (right - left) * (bottom - top)
        for left, right in pairwise(xs)
        for top, bottom in pairwise(ys)
        if any(zone.contains(Point(x=(left + right) / 2, y=(top + bottom) / 2)) for zone in zones)
    )


def _cuts(ends: list[float], inner: list[float]) -> list[float]:
    return sorted({*ends, *(cut for cut in inner if ends[0] < cut < ends[1])})
