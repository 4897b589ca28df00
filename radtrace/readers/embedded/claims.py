"""From evidence maps to findings: presence, boxes, zones and side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

COVERED = 0.35  # share of a region's box that a finding's box must cover to name the region


def claim(row: FindingCard, evidence: Evidence, regions: Sequence[Region]) -> Finding:
    """The finding for one concept, without its evidence steps.

    Present from `row.present_from`, absent below `row.absent_below`, uncertain between. Absent findings have
    no boxes.
    """
    concept, score = concept_by_id()[row.concept], evidence.probabilities[row.concept]
    presence = presence_of(score, row)
    places = {r.id: r.box for r in regions if r.id in concept.regions and r.assessed and r.box is not None}
    boxes = () if presence is Presence.ABSENT else _boxes(concept, evidence.maps[row.concept], places, row)
    zones = _zones(concept, [box for box, _ in boxes], places)
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


def seen(row: FindingCard, regions: Sequence[Region]) -> bool:
    """Whether a region where the concept can occur was assessed; otherwise nothing is claimed."""
    possible = concept_by_id()[row.concept].regions
    return any(region.assessed for region in regions if region.id in possible)


def presence_of(score: float, row: FindingCard) -> Presence:
    """Presence by the thresholds of `row`."""
    if score >= row.present_from:
        return Presence.PRESENT
    return Presence.ABSENT if score < row.absent_below else Presence.UNCERTAIN


def _boxes(
    concept: Concept, evidence: NDArray[np.float32], places: Mapping[str, Box], row: FindingCard
) -> tuple[tuple[Box, float], ...]:
    """Boxes of a finding with their scores.

    Cardiomegaly has the heart's box; every other box comes from the concept's map, restricted to `places`,
    the assessed regions where the concept can occur. A box outside all of them is cropped to one.
    """
    strength = probability(evidence)
    if concept.regions == ("heart",) and "heart" in places:
        return ((places["heart"], float(strength.max())),)
    found = boxes_from_map(strength * _within(list(places.values()), strength.shape), row.box_level)
    if not places:
        return found
    return tuple((kept, score) for box, score in found if (kept := _cut(box, list(places.values()))))


def _within(places: Sequence[Box], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """1 in cells whose centre lies in one of the places, else 0; all 1 if there is none."""
    y, x = ((np.arange(n) + 0.5) / n for n in shape)
    inside = np.zeros(shape, np.float32)
    for place in places:
        rows, columns = (place.y_min <= y) & (y <= place.y_max), (place.x_min <= x) & (x <= place.x_max)
        inside[np.ix_(rows, columns)] = 1
    return inside if inside.any() else np.ones(shape, np.float32)


def _cut(box: Box, places: Sequence[Box]) -> Box | None:
    """The box if it lies in a place; else its part in the place that contains most of it, or None."""
    if any(_lies_in(box, place) for place in places):
        return box
    fullest = max(places, key=box.intersection)
    if not box.intersection(fullest):
        return None
    return Box(
        x_min=max(box.x_min, fullest.x_min),
        y_min=max(box.y_min, fullest.y_min),
        x_max=min(box.x_max, fullest.x_max),
        y_max=min(box.y_max, fullest.y_max),
    )


def _zones(concept: Concept, boxes: Sequence[Box], places: Mapping[str, Box]) -> tuple[str, ...]:
    """The concept's regions that the boxes lie in."""
    found = {name for box in boxes for name, place in places.items() if _lies_in(box, place)}
    return tuple(name for name in concept.regions if name in found)


def _lies_in(box: Box, place: Box) -> bool:
    return place.contains(box.centre) or box.intersection(place) >= COVERED * place.area


def _laterality(zones: Sequence[str]) -> Laterality | None:
    sides = {side for zone in zones if (side := region_by_id()[zone].side) is not None}
    if not sides:
        return None
    return Laterality.BILATERAL if len(sides) == 2 else Laterality(sides.pop())
