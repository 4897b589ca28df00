"""A simulated reader: looks through the protocol's regions, longest at findings, and says what it saw.

Findings dictated after the inspection are fixated again during their sentence.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from radtrace.record import (
    Box,
    Finding,
    Fixation,
    Gaze,
    Presence,
    Region,
    Sentence,
    Step,
    Word,
    concept_by_id,
    region_by_id,
)

_DWELL = (0.15, 0.22, 0.60)
"""Shortest, usual and longest fixation of normal anatomy, in seconds (Holmqvist et al. 2011, chapter 11)."""

_LONGER = 1.5
"""Fixations of a finding are longer by this factor."""

_JUMP = (0.03, 0.07)  # seconds a saccade takes
_LETTERS_A_SECOND = 15.0


def steps(
    regions: Sequence[Region], found: Sequence[Finding], devices: Sequence[Finding], rng: np.random.Generator
) -> tuple[tuple[Step, ...], tuple[Finding, ...]]:
    """The inspection, region by region, and findings and devices with their evidence filled in.

    Devices are seen at a glance: they are not looked at longer.
    """
    clock = float(rng.uniform(0.1, 0.4))
    taken = []
    for number, region in enumerate(regions, 1):
        here = [finding for finding in found if _seen_in(finding, region)]
        fixations, clock = _look(region, here, clock, rng)
        here += [device for device in devices if _seen_in(device, region)]
        taken.append(_step(number, region, here, fixations))
    named = (*found, *devices)
    evidence = {f.id: tuple(step.id for step in taken if f.id in step.findings) for f in named}
    return tuple(taken), tuple(f.model_copy(update={"evidence": evidence[f.id]}) for f in named)


def gaze(taken: Sequence[Step], sentences: Sequence[Sentence], rng: np.random.Generator) -> Gaze:
    """All fixations in order, and the report as dictated: a sentence starts once its regions were seen."""
    looks = [fixation for step in taken for fixation in step.fixations]
    named = [({step.region, *step.findings}, step.fixations) for step in taken]
    words: list[Word] = []
    free = 0.0
    for sentence in sentences:
        stated = {*sentence.regions, *sentence.findings}
        about = [fixation for names, there in named if not names.isdisjoint(stated) for fixation in there]
        start = max(_end(about[-1]), free) + _between(0.15, 0.5, rng)
        dictated = _dictated(sentence.text, start, rng)
        words += dictated
        free = dictated[-1].end_s
        looks += _again(about, _end(looks[-1]), free, rng)
    return Gaze(fixations=tuple(looks), words=tuple(words))


def _end(fixation: Fixation) -> float:
    return fixation.start_s + fixation.duration_s


def _again(about: Sequence[Fixation], clock: float, until: float, rng: np.random.Generator) -> list[Fixation]:
    """Fixations near earlier ones from `clock` on, until their sentence is dictated."""
    looks: list[Fixation] = []
    while clock < until:
        clock += _between(*_JUMP, rng)
        spot = about[int(rng.integers(len(about)))]
        across, down, slow = rng.standard_normal(3).tolist()
        rest = _rest(1.0, slow)
        x, y = _within(spot.x + 0.01 * across, 0.0, 1.0), _within(spot.y + 0.01 * down, 0.0, 1.0)
        looks.append(_fixation(x, y, clock, rest))
        clock += rest
    return looks


def _fixation(x: float, y: float, start: float, rest: float) -> Fixation:
    return Fixation(x=round(x, 4), y=round(y, 4), start_s=round(start, 3), duration_s=round(rest, 3))


def _rest(longer: float, slow: float) -> float:
    """Seconds of one fixation, `slow` deviations longer than usual."""
    return _within(_DWELL[1] * longer * math.exp(0.32 * slow), _DWELL[0], _DWELL[2])


# NumPy takes longer to look at one number than to work it out.
def _between(low: float, high: float, rng: np.random.Generator) -> float:
    return low + (high - low) * rng.random()


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _seen_in(finding: Finding, region: Region) -> bool:
    if finding.presence is Presence.ABSENT:
        return region.id in concept_by_id()[finding.concept].regions
    return region.id in finding.zones


def _step(number: int, region: Region, here: Sequence[Finding], fixations: tuple[Fixation, ...]) -> Step:
    name = region_by_id()[region.id].name
    stated = [f.concept.replace("_", " ") for f in here if f.presence is not Presence.ABSENT]
    return Step(
        id=f"step{number}",
        region=region.id,
        looked_for=tuple(f.concept for f in here),
        fixations=fixations,
        seen=f"{name[0].upper()}{name[1:]}: {' and '.join(stated) or 'nothing abnormal'}.",
        findings=tuple(f.id for f in here),
    )


def _look(
    region: Region, here: Sequence[Finding], clock: float, rng: np.random.Generator
) -> tuple[tuple[Fixation, ...], float]:
    """One or two fixations in the region, and two to four on each finding in it."""
    assert region.box is not None
    spots = [(_near(region.box, rng), 1.0) for _ in range(rng.integers(1, 3))]
    for finding in here:
        for box in finding.boxes:
            if finding.presence is not Presence.ABSENT and box.intersection(region.box):
                spots += [(_near(box, rng), _LONGER) for _ in range(rng.integers(2, 5))]
    fixations = []
    for (x, y), longer in spots:
        rest = _rest(longer, rng.standard_normal())
        fixations.append(_fixation(x, y, clock, rest))
        clock += rest + _between(*_JUMP, rng)
    return tuple(fixations), clock


def _near(box: Box, rng: np.random.Generator) -> tuple[float, float]:
    """A point about the middle of a box, inside it."""
    across, down = (_within(0.5 + 0.18 * share, 0.05, 0.95) for share in rng.standard_normal(2).tolist())
    return box.x_min + across * (box.x_max - box.x_min), box.y_min + down * (box.y_max - box.y_min)


def _dictated(text: str, start: float, rng: np.random.Generator) -> list[Word]:
    words, spoken = [], text.split()
    for word, slow in zip(spoken, rng.uniform(0.85, 1.2, len(spoken)).tolist(), strict=True):
        end = start + (len(word) + 1) / _LETTERS_A_SECOND * slow
        words.append(Word(text=word, start_s=round(start, 3), end_s=round(end, 3)))
        start = end + 0.02
    return words
