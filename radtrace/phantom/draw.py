"""One drawn chest film, with everything that is true of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from radtrace import __version__
from radtrace.phantom.chest import Chest, chest
from radtrace.phantom.drawing import Drawing
from radtrace.phantom.files import film, reference
from radtrace.phantom.frame import Mask
from radtrace.phantom.lesions import DRAWN, Effect
from radtrace.phantom.organs import SIDES
from radtrace.phantom.patient import exposure, patient, pose
from radtrace.phantom.picture import picture
from radtrace.phantom.places import regions
from radtrace.phantom.plan import Lesion, plan
from radtrace.phantom.report import Case, report
from radtrace.phantom.signs import heart_size, raised, shift, swell
from radtrace.phantom.truth import cardiothoracic_ratio, findings
from radtrace.phantom.viewer import gaze, steps
from radtrace.record import BadInput, Film, Provenance, Reading, StudyReference

SMALLEST, LARGEST = 64, 2048


def draw(seed: int, size: int = 256, *, findings: Sequence[str] | None = None) -> Drawing:
    """A chest film drawn from `seed`, `size` pixels square, with its truth.

    The same arguments give the same bytes. `findings` are vocabulary ids of what is to be there; if
    None they are drawn at random (about 0.22 each, a quarter of the films normal).

    Raises
    ------
    BadInput
        If a finding cannot be drawn, or the seed or size is out of range.
    """
    _check(seed, size)
    body, position, light, disease, words, eyes = _streams(seed)
    lesions = {lesion.concept: lesion for lesion in plan(disease, findings)}
    who = heart_size(patient(body), lesions)
    seen = chest(who, pose(position), size, raised(lesions), shift(lesions))
    effects = {concept: DRAWN[concept](seen, lesion) for concept, lesion in lesions.items()}
    metal = np.zeros_like(seen.x)
    pixels = picture(seen, effects.values(), swell(lesions), metal, exposure(light))
    front = film(pixels, f"drawn_{seed:06d}.png", "PA")
    truth = _reading(seed, front, seen, lesions, effects, words, eyes)
    return Drawing(front, truth, _masks(seen, effects))


def _check(seed: int, size: int) -> None:
    if not 0 <= seed < 2**63:
        raise BadInput(f"seed {seed} cannot be drawn from; give a whole number from 0 to {2**63 - 1}")
    if not SMALLEST <= size <= LARGEST:
        raise BadInput(f"a film cannot be drawn {size} pixels wide; choose {SMALLEST} to {LARGEST}")


def _streams(seed: int) -> list[np.random.Generator]:
    """Independent randomness for each part, so that none tells of another."""
    return [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(6)]


def _masks(seen: Chest, effects: Mapping[str, Effect]) -> dict[str, Mask]:
    organs = {f"{side}_lung": seen.cavities[side] for side in SIDES}
    organs |= {"heart": seen.heart, "mediastinum": seen.mediastinum}
    organs |= {f"{side}_clavicle": seen.clavicle(side) for side in SIDES}
    return organs | {f"f_{concept}": effect.mask for concept, effect in effects.items()}


def _reading(
    seed: int,
    front: Film,
    seen: Chest,
    lesions: Mapping[str, Lesion],
    effects: Mapping[str, Effect],
    words: np.random.Generator,
    eyes: np.random.Generator,
) -> Reading:
    places, ratio = regions(seen), cardiothoracic_ratio(seen)
    found = findings(seen, lesions, {concept: effect.mask for concept, effect in effects.items()})
    taken, found = steps(places, found, eyes)
    case = Case(dict(lesions), {f.concept: f for f in found}, ratio, central=not shift(lesions))
    sentences = report(case, words)
    return Reading(
        study=StudyReference(patient=f"drawn_{seed:06d}", films=(reference(front),)),
        regions=places,
        steps=taken,
        measurements=(ratio,),
        findings=found,
        sentences=sentences,
        gaze=gaze(taken, sentences, eyes),
        provenance=Provenance(reader="drawn", version=__version__, seed=seed),
    )
