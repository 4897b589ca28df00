"""Boxes of zones in place of boxes of findings: what a report alone says about location.

Most training films come with a report but no boxes. A finding then gets the boxes of the zones that the
report names, one for each side of the chest: as wide as the anatomy, not as the finding.
"""

from __future__ import annotations

from collections.abc import Iterable

from radtrace.language.places import side_of
from radtrace.record import Box, Finding, Reading

# A report names zones of the chest, not places on a lateral or on the prior.
_NOT_TOLD = {"box_scores": (), "outline": "box", "other_boxes": (), "prior_boxes": ()}


def with_zone_boxes(reading: Reading) -> Reading:
    """The Reading with its findings' boxes replaced by those of their zones; without zones there are none."""
    places = {region.id: region.box for region in reading.regions if region.box is not None}
    findings = tuple(
        finding.model_copy(
            update={"boxes": _boxes(finding, places), "box_scores": (), "outline": "box", **_NOT_TOLD}
        )
        for finding in reading.findings
    )
    return reading.model_copy(update={"findings": findings})


def _boxes(finding: Finding, places: dict[str, Box]) -> tuple[Box, ...]:
    by_side: dict[str | None, list[Box]] = {}
    for zone in finding.zones:
        if zone in places:
            by_side.setdefault(side_of(zone), []).append(places[zone])
    return tuple(map(_around, by_side.values()))


def _around(boxes: Iterable[Box]) -> Box:
    every = list(boxes)
    return Box(
        x_min=min(box.x_min for box in every),
        y_min=min(box.y_min for box in every),
        x_max=max(box.x_max for box in every),
        y_max=max(box.y_max for box in every),
    )
