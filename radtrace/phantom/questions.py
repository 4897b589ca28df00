"""Questions about a drawn film, with the answers that are true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from radtrace.phantom.drawing import Question
from radtrace.phantom.lesions.nodule import diameter_mm
from radtrace.phantom.plan import CONCEPTS, SEVERITIES, ZONES, Lesion
from radtrace.phantom.progress import CHANGES
from radtrace.record import Finding, Measurement, Presence, concept_by_id

SIDES = ("left", "right", "both")
ANSWERS = {Presence.PRESENT: "yes", Presence.ABSENT: "no", Presence.UNCERTAIN: "uncertain"}


def questions(
    lesions: Mapping[str, Lesion], found: Mapping[str, Finding], ratio: Measurement
) -> tuple[Question, ...]:
    """Presence of every finding that can be drawn, and of those there: side, zone, size, severity,
    change; and the cardiothoracic ratio."""
    presence = [_presence(found[concept]) for concept in CONCEPTS]
    further = [q for concept, lesion in lesions.items() for q in _about(lesion, found[concept])]
    measured = Question("measurement", "What is the cardiothoracic ratio?", f"{ratio.value:.2f}")
    return (*presence, *further, measured)


def _presence(finding: Finding) -> Question:
    article = "" if finding.concept in _MASS else "a "
    text = f"Is there {article}{_name(finding.concept)}?"
    return Question("presence", text, ANSWERS[finding.presence], tuple(ANSWERS.values()))


_MASS = ("consolidation", "atelectasis", "pulmonary_edema", "cardiomegaly")


def _about(lesion: Lesion, finding: Finding) -> Iterator[Question]:
    name = _name(lesion.concept)
    if lesion.concept not in ("cardiomegaly", "pulmonary_edema"):
        side = lesion.sides[0] if len(lesion.sides) == 1 else "both"
        yield Question("side", f"On which side is the {name}?", side, SIDES)
    if lesion.zone is not None:
        yield Question("zone", f"In which lung zone is the {name}?", lesion.zone, ZONES)
    if lesion.concept == "lung_nodule":
        yield Question("size", f"How large is the {name} in millimetres?", str(diameter_mm(lesion)))
    if lesion.severity is not None:
        choices = SEVERITIES[lesion.concept]
        yield Question("severity", f"How severe is the {name}?", lesion.severity, choices)
    if finding.change in CHANGES:
        yield Question(
            "change", f"How has the {name} changed since the prior film?", str(finding.change), CHANGES
        )


def _name(concept: str) -> str:
    return concept_by_id()[concept].name
