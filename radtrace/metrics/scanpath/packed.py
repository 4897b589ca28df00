"""Many paths in one array, so that a metric runs over thousands of pairs at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.scanpath import Scanpath

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Kernel = Callable[[Floats, Floats], Floats]
"""Scores of b pairs of one length each: (channels, n, b) and (channels, m, b) to (scores, b)."""

_CELLS = 400_000


@dataclass(frozen=True, eq=False)
class Packed:
    """Sequences of different lengths side by side.

    `values` has shape (channels, longest, k), zero beyond each sequence's own length; the k
    sequences come last, where a kernel's arithmetic over pairs is contiguous. `lengths` is (k).
    """

    values: Floats
    lengths: Indices


def pack(sequences: Sequence[Floats]) -> Packed:
    """Sequences of shape (channels, n) each, side by side."""
    lengths = np.array([one.shape[1] for one in sequences], np.intp)
    channels = sequences[0].shape[0] if sequences else 0
    values = np.zeros((channels, int(lengths.max(initial=0)), len(sequences)))
    for place, one in enumerate(sequences):
        values[:, : one.shape[1], place] = one
    return Packed(values, lengths)


def distinct(paths: Sequence[Scanpath]) -> tuple[list[Scanpath], Indices]:
    """The different objects among `paths`, and which of them each one is, shape (len(paths),)."""
    places: dict[int, int] = {}
    kept: list[Scanpath] = []
    which = np.empty(len(paths), np.intp)
    for index, path in enumerate(paths):
        place = places.setdefault(id(path), len(kept))
        if place == len(kept):
            kept.append(path)
        which[index] = place
    return kept, which


def all_pairs(paths: int, others: int) -> tuple[Indices, Indices]:
    """Indices of every path against every other one, row by row, (paths * others) each."""
    return np.repeat(np.arange(paths), others), np.tile(np.arange(others), paths)


def run(kernel: Kernel, left: Packed, right: Packed, pairs: tuple[Indices, Indices], scores: int) -> Floats:
    """The kernel's scores of each pair (left[pairs[0]], right[pairs[1]]), shape (scores, pairs).

    Pairs of one length each are run together, a bounded number at a time.
    """
    answer = np.empty((scores, len(pairs[0])))
    for n, m, chosen in _alike(left.lengths[pairs[0]], right.lengths[pairs[1]]):
        ours, theirs = left.values[:, :n], right.values[:, :m]
        answer[:, chosen] = kernel(ours[..., pairs[0][chosen]], theirs[..., pairs[1][chosen]])
    return answer


def _alike(ours: Indices, theirs: Indices) -> Iterator[tuple[int, int, Indices]]:
    """Both lengths, and the indices of some pairs that have them."""
    if not ours.size:
        return
    key = ours * (int(theirs.max()) + 1) + theirs
    order = np.argsort(key, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(key[order])) + 1):
        n, m = int(ours[group[0]]), int(theirs[group[0]])
        size = max(1, _CELLS // max(1, n * m))
        for start in range(0, len(group), size):
            yield n, m, group[start : start + size]


def with_aspect(path: Scanpath) -> Floats:
    """x and y in fractions of the film, and the film's aspect, (3, n)."""
    return np.stack([path.x, path.y, np.full(len(path), path.aspect)])
