"""Side, zones and boxes of a finding agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import mean

from radtrace.language.places import side_of
from radtrace.record import Box, Finding, Point, Reading, Verdict, protocol
from radtrace.verify.about import box_of, finding_sides, listed_sides, region_sides, stated
from radtrace.verify.rule import Problem, rule

LEAST_SHARE = 0.45
"""A box lies in its zones if its centre does, or this share of its area: half, with room for the grid of
trace text."""

LEAST_COVER = 0.33
"""A large box also lies in its zones if it covers this share of one of them, and LEAST_INSIDE of its own area
is in them."""

LEAST_INSIDE = 0.15

TOLERANCE = 0.03
"""How far over the middle, in widths of the film, the centre of a box may lie."""


@rule("places", "Side, zones and boxes of every finding agree.")
def check(reading: Reading) -> Iterator[Problem]:
    """Laterality against zones, and boxes against both.

    A box lies in the stated zones, outlined tightly while findings blur across them: its centre, half
    of its area, or enough to cover a good part of a zone. A box without a zone that was found on the
    film is flagged. The patient's left is on the right of the picture; the middle is that between the
    left and right regions found on the film, and half the width where none was. Boxes of a finding
    that is also in a region of no side, such as the heart, may lie on either side; a side without any
    box is flagged.
    """
    for finding in stated(reading.findings):
        found = list(_finding(finding, reading))
        yield from found or _without_box(finding, reading)


def _finding(finding: Finding, reading: Reading) -> Iterator[Problem]:
    yield from _laterality(finding)
    zones = [box for zone in finding.zones if (box := box_of(reading, zone, finding.film))]
    if finding.boxes and not zones:
        why = f"{finding.concept} has a box, but no zone that was found on the film."
        yield Problem(why, finding=finding.id, verdict=Verdict.FLAG)
    elif finding.boxes:
        yield from _outside(finding, zones)
    if all(side_of(zone) for zone in finding.zones):
        yield from _sides(finding, reading)


def _laterality(finding: Finding) -> Iterator[Problem]:
    in_zones = region_sides(finding.zones)
    if finding.laterality is not None and in_zones and in_zones != finding_sides(finding):
        why = f"{finding.concept} is {finding.laterality}, but its zones are {listed_sides(in_zones)}."
        yield Problem(why, finding=finding.id)


def _outside(finding: Finding, zones: Sequence[Box]) -> Iterator[Problem]:
    for number, box in enumerate(finding.boxes, start=1):
        if not lies_in(box, zones):
            share = covered(box, zones) / box.area
            where = ", ".join(finding.zones)
            why = f"Box {number} of {finding.concept} lies outside {where} ({share:.0%} of it inside)."
            yield Problem(why, finding=finding.id)


def lies_in(box: Box, zones: Sequence[Box]) -> bool:
    """Whether a box lies in the union of these zones."""
    return (
        any(zone.contains(box.centre) for zone in zones)
        or covered(box, zones) >= LEAST_SHARE * box.area
        or (
            any(box.intersection(zone) >= LEAST_COVER * zone.area for zone in zones)
            and covered(box, zones) >= LEAST_INSIDE * box.area
        )
    )


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


def _sides(finding: Finding, reading: Reading) -> Iterator[Problem]:
    sides = finding_sides(finding)
    middle, right_is_low = _middle(reading, finding.film)
    for number, box in enumerate(finding.boxes, start=1):
        over = box.centre.x - middle if right_is_low else middle - box.centre.x
        wrong = {"right": over > TOLERANCE, "left": -over > TOLERANCE}
        if len(sides) == 1 and wrong[next(iter(sides))]:
            why = f"{finding.concept} is {listed_sides(sides)}, but box {number} is not."
            yield Problem(why, finding=finding.id)


def _without_box(finding: Finding, reading: Reading) -> Iterator[Problem]:
    """A side on which a finding has zones, none of which any of its boxes touches."""
    for side in sorted(region_sides(finding.zones)) if finding.boxes else ():
        zones = [zone for zone in finding.zones if side_of(zone) == side]
        places = [place for zone in zones if (place := box_of(reading, zone, finding.film))]
        if places and not any(box.intersection(place) for box in finding.boxes for place in places):
            why = f"{finding.concept} is {side}, but none of its boxes is in {', '.join(zones)}."
            yield Problem(why, finding=finding.id, verdict=Verdict.FLAG)


def _middle(reading: Reading, film: int) -> tuple[float, bool]:
    """x of the patient's midline in the film frame, and whether the right side has the smaller x."""
    pairs = [
        (right.centre.x, left.centre.x)
        for part in (region.id.removeprefix("right_") for region in protocol() if region.side == "right")
        if (right := box_of(reading, f"right_{part}", film))
        and (left := box_of(reading, f"left_{part}", film))
    ]
    if not pairs:
        return 0.5, True
    return mean(x for pair in pairs for x in pair), mean(right - left for right, left in pairs) < 0
