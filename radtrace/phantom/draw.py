"""Draw one chest film with its ground truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from radtrace.phantom.chest import Chest, chest
from radtrace.phantom.devices import device_maps, devices, metal
from radtrace.phantom.drawing import Drawing
from radtrace.phantom.files import film
from radtrace.phantom.frame import Mask
from radtrace.phantom.lateral import lateral as lateral_pixels
from radtrace.phantom.lesions import DRAWN
from radtrace.phantom.organs import SIDES
from radtrace.phantom.patient import Patient, exposure, patient, pose
from radtrace.phantom.picture import picture
from radtrace.phantom.places import regions
from radtrace.phantom.plan import CONCEPTS, Lesion, plan
from radtrace.phantom.progress import change, earlier
from radtrace.phantom.questions import questions
from radtrace.phantom.report import DrawnFindings, report
from radtrace.phantom.signs import heart_size, raised, shift, swell
from radtrace.phantom.truth import devices_of, findings_of, heart_ratio, nodule_diameter
from radtrace.phantom.viewer import gaze, steps
from radtrace.record import (
    BadInput,
    Box,
    Film,
    FilmBox,
    Finding,
    PriorReference,
    Provenance,
    Reading,
    StudyReference,
)
from radtrace.version import __version__

SMALLEST, LARGEST = 64, 2048

Lesions = Mapping[str, Lesion]


def draw(
    seed: int,
    size: int = 256,
    *,
    findings: Sequence[str] | None = None,
    prior: bool = False,
    lateral: bool = False,
) -> Drawing:
    """A chest film drawn from `seed`, `size` pixels square, with its truth.

    The same arguments give the same bytes, and a seed gives the same frontal film with `prior` and
    `lateral` or without. `findings` are the vocabulary ids of the findings to draw; if None they are chosen
    at random (about 0.22 each, a quarter of the films normal). `prior` adds an earlier
    film of the patient and states the changes in the reading; `lateral` adds the second view.

    Raises
    ------
    BadInput
        If a finding cannot be drawn, or the seed or size is out of range.
    """
    _check(seed, size)
    body, disease, tools, past, now, before = _streams(seed, 6)
    who, name = patient(body), f"drawn_{seed:06d}"
    lesions = {lesion.concept: lesion for lesion in plan(disease, findings)}
    carried = devices(tools)
    old = None
    if prior:
        old = earlier(lesions, past)
        earlier_film = _visit(seed, before, f"{name}_prior", size, who, old, carried, None, lateral)
    drawing = _visit(seed, now, name, size, who, lesions, carried, old, lateral)
    if not prior:
        return drawing
    return replace(drawing, prior=earlier_film, reading=_compared(drawing.reading, earlier_film.reading))


def _check(seed: int, size: int) -> None:
    if not 0 <= seed < 2**63:
        raise BadInput(f"seed {seed} is not a valid seed; give a whole number from 0 to {2**63 - 1}")
    if not SMALLEST <= size <= LARGEST:
        raise BadInput(f"a film cannot be drawn {size} pixels wide; choose {SMALLEST} to {LARGEST}")


def _streams(seed: int, count: int) -> list[np.random.Generator]:
    """Independent random streams, so that no part predicts another."""
    return [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(count)]


def _visit(
    seed: int,
    rng: np.random.Generator,
    name: str,
    size: int,
    who: Patient,
    lesions: Lesions,
    carried: Sequence[str],
    before: Lesions | None,
    side: bool,
) -> Drawing:
    """The films and the reading of one visit; `before` are the prior's lesions, if there is a prior."""
    position, light, words, eyes, second, asking = rng.spawn(6)
    who = heart_size(who, lesions)
    seen = chest(who, pose(position), size, raised(lesions), shift(lesions))
    effects = {concept: DRAWN[concept](seen, lesion) for concept, lesion in lesions.items()}
    tools = device_maps(carried, seen)
    pixels = picture(seen, effects.values(), swell(lesions), metal(tools, seen), exposure(light))
    front = film(pixels, f"{name}.png", "PA")
    marks = {concept: effect.mask for concept, effect in effects.items()}
    another, beside = _side_film(name, seen, lesions, marks, second) if side else (None, {})
    found = _changed(_on_lateral(findings_of(seen, lesions, marks), beside), lesions, before)
    carried_masks = {tool: mask for tool, (_, mask) in tools.items()}
    films = [front] if another is None else [front, another]
    reading = _reading(seed, films, seen, lesions, found, marks, carried_masks, words, eyes)
    by_concept = {f.concept: f for f in reading.findings}
    asked = questions(lesions, by_concept, reading.measurements[0], asking)
    masks = _masks(seen) | {f"f_{concept}": mask for concept, mask in marks.items()}
    return Drawing(front, reading, masks | carried_masks, another, None, asked)


