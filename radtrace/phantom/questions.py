"""Questions about a drawn film, with the answers that are true.

Questions are sampled so that no answer is likelier than another over random films: without looking at the
film one is right at chance level. Uncertain findings are not asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import numpy as np

from radtrace.phantom.lesions.nodule import diameter_mm
from radtrace.phantom.plan import CAN_BE_FAINT, CONCEPTS, DOUBTFUL, NORMAL, SEVERITIES, ZONES, Lesion
from radtrace.phantom.progress import CHANGES
from radtrace.record import Answer, Finding, Measurement, Question, concept_by_id

SIDES = ("left", "right", "both")
YES_NO = ("yes", "no")

# The share of such films that are asked about, so that what is rarer is asked about as often: fluid is seldom
# on both sides, and fluid and air move other findings up (measured on 40,000 plans).
_ONE_SIDED = 0.41
_ZONE_ASKED = MappingProxyType({"upper": 0.90, "mid": 0.95, "lower": 1.0})


def questions(
    lesions: Mapping[str, Lesion], found: Mapping[str, Finding], ratio: Measurement, rng: np.random.Generator
) -> tuple[Question, ...]:
    """At most six: whether a finding that is there is there, and one that is not; the side, zone or severity
    of one; with a prior, its change; and in numbers, the cardiothoracic ratio and a nodule's size."""
    asked = [*_there(lesions, rng), *_not_there(lesions, rng)]
    if lesions:
        concept = list(lesions)[rng.integers(len(lesions))]
        asked += _about(lesions[concept], found[concept], rng)
    asked += _measured(lesions, ratio)
    return tuple(one.model_copy(update={"id": f"q{number}"}) for number, one in enumerate(asked, 1))


def _question(kind: str, text: str, answer: str, choices: Iterable[str] = ()) -> Question:
    """A question that is numbered later."""
    return Question(id="q", text=text, kind=kind, choices=tuple(choices), answer=Answer(text=answer))


def _there(lesions: Mapping[str, Lesion], rng: np.random.Generator) -> Iterator[Question]:
    if lesions:
        lesion = list(lesions.values())[rng.integers(len(lesions))]
        if not lesion.faint:
            yield _presence(lesion.concept, "yes")


def _not_there(lesions: Mapping[str, Lesion], rng: np.random.Generator) -> Iterator[Question]:
    """Asked as often of each finding as `_there` is, over all films."""
    absent = [concept for concept in CONCEPTS if concept not in lesions]
    skipped, doubtful = rng.random() < NORMAL, rng.random() < DOUBTFUL
    if absent and not skipped:
        concept = absent[rng.integers(len(absent))]
        if not (doubtful and concept in CAN_BE_FAINT):
            yield _presence(concept, "no")


def _presence(concept: str, answer: str) -> Question:
    article = "" if concept in _MASS else "a "
    return _question("presence", f"Is there {article}{_name(concept)}?", answer, YES_NO)


_MASS = ("consolidation", "atelectasis", "pulmonary_edema", "cardiomegaly")


def _about(lesion: Lesion, finding: Finding, rng: np.random.Generator) -> Iterator[Question]:
    """One question about what is seen of a finding, and one about its change."""
    if lesion.faint:
        return
    seen = [*_side(lesion, rng), *_zone(lesion, rng), *_severity(lesion)]
    if seen:
        yield seen[rng.integers(len(seen))]
    if finding.change in CHANGES:
        text = f"How has the {_name(lesion.concept)} changed since the prior film?"
        yield _question("change", text, str(finding.change), CHANGES)


def _side(lesion: Lesion, rng: np.random.Generator) -> Iterator[Question]:
    if lesion.concept in ("cardiomegaly", "pulmonary_edema"):
        return
    side = lesion.sides[0] if len(lesion.sides) == 1 else "both"
    if lesion.concept != "pleural_effusion" or side == "both" or rng.random() < _ONE_SIDED:
        yield _question("side", f"On which side is the {_name(lesion.concept)}?", side, SIDES)


def _zone(lesion: Lesion, rng: np.random.Generator) -> Iterator[Question]:
    if lesion.zone is not None and rng.random() < _ZONE_ASKED[lesion.zone]:
        yield _question("zone", f"In which lung zone is the {_name(lesion.concept)}?", lesion.zone, ZONES)


def _severity(lesion: Lesion) -> Iterator[Question]:
    if lesion.severity is not None:
        choices = SEVERITIES[lesion.concept]
        yield _question("severity", f"How severe is the {_name(lesion.concept)}?", lesion.severity, choices)


def _measured(lesions: Mapping[str, Lesion], ratio: Measurement) -> Iterator[Question]:
    nodule = lesions.get("lung_nodule")
    if nodule is not None and not nodule.faint:
        text = f"How large is the {_name(nodule.concept)} in millimetres?"
        yield _question("size", text, str(diameter_mm(nodule)))
    yield _question("measurement", "What is the cardiothoracic ratio?", f"{ratio.value:.2f}")


def _name(concept: str) -> str:
    return concept_by_id()[concept].name
