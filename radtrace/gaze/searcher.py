"""The ideal searcher: fixations are chosen to reduce the remaining uncertainty.

Najemnik and Geisler, "Optimal eye movement strategies in visual search", Nature 434
(2005); "Simple summation rule for optimal fixation selection in visual search", Vision
Research 49 (2009); Geisler, "Contributions of ideal observer theory to vision
research", Vision Research 51 (2011). A searcher with foveated sight holds a posterior
over where a target is, and looks next where it expects to learn most.

Where this departs from the papers:

- Many targets, any number of them at once: a yes-no question for every concept in every
  cell, and the entropy is their sum, instead of one target in exactly one place.
- The evidence is a network's maps, revealed as they are resolved, without the noise of
  an eye. A second look therefore gives only what the first left, and the expected gain
  of a look at k is the sum over the region's cells i of
  H(posterior_i) * unseen_i * share(k, i), where the papers add d'^2 without end.
- A protocol stands over the search: it chooses freely among the cells of a region, and
  among the regions of one letter of ABCDEF, but the letters come in order and every
  region with a box gets at least one look.
- Dwell is an output: 0.18 s and 0.30 s for each bit that the fovea leaves open, where
  the papers give every fixation the same 0.25 s. Saccades last 21 ms and 2.2 ms a degree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import hypot

import numpy as np
from numpy.typing import NDArray

from radtrace.anatomy.locate import cell_centres, region_cells
from radtrace.gaze.belief import Belief, Indices, Values, entropy, surprise
from radtrace.gaze.fovea import FILM_DEGREES, looks_in_cell
from radtrace.record import Box, Fixation, Region, protocol, vocabulary

ENOUGH_BITS = 0.25
MOST_FIXATIONS = 6
SHORTEST_DWELL_S = 0.18
DWELL_S_A_BIT = 0.30
SACCADE_S = 0.021
SACCADE_S_A_DEGREE = 0.0022


@dataclass(frozen=True)
class Visit:
    """One region's turn in the search.

    `looked_for` are concept ids in the vocabulary's order. `bits` is the information
    gained about them there: the divergence of the belief after from the belief before.
    A region without a box is not assessed and has no fixations.
    """

    region: str
    looked_for: tuple[str, ...]
    fixations: tuple[Fixation, ...]
    bits: float
    assessed: bool


def search(
    regions: Sequence[Region],
    maps: Mapping[str, NDArray[np.float32]],
    priors: Mapping[str, float],
    *,
    aspect: float = 1.0,
    enough_bits: float = ENOUGH_BITS,
    most_fixations: int = MOST_FIXATIONS,
) -> tuple[Visit, ...]:
    """The path of inspection; the same input gives the same path to the bit.

    Parameters
    ----------
    regions
        Regions of the protocol, in any order.
    maps
        Evidence by concept id, all of one shape (rows, columns): the probability of the
        concept in each cell of a grid over the film, row 0 at the top.
    priors
        Probability of each mapped concept before looking in detail, of the whole film.
    aspect
        Width of the film over its height.
    enough_bits
        A region is left when the best look in it promises less than this.
    most_fixations
        And at the latest after this many.

    Raises
    ------
    ValueError
        If the maps differ in shape, a map has no prior, or a region is not the protocol's.
    """
    concepts = tuple(c.id for c in vocabulary() if c.id in maps)
    _check_input(regions, maps, priors)
    belief = Belief(concepts, maps, priors, aspect) if concepts else None
    searcher = _Searcher(belief, aspect, enough_bits, most_fixations)
    places = (_place(region, concepts, belief) for region in _in_order(regions))
    return tuple(
        visit
        for _, letter in groupby(places, key=lambda place: _LETTER[place.region.id])
        for visit in searcher.visits(list(letter))
    )


_LETTER = {region.id: region.letter for region in protocol()}
_RANK = {region.id: rank for rank, region in enumerate(protocol())}


@dataclass(frozen=True, eq=False)
class _Place:
    """A region as the searcher sees it: its cells, its concepts, and what looks in it resolve."""

    region: Region
    looked_for: tuple[str, ...]
    rows: Indices
    cells: Indices
    centres: Values
    reach: Values


def _place(region: Region, concepts: Sequence[str], belief: Belief | None) -> _Place:
    looked_for = tuple(c.id for c in vocabulary() if region.id in c.regions and c.id in concepts)
    rows = np.array([concepts.index(c) for c in looked_for], np.intp)
    height, width = (belief.rows, belief.columns) if belief else (1, 1)
    cells = region_cells(region, height, width)
    reach = belief.reach(cells) if belief and looked_for else np.zeros((cells.size, cells.size))
    return _Place(region, looked_for, rows, cells, cell_centres(cells, height, width), reach)


class _Searcher:
    """The state of one search: the belief, the clock, and where the eye is."""

    def __init__(self, belief: Belief | None, aspect: float, enough_bits: float, most: int) -> None:
        self._belief = belief
        self._aspect = aspect
        self._enough = enough_bits
        self._most = most
        self._weight = looks_in_cell(belief.rows, belief.columns, aspect) if belief else 0.0
        self._last: Fixation | None = None

    def visits(self, places: list[_Place]) -> Iterator[Visit]:
        """The regions of one letter, the most promising first; of equals, the protocol's first."""
        while places:
            promise = [float(self._gain(place).max(initial=0.0)) for place in places]
            yield self._visit(places.pop(promise.index(max(promise))))

    def _visit(self, place: _Place) -> Visit:
        before = self._posterior(place)
        fixations = tuple(self._fixations(place))
        bits = float(surprise(self._posterior(place), before).sum()) * self._weight
        assessed = place.region.assessed and place.region.box is not None
        return Visit(place.region.id, place.looked_for, fixations, round(bits, 6), assessed)

    def _fixations(self, place: _Place) -> Iterator[Fixation]:
        for count in range(self._most if place.cells.size else 0):
            gain = self._gain(place)
            if count and gain.max() < self._enough:
                return
            yield self._look(place, int(gain.argmax()) if place.looked_for else _middle(place))

    def _gain(self, place: _Place) -> Values:
        """Bits expected of a look at each cell of the place, shape (cells,).

        Rounded, so that the last bit of a sum never decides between two cells.
        """
        if self._belief is None or not place.looked_for:
            return np.zeros(place.cells.size)
        open_bits = entropy(self._posterior(place)).sum(axis=0) * self._belief.unseen[place.cells]
        gain: Values = np.round((place.reach * open_bits).sum(axis=1) * self._weight, 9)
        return gain

    def _look(self, place: _Place, index: int) -> Fixation:
        if self._belief is not None:
            self._belief.look(int(place.cells[index]))
        x, y = _within(place.region.box, place.centres[index])
        start = self._arrival(x, y)
        duration = round(SHORTEST_DWELL_S + DWELL_S_A_BIT * self._left_open(place, index), 3)
        self._last = Fixation(x=x, y=y, start_s=start, duration_s=duration, film=place.region.film)
        return self._last

    def _left_open(self, place: _Place, index: int) -> float:
        """Bits left open on the most doubtful concept, averaged over what the fovea covers."""
        if not place.looked_for:
            return 0.0
        doubt = entropy(self._posterior(place)).max(axis=0)
        return float((doubt * place.reach[index]).sum() / place.reach[index].sum())

    def _posterior(self, place: _Place) -> Values:
        if self._belief is None:
            return np.zeros((0, place.cells.size))
        return self._belief.posterior(place.rows, place.cells)

    def _arrival(self, x: float, y: float) -> float:
        if self._last is None:
            return 0.0
        degrees = FILM_DEGREES * hypot((x - self._last.x) * self._aspect, y - self._last.y)
        left = self._last.start_s + self._last.duration_s
        return round(left + SACCADE_S + SACCADE_S_A_DEGREE * degrees, 3)


def _middle(place: _Place) -> int:
    away = ((place.centres - place.centres.mean(axis=0)) ** 2).sum(axis=1)
    return int(np.round(away, 9).argmin())


def _within(box: Box | None, centre: Values) -> tuple[float, float]:
    x, y = float(centre[0]), float(centre[1])
    if box is None:
        return x, y
    return min(max(x, box.x_min), box.x_max), min(max(y, box.y_min), box.y_max)


def _in_order(regions: Sequence[Region]) -> list[Region]:
    return sorted(regions, key=lambda region: _RANK[region.id])


def _check_input(
    regions: Sequence[Region], maps: Mapping[str, NDArray[np.float32]], priors: Mapping[str, float]
) -> None:
    shapes = sorted({array.shape for array in maps.values()})
    if len(shapes) > 1 or any(len(shape) != 2 for shape in shapes):
        raise ValueError(f"maps must share one shape (rows, columns), got {shapes}")
    if missing := sorted(set(maps) - set(priors)):
        raise ValueError(f"every map needs a prior, none given for {', '.join(missing)}")
    if unknown := sorted({region.id for region in regions} - set(_RANK)):
        raise ValueError(f"regions must be the protocol's, got {', '.join(unknown)}")
