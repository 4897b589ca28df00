"""The ground truth of a drawn film, as measurements and findings of the record."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from radtrace.anatomy.measurements import ratio_of_boxes
from radtrace.anatomy.organs import box_around
from radtrace.phantom.chest import Chest
from radtrace.phantom.frame import Mask
from radtrace.phantom.lesions.nodule import diameter_mm
from radtrace.phantom.patient import WIDTH_MM
from radtrace.phantom.places import zones_of
from radtrace.phantom.plan import CONCEPTS, Lesion
from radtrace.record import Box, Finding, Laterality, Measurement, Point, Presence, concept_by_id

_FURTHER = {
    "pneumothorax": ("pleura",),
    "pleural_effusion": ("pleura", "costophrenic_angle"),
    "pulmonary_edema": ("hilum",),
}
"""Regions of a finding besides the lung zones, on each of its sides."""


def heart_ratio(chest: Chest) -> Measurement:
    """The cardiothoracic ratio on the exact masks."""
    return ratio_of_boxes(_box(chest.heart), _box(chest.cavities["right"]), _box(chest.cavities["left"]))


def nodule_diameter(chest: Chest, lesion: Lesion, mask: Mask) -> Measurement:
    """A nodule's diameter in whole millimetres, across the middle of its mask."""
    radius = diameter_mm(lesion) / 2 / WIDTH_MM
    middle = chest.frame.to_film(np.array([chest.x[mask].mean(), chest.y[mask].mean()]))
    ends = [Point(x=float(np.clip(middle[0] + side, 0, 1)), y=float(middle[1])) for side in (-radius, radius)]
    return Measurement(
        id="nodule",
        name="nodule diameter",
        value=diameter_mm(lesion),
        unit="mm",
        landmarks=dict(zip(("start", "end"), ends, strict=True)),
    )


def devices_of(masks: Mapping[str, Mask]) -> tuple[Finding, ...]:
    """Every tube, line and device on the film as a present finding; `masks` by concept."""
    return tuple(
        Finding(
            id=f"f_{concept}",
            concept=concept,
            presence=Presence.PRESENT,
            zones=("devices",),
            boxes=(_box(mask),),
        )
        for concept, mask in masks.items()
    )


def findings_of(
    chest: Chest, lesions: Mapping[str, Lesion], masks: Mapping[str, Mask]
) -> tuple[Finding, ...]:
    """A finding for every concept that can be drawn: located if present, else absent."""
    return tuple(
        _stated(chest, lesions[concept], masks[concept])
        if concept in lesions
        else Finding(
            id=f"f_{concept}", concept=concept, presence=Presence.ABSENT, measurement=_measured(concept)
        )
        for concept in CONCEPTS
    )


def _stated(chest: Chest, lesion: Lesion, mask: Mask) -> Finding:
    heart = lesion.concept == "cardiomegaly"
    return Finding(
        id=f"f_{lesion.concept}",
        concept=lesion.concept,
        presence=Presence.UNCERTAIN if lesion.faint else Presence.PRESENT,
        laterality=None if heart else laterality(lesion),
        zones=("heart",) if heart else _zones(chest, lesion, mask),
        severity=lesion.severity,
        measurement=_measured(lesion.concept) or ("nodule" if lesion.concept == "lung_nodule" else None),
        boxes=(_box(mask),) if heart else _boxes(chest, lesion, mask),
        critical=concept_by_id()[lesion.concept].critical,
    )


def laterality(lesion: Lesion) -> Laterality:
    """The patient's side of a lesion."""
    return Laterality.BILATERAL if len(lesion.sides) == 2 else Laterality(lesion.sides[0])


def _measured(concept: str) -> str | None:
    return "ctr" if concept == "cardiomegaly" else None


def _zones(chest: Chest, lesion: Lesion, mask: Mask) -> tuple[str, ...]:
    zones = [zone for side in lesion.sides for zone in zones_of(mask & chest.whole[side], side, chest)]
    known = concept_by_id()[lesion.concept].regions
    further = [f"{side}_{part}" for side in lesion.sides for part in _FURTHER.get(lesion.concept, ())]
    return tuple(zone for zone in dict.fromkeys([*zones, *further]) if zone in known)


def _boxes(chest: Chest, lesion: Lesion, mask: Mask) -> tuple[Box, ...]:
    """One box a side."""
    found = (box_around(mask & chest.cavities[side]) for side in lesion.sides)
    return tuple(box for box in found if box is not None)


def _box(mask: Mask) -> Box:
    box = box_around(np.asarray(mask))
    if box is None:
        raise ValueError("a mask of the drawn film is empty")
    return box
