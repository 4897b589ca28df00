"""How well lateral chest films without tags are recognised: five folds by patient.

    python benchmarks/laterals.py DATA [FRONTAL_FILMS]

DATA has films.csv. Real and drawn laterals, pictures that are no chest films and FRONTAL_FILMS (default: all)
frontal films are scored by a model trained on the other four folds.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from radtrace.phantom import draw
from radtrace.readers.embedded.gate import LATERAL_FROM
from radtrace.readers.embedded.model import shipped_model
from radtrace.training.embedded.films import FOLDS, fold_of, load_films
from radtrace.training.embedded.gate import fit_logistic, inputs_of

DRAWN = range(100_000, 100_120)


def main(data: Path, frontal_films: int | None = None) -> None:
    """Print how many films of each kind are taken for laterals."""
    model = shipped_model()
    films = load_films(data)
    frontal = [film for film in films if film.is_chest and film.source != "covid_lateral"]
    chosen = np.random.default_rng(0).permutation(len(frontal))[:frontal_films]
    used = [film for film in films if not film.is_chest or film.source == "covid_lateral"]
    used += [frontal[index] for index in chosen]
    kinds = [_kind(film.source) for film in used] + ["drawn lateral"] * len(DRAWN)
    patients = [film.patient for film in used] + [f"drawn {seed}" for seed in DRAWN]
    pictures = [film.square.astype(np.float32) / np.float32(255) for film in used]
    pictures += [film.pixels for seed in DRAWN if (film := draw(seed, lateral=True).lateral)]
    inputs = np.stack([inputs_of(picture, model) for picture in pictures])
    kind, fold = np.array(kinds), np.array([fold_of(patient) for patient in patients])
    lateral = np.char.endswith(kind, "lateral")
    scores = np.zeros(len(kind))
    for number in range(FOLDS):
        weights, bias = fit_logistic(inputs[fold != number], lateral[fold != number])
        scores[fold == number] = inputs[fold == number] @ weights + bias
    for name in dict.fromkeys(kinds):
        own = scores[kind == name]
        print(f"{name}: {(own >= LATERAL_FROM).sum()} of {len(own)} recognised as lateral")


def _kind(source: str) -> str:
    if source == "covid_lateral":
        return "real lateral"
    return "no chest film" if source.startswith("gate_") else "frontal"


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
