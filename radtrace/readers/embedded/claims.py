"""From evidence to claims: presence, boxes, zones and sides of each finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.readers.embedded.boxes import boxes_from_map
from radtrace.readers.embedded.evidence import Evidence, probability
from radtrace.readers.embedded.model import FindingCard
from radtrace.record import (
    Box,
    Concept,
    Finding,
    Laterality,
    Measurement,
    Presence,
    Region,
    concept_by_id,
    region_by_id,
)

COVERED = 0.35  # of a region's box by the finding's box, to name the region


def claim(
    row: FindingCard, evidence: Evidence, regions: Sequence[Region], ctr: Measurement | None
) -> Finding:
    """The finding for one concept, without its steps.

    Present from `row.present_from`, absent below `row.absent_below`, uncertain between.
    Absent findings carry no boxes.
    """
    concept, score = concept_by_id()[row.concept], evidence.probabilities[row.concept]
    presence = presence_of(score, row)
    by_id = {region.id: region for region in regions}
    boxes = () if presence is Presence.ABSENT else _boxes(concept, evidence.maps[row.concept], by_id, row)
    zones = _zones(concept, [box for box, _ in boxes], by_id)
    return Finding(
        id=f"f_{concept.id}",
        concept=concept.id,
        presence=presence,
        probability=score,
        absent_below=row.absent_below,
        present_from=row.present_from,
        laterality=_laterality(zones),
        zones=zones,
        measurement=ctr.id if ctr is not None and concept.id == "cardiomegaly" else None,
        boxes=tuple(box for box, _ in boxes),
        box_scores=tuple(score for _, score in boxes),
        critical=concept.critical,
    )


def presence_of(score: float, row: FindingCard) -> Presence:
    """The claim a probability allows."""
    if score >= row.present_from:
        return Presence.PRESENT
    return Presence.ABSENT if score < row.absent_below else Presence.UNCERTAIN


def _boxes(
    concept: Concept, evidence: NDArray[np.float32], regions: Mapping[str, Region], row: FindingCard
) -> tuple[tuple[Box, float], ...]:
    """The heart's outline bounds cardiomegaly; every other box comes from its map."""
    heart = regions["heart"].box
    strength = probability(evidence)
    if concept.regions == ("heart",) and heart is not None:
        return ((heart, float(strength.max())),)
    return boxes_from_map(strength, row.box_level)


def _zones(concept: Concept, boxes: Sequence[Box], regions: Mapping[str, Region]) -> tuple[str, ...]:
    """The concept's regions that the boxes lie in; where they lie in none, the nearest one."""
    places = {name: regions[name].box for name in concept.regions}
    found = {
        name for box in boxes for name, place in places.items() if place is not None and _lies_in(box, place)
    }
    if boxes and not found:
        found = set(_nearest(boxes[0], places))
    return tuple(name for name in concept.regions if name in found)


def _lies_in(box: Box, place: Box) -> bool:
    return place.contains(box.centre) or box.intersection(place) >= COVERED * place.area


def _nearest(box: Box, places: Mapping[str, Box | None]) -> Iterable[str]:
    def distance(name: str) -> float:
        place = places[name]
        assert place is not None
        return float(np.hypot(place.centre.x - box.centre.x, place.centre.y - box.centre.y))

    return sorted((name for name, place in places.items() if place is not None), key=distance)[:1]


def _laterality(zones: Sequence[str]) -> Laterality | None:
    sides = {region_by_id()[zone].side for zone in zones} - {None}
    if not sides:
        return None
    return Laterality.BILATERAL if len(sides) == 2 else Laterality(sides.pop())
