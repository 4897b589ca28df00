"""A made-up set of searches in the GazeSearch layout: places of the chest, strategies, noise; no films.

For each finding a few strategies are drawn: orders of anatomical places with one that holds the lesion.
A film moves and scales the chest and places each lesion; a reader takes one strategy, skips, swaps and
revisits places, and misses each by a few per cent of the film. All numbers follow from the seed.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

FRAME = 224
TARGETS = {
    "atelectasis": 520,
    "cardiomegaly": 380,
    "consolidation": 360,
    "edema": 420,
    "enlarged cardiomediastinum": 180,
    "fracture": 60,
    "lung lesion": 170,
    "lung opacity": 1160,
    "pleural effusion": 640,
    "pleural other": 40,
    "pneumonia": 480,
    "pneumothorax": 90,
    "support devices": 375,
}
_PLACES = {
    "right apex": (0.33, 0.20),
    "left apex": (0.66, 0.20),
    "right upper": (0.29, 0.33),
    "left upper": (0.70, 0.33),
    "right mid": (0.27, 0.48),
    "left mid": (0.73, 0.48),
    "right base": (0.27, 0.66),
    "left base": (0.74, 0.66),
    "right angle": (0.17, 0.77),
    "left angle": (0.84, 0.77),
    "right hilum": (0.40, 0.45),
    "left hilum": (0.60, 0.45),
    "trachea": (0.50, 0.20),
    "mediastinum": (0.52, 0.38),
    "heart": (0.57, 0.62),
    "heart's left edge": (0.68, 0.62),
    "heart's right edge": (0.43, 0.62),
}
_FAVOURITES = {
    "cardiomegaly": ("heart", "heart's left edge", "heart's right edge", "mediastinum"),
    "enlarged cardiomediastinum": ("mediastinum", "trachea", "heart", "left hilum", "right hilum"),
    "pleural effusion": ("right angle", "left angle", "right base", "left base"),
    "pleural other": ("right angle", "left angle", "right apex", "left apex"),
    "pneumothorax": ("right apex", "left apex", "right upper", "left upper"),
    "edema": ("right hilum", "left hilum", "right base", "left base", "heart"),
    "support devices": ("trachea", "mediastinum", "right upper", "left upper", "heart"),
}
_LUNG = tuple(name for name in _PLACES if name.split()[1:] and name.split()[1] in ("upper", "mid", "base"))


def searches(seed: int, share: float = 1.0, noise: float = 0.045) -> list[dict[str, Any]]:
    """Items of a GazeSearch file: about 4,875 at `share` 1, over 2,328 films, three sides of a split.

    Sides are drawn for each item, not for each film, as the published ones seem to have been.
    """
    random = np.random.default_rng([seed, 4875])
    films = max(8, round(2328 * share))
    chests = np.stack(
        [random.normal(0, 0.025, films), random.normal(0, 0.035, films), random.normal(1, 0.06, films)],
        axis=1,
    )
    items = []
    for target, count in TARGETS.items():
        strategies = _strategies(random, target)
        habit = random.dirichlet(np.full(len(strategies), 2.0))
        number = min(films, max(6, round(count * share)))
        for film in random.choice(films, number, replace=False):
            strategy = strategies[random.choice(len(strategies), p=habit)]
            items.append(_item(random, target, int(film), chests[film], strategy, noise))
    return [items[i] for i in random.permutation(len(items))]


def _strategies(random: np.random.Generator, target: str) -> list[list[str]]:
    favourites = list(_FAVOURITES.get(target, _LUNG))
    others = [name for name in _PLACES if name not in favourites]
    return [
        [*random.permutation(favourites)[:4], *random.permutation(others)[:2]]
        for _ in range(int(random.integers(3, 6)))
    ]


def _item(
    random: np.random.Generator,
    target: str,
    film: int,
    chest: Any,
    strategy: list[str],
    noise: float,
) -> dict[str, Any]:
    count = int(random.choice([6, 5, 4, 3, 2, 1], p=[0.9836, 0.006, 0.004, 0.003, 0.002, 0.0014]))
    lesion = _PLACES[strategy[int(random.integers(0, 4))]] + random.normal(0, 0.10, 2)
    path = _visited(random, strategy, lesion, count)
    points = (path - 0.5) * chest[2] + 0.5 + chest[:2] + random.normal(0, noise, path.shape)
    frame = np.clip(np.floor(points * FRAME), 0, FRAME - 1).astype(int)
    dwell = np.exp(random.normal(math.log(0.283), 0.42, count))
    dwell = np.where(random.random(count) < 0.01, 0.0, np.minimum(dwell, 2.84))
    return {
        "name": f"{film:08x}-drawn.jpg",
        "subject": 1,
        "task": target,
        "condition": "present",
        "bbox": [0, 0, 0, 0],
        "X": [int(x) for x in frame[:, 0]],
        "Y": [int(y) for y in frame[:, 1]],
        "T": [round(float(t), 3) for t in dwell],
        "length": count,
        "fixOnTarget": True,
        "correct": 1,
        "split": str(random.choice(["train", "valid", "test"], p=[0.794, 0.106, 0.1])),
    }


def _visited(random: np.random.Generator, strategy: list[str], lesion: Any, count: int) -> Any:
    """Places in the strategy's order from somewhere in it; the lesion holds the gaze once it is met."""
    here = int(random.integers(0, 2))
    stops = [0.5 * (np.array(_PLACES[name]) + lesion) for name in strategy]
    path = []
    for _ in range(count):
        if random.random() < 0.45:
            path.append(np.asarray(lesion))
        elif random.random() < 0.12:
            path.append(stops[int(random.integers(len(stops)))])
        else:
            path.append(stops[here % len(stops)])
            here += int(random.random() < 0.75)
    return np.array(path)