def _side_film(
    name: str, seen: Chest, lesions: Lesions, marks: Mapping[str, Mask], rng: np.random.Generator
) -> tuple[Film, dict[str, Box]]:
    """The lateral, and by concept the boxes of what is seen on it."""
    heights = {concept: float(seen.y[mask].mean()) for concept, mask in marks.items()}
    frame = replace(seen.frame, tilt=float(rng.normal(0, 0.01)), dx=float(rng.normal(-0.02, 0.01)))
    pixels, boxes = lateral_pixels(seen.who, frame, lesions, heights, exposure(rng), rng)
    return film(pixels, f"{name}_lateral.png", "LATERAL"), boxes


def _on_lateral(found: Sequence[Finding], boxes: Mapping[str, Box]) -> tuple[Finding, ...]:
    """The findings with their boxes on the lateral, which is film 1."""
    return tuple(
        finding.model_copy(update={"other_boxes": (_on(boxes[finding.concept], 1),)})
        if finding.concept in boxes
        else finding
        for finding in found
    )


def _compared(reading: Reading, before: Reading) -> Reading:
    """The Reading with its prior, and where on the prior's films each finding that was there before was."""
    films = before.study.films
    prior = PriorReference(films=films, report=" ".join(one.text for one in before.sentences))
    places = {
        finding.id: tuple(_on(box, film) for film in range(len(films)) for box in finding.boxes_on(film))
        for finding in before.findings
    }
    return reading.model_copy(
        update={
            "study": reading.study.model_copy(update={"prior": prior}),
            "findings": tuple(
                finding.model_copy(update={"prior_boxes": places[finding.id]}) for finding in reading.findings
            ),
        }
    )


def _on(box: Box, film: int) -> FilmBox:
    return FilmBox(**box.model_dump(), film=film)


def _changed(found: Sequence[Finding], now: Lesions, before: Lesions | None) -> tuple[Finding, ...]:
    if before is None:
        return tuple(found)
    since = {concept: change(now.get(concept), before.get(concept)) for concept in CONCEPTS}
    return tuple(finding.model_copy(update={"change": since[finding.concept]}) for finding in found)


def _masks(seen: Chest) -> dict[str, Mask]:
    organs = {f"{side}_lung": seen.cavities[side] for side in SIDES}
    organs |= {"heart": seen.heart, "mediastinum": seen.mediastinum}
    return organs | {f"{side}_clavicle": seen.clavicle(side) for side in SIDES}


def _reading(
    seed: int,
    films: Sequence[Film],
    seen: Chest,
    lesions: Lesions,
    found: tuple[Finding, ...],
    marks: Mapping[str, Mask],
    carried: Mapping[str, Mask],
    words: np.random.Generator,
    eyes: np.random.Generator,
) -> Reading:
    places, ratio = regions(seen), heart_ratio(seen)
    sizes = [nodule_diameter(seen, lesions[c], mask) for c, mask in marks.items() if c == "lung_nodule"]
    taken, found = steps(places, found, devices_of(carried), eyes)
    drawn = DrawnFindings(
        dict(lesions), {f.concept: f for f in found}, ratio, tuple(carried), not shift(lesions)
    )
    sentences = report(drawn, words)
    return Reading(
        study=StudyReference(patient=f"drawn_{seed:06d}", films=tuple(film.reference() for film in films)),
        regions=places,
        steps=taken,
        measurements=(ratio, *sizes),
        findings=found,
        sentences=sentences,
        gaze=gaze(taken, sentences, eyes),
        provenance=Provenance(reader="drawn", version=__version__, seed=seed),
    )
