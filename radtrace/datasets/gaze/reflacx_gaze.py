"""The fixations of a REFLACX recording: the authors' own, or found in the raw samples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from radtrace.datasets.gaze.cells import Floats, numbers, rows_with
from radtrace.datasets.gaze.clock import RawFixation
from radtrace.datasets.gaze.reflacx_view import COLUMNS, View
from radtrace.datasets.gaze.samples import Detector
from radtrace.datasets.gaze.sift import sift
from radtrace.datasets.gaze.summary import Summary

SPAN = ("timestamp_start_fixation", "timestamp_end_fixation")
SAMPLE = ("timestamp_sample",)
OFF = "beside the film"
NEAR = (
    "beside the film but within half a degree of it and not at the buttons (the authors' filter keeps these)"
)


def fixations_in_file(path: Path, size: tuple[float, float], summary: Summary) -> Iterator[RawFixation]:
    """The fixations of a `fixations.csv`, in film fractions, on the audio's clock."""
    cells = _table(path, (*SPAN, *COLUMNS))
    view = View(size, cells)
    start, end = (cells[name] for name in SPAN)
    yield from _kept(view, start, end, summary)


def fixations_in_samples(
    path: Path, size: tuple[float, float], detector: Detector, summary: Summary
) -> Iterator[RawFixation]:
    """Fixations that `detector` finds in a `gaze.csv`, in film fractions, on the audio's clock."""
    cells = _table(path, (*SAMPLE, *COLUMNS))
    samples, times = View(size, cells), cells[SAMPLE[0]]
    timeless = np.isnan(times)
    sift(summary, "samples", {"tracking lost (no position)": samples.lost, "without a time": timeless})
    degrees = np.where(timeless[:, None], np.nan, samples.degrees())
    found = detector.find(times, degrees, samples.number(), summary)
    view = View(size, {name: _means(cells[name], found) for name in COLUMNS})
    yield from _kept(
        view, _at(times, [one.start for one in found]), _at(times, [one.stop - 1 for one in found]), summary
    )


def _kept(view: View, start: Floats, end: Floats, summary: Summary) -> Iterator[RawFixation]:
    kept = sift(
        summary,
        "fixations",
        {
            "tracking lost (no position)": view.lost,
            "without a time": np.isnan(start) | np.isnan(end),
            "ends before it starts": end < start,
            NEAR: view.near,
            OFF: view.off,
        },
    )
    for index in np.flatnonzero(kept).tolist():
        yield _fixation(view, index, float(start[index]), float(end[index]), summary)


def _fixation(view: View, index: int, start: float, end: float, summary: Summary) -> RawFixation:
    x, y = float(view.x[index]) / view.size[0], float(view.y[index]) / view.size[1]
    degree, shown = view.degree(index), view.shown(index)
    summary.why["fixations without the size of a degree"] += degree is None
    summary.why["fixations without the visible part of the film"] += shown is None
    return RawFixation(x, y, start, end, degree, shown)


def _table(path: Path, columns: tuple[str, ...]) -> dict[str, Floats]:
    return numbers(path, list(rows_with(path, columns)), columns)


def _means(values: Floats, found: list[slice]) -> Floats:
    return np.array([values[one].mean() for one in found], np.float64)


def _at(times: Floats, indices: list[int]) -> Floats:
    return times[np.array(indices, np.intp)]
