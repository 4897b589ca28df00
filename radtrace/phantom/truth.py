"""What is true of a drawn film, as measurements and findings of the record."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from radtrace.phantom.chest import Chest
from radtrace.phantom.frame import Mask
from radtrace.phantom.places import box_of, zones_of
from radtrace.phantom.plan import CONCEPTS, Lesion
from radtrace.record import Box, Finding, Laterality, Measurement, Point, Presence, concept_by_id

CTR_LIMIT = 0.50

_FURTHER = {
    "pneumothorax": ("pleura",),
    "pleural_effusion": ("pleura", "costophrenic_angle"),
    "pulmonary_edema": ("hilum",),
}
"""Regions besides the lung zones that a finding is in on its sides."""


def cardiothoracic_ratio(chest: Chest) -> Measurement:
    """Greatest width of the heart over the greatest inner width of the chest, on the masks (Danzer 1919)."""
    heart = _box(chest.heart)
    right, left = _box(chest.cavities["right"]), _box(chest.cavities["left"])
    level, base = (heart.y_min + heart.y_max) / 2, max(left.y_max, right.y_max)
    return Measurement(
        id="ctr",
        name="cardiothoracic ratio",
        value=(heart.x_max - heart.x_min) / (left.x_max - right.x_min),
        limit=CTR_LIMIT,
        landmarks={
            "heart_right": Point(x=heart.x_min, y=level),
            "heart_left": Point(x=heart.x_max, y=level),
            "thorax_right": Point(x=right.x_min, y=base),
            "thorax_left": Point(x=left.x_max, y=base),
        },
    )


def findings_of(
    chest: Chest, lesions: Mapping[str, Lesion], masks: Mapping[str, Mask]
) -> tuple[Finding, ...]:
    """Every concept that can be drawn: what is there with its place, what is not as absent."""
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
        measurement=_measured(lesion.concept),
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
    found = (box_of(mask & chest.cavities[side]) for side in lesion.sides)
    return tuple(box for box in found if box is not None)


def _box(mask: Mask) -> Box:
    box = box_of(np.asarray(mask))
    if box is None:
        raise ValueError("a mask of the drawn film is empty")
    return box
