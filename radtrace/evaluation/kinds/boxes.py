"""Boxes of films."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from radtrace.evaluation.kind import CaseKind
from radtrace.evaluation.page.film import draw_film
from radtrace.metrics.boxes.accuracy import box_accuracy
from radtrace.metrics.boxes.false_boxes import false_boxes
from radtrace.metrics.boxes.giou import box_giou
from radtrace.metrics.boxes.iou import box_iou
from radtrace.metrics.boxes.mask_iou import mask_iou
from radtrace.metrics.boxes.mean_average_precision import mean_average_precision
from radtrace.record import BoxSet

BOXES: CaseKind[BoxSet] = CaseKind(
    units="films",
    metrics={
        "box_iou": box_iou,
        "box_giou": box_giou,
        "mask_iou": mask_iou,
        "box_accuracy": box_accuracy,
        "mean_average_precision": mean_average_precision,
        "false_boxes": false_boxes,
    },
    constants=lambda _references: {"no boxes": BoxSet("constant")},
    predict_for=lambda film, case: replace(film, id=case.id),
    text=lambda film: f"the {len(film)} boxes of {film.id}" if len(film) else "no boxes",
    amount_of="boxes",
    amount=len,
    same=lambda one, other: len(one) > 0 and np.array_equal(one.xyxy, other.xyxy),
    may_be_empty=True,
    draw=draw_film,
)
