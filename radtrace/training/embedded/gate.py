"""Train the gate on chest films, other images, and chest films distorted beyond use.

Resolution and colour would give the classes away (hands are 64 pixels, photographs are coloured), so every
image is grey and every class appears blurred as well as sharp.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from radtrace.images.resample import resize
from radtrace.phantom import draw
from radtrace.readers.embedded.evidence import gather
from radtrace.readers.embedded.gate import gate_inputs
from radtrace.readers.embedded.model import GateCard, LateralCard, Model
from radtrace.record import Film
from radtrace.training.embedded.films import TrainingFilm

Picture = NDArray[np.float32]
CHEST_FILMS, DRAWN_LATERALS, PENALTY, MOST_REFUSED = 500, 80, 0.02, 0.004


def train_gate(films: Sequence[TrainingFilm], model: Model, seed: int) -> tuple[GateCard, LateralCard]:
    """Logistic regressions on `gate_inputs`: frontal against the rest, lateral against the rest.

    The gate's threshold rejects `MOST_REFUSED` of the frontal chest films. Laterals are real and drawn ones.
    """
    rng = np.random.default_rng(seed)
    pictures = list(gate_pictures([film for film in films if not _is_lateral(film)], rng))
    inputs = np.stack([inputs_of(picture, model) for picture, _ in pictures])
    chest = np.array([is_chest for _, is_chest in pictures])
    weights, bias = fit_logistic(inputs, chest)
    scores = 1 / (1 + np.exp(-(inputs @ weights + bias)))
    # The share of rejected chest films is fixed, whatever it costs in accepted other images.
    threshold = min(float(np.quantile(scores[chest], MOST_REFUSED)), 0.5)
    gate = GateCard(weights=tuple(map(float, weights)), bias=bias, threshold=threshold)
    laterals = np.stack([inputs_of(picture, model) for picture in lateral_pictures(films, rng)])
    is_lateral = np.arange(len(inputs) + len(laterals)) >= len(inputs)
    weights, bias = fit_logistic(np.concatenate([inputs, laterals]), is_lateral)
    return gate, LateralCard(weights=tuple(map(float, weights)), bias=bias)


def fit_logistic(inputs: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """Weights and bias of a balanced logistic regression on `inputs`, shape (n, k), not standardised."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = inputs.mean(0), inputs.std(0) + 1e-6
    fitted = LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=2000)
    fitted.fit((inputs - mean) / spread, labels)
    weights = fitted.coef_[0] / spread
    return weights, float(fitted.intercept_[0] - weights @ mean)


def lateral_pictures(films: Sequence[TrainingFilm], rng: Generator) -> Iterator[Picture]:
    """Lateral chest films: each real one four times, sharp and blurred, and drawn ones."""
    for film in filter(_is_lateral, films):
        yield _float(film)
        yield from (_degrade(_shade(_float(film), rng), rng) for _ in range(3))
    for seed in range(DRAWN_LATERALS):
        if lateral := draw(seed, lateral=True).lateral:
            yield _degrade(_shade(lateral.pixels, rng), rng)


def _is_lateral(film: TrainingFilm) -> bool:
    return film.source == "covid_lateral"


def inputs_of(picture: Picture, model: Model) -> NDArray[np.float64]:
    """The gate's inputs for a picture, float32 (rows, columns) in [0, 1]."""
    return gate_inputs(gather(Film(pixels=picture, file="", sha256=""), model))


def gate_pictures(films: Sequence[TrainingFilm], rng: Generator) -> Iterator[tuple[Picture, bool]]:
    """(picture, whether it is a frontal chest film), each class sharp and blurred."""
    chest = [f for f in films if f.is_chest]
    for index in rng.permutation(len(chest))[:CHEST_FILMS]:
        picture = _float(chest[index])
        yield _degrade(_shade(picture, rng), rng), True
        if index % 2 == 0:
            yield _degrade(_NOT_CHEST[rng.integers(len(_NOT_CHEST))](picture, rng), rng), False
    for film in films:
        if not film.is_chest:
            picture = _float(film)
            yield picture, False
            yield _degrade(np.rot90(picture, int(rng.integers(4))).copy(), rng), False
            yield _degrade(_crop(1 - picture if rng.random() < 0.3 else picture, rng), rng), False


def _float(film: TrainingFilm) -> Picture:
    return film.square.astype(np.float32) / np.float32(255)


def _degrade(picture: Picture, rng: Generator) -> Picture:
    if rng.random() < 0.5:
        return picture
    side = int(rng.choice([64, 96, 128, 200]))
    return resize(resize(picture, side, side, "area"), *picture.shape)


def _shade(picture: Picture, rng: Generator) -> Picture:
    return (picture ** np.float32(np.exp(rng.normal(0, 0.3)))).astype(np.float32)


def _crop(picture: Picture, rng: Generator) -> Picture:
    side = int(picture.shape[0] * rng.uniform(0.5, 0.9))
    top, left = rng.integers(0, picture.shape[0] - side, 2)
    return picture[top : top + side, left : left + side].copy()


def _quarter(picture: Picture, rng: Generator) -> Picture:
    """A shoulder, a flank: no chest."""
    half = picture.shape[0] // 2
    top, left = rng.integers(0, 2, 2) * half
    return picture[top : top + half, left : left + half].copy()


def _half(picture: Picture, rng: Generator) -> Picture:
    """One side of the chest, drawn wide: one lung field, as a lateral film has."""
    middle = picture.shape[1] // 2
    side = picture[:, :middle] if rng.random() < 0.5 else picture[:, middle:]
    return resize(side, *picture.shape)


def _turned(picture: Picture, rng: Generator) -> Picture:
    return np.rot90(picture, int(rng.integers(1, 4))).copy()


def _shuffled(picture: Picture, rng: Generator) -> Picture:
    tiles = [tile for row in np.split(picture, 4) for tile in np.split(row, 4, axis=1)]
    order = rng.permutation(16)
    return np.vstack([np.hstack([tiles[i] for i in order[r * 4 : r * 4 + 4]]) for r in range(4)])


def _texture(picture: Picture, rng: Generator) -> Picture:
    coarse = rng.random((int(rng.integers(4, 64)),) * 2).astype(np.float32)
    rows, columns = picture.shape
    return np.asarray(resize(coarse, rows, columns, "cubic").clip(0, 1), np.float32)


_NOT_CHEST: tuple[Callable[[Picture, Generator], Picture], ...] = (
    _quarter,
    _half,
    _turned,
    _shuffled,
    _texture,
)
