"""Readings with a gaze, as `radtrace gaze import` writes them, for the tests of scoring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np

from radtrace.record import FilmReference, Fixation, Gaze, Provenance, Reading, StudyReference, Target

FRAME = 224
Pixels = Sequence[tuple[float, float]]


def reading(
    film: str,
    target: str | None,
    points: Pixels,
    *,
    durations: Sequence[float] = (),
    split: str | None = None,
) -> Reading:
    """A reading of X, Y in a 224 frame, 0.3 s each unless told."""
    held = list(durations) or [0.3] * len(points)
    starts = [0.0, *accumulate(held)][: len(points)]
    fixations = tuple(
        Fixation(x=x / FRAME, y=y / FRAME, start_s=start, duration_s=duration)
        for (x, y), start, duration in zip(points, starts, held, strict=True)
    )
    return Reading(
        study=StudyReference(split=split, films=(FilmReference(file=film),)),
        gaze=Gaze(fixations=fixations, target=Target(name=target) if target else None),
        provenance=Provenance(reader="reader", version="1"),
    )


def made(films: int, seed: int, *, target: str = "edema", readers: int = 1) -> list[Reading]:
    """Readings of six fixations around six places."""
    random = np.random.default_rng(seed)
    hills = np.linspace(50, 170, 6)[:, None]
    points = [
        np.clip(np.rint(hills + random.normal(0, 15, (6, 2))), 0, FRAME - 1) for _ in range(films * readers)
    ]
    return [
        reading(f"film{index // readers}.jpg", target, [(float(x), float(y)) for x, y in one])
        for index, one in enumerate(points)
    ]


def written(path: Path, readings: Iterable[Reading]) -> Path:
    """The readings, one a line."""
    path.write_text("".join(one.model_dump_json() + "\n" for one in readings))
    return path
