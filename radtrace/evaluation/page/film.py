"""Predicted and reference boxes of one film, drawn on a blank square."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.evaluation.page.markup import element, text
from radtrace.record import BoxSet

_SIDE = 300
_LINE = 12


def draw_film(prediction: BoxSet, reference: BoxSet) -> str:
    """The film, stretched to a square, with the boxes of both sides and their labels."""
    boxes = "".join([*_boxes(reference, "reference"), *_boxes(prediction, "prediction")])
    drawing = f'<svg class="film" viewBox="0 0 {_SIDE} {_SIDE}" aria-hidden="true">{boxes}</svg>'
    counts = f"{len(prediction)} predicted (red, dashed), {len(reference)} in the reference (blue)"
    return drawing + element("p", text(counts), kind="quiet")


def _boxes(film: BoxSet, kind: str) -> Iterator[str]:
    for (x, y, right, bottom), label in zip((film.xyxy * _SIDE).tolist(), film.labels, strict=True):
        width, height = right - x, bottom - y
        yield f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
        below = y + height - 4 if kind == "reference" else y + _LINE
        yield f'<text class="{kind}" x="{x + 3:.1f}" y="{below:.1f}">{text(label)}</text>'
