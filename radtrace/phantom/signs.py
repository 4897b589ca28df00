"""Effects of findings on the anatomy: heart size, volume loss, mediastinal shift, vessel width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from radtrace.phantom.organs import SIDES
from radtrace.phantom.patient import Patient
from radtrace.phantom.plan import Lesion


def heart_size(who: Patient, lesions: Mapping[str, Lesion]) -> Patient:
    """The patient with the heart that the lesions ask for; from 0.54 to 0.69 of the chest if enlarged."""
    large = lesions.get("cardiomegaly")
    return who if large is None else replace(who, ratio=0.53 + 0.165 * large.extent)


def raised(lesions: Mapping[str, Lesion]) -> dict[str, float]:
    """How much higher the diaphragm stands on each side, in the chest frame."""
    lost = lesions.get("atelectasis")
    lift = 0.0 if lost is None or lost.zone == "upper" else 0.012 + 0.055 * lost.extent
    return {side: lift if lost is not None and side in lost.sides else 0.0 for side in SIDES}


def shift(lesions: Mapping[str, Lesion]) -> float:
    """How far the mediastinum is moved to the patient's left: drawn by lost volume, pushed by much fluid."""
    total = 0.0
    for concept, way, least in (("atelectasis", 1, 1 / 3), ("pleural_effusion", -1, 0.6)):
        lesion = lesions.get(concept)
        if lesion is not None and len(lesion.sides) == 1 and lesion.extent > least:
            total += way * SIDES[lesion.sides[0]] * 0.028 * lesion.extent
    return total


def swell(lesions: Mapping[str, Lesion]) -> float:
    """How much wider the vessels are."""
    wet = lesions.get("pulmonary_edema")
    return 0.0 if wet is None else (0.15 if wet.faint else 0.25 + 0.4 * wet.extent)
