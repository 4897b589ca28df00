"""Paths for the tests of scanpath metrics: drawn from hypothesis, from a seed, or by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from radtrace.gaze.scanpath import Scanpath

FRAME = 224


def pixels(*fixations: tuple[float, float], durations: Sequence[float] | None = None) -> Scanpath:
    """A path from X, Y of a 224 frame, each fixation 0.3 s unless told."""
    x, y = (np.array([one[axis] for one in fixations], np.float64) / FRAME for axis in (0, 1))
    return Scanpath(
        x, y, np.array(durations if durations is not None else [0.3] * len(fixations), np.float64)
    )


def drawn(count: int, seed: int, shortest: int = 1, longest: int = 9) -> list[Scanpath]:
    """Paths as GazeSearch has them: integer pixels of a 224 frame, durations in milliseconds."""
    random = np.random.default_rng(seed)
    lengths = random.integers(shortest, longest + 1, count)
    return [
        Scanpath(
            random.integers(0, FRAME, n) / FRAME,
            random.integers(0, FRAME, n) / FRAME,
            np.round(random.gamma(3.0, 0.11, n) + 0.01, 3),
        )
        for n in lengths
    ]


@st.composite
def paths(draw: st.DrawFn, least: int = 0, most: int = 8) -> Scanpath:
    """Any path over a film of any usual shape."""
    n = draw(st.integers(least, most))
    fractions = st.lists(st.floats(0, 1), min_size=n, max_size=n)
    durations = st.lists(st.floats(0, 3), min_size=n, max_size=n)
    return Scanpath(
        np.array(draw(fractions), np.float64),
        np.array(draw(fractions), np.float64),
        np.array(draw(durations), np.float64),
        draw(st.sampled_from([0.8, 1.0, 1.2])),
    )


def reverse(path: Scanpath) -> Scanpath:
    """The same fixations, last first."""
    return Scanpath(path.x[::-1], path.y[::-1], path.duration_s[::-1], path.aspect)


def shifted(path: Scanpath, x: float = 0.0, y: float = 0.0) -> Scanpath:
    """The path moved over the film."""
    return Scanpath(path.x + x, path.y + y, path.duration_s, path.aspect)


def held(path: Scanpath, factor: float) -> Scanpath:
    """The path with every other dwell made longer."""
    times = np.where(np.arange(len(path)) % 2, factor, 1.0)
    return Scanpath(path.x, path.y, path.duration_s * times, path.aspect)
