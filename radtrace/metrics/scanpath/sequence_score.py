"""Sequence score: two paths as strings of fixation clusters instead of grid bins.

Yang et al., "Predicting goal-directed human attention using inverse reinforcement learning", CVPR 2020;
Mondal et al., "Gazeformer", CVPR 2023; after Borji, Sihite and Itti (2013). A film's reference fixations are
clustered by mean shift (Comaniciu and Meer 2002), a path becomes the string of its clusters, and

    score = F[n, m] / max(n, m)

with F the Needleman-Wunsch score for match 1, mismatch 0, gap 0. In [0, 1]; 1 for a path through the same
clusters in the same order. Durations do not count. Two empty paths score 1, one empty path 0.

Conventions, where this departs from the papers' scripts:

- The mean shift has a flat kernel of 2.5 degrees (the radius of the useful field of view; the film's height
  spans 34), not a bandwidth estimated for each film.
- A predicted fixation follows the same mean shift as the reference's: it moves to the mean of the reference
  fixations within the kernel until it converges. One with none within the kernel matches nothing; the scripts
  assign the nearest cluster, however far.
- Two fixations are in one cluster if they converge within half a kernel of each other.
- Clusters come from all readers of the film and target (`looked_at`), by default from the reference alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from radtrace.gaze.fovea import FILM_DEGREES, HALF_DEGREES
from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.pairs import check_paired
from radtrace.metrics.scanpath.align import best_alignment, distances, either_empty
from radtrace.metrics.scanpath.packed import Floats, Packed, distinct, flat, pack, run, side_by_side

KERNEL = HALF_DEGREES / FILM_DEGREES
_MOST_MOVES = 100  # mean shift converges far earlier


def sequence_score(
    predictions: Sequence[Scanpath],
    references: Sequence[Scanpath],
    *,
    looked_at: Sequence[Scanpath] | None = None,
) -> Floats:
    """Sequence score of each prediction against its reference, shape (n,); see the module.

    Parameters
    ----------
    looked_at
        For each pair, all reference fixations of its film and target, in any order.

    Raises
    ------
    BadInput
        If the sides differ in number.
    """
    places = references if looked_at is None else looked_at
    check_paired(predictions, references)
    check_paired(places, references)
    ours, theirs = _at_rest(predictions, places), _at_rest(references, places)
    every = np.arange(len(references))
    scores: Floats = run(_similarity, ours, theirs, (every, every), 1)[0]
    return scores


def _similarity(ours: Floats, theirs: Floats) -> Floats:
    if (empty := either_empty(ours, theirs)) is not None:
        return empty
    # A fixation without reference fixations nearby is NaN, and NaN matches nothing.
    same = (distances(ours, theirs) <= KERNEL / 2).astype(np.float64)
    similarity: Floats = best_alignment(same, 0.0)[None] / max(ours.shape[1], theirs.shape[1])
    return similarity


def _at_rest(paths: Sequence[Scanpath], places: Sequence[Scanpath]) -> Packed:
    """Where each fixation of a path converges among its places, (2, n) for each path."""
    kept, which = distinct(places)
    seeds, lengths = flat(paths)
    alone = Packed(seeds[:, None], np.ones(seeds.shape[1], np.intp))
    pairs = (np.arange(seeds.shape[1]), np.repeat(which, lengths))
    return side_by_side(run(_climb, alone, pack(kept), pairs, 2), lengths)


def _climb(seeds: Floats, places: Floats) -> Floats:
    """Mean shift of b seeds (4, 1, b) among places (4, m, b): (2, b) in film heights; NaN if none is near."""
    if not places.shape[1]:
        return np.full((2, seeds.shape[2]), np.nan)
    wide = np.stack([places[3, 0], np.ones(seeds.shape[2])])[:, None]
    here, points = seeds[:2] * wide, places[:2] * wide
    for _ in range(_MOST_MOVES):
        near = distances(here, points)[0] <= KERNEL
        with np.errstate(invalid="ignore"):
            moved = (points * near).sum(axis=1) / near.sum(axis=0)
        here, before = moved[:, None], here
        if np.allclose(here, before, rtol=0.0, atol=1e-9, equal_nan=True):
            break
    rested: Floats = here[:, 0]
    return rested
