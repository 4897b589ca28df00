"""What a report alone tells of places: zones, and no boxes.

Most films that can be trained on come with a report and without boxes. A finding's boxes are then those of
the zones that the report names, one for each side of the chest: as wide as the anatomy, not as the finding.
"""

from __future__ import annotations

from collections.abc import Iterable

from radtrace.language.places import side_of
from radtrace.record import Box, Finding, Reading


def as_told(reading: Reading) -> Reading:
    """The Reading with the boxes of zones for the boxes of findings; findings without zones keep none."""
    places = {region.id: region.box for region in reading.regions if region.box is not None}
    findings = tuple(
        finding.model_copy(update={"boxes": _boxes(finding, places), "box_scores": (), "outline": "box"})
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
