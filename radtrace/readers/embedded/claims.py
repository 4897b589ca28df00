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
    Presence,
    Region,
    concept_by_id,
    region_by_id,
)

COVERED = 0.35  # of a region's box by the finding's box, to name the region


def claim(row: FindingCard, evidence: Evidence, regions: Sequence[Region]) -> Finding:
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
        measurement=evidence.ratio.id if evidence.ratio is not None and row.ratio_weight else None,
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
    """The heart's outline bounds cardiomegaly; every other box comes from its map, within the
    regions where the concept can occur."""
    heart = regions["heart"].box
    strength = probability(evidence)
    if concept.regions == ("heart",) and heart is not None:
        return ((heart, float(strength.max())),)
    places = [place for name in concept.regions if (place := regions[name].box) is not None]
    return boxes_from_map(strength * _within(places, strength.shape), row.box_level)


def _within(places: Sequence[Box], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """1 in the cells whose centre lies in one of the places, else 0; all 1 where there are none."""
    y, x = ((np.arange(n) + 0.5) / n for n in shape)
    inside = np.zeros(shape, np.float32)
    for place in places:
        rows, columns = (place.y_min <= y) & (y <= place.y_max), (place.x_min <= x) & (x <= place.x_max)
        inside[np.ix_(rows, columns)] = 1
    return inside if inside.any() else np.ones(shape, np.float32)


def _zones(concept: Concept, boxes: Sequence[Box], regions: Mapping[str, Region]) -> tuple[str, ...]:
    """The concept's regions that the boxes lie in; for a box that lies in none, the nearest one."""
    places = {name: regions[name].box for name in concept.regions}
    found: set[str] = set()
    for box in boxes:
        around = {name for name, place in places.items() if place is not None and _lies_in(box, place)}
        found |= around or set(_nearest(box, places))
    return tuple(name for name in concept.regions if name in found)


def _lies_in(box: Box, place: Box) -> bool:
    return place.contains(box.centre) or box.intersection(place) >= COVERED * place.area


def _nearest(box: Box, places: Mapping[str, Box | None]) -> Iterable[str]:
    apart = {
        name: float(np.hypot(place.centre.x - box.centre.x, place.centre.y - box.centre.y))
        for name, place in places.items()
        if place is not None
    }
    return sorted(apart, key=apart.__getitem__)[:1]


def _laterality(zones: Sequence[str]) -> Laterality | None:
    sides = {side for zone in zones if (side := region_by_id()[zone].side) is not None}
    if not sides:
        return None
    return Laterality.BILATERAL if len(sides) == 2 else Laterality(sides.pop())
