"""Measurements from masks."""

from __future__ import annotations

from radtrace.anatomy.organs import Organs
from radtrace.record import Measurement, Point

CTR_LIMIT = 0.50
LEAST_LUNG = 0.02  # of the film's area
LEAST_HEART = 0.08  # of the lungs' area; less is a fragment, whose width says nothing (docs/log.md)


def cardiothoracic_ratio(organs: Organs) -> Measurement | None:
    """Greatest width of the heart over the greatest inner width of the chest.

    Danzer 1919; above 0.50 on a PA film the heart counts as enlarged. Both widths are
    horizontal, so no spacing is needed. None where heart or lungs were not found whole.
    """
    heart, left, right = organs.box("heart"), organs.box("left_lung"), organs.box("right_lung")
    if heart is None or left is None or right is None:
        return None
    lungs = organs.area("left_lung"), organs.area("right_lung")
    if min(lungs) < LEAST_LUNG or organs.area("heart") < LEAST_HEART * sum(lungs):
        return None
    level, base = (heart.y_min + heart.y_max) / 2, max(left.y_max, right.y_max)
    landmarks = {
        "heart_right": Point(x=heart.x_min, y=level),
        "heart_left": Point(x=heart.x_max, y=level),
        "thorax_right": Point(x=min(right.x_min, left.x_min), y=base),
        "thorax_left": Point(x=max(right.x_max, left.x_max), y=base),
    }
    heart_width = landmarks["heart_left"].x - landmarks["heart_right"].x
    chest_width = landmarks["thorax_left"].x - landmarks["thorax_right"].x
    return Measurement(
        id="ctr",
        name="cardiothoracic ratio",
        value=heart_width / chest_width,
        limit=CTR_LIMIT,
        landmarks=landmarks,
    )
