"""A picture as the list of its stored values, and how many pixels have each.

A film has millions of pixels but at most 65,536 different stored values. So every stage of
the display pipeline maps the list, and the pixels are looked up in the outcome at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radtrace.images.films.lut import Values

# Small enough for the cache, so that neither the histogram nor the look-up waits for memory.
_BLOCK = 2**16


@dataclass(frozen=True)
class Histogram:
    """`counts[i]` pixels have the stored value `stored[i]`; `stored` has no gaps."""

    stored: Values
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, pixels: NDArray[np.integer[Any]]) -> Histogram:
        """The histogram of integer `pixels` of at most 16 bits, of any shape but not empty."""
        low, high = int(pixels.min()), int(pixels.max())
        counts = np.zeros(high - low + 1, dtype=np.int64)
        for block in _blocks(pixels.ravel()):
            counts += np.bincount(_index(block, low), minlength=len(counts))
        return cls(np.arange(low, high + 1, dtype=np.float64), counts)

    def percentiles(self, values: Values, shares: tuple[float, ...]) -> tuple[float, ...]:
        """Weighted percentiles of what the stored values have become, `shares` in [0, 1]."""
        order = np.argsort(values, kind="stable")
        below = np.cumsum(self.counts[order])
        places = np.searchsorted(below, np.asarray(shares) * below[-1])
        return tuple(float(value) for value in values[order][np.minimum(places, len(values) - 1)])

    def spread(self, values: Values) -> float:
        """Weighted standard deviation of what the stored values have become."""
        mean = np.average(values, weights=self.counts)
        return float(np.sqrt(np.average((values - mean) ** 2, weights=self.counts)))

    def shades(self, values: Values) -> int:
        """How many of 256 shades hold at least one pixel in 10,000, of values in [0, 1]."""
        counts = np.bincount((values.clip(0, 1) * 255).astype(np.intp), weights=self.counts, minlength=256)
        return int((counts >= 1e-4 * self.counts.sum()).sum())

    def look_up(self, pixels: NDArray[np.integer[Any]], values: Values) -> NDArray[np.float32]:
        """`values` in the place of the stored values of `pixels`; float32, same shape."""
        curve, low = values.astype(np.float32), int(self.stored[0])
        shown = np.empty(pixels.size, dtype=np.float32)
        for block, out in zip(_blocks(pixels.ravel()), _blocks(shown), strict=True):
            np.take(curve, _index(block, low), out=out, mode="clip")
        return shown.reshape(pixels.shape)


def _blocks(flat: NDArray[Any]) -> list[NDArray[Any]]:
    return [flat[start : start + _BLOCK] for start in range(0, len(flat), _BLOCK)]


def _index(block: NDArray[np.integer[Any]], low: int) -> NDArray[np.intp]:
    return block.astype(np.intp) - low
