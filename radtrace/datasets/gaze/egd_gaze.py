"""The recordings of EGD-CXR's two long tables, one after another, and their fixations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np

from radtrace.datasets.gaze.cells import Floats, number, numbers, rows_with, text
from radtrace.datasets.gaze.clock import RawFixation
from radtrace.datasets.gaze.egd_screen import SCREEN, Screen
from radtrace.datasets.gaze.samples import Detector, Geometry
from radtrace.datasets.gaze.sift import Mask, sift
from radtrace.datasets.gaze.summary import Summary
from radtrace.files.csv_rows import CsvRow
from radtrace.record import BadInput

SESSION, FILM, TIME = "SESSION_ID", "DICOM_ID", "Time (in secs)"
FIXATION = ("FPOGX", "FPOGY", "FPOGS", "FPOGD", "FPOGV")
SAMPLE = ("BPOGX", "BPOGY", "BPOGV")
ORIGINAL = ("X_ORIGINAL", "Y_ORIGINAL")
# Smaller steps back in time are jitter of the clock, not a new recording.
BACK_S = 0.5
# The release states no viewing geometry. A common set-up for its tracker is assumed: a 24 inch screen at
# 65 cm, so that one degree is about 41 screen pixels.
ASSUMED = Geometry(width_cm=53.1, height_cm=29.9, columns=SCREEN[0], rows=SCREEN[1], distance_cm=65.0)


@dataclass(frozen=True)
class Recording:
    """The rows of one film in one session, without a restart of the clock."""

    session: str
    film: str
    rows: list[CsvRow]


def recordings(path: Path, columns: tuple[str, ...], summary: Summary) -> Iterator[Recording]:
    """The recordings of `fixations.csv` or `eye_gaze.csv`, one in memory at a time.

    Rows of one session and film belong together as long as they follow each other and time does not
    step back by more than half a second.
    """
    rows = rows_with(path, (SESSION, FILM, TIME, *columns, *ORIGINAL))
    for (session, film), together in groupby(rows, key=lambda row: (text(row, SESSION), text(row, FILM))):
        runs = list(_runs(path, list(together)))
        summary.why["recordings split where the clock restarts"] += len(runs) - 1
        yield from (Recording(session, film, run) for run in runs)


def fixations_in_file(
    path: Path, rows: list[CsvRow], screen: Screen, summary: Summary
) -> tuple[list[RawFixation], Screen]:
    """The tracker's own fixations in film fractions, and the screen, with the film's size where derivable."""
    cells = numbers(path, rows, (*FIXATION, *ORIGINAL))
    screen = _checked(cells, screen, "fixations", summary)
    start = cells["FPOGS"]
    events = _Events(cells["FPOGX"], cells["FPOGY"], start, start + cells["FPOGD"], cells["FPOGV"] != 1)
    return list(_kept(events, screen, None, summary)), screen


def fixations_in_samples(
    path: Path, rows: list[CsvRow], screen: Screen, detector: Detector, summary: Summary
) -> tuple[list[RawFixation], Screen]:
    """Fixations that `detector` finds in the tracker's best point of gaze, and the screen as above.

    FPOGX and FPOGY are not raw samples: the tracker averages them over its own fixations.
    """
    cells = numbers(path, rows, (TIME, "FPOGX", "FPOGY", *SAMPLE, *ORIGINAL))
    screen = _checked(cells, screen, "samples", summary)
    x, y, times = cells["BPOGX"], cells["BPOGY"], cells[TIME]
    lost = np.isnan(x) | np.isnan(y) | np.isnan(times)
    invalid = cells["BPOGV"] != 1
    sift(
        summary,
        "samples",
        {"without a position or time": lost, "the tracker calls it invalid (BPOGV)": invalid},
    )
    geometry = detector.geometry or ASSUMED
    degrees = np.where((lost | invalid)[:, None], np.nan, geometry.degrees(x, y))
    found = detector.find(times, degrees, np.zeros(len(times), np.intp), summary)
    events = _Events(
        x=np.array([x[one].mean() for one in found], np.float64),
        y=np.array([y[one].mean() for one in found], np.float64),
        start=times[[one.start for one in found]],
        end=times[[one.stop - 1 for one in found]],
        invalid=np.zeros(len(found), np.bool_),
    )
    return list(_kept(events, screen, geometry, summary)), screen


@dataclass(frozen=True)
class _Events:
    """n fixations: screen fractions, seconds, and whether the tracker calls them invalid; shapes (n,)."""

    x: Floats
    y: Floats
    start: Floats
    end: Floats
    invalid: Mask


def _runs(path: Path, rows: list[CsvRow]) -> Iterator[list[CsvRow]]:
    times = np.array([number(path, row, TIME) for row in rows])
    back = np.flatnonzero(np.diff(times) < -BACK_S) + 1
    edges = [0, *back.tolist(), len(rows)]
    yield from (rows[first:last] for first, last in pairwise(edges))


def _checked(cells: dict[str, Floats], screen: Screen, kind: str, summary: Summary) -> Screen:
    place = (cells["FPOGX"], cells["FPOGY"], cells["X_ORIGINAL"], cells["Y_ORIGINAL"])
    sized = screen.sized(*place)
    far = int(sized.disagrees(*place).sum())
    summary.why[f"{kind} whose X_ORIGINAL, Y_ORIGINAL disagree with FPOGX, FPOGY"] += far
    return sized


def _kept(
    events: _Events, screen: Screen, geometry: Geometry | None, summary: Summary
) -> Iterator[RawFixation]:
    reasons = {
        "without a position or time": np.isnan(events.x + events.y + events.start + events.end),
        "the tracker calls it invalid (FPOGV)": events.invalid,
        "ends before it starts": events.end < events.start,
        "beside the film": screen.off(events.x, events.y),
    }
    kept = sift(summary, "fixations", reasons)
    across, down = screen.on_film(events.x, events.y)
    degree = None if geometry is None else screen.degree(geometry.pixels_per_degree)
    for k in np.flatnonzero(kept).tolist():
        yield RawFixation(
            float(across[k]), float(down[k]), float(events.start[k]), float(events.end[k]), degree
        )


def table_of(detector: Detector | None) -> tuple[str, tuple[str, ...]]:
    """The table that is read, and its columns.

    Raises
    ------
    BadInput
        If the detector's screen is not EGD's.
    """
    if detector is None:
        return "fixations.csv", FIXATION
    if detector.geometry and (detector.geometry.columns, detector.geometry.rows) != SCREEN:
        raise BadInput(
            f"detector: the screen of EGD-CXR has {SCREEN[0]} x {SCREEN[1]} pixels; give its geometry so"
        )
    return "eye_gaze.csv", (*FIXATION[:2], *SAMPLE)
