"""The pose model's training: every chest film in each of the eight ways that a film may lie."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.readers.embedded.model import PoseCard
from radtrace.readers.embedded.placement import CELLS, POSES, pose_features
from radtrace.training.embedded.films import TrainingFilm

PENALTY = 30.0
_DIGITS = 3


def train_pose(films: Sequence[TrainingFilm]) -> PoseCard:
    """Multinomial logistic regression on `pose_features`; mirror images count as the same pose."""
    from sklearn.linear_model import LogisticRegression

    features = np.stack([pose_features(_float(film)) for film in films if _upright(film)])
    grids = features.reshape(-1, CELLS, CELLS)
    grids = np.concatenate([grids, grids[:, :, ::-1]])
    posed = [(-1 if pose.negative else 1) * np.rot90(grids, -pose.turns, axes=(1, 2)) for pose in POSES]
    labels = np.repeat(np.arange(len(POSES)), len(grids))
    fitted = LogisticRegression(C=PENALTY, max_iter=200)
    fitted.fit(np.concatenate(posed).reshape(len(labels), -1), labels)
    weights = tuple(tuple(round(float(w), _DIGITS) for w in row) for row in fitted.coef_)
    return PoseCard(weights=weights, bias=tuple(round(float(b), _DIGITS) for b in fitted.intercept_))


def _upright(film: TrainingFilm) -> bool:
    return film.is_chest and "lateral" not in film.source and not film.file.startswith("rotated/")


def _float(film: TrainingFilm) -> NDArray[np.float32]:
    return film.square.astype(np.float32) / np.float32(255)
