"""What is wrong on a film: which findings, where, and how much of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from radtrace.record import BadInput

SIDED = ("right", "left")
ZONES = ("upper", "mid", "lower")

SEVERITIES = {
    "consolidation": (),
    "atelectasis": ("mild", "moderate", "severe"),
    "pulmonary_edema": ("mild", "moderate", "severe"),
    "lung_nodule": (),
    "pneumothorax": ("small", "moderate", "large"),
    "pleural_effusion": ("small", "moderate", "large"),
    "cardiomegaly": ("mild", "moderate", "severe"),
}
"""The findings that can be drawn, by vocabulary id, with the vocabulary's severity words."""

CONCEPTS = tuple(SEVERITIES)

NORMAL = 0.25
"""The share of films without a finding."""

EACH = 0.25
"""Probability of each finding on the other films, before films without any are redrawn: 0.22 of all."""

BOTH_SIDES = 0.2
"""The share of effusions that are on both sides."""

DOUBTFUL = 0.12
"""The share of findings drawn so faintly that they count as uncertain."""

_ZONED = ("consolidation", "atelectasis", "lung_nodule")
CAN_BE_FAINT = ("consolidation", "lung_nodule", "pulmonary_edema", "atelectasis")
"""The findings that can be drawn faintly."""


@dataclass(frozen=True)
class Lesion:
    """One finding to be drawn.

    `extent` in [0, 1] grows with its size; its thirds are the severities. `zone` is a lung zone's
    level, where the finding has one. `seed` is that of its shape.
    """

    concept: str
    sides: tuple[str, ...]
    extent: float
    seed: int
    zone: str | None = None
    faint: bool = False

    @property
    def severity(self) -> str | None:
        """The vocabulary's word for how much, or None where it has none."""
        words = SEVERITIES[self.concept]
        return words[min(int(self.extent * 3), 2)] if words else None


def plan(rng: np.random.Generator, findings: Sequence[str] | None = None) -> tuple[Lesion, ...]:
    """Random findings, or exactly the given ones, in the order of CONCEPTS.

    Raises
    ------
    BadInput
        If a given finding cannot be drawn.
    """
    concepts = _drawn(rng) if findings is None else _checked(findings)
    return tuple(_settled([_lesion(rng, concept) for concept in concepts], rng))


def _checked(findings: Sequence[str]) -> list[str]:
    for concept in findings:
        if concept not in SEVERITIES:
            known = ", ".join(CONCEPTS)
            raise BadInput(f"finding {concept!r} cannot be drawn; choose from {known}")
    return [concept for concept in CONCEPTS if concept in findings]


def _drawn(rng: np.random.Generator) -> list[str]:
    if rng.random() < NORMAL:
        return []
    while True:
        hit = rng.random(len(CONCEPTS)) < EACH
        if hit.any():
            return [concept for concept, here in zip(CONCEPTS, hit, strict=True) if here]


def _lesion(rng: np.random.Generator, concept: str) -> Lesion:
    side, zone = SIDED[rng.integers(2)], ZONES[rng.integers(3)]
    both, faint = rng.random() < BOTH_SIDES, rng.random() < DOUBTFUL
    extent = (rng.integers(3) + rng.uniform(0.12, 0.88)) / 3
    return Lesion(
        concept,
        SIDED if concept == "pulmonary_edema" or (concept == "pleural_effusion" and both) else (side,),
        float(extent),
        int(rng.integers(2**31)),
        zone if concept in _ZONED else None,
        faint and concept in CAN_BE_FAINT,
    )


def _settled(lesions: list[Lesion], rng: np.random.Generator) -> Iterator[Lesion]:
    """The lesions moved so that none hides another: fluid and air lie on different sides, and what
    has a zone lies in one that fluid leaves free and nothing else has."""
    air = next((lesion for lesion in lesions if lesion.concept == "pneumothorax"), None)
    taken: set[tuple[str, str]] = set()
    if air is not None and air.extent > 2 / 3:
        taken |= {(air.sides[0], zone) for zone in ZONES}
    for lesion in lesions:
        if lesion.concept == "pleural_effusion":
            taken |= _under(lesion if air is None else _away(lesion, air))
    for lesion in lesions:
        moved = lesion
        if lesion.zone is not None:
            moved = _placed(lesion, taken, rng)
            taken.add((moved.sides[0], str(moved.zone)))
        elif lesion.concept == "pleural_effusion" and air is not None:
            moved = _away(lesion, air)
        yield moved


def _under(fluid: Lesion) -> set[tuple[str, str]]:
    hidden = ZONES[3 - min(int(fluid.extent * 3), 2) :] if fluid.extent > 1 / 3 else ()
    return {(side, zone) for side in fluid.sides for zone in hidden}


def _away(fluid: Lesion, air: Lesion) -> Lesion:
    return replace(fluid, sides=tuple(side for side in SIDED if side not in air.sides))


def _placed(lesion: Lesion, taken: Collection[tuple[str, str]], rng: np.random.Generator) -> Lesion:
    (side,) = lesion.sides
    if (side, lesion.zone) not in taken:
        return lesion
    other = SIDED[side == "right"]
    for at in (side, other):
        free = [zone for zone in ZONES if (at, zone) not in taken]
        if free:
            return replace(lesion, sides=(at,), zone=free[rng.integers(len(free))])
    return lesion
