"""The work of `radtrace gaze predict`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from radtrace.datasets.film_folder import FilmFolder
from radtrace.record import BadInput, Reading
from radtrace.tasks.scanpath.predict import leak_warning, predict_file, predict_film
from radtrace.tasks.scanpath.predictor import Predictor
from radtrace.tasks.scanpath.predictors import load_predictor
from radtrace.tasks.scanpath.searches import Search, read_searches, side


def predictions(
    film: Path | None,
    data: Path | None,
    model: str,
    finding: str | None,
    split: str | None,
    films: Path | None,
    seed: int,
) -> tuple[list[Reading], list[str]]:
    """The predicted paths over `film`, or for the searches in `data`, with warnings.

    Raises
    ------
    BadInput
        If both or neither are given, or an option does not apply.
    """
    if (film is None) == (data is None):
        raise BadInput("give either one FILM, or a file of readings with --for")
    if film is not None:
        if split is not None or films is not None:
            raise BadInput("--split and --films go with --for, not with one FILM")
        return [predict_film(film, load_predictor(model, seed), finding)], []
    if finding is not None:
        raise BadInput("--finding goes with one FILM; with --for each reading names its own target")
    assert data is not None
    return _for_file(data, load_predictor(model, seed), split, films)


def _for_file(
    data: Path, predictor: Predictor, split: str | None, films: Path | None
) -> tuple[list[Reading], list[str]]:
    everything = read_searches(data)
    searches = everything if split is None else side(everything, split, data)
    readings = list(predict_file(searches, predictor, None if films is None else FilmFolder([films])))
    return readings, list(_warnings(predictor, data, everything, searches, split))


def _warnings(
    predictor: Predictor, data: Path, everything: list[Search], searches: list[Search], split: str | None
) -> Iterator[str]:
    if predictor.stored is None:
        return
    if unknown := sorted({one.target for one in searches} - set(predictor.stored.paths)):
        yield f"the model was not fitted on {', '.join(unknown)}; it predicts the pooled path for them"
    if leak := leak_warning(predictor.stored, data, everything, split):
        yield leak
