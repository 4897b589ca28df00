"""Pseudo-labels for the student networks: heart masks by the teachers, opacity predicted from labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from radtrace.images.resample import resize
from radtrace.training.embedded.augment import plain
from radtrace.training.embedded.films import CACHE_SIZE, OPACITY, TrainingFilm
from radtrace.training.embedded.fit import HEART
from radtrace.training.embedded.network import EmbeddedNetwork

GUESSED = 0.5  # weight of a pseudo-label beside the panel's
NORMAL_ONLY = "nih_talo_nofinding"
LEAST_CERTAINTY, LEAST_AREA, LEAST_SOLIDITY = 0.90, 0.18, 0.95


def pseudo_label_opacity(films: Sequence[TrainingFilm]) -> list[TrainingFilm]:
    """Films without the panel's class get the probability of opacity given their NIH labels.

    The probability is a logistic regression on the panel's films. The source with normal films only is left
    out: there the pseudo-label would encode the source.
    """
    from sklearn.linear_model import LogisticRegression

    sure = [f for f in films if f.known[OPACITY]]
    fitted = LogisticRegression(tol=1e-8).fit(
        [_others(f) for f in sure], [f.label[OPACITY] > 0 for f in sure]
    )

    def guessed(film: TrainingFilm) -> TrainingFilm:
        label, known = film.label.copy(), film.known.copy()
        label[OPACITY] = fitted.predict_proba([_others(film)])[0, 1]
        known[OPACITY] = GUESSED
        return replace(film, label=label, known=known)

    return [guessed(film) if _guessable(film) else film for film in films]


def _guessable(film: TrainingFilm) -> bool:
    nih = film.source.startswith("nih_") and film.source != NORMAL_ONLY
    return nih and not film.known[OPACITY]


def _others(film: TrainingFilm) -> NDArray[np.float64]:
    return np.delete(film.label, OPACITY).astype(np.float64)


def pseudo_label_hearts(
    films: Sequence[TrainingFilm], teachers: Sequence[EmbeddedNetwork], size: int
) -> list[TrainingFilm]:
    """Films without a mask get the teachers' heart mask, where it is complete.

    Complete: one confident, convex component of at least 18% of the lungs' area.
    """
    return [_with_heart(f, teachers, size) if f.is_chest and f.mask is None else f for f in films]


def _with_heart(film: TrainingFilm, teachers: Sequence[EmbeddedNetwork], size: int) -> TrainingFilm:
    bits = _outlined(film, teachers, size)
    return film if bits is None else replace(film, mask=bits, organs=HEART)


@torch.no_grad()
def _outlined(film: TrainingFilm, teachers: Sequence[EmbeddedNetwork], size: int) -> NDArray[np.uint8] | None:
    """Bits of lungs and heart (512, 512) by the teachers' mean; None if the heart is not complete."""
    square = torch.from_numpy(plain(film, size).image)[None, None]
    chance = torch.stack([torch.sigmoid(teacher.eval().look(square)[0][0, :3]) for teacher in teachers])
    lungs, heart = (chance.mean(0)[:2] > 0.5).any(0).numpy(), chance.mean(0)[2].numpy()
    if not _whole(heart, lungs):
        return None
    fine = [resize(part, CACHE_SIZE, CACHE_SIZE) > 0.5 for part in chance.mean(0).numpy()]
    bits = np.sum([part.astype(np.uint8) << bit for bit, part in enumerate(fine)], 0)
    return np.asarray(bits, np.uint8)


def _whole(heart: NDArray[np.float32], lungs: NDArray[np.bool_]) -> bool:
    import cv2

    inside = (heart > 0.4).astype(np.uint8)
    borders, _ = cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not borders or inside.sum() < LEAST_AREA * lungs.sum():
        return False
    border = max(borders, key=len)
    hull = cv2.contourArea(cv2.convexHull(border))
    solidity = cv2.contourArea(border) / max(hull, 1.0)
    certainty = float(heart[inside > 0].mean())
    return solidity >= LEAST_SOLIDITY and certainty >= LEAST_CERTAINTY
