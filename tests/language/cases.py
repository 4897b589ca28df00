"""Hypothesis strategies: what a reader may have found on a film, and no contradiction in it."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from radtrace.record import (
    Concept,
    Finding,
    Laterality,
    Measurement,
    Point,
    Presence,
    Region,
    film_concepts,
    region_by_id,
)
from tests.gaze.layout import region_boxes, regions

PROBABILITY = {Presence.PRESENT: 0.8, Presence.UNCERTAIN: 0.4, Presence.ABSENT: 0.1}


@dataclass(frozen=True)
class Case:
    """The input of a report."""

    findings: tuple[Finding, ...]
    measurements: tuple[Measurement, ...]
    regions: tuple[Region, ...]


def ratio(value: float) -> Measurement:
    """A cardiothoracic ratio with landmarks that give it."""
    return Measurement(
        id="m1",
        name="cardiothoracic ratio",
        value=value,
        limit=0.5,
        landmarks={
            "heart_right": Point(x=0.3, y=0.6),
            "heart_left": Point(x=0.3 + 0.6 * value, y=0.6),
            "thorax_right": Point(x=0.2, y=0.7),
            "thorax_left": Point(x=0.8, y=0.7),
        },
    )


def side(zones: tuple[str, ...]) -> Laterality | None:
    """The laterality of a finding in `zones`."""
    sides = {region_by_id()[zone].side for zone in zones} - {None}
    if len(sides) == 2:
        return Laterality.BILATERAL
    return Laterality(str(sides.pop())) if sides else None


@st.composite
def _finding(draw: st.DrawFn, concept: Concept, found: set[str], shared: tuple[str, ...]) -> Finding:
    allowed = [region for region in concept.regions if region in found]
    presence = draw(st.sampled_from(Presence)) if allowed else Presence.ABSENT
    zones: tuple[str, ...] = ()
    if presence is not Presence.ABSENT and allowed:
        own = st.lists(st.sampled_from(allowed), unique=True, max_size=4).map(tuple)
        zones = draw(st.just(tuple(zone for zone in shared if zone in allowed)) | own)
    severity = st.none() if not concept.severities else st.none() | st.sampled_from(concept.severities)
    return Finding(
        id=f"f_{concept.id}",
        concept=concept.id,
        presence=presence,
        probability=PROBABILITY[presence],
        absent_below=0.2,
        present_from=0.6,
        zones=zones,
        laterality=side(zones),
        severity=draw(severity) if presence is not Presence.ABSENT else None,
        boxes=tuple(region_boxes()[zone] for zone in zones),
        measurement="m1" if concept.id == "cardiomegaly" else None,
        critical=concept.critical,
    )


def _identity(concept: Concept) -> str:
    return concept.id


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any concepts of the vocabulary, in any combination, on a film with any regions missing."""
    missing = draw(st.lists(st.sampled_from(sorted(region_by_id())), unique=True, max_size=6))
    film = regions(*missing)
    found = {region.id for region in film if region.assessed}
    lungs = [name for name in sorted(found) if name.endswith("_zone")]
    shared = tuple(draw(st.lists(st.sampled_from(lungs), unique=True, max_size=3)))
    scored = draw(st.lists(st.sampled_from(film_concepts()), unique_by=_identity, max_size=14))
    findings = tuple(draw(_finding(concept, found, shared)) for concept in scored)
    return Case(findings, (ratio(draw(st.sampled_from((0.44, 0.5, 0.504, 0.61)))),), film)
