"""Many paths in one array, so that a metric runs over thousands of pairs at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.pairs import check_paired

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Kernel = Callable[[Floats, Floats], Floats]
"""Scores of b pairs of equal lengths: (channels, n, b) and (channels, m, b) to (scores, b)."""

_CELLS = 400_000  # bounds the memory of one kernel call


@dataclass(frozen=True, eq=False)
class Packed:
    """Sequences of different lengths side by side.

    `values` has shape (channels, longest, k), 0 beyond each sequence's length; the sequence axis is last, so
    that a kernel's arithmetic over pairs is contiguous. `lengths` is (k,).
    """

    values: Floats
    lengths: Indices


def flat(paths: Sequence[Scanpath]) -> tuple[Floats, Indices]:
    """All fixations concatenated: x, y, duration and the film's aspect, (4, total); and the lengths (k,)."""
    lengths = np.array([len(path) for path in paths], np.intp)
    nothing = np.zeros(0)
    fixations = (
        np.concatenate([nothing, *([getattr(path, name) for path in paths])])
        for name in ("x", "y", "duration_s")
    )
    return np.stack([*fixations, np.repeat([path.aspect for path in paths], lengths)]), lengths


def side_by_side(values: Floats, lengths: Indices) -> Packed:
    """Pack sequences of the given lengths (k,), concatenated in `values` (channels, total)."""
    packed = np.zeros((len(values), int(lengths.max(initial=0)), len(lengths)))
    place = np.arange(values.shape[1]) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    packed[:, place, np.repeat(np.arange(len(lengths)), lengths)] = values
    return Packed(packed, lengths)


def pack(paths: Sequence[Scanpath]) -> Packed:
    """x, y, duration and aspect of each fixation, paths side by side."""
    return side_by_side(*flat(paths))


def distinct(paths: Sequence[Scanpath]) -> tuple[list[Scanpath], Indices]:
    """The distinct objects among `paths`, and the index of each path's object, shape (len(paths),)."""
    places: dict[int, int] = {}
    kept: list[Scanpath] = []
    which = np.empty(len(paths), np.intp)
    for index, path in enumerate(paths):
        place = places.setdefault(id(path), len(kept))
        if place == len(kept):
            kept.append(path)
        which[index] = place
    return kept, which


def paired(
    kernel: Kernel,
    packing: Callable[[Sequence[Scanpath]], Packed],
    predictions: Sequence[Scanpath],
    references: Sequence[Scanpath],
    scores: int = 1,
) -> Floats:
    """The kernel's scores of each prediction against its reference, shape (scores, n).

    A path that occurs several times is packed once.

    Raises
    ------
    BadInput
        If the two sides differ in number.
    """
    check_paired(predictions, references)
    (ours, left), (theirs, right) = distinct(predictions), distinct(references)
    return run(kernel, packing(ours), packing(theirs), (left, right), scores)


def all_pairs(paths: int, others: int) -> tuple[Indices, Indices]:
    """Indices of every path against every other, row by row, (paths * others,) each."""
    return np.repeat(np.arange(paths), others), np.tile(np.arange(others), paths)


def run(kernel: Kernel, left: Packed, right: Packed, pairs: tuple[Indices, Indices], scores: int) -> Floats:
    """The kernel's scores of each pair (left[pairs[0]], right[pairs[1]]), shape (scores, pairs).

    Pairs with the same lengths run together, a bounded number at a time.
    """
    answer = np.empty((scores, len(pairs[0])))
    for n, m, chosen in _alike(left.lengths[pairs[0]], right.lengths[pairs[1]]):
        ours, theirs = left.values[:, :n], right.values[:, :m]
        answer[:, chosen] = kernel(ours[..., pairs[0][chosen]], theirs[..., pairs[1][chosen]])
    return answer


def _alike(ours: Indices, theirs: Indices) -> Iterator[tuple[int, int, Indices]]:
    """Groups of pairs with the same two lengths: the lengths and the pairs' indices."""
    if not ours.size:
        return
    key = ours * (int(theirs.max()) + 1) + theirs
    order = np.argsort(key, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(key[order])) + 1):
        n, m = int(ours[group[0]]), int(theirs[group[0]])
        size = max(1, _CELLS // max(1, n * m))
        for start in range(0, len(group), size):
            yield n, m, group[start : start + size]
