"""The cardiothoracic ratio, from boxes, organ masks or landmarks, and lengths between landmarks.

Greatest width of the heart over the greatest inner width of the chest (Danzer, Am J Med Sci 157, 1919); above
0.50 on a PA film the heart counts as enlarged. Both widths are horizontal, so no pixel spacing is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot

from radtrace.anatomy.organs import Organs
from radtrace.record import Box, FilmReference, Measurement, Point

CTR_LIMIT = 0.50
# Smaller organs are fragments, whose width says nothing about the heart or the chest (docs/log.md).
LEAST_LUNG = 0.02  # of the film's area
LEAST_HEART = 0.08  # of the lungs' area


def cardiothoracic_ratio(organs: Organs) -> Measurement | None:
    """The ratio of segmented organs; None where the heart or a lung was not found whole."""
    heart, left, right = organs.box("heart"), organs.box("left_lung"), organs.box("right_lung")
    if heart is None or left is None or right is None:
        return None
    lungs = organs.area("left_lung"), organs.area("right_lung")
    if min(lungs) < LEAST_LUNG or organs.area("heart") < LEAST_HEART * sum(lungs):
        return None
    return ratio_of_boxes(heart, right, left)


def ratio_of_boxes(heart: Box, right_lung: Box, left_lung: Box) -> Measurement:
    """The ratio from the boxes of heart and lungs in one frame, with its landmarks."""
    level, base = (heart.y_min + heart.y_max) / 2, max(left_lung.y_max, right_lung.y_max)
    landmarks = {
        "heart_right": Point(x=heart.x_min, y=level),
        "heart_left": Point(x=heart.x_max, y=level),
        "thorax_right": Point(x=min(right_lung.x_min, left_lung.x_min), y=base),
        "thorax_left": Point(x=max(right_lung.x_max, left_lung.x_max), y=base),
    }
    return Measurement(
        id="ctr",
        name="cardiothoracic ratio",
        value=ratio_of_landmarks(landmarks),
        limit=CTR_LIMIT,
        landmarks=landmarks,
    )


def ratio_of_landmarks(at: Mapping[str, Point]) -> float:
    """The ratio from its landmarks.

    Raises
    ------
    KeyError, ZeroDivisionError
        If a landmark is missing, or the chest has no width.
    """
    heart = at["heart_left"].x - at["heart_right"].x
    return heart / (at["thorax_left"].x - at["thorax_right"].x)


def length_of_landmarks(at: Mapping[str, Point], film: FilmReference) -> float:
    """The distance in millimetres between the landmarks "start" and "end", by the film's spacing.

    Raises
    ------
    KeyError
        If a landmark, the spacing or the size of the film is missing.
    """
    if film.spacing_mm is None or film.rows is None or film.columns is None:
        raise KeyError("spacing_mm")
    down, across = film.spacing_mm
    start, end = at["start"], at["end"]
    return hypot((start.x - end.x) * film.columns * across, (start.y - end.y) * film.rows * down)
