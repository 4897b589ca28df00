"""The searcher's posterior of every concept in every cell, given the fixations so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.fovea import share_by_offset

Values = NDArray[np.float64]
Indices = NDArray[np.intp]

EXTENT = 0.1
"""Share of the film that a finding covers where it is present; turns a film's prior into a cell's."""

SURE = 1e-4
"""Probabilities are clipped this far from 0 and 1, so that log-odds stay finite."""


class Belief:
    """Posterior of presence, concept by cell, on a grid over the film.

    In log-odds it stands between the prior and the evidence map, at the share of the
    cell that has been resolved: `prior + (1 - unseen) * (evidence - prior)`.

    Parameters
    ----------
    concepts
        Concept ids, in the order of the rows.
    maps
        Evidence by concept, shape (rows, columns), probabilities in the film frame.
    priors
        Probability by concept before looking in detail, of the whole film.
    """

    def __init__(
        self,
        concepts: Sequence[str],
        maps: Mapping[str, NDArray[np.float32]],
        priors: Mapping[str, float],
        aspect: float,
    ) -> None:
        self.rows, self.columns = maps[concepts[0]].shape
        evidence = np.stack([maps[c].astype(np.float64).ravel() for c in concepts])
        self._prior = _log_odds(np.array([priors[c] for c in concepts], np.float64) * EXTENT)[:, None]
        self._shift = _log_odds(evidence) - self._prior
        self._share = share_by_offset(self.rows, self.columns, aspect)
        self.unseen: Values = np.ones(self.rows * self.columns)

    def posterior(self, concepts: Indices, cells: Indices) -> Values:
        """Probability of presence, shape (concepts, cells)."""
        shift = self._shift[concepts[:, None], cells[None, :]]
        odds = self._prior[concepts] + (1.0 - self.unseen[cells]) * shift
        return 1.0 / (1.0 + np.exp(-odds))

    def reach(self, cells: Indices) -> Values:
        """Share that a look at one cell resolves of another, shape (looked at, seen)."""
        row, column = np.divmod(cells, self.columns)
        down = row[None, :] - row[:, None] + self.rows - 1
        across = column[None, :] - column[:, None] + self.columns - 1
        reach: Values = self._share[down, across]
        return reach

    def look(self, cell: int) -> None:
        """Take in the film with the fovea on `cell`."""
        row, column = divmod(cell, self.columns)
        top, left = self.rows - 1 - row, self.columns - 1 - column
        share = self._share[top : top + self.rows, left : left + self.columns]
        self.unseen = self.unseen * (1.0 - share.ravel())


def entropy(probability: Values) -> Values:
    """Binary entropy in bits of each probability strictly between 0 and 1."""
    other = 1.0 - probability
    return -(probability * np.log2(probability) + other * np.log2(other))


def surprise(after: Values, before: Values) -> Values:
    """Kullback-Leibler divergence in bits of each `after` from `before`; never negative."""
    here = after * np.log2(after / before)
    return np.maximum(here + (1.0 - after) * np.log2((1.0 - after) / (1.0 - before)), 0.0)


def _log_odds(probability: Values) -> Values:
    held = np.clip(probability, SURE, 1.0 - SURE)
    return np.log(held / (1.0 - held))
