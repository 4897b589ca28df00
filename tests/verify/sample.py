"""A Reading made by hand that every check passes, and the means to spoil it."""

from __future__ import annotations

from typing import Any, TypeVar

from radtrace.record import (
    Box,
    FilmReference,
    Finding,
    Fixation,
    Laterality,
    Presence,
    Provenance,
    Reading,
    Section,
    Sentence,
    Step,
    StudyReference,
)
from tests.gaze.layout import regions
from tests.language.cases import ratio

Noun = TypeVar("Noun", Finding, Sentence, Step)

MISSING = "left_costophrenic_angle"
LEFT_ZONE = Box(x_min=0.60, y_min=0.68, x_max=0.80, y_max=0.84)
RIGHT_ZONE = Box(x_min=0.20, y_min=0.15, x_max=0.40, y_max=0.30)
SCORED: dict[Presence, dict[str, Any]] = {
    Presence.PRESENT: {"probability": 0.8, "absent_below": 0.2, "present_from": 0.6},
    Presence.UNCERTAIN: {"probability": 0.4, "absent_below": 0.2, "present_from": 0.6},
    Presence.ABSENT: {"probability": 0.1, "absent_below": 0.2, "present_from": 0.6},
}
EVIDENCE = {"consolidation": "left_lower_zone", "pneumothorax": "right_apical_zone", "cardiomegaly": "heart"}


def _finding(concept: str, presence: Presence, **fields: Any) -> Finding:
    evidence = (f"look_{EVIDENCE[concept]}",) if presence is not Presence.ABSENT else ()
    return Finding(
        id=concept, concept=concept, presence=presence, evidence=evidence, **SCORED[presence], **fields
    )


def _findings() -> tuple[Finding, ...]:
    return (
        _finding(
            "consolidation",
            Presence.PRESENT,
            laterality=Laterality.LEFT,
            zones=("left_lower_zone",),
            boxes=(LEFT_ZONE,),
        ),
        _finding(
            "pneumothorax",
            Presence.UNCERTAIN,
            laterality=Laterality.RIGHT,
            zones=("right_apical_zone",),
            boxes=(RIGHT_ZONE,),
            critical=True,
        ),
        _finding("cardiomegaly", Presence.PRESENT, zones=("heart",), measurement="m1"),
        _finding("pleural_effusion", Presence.ABSENT),
        _finding("emphysema", Presence.ABSENT),
    )


def _sentences() -> tuple[Sentence, ...]:
    told = [
        ("s1", "findings", "Consolidation in the left lower zone.", "consolidation", "left_lower_zone"),
        ("s2", "findings", "No emphysema.", "emphysema", "right_mid_zone"),
        ("s3", "findings", "Possible right apical pneumothorax.", "pneumothorax", "right_apical_zone"),
        ("s4", "findings", "No right pleural effusion; the left costophrenic angle could not be assessed.",
         "pleural_effusion", "right_costophrenic_angle"),
        ("s5", "findings", "The cardiac silhouette is enlarged; cardiothoracic ratio 0.56 (limit 0.50).",
         "cardiomegaly", "heart"),
        ("s6", "impression", "Possible right apical pneumothorax.", "pneumothorax", "right_apical_zone"),
        ("s7", "impression", "Consolidation in the left lower zone.", "consolidation", "left_lower_zone"),
    ]  # fmt: skip
    return tuple(
        Sentence(
            id=name,
            section=Section(section),
            text=text,
            findings=(finding,),
            regions=(region,),
            critical=finding == "pneumothorax",
        )
        for name, section, text, finding, region in told
    )


def _steps() -> tuple[Step, ...]:
    by_region = {region: concept for concept, region in EVIDENCE.items()}
    return tuple(
        Step(
            id=f"look_{region.id}",
            region=region.id,
            fixations=() if region.box is None else (_rest(region.box, n * 0.4),),
            seen="Seen.",
            findings=(by_region[region.id],) if region.id in by_region else (),
            assessed=region.assessed,
        )
        for n, region in enumerate(regions(MISSING))
    )


def _rest(box: Box, start: float) -> Fixation:
    return Fixation(x=box.centre.x, y=box.centre.y, start_s=start, duration_s=0.3)


def sample() -> Reading:
    """Left consolidation, a doubtful right pneumothorax, a large heart; no effusion on the right."""
    film = FilmReference(file="film.dcm", sha256="0" * 64, rows=2048, columns=2048)
    return Reading(
        study=StudyReference(films=(film,)),
        regions=regions(MISSING),
        steps=_steps(),
        measurements=(ratio(0.56),),
        findings=_findings(),
        sentences=_sentences(),
        provenance=Provenance(reader="by hand", version="1"),
    )


def changed(reading: Reading, **fields: Any) -> Reading:
    """The reading with other fields, validated again."""
    return Reading.model_validate(reading.model_dump() | fields)


def swap(nouns: tuple[Noun, ...], name: str, **fields: Any) -> tuple[Noun, ...]:
    """The nouns with other fields in the one with this id."""
    return tuple(noun.model_copy(update=fields) if noun.id == name else noun for noun in nouns)


def with_finding(name: str, **fields: Any) -> Reading:
    """The sample with one finding changed."""
    return changed(sample(), findings=swap(sample().findings, name, **fields))


def with_sentence(name: str, **fields: Any) -> Reading:
    """The sample with one sentence changed."""
    return changed(sample(), sentences=swap(sample().sentences, name, **fields))


def with_step(region: str, **fields: Any) -> Reading:
    """The sample with the step in one region changed."""
    return changed(sample(), steps=swap(sample().steps, f"look_{region}", **fields))


def with_region(name: str, **fields: Any) -> Reading:
    """The sample with one region changed."""
    film = [region.model_copy(update=fields) if region.id == name else region for region in sample().regions]
    return changed(sample(), regions=film)


def without_sentence(name: str) -> Reading:
    """The sample with one sentence dropped."""
    return changed(sample(), sentences=[s for s in sample().sentences if s.id != name])


def with_another(finding: Finding) -> Reading:
    """The sample with one finding more."""
    return changed(sample(), findings=(*sample().findings, finding))
