"""The distribution of a score as an inline SVG, drawn from numbers alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from radtrace.evaluation.intervals import Estimate, Floats
from radtrace.evaluation.page.markup import element

_WIDTH, _HEIGHT, _LEFT, _TOP, _BASE = 320, 126, 6, 6, 92
_LABEL = 14
_BINS = 25


def histogram(scores: Floats, mean: Estimate, blind: Sequence[float], second: Floats | None = None) -> str:
    """Bars: reports a bin. Line and band: mean and interval. Numbered ticks: the image-blind rows.

    The axis runs from 0 to 1, or further if scores do. A second system is an outline.
    """
    known = scores[np.isfinite(scores)]
    if not known.size:
        return element("p", "no scores", kind="quiet")
    others = second[np.isfinite(second)] if second is not None else known[:0]
    low, high = min(0.0, float(known.min())), max(1.0, float(known.max()))
    edges = np.linspace(low, high, _BINS + 1)
    counts, outline = np.histogram(known, edges)[0], np.histogram(others, edges)[0]
    axis = _Axis(low, high, max(int(counts.max()), int(outline.max())))
    parts = [axis.bars(counts), axis.mean(mean), axis.ticks(blind), axis.scale()]
    if others.size:
        parts.insert(1, axis.outline(outline))
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-hidden="true">{"".join(parts)}</svg>'


class _Axis:
    """Places on the drawing."""

    def __init__(self, low: float, high: float, most: int) -> None:
        self.low, self.high, self.most = low, high, most

    def x(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        return round(_LEFT + (inside - self.low) / (self.high - self.low) * (_WIDTH - 2 * _LEFT), 1)

    def y(self, count: int) -> float:
        return round(_BASE - count / self.most * (_BASE - _TOP), 1)

    def bars(self, counts: np.ndarray[tuple[int], np.dtype[np.intp]]) -> str:
        step = (_WIDTH - 2 * _LEFT) / _BINS
        return "".join(
            f'<rect class="bar" x="{_LEFT + place * step + 0.5:.1f}" y="{self.y(count)}" '
            f'width="{step - 1:.1f}" height="{_BASE - self.y(count):.1f}"/>'
            for place, count in enumerate(counts.tolist())
            if count
        )

    def outline(self, counts: np.ndarray[tuple[int], np.dtype[np.intp]]) -> str:
        step = (_WIDTH - 2 * _LEFT) / _BINS
        path = "".join(f"V{self.y(count)}h{step:.2f}" for count in counts.tolist())
        return f'<path class="second" d="M{_LEFT} {_BASE}{path}V{_BASE}"/>'

    def mean(self, mean: Estimate) -> str:
        if np.isnan(mean.value):
            return ""
        line = f'<path class="mean" d="M{self.x(mean.value)} {_TOP}V{_BASE}"/>'
        if np.isnan(mean.low):
            return line
        left, right = self.x(mean.low), self.x(mean.high)
        band = (
            f'<rect class="band" x="{left}" y="{_TOP}" width="{right - left:.1f}" height="{_BASE - _TOP}"/>'
        )
        return band + line

    def ticks(self, blind: Sequence[float]) -> str:
        places = sorted((self.x(value), place) for place, value in enumerate(blind, 1) if not np.isnan(value))
        ticks = "".join(f'<path class="blind" d="M{x} {_BASE}v7"/>' for x, _ in places)
        return ticks + "".join(
            f'<text class="blind" x="{x}" y="{_BASE + 18}" text-anchor="middle">{label}</text>'
            for x, label in _together(places)
        )

    def scale(self) -> str:
        marks = (("start", self.low, _LEFT), ("end", self.high, _WIDTH - _LEFT))
        labels = "".join(
            f'<text x="{place}" y="{_HEIGHT - 4}" text-anchor="{anchor}">{value:g}</text>'
            for anchor, value, place in marks
        )
        return f'<path class="axis" d="M{_LEFT} {_BASE}H{_WIDTH - _LEFT}"/>{labels}'


def _together(places: Sequence[tuple[float, int]]) -> list[tuple[float, str]]:
    """Labels of ticks from left to right; those that would overlap share one."""
    labels: list[tuple[float, str]] = []
    for x, place in places:
        if labels and x - labels[-1][0] < _LABEL:
            labels[-1] = (labels[-1][0], f"{labels[-1][1]}, {place}")
        else:
            labels.append((x, str(place)))
    return labels
