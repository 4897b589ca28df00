"""Train the shipped model in one command: films, network, calibration, gate, card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from radtrace.readers.embedded.model import Model
from radtrace.training.embedded.card import write_card
from radtrace.training.embedded.evaluate import evaluate
from radtrace.training.embedded.films import TrainingFilm, load_films
from radtrace.training.embedded.finish import finish
from radtrace.training.embedded.fit import FitSettings, fit
from radtrace.training.embedded.look import look
from radtrace.training.embedded.pseudo_labels import pseudo_label_hearts, pseudo_label_opacity
from radtrace.version import __version__

HELD_OUT = 0  # the fold that is never trained on and that every figure is computed on
# With temper 1 a network learns nothing from contrasts between sources; the other learns a little.
TEACHERS = (
    FitSettings(held_out=HELD_OUT, temper=1.0, epochs=15, labelled=12, drawn=4),
    FitSettings(held_out=HELD_OUT, temper=0.4, epochs=14, labelled=13, drawn=3),
)
# The students start from their teachers' weights, with heart masks by both teachers.
STUDENTS = tuple(
    replace(recipe, epochs=16, labelled=12, drawn=4, backbone_rate=2e-4, head_rate=7e-4)
    for recipe in TEACHERS
)


def train_embedded(data: Path, out: Path, seed: int) -> None:
    """Train on `data` (its `films.csv`), write the model, its log and its card under `out`.

    About four hours on two cores with AVX512-BF16. The same seed on the same machine with the
    same number of threads gives the same networks. Teachers and students are kept under `out`.

    Raises
    ------
    BadInput
        If `data/films.csv` or a film it names is missing.
    """
    films = load_films(data)
    teachers = [
        fit(films, replace(recipe, seed=seed + index), out / f"teacher{index}")
        for index, recipe in enumerate(TEACHERS)
    ]
    size = STUDENTS[0].size
    lessons = pseudo_label_hearts(
        pseudo_label_opacity([f for f in films if f.fold != HELD_OUT]), teachers, size
    )
    students = [
        fit(lessons, replace(recipe, seed=seed + 10 + index), out / f"student{index}", teachers[index])
        for index, recipe in enumerate(STUDENTS)
    ]
    _measure(films, data, out, finish(students, size, films, HELD_OUT, __version__, out))


def measure(data: Path, out: Path, model: Model) -> None:
    """Measure `model` on the held-out patients of `data` and write its card under `out`."""
    _measure(load_films(data), data, out, model)


def _measure(films: Sequence[TrainingFilm], data: Path, out: Path, model: Model) -> None:
    seen = [look(film, data, model) for film in films if film.fold == HELD_OUT]
    train = [film for film in films if film.fold != HELD_OUT]
    write_card(model, seen, train, evaluate(seen, train, model.card.gate.threshold), out)
