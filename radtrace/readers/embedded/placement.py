"""Film orientation: negatives, films rotated by quarter turns, wide borders, two films in one picture.

DICOM tags often do not say, or say the wrong thing. A linear model on 16 x 16 cells proposes one of eight
orientations (four quarter turns, positive or negative). The gate, which hardly ever accepts a wrongly
oriented film, decides: a film is changed only if its gate score does not fall. Neither detects mirrored
films, which are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from radtrace.readers.embedded.frame import to_square
from radtrace.readers.embedded.model import PoseCard
from radtrace.record import Film

Pixels = NDArray[np.float32]
_Found = TypeVar("_Found")

CELLS = 16  # a side; the pose model's weights are trained on these cells
_CELL_PIXELS = 8
_FLAT = 0.02  # grey range of an empty row or column
_LEAST_BORDER = 0.15  # of the picture's area; less is ordinary collimation, as in the training films
_SIDE_BY_SIDE = 1.5  # longer side over shorter; real films have at most 1.35 here


_TURNS = {1: "turned a quarter anticlockwise", 2: "turned by half a turn", 3: "turned a quarter clockwise"}


@dataclass(frozen=True)
class Pose:
    """An orientation: `turns` quarter turns anticlockwise make it upright; in a `negative` bone is dark."""

    turns: int
    negative: bool

    def undo(self, pixels: Pixels) -> Pixels:
        """`pixels` (rows, columns) in [0, 1], upright and with bone bright."""
        turned = np.rot90(pixels, self.turns)
        return np.ascontiguousarray(1 - turned if self.negative else turned, np.float32)

    def describe(self) -> str:
        """What `undo` does, as a sentence."""
        steps = [_TURNS[self.turns]] if self.turns else []
        steps += ["inverted"] if self.negative else []
        return f"The picture was {' and '.join(steps)}, because its content shows that the film lay so."


POSES = tuple(Pose(turns, negative) for negative in (False, True) for turns in range(4))


def pose_features(square: Pixels) -> NDArray[np.float64]:
    """The mean of each of 16 x 16 cells, centred and scaled to length 1, shape (256,).

    `square` is a film in the network's frame; its side is a multiple of 16 pixels.
    """
    side = square.shape[0] // CELLS
    cells = square.reshape(CELLS, side, CELLS, side).mean(axis=(1, 3), dtype=np.float64).ravel()
    cells -= cells.mean()
    return np.asarray(cells / max(float(np.linalg.norm(cells)), 1e-6))


def likely_pose(pixels: Pixels, card: PoseCard) -> Pose:
    """The most likely of POSES; upright unless another has a probability above one half."""
    features = pose_features(to_square(pixels, CELLS * _CELL_PIXELS))
    scores = np.array(card.weights) @ features + np.array(card.bias)
    chances = np.exp(scores - scores.max())
    best = int(chances.argmax())
    return POSES[best] if chances[best] > chances.sum() / 2 else POSES[0]


def other_placements(film: Film, card: PoseCard) -> Iterator[Film]:
    """Cropped, rotated or inverted versions of `film` that may score better, each with a note."""
    cropped = _without_border(film)
    if cropped is not None:
        yield cropped
    for one in filter(None, (film, cropped)):
        pose = likely_pose(one.pixels, card)
        if pose != POSES[0]:
            yield _changed(one, pose.undo(one.pixels), pose.describe())


def halves(film: Film) -> tuple[Film, Film] | None:
    """The two halves of a picture that is wide or high enough for two films, or None."""
    rows, columns = film.pixels.shape
    if max(rows, columns) < _SIDE_BY_SIDE * min(rows, columns):
        return None
    parts = np.array_split(film.pixels, 2, axis=int(columns > rows))
    first, second = (replace(film, pixels=np.ascontiguousarray(part)) for part in parts)
    return first, second


def best_placement(
    film: Film, card: PoseCard, judge: Callable[[Film], tuple[_Found, float]]
) -> tuple[Film, _Found, float]:
    """The version of the film with the best gate score, and `judge`'s result and gate score for it."""
    best = (film, *judge(film))
    for other in other_placements(film, card):
        found, score = judge(other)
        if score >= best[2]:
            best = (other, found, score)
    return best


def _changed(film: Film, pixels: Pixels, sentence: str) -> Film:
    return replace(film, pixels=pixels, notes=(*film.notes, sentence), pipeline=(*film.pipeline, sentence))


def _without_border(film: Film) -> Film | None:
    """The film cropped of uniform rows and columns around it, or None if they are few."""
    pixels = film.pixels
    rows = np.flatnonzero(np.ptp(pixels, axis=1) > _FLAT)
    columns = np.flatnonzero(np.ptp(pixels, axis=0) > _FLAT)
    if not len(rows) or not len(columns):
        return None
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    if (bottom - top) * (right - left) > (1 - _LEAST_BORDER) * pixels.size:
        return None
    sentence = (
        f"An empty border was cut off: rows {top} to {bottom - 1} and columns {left} to {right - 1} "
        f"of {pixels.shape[0]} x {pixels.shape[1]} were read."
    )
    return _changed(film, np.ascontiguousarray(pixels[top:bottom, left:right]), sentence)
