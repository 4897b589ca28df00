"""GazeX's key frames: the fixations behind a sentence as visual clues in order of time.

The recipe: positions clipped to their 5th and 95th percentiles; a heat map of one Gaussian a sample;
DBSCAN (eps 0.3, at least 10 samples) on the standardised position and a tenth of the heat, where the heat
is above a tenth of its peak; the clusters in order of their mean time are the visual clues, and their
union is the observation. A clue's box encloses its log heat above 0.1, its centroid is that of the raw heat.

Where this departs from the paper:

- It works on fixations. One that lasted d seconds stands for 60 * d samples, as a tracker of 60 Hz would
  have given: percentiles, standardisation and density take it with that weight, which gives what DBSCAN
  gives on the samples themselves.
- Ten samples without a rate say nothing; at 60 Hz they are a sixth of a second.
- The Gaussian's sigma is one degree; 1.25 to 1.5 degrees, as published, are an option.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.align import LEAD_S, DictatedSentence, fixations_behind
from radtrace.gaze.clusters import NOISE, dbscan
from radtrace.gaze.heat import GRID, Looks, centroid, dwell_map, looks, peaked, warm_box
from radtrace.record import Box, Fixation, Point

Floats = NDArray[np.float64]

SAMPLES_A_SECOND = 60.0


@dataclass(frozen=True)
class KeyFrameSettings:
    """The numbers of the recipe; `degrees` is the Gaussian's sigma, `lead_s` opens the interval."""

    lead_s: float = LEAD_S
    degrees: float = 1.0
    clip: tuple[float, float] = (0.05, 0.95)
    eps: float = 0.3
    least_samples: float = 10.0
    heat_weight: float = 0.1
    least_heat: float = 0.1
    log_heat: float = 0.1
    grid: int = GRID


@dataclass(frozen=True)
class Clue:
    """One place that was looked at.

    `box` and `centroid` are in the film frame, `time_s` is the mean time of the looking, weighted by
    dwell, `dwell_s` its seconds.
    """

    box: Box
    centroid: Point
    time_s: float
    dwell_s: float


@dataclass(frozen=True)
class KeyFrame:
    """A sentence, when its evidence was looked at, and what that was.

    `fixations` are indices into the recording's. `observation` is the union of the clues; None, with
    no clues, where nothing was looked at for long enough.
    """

    sentence: str
    opened_s: float
    start_s: float
    end_s: float
    fixations: tuple[int, ...]
    clues: tuple[Clue, ...] = ()
    observation: Clue | None = None


def key_frames(
    spoken: Sequence[DictatedSentence],
    fixations: Sequence[Fixation],
    aspect: float = 1.0,
    settings: KeyFrameSettings | None = None,
) -> tuple[KeyFrame, ...]:
    """The key frame of every sentence, in order. `aspect` is the film's width over its height."""
    settings = settings or KeyFrameSettings()
    return tuple(_key_frame(sentence, fixations, aspect, settings) for sentence in spoken)


def visual_clues(
    looked: Looks, settings: KeyFrameSettings | None = None
) -> tuple[tuple[Clue, ...], Clue | None]:
    """The clues of a stretch of looking in order of their mean time, and their union."""
    settings = settings or KeyFrameSettings()
    looked, labels = _sorted_out(looked, settings)
    found = sorted(_found(looked, labels, settings), key=lambda clue: (clue.time_s, clue.centroid.x))
    return tuple(found), _clue(looked.some(labels != NOISE), settings)


def clustered(looked: Looks, settings: KeyFrameSettings | None = None) -> Looks:
    """The looks that belong to a visual clue; what they warm is GazeX's map of clusters."""
    looked, labels = _sorted_out(looked, settings or KeyFrameSettings())
    return looked.some(labels != NOISE)


def _sorted_out(looked: Looks, settings: KeyFrameSettings) -> tuple[Looks, NDArray[np.intp]]:
    """The looks with dwell, clipped, and the cluster of each."""
    looked = _clipped(looked.some(looked.dwell_s > 0), settings)
    return looked, _labels(looked, settings)


def _key_frame(
    sentence: DictatedSentence, fixations: Sequence[Fixation], aspect: float, settings: KeyFrameSettings
) -> KeyFrame:
    chosen, dwell = fixations_behind(sentence, fixations, settings.lead_s)
    opened = sentence.opened_s(settings.lead_s)
    inside = [fixations[index] for index in chosen]
    began = np.maximum([one.start_s for one in inside], opened)
    clues, union = visual_clues(replace(looks(inside, aspect, dwell), time_s=began + dwell / 2), settings)
    return KeyFrame(sentence.text, opened, sentence.start_s, sentence.end_s, chosen, clues, union)


def _clipped(looked: Looks, settings: KeyFrameSettings) -> Looks:
    if not len(looked):
        return looked
    x, y = (_held(values, looked.dwell_s, settings.clip) for values in (looked.x, looked.y))
    return replace(looked, x=x, y=y)


def _held(values: Floats, weights: Floats, clip: tuple[float, float]) -> Floats:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) / weights.sum()
    # A tolerance, so that sums in another order find the same percentile.
    low, high = (values[order][np.searchsorted(reached, share - 1e-9)] for share in clip)
    return np.clip(values, low, high)


def _labels(looked: Looks, settings: KeyFrameSettings) -> NDArray[np.intp]:
    """The cluster of each look; noise where the heat is low."""
    labels = np.full(len(looked), NOISE, np.intp)
    heat = _heat_at(looked, settings)
    warm = np.flatnonzero(heat > settings.least_heat)
    if warm.size:
        part, weights = looked.some(warm), looked.dwell_s[warm] * SAMPLES_A_SECOND
        place = [_standard(values, weights) for values in (part.x, part.y)]
        points = np.stack([*place, settings.heat_weight * heat[warm]], axis=1)
        # A tolerance, so that rounding does not turn ten samples into fewer.
        labels[warm] = dbscan(points, weights, settings.eps, settings.least_samples * (1 - 1e-9))
    return labels


def _heat_at(looked: Looks, settings: KeyFrameSettings) -> Floats:
    """The heat under each look, of a peak of 1."""
    heat = peaked(dwell_map(looked, settings.grid, settings.grid, settings.degrees))
    row, column = (
        np.minimum((values * settings.grid).astype(np.intp), settings.grid - 1)
        for values in (looked.y, looked.x)
    )
    at: Floats = heat[row, column]
    return at


def _standard(values: Floats, weights: Floats) -> Floats:
    """Mean 0 and standard deviation 1; all 0 where they do not differ, as scikit-learn has it."""
    mean = np.average(values, weights=weights)
    spread = float(np.sqrt(np.average((values - mean) ** 2, weights=weights)))
    return (values - mean) / (spread if spread > 1e-12 else 1.0)


def _found(looked: Looks, labels: NDArray[np.intp], settings: KeyFrameSettings) -> Iterator[Clue]:
    for label in range(int(labels.max(initial=NOISE)) + 1):
        clue = _clue(looked.some(labels == label), settings)
        if clue is not None:
            yield clue


def _clue(looked: Looks, settings: KeyFrameSettings) -> Clue | None:
    heat = dwell_map(looked, settings.grid, settings.grid, settings.degrees)
    box, middle = warm_box(heat, settings.log_heat), centroid(heat)
    if box is None or middle is None:
        return None
    return Clue(
        box, middle, float(np.average(looked.time_s, weights=looked.dwell_s)), float(looked.dwell_s.sum())
    )
