"""Gaze plots: scanpath over the film, heat map, dwell by region; one row for each reader.

Needs matplotlib, from the extra `gaze`.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from radtrace.exports.text import RESEARCH_ONLY
from radtrace.gaze import Scanpath

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_NUMBERED = 60  # fixations; more numbers would overlap
_BARS = 9  # space reserved, so that two bars do not fill the panel
_ROW_INCHES = 4.6
_LETTERS = {"A": "#4e79a7", "B": "#59a14f", "C": "#e15759", "D": "#b07aa1", "E": "#9c755f", "F": "#76b7b2"}
_NO_LETTER = "#8b959f"


@dataclass(frozen=True, eq=False)
class GazeRow:
    """One reader's row of the plot.

    Attributes
    ----------
    title
        Reader, film and target.
    pixels
        The film, (rows, columns) in [0, 1], or a placeholder.
    has_film
        Whether `pixels` is the film.
    path
        The fixations, in order of time.
    heat
        (h, w), not negative, covering the film.
    dwell
        Rows (region name, letter of ABCDEF or "", seconds), in display order.
    approximate
        Whether the regions are a standard layout, not this film's.
    """

    title: str
    pixels: NDArray[np.float32]
    has_film: bool
    path: Scanpath
    heat: NDArray[np.float64]
    dwell: Sequence[tuple[str, str, float]]
    approximate: bool = False


def plot_gaze(rows: Sequence[GazeRow]) -> bytes:
    """The plot as PNG bytes: three panels in each row, with one dwell scale for all rows.

    Raises
    ------
    ValueError
        If there is no row.
    """
    if not rows:
        raise ValueError("a gaze plot needs at least one row, got none")
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"font.size": 9, "font.family": "DejaVu Sans", "axes.titlesize": 10}):
        figure = Figure(figsize=(13.4, _ROW_INCHES * len(rows) + 0.3), dpi=110, layout="constrained")
        cells = figure.subplots(len(rows), 3, squeeze=False, width_ratios=[1.1, 1.1, 0.95])
        longest = max((seconds for row in rows for _, _, seconds in row.dwell), default=0.0)
        for row, (path, heat, bars) in zip(rows, cells, strict=True):
            _draw_path(figure, path, row)
            _draw_heat(heat, row)
            _draw_dwell(bars, row, longest)
        figure.supxlabel(RESEARCH_ONLY, x=0.99, ha="right", fontsize=7, color="0.4")
        return _png(figure)


def _draw_path(figure: Figure, axes: Axes, row: GazeRow) -> None:
    _draw_film(axes, row)
    axes.set_title(row.title, loc="left", parse_math=False)
    if not len(row.path):
        axes.text(0.5, 0.5, "no fixations", ha="center", color="white")
        return
    order = np.arange(1, len(row.path) + 1)
    axes.plot(row.path.x, row.path.y, color="white", linewidth=0.9, alpha=0.7, zorder=2)
    drawn = axes.scatter(
        row.path.x, row.path.y, s=_areas(row.path), c=order, cmap="plasma", vmin=1, vmax=max(2, len(order)),
        alpha=0.85, edgecolors="white", linewidths=0.7, zorder=3,
    )  # fmt: skip
    for number in order[:_NUMBERED]:
        _draw_number(axes, row.path, int(number), len(order))
    bar = figure.colorbar(drawn, ax=axes, fraction=0.035, pad=0.02)
    bar.set_label("fixation, first to last")
    bar.locator = _whole_numbers()
    bar.update_ticks()


def _draw_number(axes: Axes, path: Scanpath, number: int, of: int) -> None:
    at = (path.x[number - 1], path.y[number - 1])
    dark = number > 0.62 * of
    axes.annotate(
        str(number), at, ha="center", va="center", fontsize=6.5, zorder=4, color="black" if dark else "white"
    )


def _areas(path: Scanpath) -> NDArray[np.float64]:
    """Marker areas in square points, proportional to dwell within limits."""
    return np.clip(560.0 * path.duration_s, 36.0, 1100.0)


def _draw_heat(axes: Axes, row: GazeRow) -> None:
    _draw_film(axes, row)
    axes.set_title("heat map, weighted by dwell", loc="left")
    top = float(row.heat.max(initial=0.0))
    if top > 0:
        share = row.heat / top
        axes.imshow(
            share, cmap="inferno", alpha=np.clip(share * 1.6, 0.0, 0.75), extent=(0, 1, 1, 0), vmin=0, vmax=1,
            interpolation="bilinear", aspect="auto", zorder=2,
        )  # fmt: skip


def _draw_film(axes: Axes, row: GazeRow) -> None:
    axes.set(xlim=(0, 1), ylim=(1, 0), xticks=[], yticks=[])
    axes.set_box_aspect(1 / row.path.aspect)
    axes.imshow(row.pixels, cmap="gray", vmin=0, vmax=1, extent=(0, 1, 1, 0), aspect="auto", zorder=1)
    if not row.has_film:
        axes.text(0.5, 0.985, "film not available", ha="center", va="bottom", color="0.65", fontsize=8)


def _draw_dwell(axes: Axes, row: GazeRow, longest: float) -> None:
    axes.set_title("dwell by region", loc="left")
    axes.set_xlabel("seconds" + (", regions of a standard layout" if row.approximate else ""))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    if not row.dwell:
        axes.set(xticks=[], yticks=[])
        axes.text(0.5, 0.5, "no dwell in any region", ha="center", transform=axes.transAxes, color="0.4")
        return
    names = [f"{letter}  {name}" if letter else name for name, letter, _ in row.dwell]
    seconds = [value for _, _, value in row.dwell]
    colours = [_LETTERS.get(letter, _NO_LETTER) for _, letter, _ in row.dwell]
    bars = axes.barh(range(len(names)), seconds, color=colours)
    axes.bar_label(bars, fmt="%.2f", padding=3, fontsize=7.5)
    axes.set_yticks(range(len(names)), names, parse_math=False)
    axes.tick_params(axis="y", length=0)
    axes.set(ylim=(max(len(names), _BARS) - 0.4, -0.6), xlim=(0, 1.15 * longest or 1.0))


def _whole_numbers() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=6, integer=True)


def _png(figure: Figure) -> bytes:
    """PNG bytes without time stamp or version, so equal plots give equal files."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    held = io.BytesIO()
    FigureCanvasAgg(figure)
    with warnings.catch_warnings():  # characters that the font lacks are drawn as boxes
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)
        figure.savefig(held, format="png", metadata={"Software": "radtrace"})
    return held.getvalue()
