"""The card's pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from radtrace.metrics.calibration import reliability
from radtrace.record import BoxSet
from radtrace.training.embedded.films import FINDINGS, OPACITY, opacity_boxes
from radtrace.training.embedded.look import Seen
from radtrace.training.embedded.scores import best_iou

WORST = 8
FEWEST = 5  # cases of a bin that is drawn


def plot_calibration(seen: Sequence[Seen], path: Path) -> None:
    """Observed frequency against stated probability: lung opacity, and the NIH findings pooled."""
    plt = _pyplot()
    nih = [s for s in seen if s.film.source.startswith("nih_")]
    figure, axes = plt.subplots(figsize=(5, 4.2), layout="constrained")
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    others = [k for k in range(len(FINDINGS)) if k != OPACITY]
    for name, findings, colour in (
        ("lung opacity", [OPACITY], "tab:orange"),
        ("NIH findings", others, "tab:blue"),
    ):
        pairs = [(s.chance[k], s.film.label[k]) for s in nih for k in findings if s.film.known[k]]
        chance, label = np.array(pairs).T
        bins = reliability(chance, label > 0)
        full = bins.counts >= FEWEST
        label_of_line = f"{name} (n={len(pairs)})"
        axes.plot(bins.predicted[full], bins.observed[full], marker="o", color=colour, label=label_of_line)
    axes.set(xlabel="stated probability", ylabel="observed frequency", xlim=(0, 1), ylim=(0, 1))
    axes.legend(loc="upper left", frameon=False)
    figure.savefig(path, dpi=130)
    plt.close(figure)


def plot_failures(seen: Sequence[Seen], path: Path) -> list[str]:
    """The opacity films with the least overlap, without their pixels; gives a line on each."""
    plt = _pyplot()
    drawn = [(s, opacity_boxes(s.film)) for s in seen]
    worst = sorted(
        ((best_iou(s.opacity, boxes), s, boxes) for s, boxes in drawn if len(boxes)), key=lambda row: row[0]
    )
    figure, axes = plt.subplots(2, WORST // 2, figsize=(10, 5.4), layout="constrained")
    for panel, (overlap, s, boxes) in zip(axes.flat, worst, strict=False):
        panel.imshow(np.where(s.bits & 3, 0.75, 1.0), cmap="gray", vmin=0, vmax=1, extent=(0, 1, 1, 0))
        _draw(plt, panel, boxes, "-", "tab:red")
        _draw(plt, panel, s.opacity, "--", "tab:blue")
        panel.set(
            xticks=[],
            yticks=[],
            title=f"{Path(s.film.file).stem}\np={s.chance[OPACITY]:.2f}, IoU {overlap:.2f}",
        )
        panel.title.set_fontsize(8)
    figure.savefig(path, dpi=110)
    plt.close(figure)
    return [_line(overlap, s) for overlap, s, _ in worst[:WORST]]


def _line(overlap: float, seen: Seen) -> str:
    said = "no box drawn" if not len(seen.opacity) else f"best overlap {overlap:.2f}"
    return f"`{seen.film.file}` ({seen.film.source}): opacity probability {seen.chance[OPACITY]:.2f}, {said}."


def _draw(plt: Any, panel: Any, boxes: BoxSet, style: str, colour: str) -> None:
    for x_min, y_min, x_max, y_max in boxes.xyxy:
        size = (x_max - x_min, y_max - y_min)
        panel.add_patch(plt.Rectangle((x_min, y_min), *size, fill=False, linestyle=style, edgecolor=colour))


def _pyplot() -> Any:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    return pyplot
