"""How a film was looked at: fixations, saccades, coverage of the protocol, revisits, scan order."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radtrace.anatomy.layout import placed_regions
from radtrace.anatomy.locate import ELSEWHERE, distinguishable_regions, region_of
from radtrace.gaze.by_region import dwell_by_region
from radtrace.gaze.heat import Looks, looks
from radtrace.gaze.scanpath import fixations_of
from radtrace.record import Reading, Region, protocol

Floats = NDArray[np.float64]

_LETTER = {row.id: row.letter for row in protocol()}


@dataclass(frozen=True)
class Behaviour:
    """One recording, described. A number is NaN where the recording has nothing to compute it from.

    Attributes
    ----------
    fixations
        How many.
    dwell_s, mean_fixation_s
        Seconds of all fixations, and of one.
    saccade_degrees
        Mean distance between fixations that follow each other, in degrees of visual angle.
    coverage, letters
        Share of the regions a fixation can be assigned to (`distinguishable_regions`) that were
        fixated, and the letters of ABCDEF that were.
    revisits
        How often a region was entered again after it had been left.
    order_kendall
        Kendall's tau between the order in which regions were first fixated and the protocol's, in
        [-1, 1]; regions of one letter have no order among each other.
    order_edit
        Levenshtein distance between the letters in the order of their first fixation and the same
        letters in the protocol's, over their number; 0 is the protocol's order.
    dwell_by_region
        Seconds by region, each fixation counted once, in the smallest region that holds it.
    regions_known
        Whether the regions are the film's own, or the standard layout's.
    """

    fixations: int
    dwell_s: float
    mean_fixation_s: float
    saccade_degrees: float
    coverage: float
    letters: str
    revisits: int
    order_kendall: float
    order_edit: float
    dwell_by_region: dict[str, float]
    regions_known: bool

    def numbers(self) -> dict[str, float]:
        """The numbers by name, without the dwell by region."""
        return {
            "fixations": float(self.fixations),
            "dwell_s": self.dwell_s,
            "mean_fixation_s": self.mean_fixation_s,
            "saccade_degrees": self.saccade_degrees,
            "coverage": self.coverage,
            "revisits": float(self.revisits),
            "order_kendall": self.order_kendall,
            "order_edit": self.order_edit,
        }


def behaviour(reading: Reading) -> Behaviour:
    """How the Reading's first film was looked at."""
    regions, known = placed_regions(reading)
    return describe(looks_of(reading), regions, known)


def looks_of(reading: Reading) -> Looks:
    """The looks at a Reading's first film."""
    return looks([one for one in fixations_of(reading) if one.film == 0], aspect_of(reading))


def aspect_of(reading: Reading) -> float:
    """Width of the first film over its height; 1 where unknown."""
    rows, columns = reading.study.films[0].rows, reading.study.films[0].columns
    return columns / rows if rows and columns else 1.0


def describe(looked: Looks, regions: Sequence[Region], known: bool = True) -> Behaviour:
    """How a film with these regions was looked at."""
    names = region_of(np.stack([looked.x, looked.y], axis=1), regions)
    stops = [name for name, _ in groupby(names) if name != ELSEWHERE]
    visited = list(dict.fromkeys(stops))
    letters = list(dict.fromkeys(_LETTER[name] for name in visited))
    own = {region.id for region in distinguishable_regions(tuple(regions))}
    dwell = float(looked.dwell_s.sum())
    return Behaviour(
        fixations=len(looked),
        dwell_s=dwell,
        mean_fixation_s=dwell / len(looked) if len(looked) else float("nan"),
        saccade_degrees=_mean(saccades(looked)),
        coverage=len(own & set(visited)) / len(own) if own else float("nan"),
        letters="".join(sorted(letters)),
        revisits=_returns(names),
        order_kendall=kendall([_LETTER[name] for name in visited]),
        order_edit=levenshtein(letters, sorted(letters)) / len(letters) if letters else float("nan"),
        dwell_by_region=dwell_by_region(names, looked.dwell_s),
        regions_known=known,
    )


def saccades(looked: Looks) -> Floats:
    """Degrees of visual angle between looks that follow each other, shape (n - 1,) or (0,)."""
    size = (looked.degree[1:] + looked.degree[:-1]) / 2
    across, down = np.diff(looked.x) / size[:, 0], np.diff(looked.y) / size[:, 1]
    return np.hypot(across, down)


def kendall(ranks: Sequence[Any]) -> float:
    """Kendall's tau-b between a sequence's own order and the order of its values, in [-1, 1].

    (concordant - discordant) / sqrt(all pairs * pairs of different value) (Kendall, Biometrika 1945,
    with ties); 1 for values that never fall. NaN where all values are equal.
    """
    pairs = list(combinations(ranks, 2))
    untied = sum(one != other for one, other in pairs)
    signed = sum((one < other) - (one > other) for one, other in pairs)
    return signed / sqrt(len(pairs) * untied) if untied else float("nan")


def levenshtein(first: Sequence[Hashable], second: Sequence[Hashable]) -> int:
    """The fewest insertions, deletions and substitutions that make one sequence the other."""
    row = list(range(len(second) + 1))
    for above, one in enumerate(first, start=1):
        previous, row[0] = row[0], above
        for place, other in enumerate(second, start=1):
            previous, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, previous + (one != other)),
            )
    return row[-1]


def _returns(names: Sequence[str]) -> int:
    """Entries into a region that had been left before; "elsewhere" parts two visits."""
    entries = [name for name, _ in groupby(names) if name != ELSEWHERE]
    return len(entries) - len(set(entries))


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else float("nan")
