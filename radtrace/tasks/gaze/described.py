"""Recordings described: numbers with intervals over films, dwell by region and finding, agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.anatomy.locate import ELSEWHERE
from radtrace.evaluation.intervals import Estimate, Resamples, mean_estimates, mean_of
from radtrace.gaze.behaviour import Behaviour, behaviour, looks_of
from radtrace.gaze.heat import dwell_map
from radtrace.gaze.keyframes import clustered
from radtrace.gaze.target_search import on_target, search_sequence, time_to_target
from radtrace.record import Finding, Presence, Reading, protocol
from radtrace.tasks.gaze.agree import Agreement, Read, agreement
from radtrace.tasks.gaze.evidence import dwell_by_concept, evidence_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FindingGaze:
    """How a finding with boxes was looked at: time to first fixation, dwell, and the looks that led to it.

    `time_to_s` is NaN and `looks` 0 where it was never fixated.
    """

    concept: str
    time_to_s: float
    dwell_s: float
    looks: int


@dataclass(frozen=True)
class Recording:
    """Statistics of one recording. `said` is the fixation time of each dictated finding, in seconds."""

    film: str
    reader: str
    behaviour: Behaviour
    sentences: int
    said: dict[str, float]
    sightings: tuple[FindingGaze, ...]


@dataclass(frozen=True)
class Described:
    """Statistics of several recordings; intervals resample films, as recordings of one film are dependent."""

    recordings: tuple[Recording, ...]
    films: int
    numbers: dict[str, Estimate]
    dwell_share: dict[str, Estimate]
    agreement: Agreement | None


def described(readings: Iterable[Reading], seed: int = 0) -> Described:
    """Statistics of each recording and of all together."""
    recordings, maps = [], []
    for reading in readings:
        recordings.append(recording(reading))
        maps.append(dwell_map(clustered(looks_of(reading)), 32, 32).astype(np.float32))
    films = [one.film for one in recordings]
    read = [
        Read(one.film, one.reader, _ratings(one.behaviour), values)
        for one, values in zip(recordings, maps, strict=True)
    ]
    return Described(
        recordings=tuple(recordings),
        films=len(set(films)),
        numbers=_estimates(films, [one.behaviour.numbers() for one in recordings], seed),
        dwell_share=_estimates(films, [_shares(one.behaviour) for one in recordings], seed),
        agreement=agreement(read, seed),
    )


def recording(reading: Reading) -> Recording:
    """Statistics of one recording."""
    evidence = evidence_of(reading)
    boxed = [one for one in reading.findings if one.boxes and one.presence is not Presence.ABSENT]
    return Recording(
        film=reading.study.films[0].file,
        reader=reading.provenance.reader,
        behaviour=behaviour(reading),
        sentences=len(evidence),
        said=dwell_by_concept(evidence),
        sightings=tuple(_sighting(one, reading) for one in boxed if one.film == 0),
    )


def _sighting(finding: Finding, reading: Reading) -> FindingGaze:
    looked = looks_of(reading)
    sequence = search_sequence(finding, looked)
    dwell = float(looked.dwell_s[on_target(finding, looked)].sum())
    return FindingGaze(
        finding.concept, time_to_target(finding, looked), dwell, 0 if sequence is None else len(sequence)
    )


def _shares(one: Behaviour) -> dict[str, float]:
    """The share of the dwell in each region; NaN where nothing was looked at."""
    total = one.dwell_s or float("nan")
    names = [*(row.id for row in protocol()), ELSEWHERE]
    return {name: one.dwell_by_region.get(name, 0.0) / total for name in names}


def _ratings(one: Behaviour) -> dict[str, float]:
    numbers = one.numbers()
    return {name: numbers[name] for name in ("fixations", "dwell_s", "mean_fixation_s", "coverage")}


def _estimates(films: Sequence[str], rows: Sequence[dict[str, float]], seed: int) -> dict[str, Estimate]:
    """Mean over films of the means over their recordings, by name, with intervals."""
    if not rows:
        return {}
    by_film: dict[str, list[int]] = defaultdict(list)
    for index, film in enumerate(films):
        by_film[film].append(index)
    values = np.array([list(row.values()) for row in rows], np.float64)
    means = np.stack([mean_of(values[chosen]) for chosen in by_film.values()])
    estimates = mean_estimates(means, Resamples(len(means), seed))
    return dict(zip(rows[0], estimates, strict=True))
