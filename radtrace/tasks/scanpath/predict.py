"""Predicted paths as Readings: over one film, or for every search in a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from radtrace.datasets.film_folder import FilmFolder
from radtrace.datasets.leaks import films_on_both
from radtrace.gaze.models.stored import StoredModel
from radtrace.gaze.scanpath import Scanpath
from radtrace.images.films import load_film
from radtrace.record import (
    BadInput,
    Film,
    FilmReference,
    Fixation,
    Gaze,
    Provenance,
    Reading,
    StudyReference,
    Target,
)
from radtrace.tasks.scanpath.predictor import Predictor
from radtrace.tasks.scanpath.searches import Search, file_sha256
from radtrace.tasks.scanpath.target import SearchTarget, find_target


def predict_film(file: Path, predictor: Predictor, finding: str | None = None) -> Reading:
    """The path over one film, for a finding by any of its names or, without one, for all.

    Raises
    ------
    BadInput
        If the film cannot be read, or the finding is unknown.
    """
    sought = SearchTarget() if finding is None else find_target(finding, predictor.stored)
    film = load_film(file)
    path = predictor.path(sought, film if predictor.needs_film else None)
    target = None if sought.target is None else Target(name=sought.target, concept=sought.concept)
    return reading_of(path, StudyReference(films=(_reference(film),)), target, predictor.provenance)


def predict_file(
    searches: Sequence[Search], predictor: Predictor, films: FilmFolder | None
) -> Iterator[Reading]:
    """One path for each film and target of `searches`, in order; several readers give one path.

    Raises
    ------
    BadInput
        If the predictor needs films and one is missing.
    """
    if predictor.needs_film and films is None:
        name = predictor.provenance.reader.removeprefix("gaze:")
        raise BadInput(f"{name} needs the films; give their folder with --films DIR")
    done: set[tuple[str, str]] = set()
    for one in searches:
        if (one.film, one.target) not in done:
            done.add((one.film, one.target))
            film = films.film(one.film) if films is not None and predictor.needs_film else None
            yield _predicted(one, predictor, film)


def leak_warning(
    model: StoredModel, data: Path, everything: Sequence[Search], split: str | None
) -> str | None:
    """A warning if the model was fitted on films that it predicts for, or None.

    This is known only where it was fitted on a split of the same file, identified by its SHA-256.
    """
    fitted = model.origin.split
    if file_sha256(data) != model.origin.data_sha256:
        return None
    if fitted is None or split is None or fitted == split:
        return "the model was fitted on some of the readings it now predicts; their scores will be optimistic"
    sides = {
        name: [one.reading for one in everything if one.reading.study.split == name]
        for name in (fitted, split)
    }
    shared = next((overlap.sentence() for overlap in films_on_both(sides)), None)
    return shared and f"{shared}, on which the model was fitted; it may have been fitted on these films"


def reading_of(
    path: Scanpath, study: StudyReference, target: Target | None, provenance: Provenance
) -> Reading:
    """The path as a Reading; each fixation starts when the one before it ends."""
    fixations, start = [], 0.0
    for x, y, duration in zip(path.x, path.y, path.duration_s, strict=True):
        fixations.append(
            Fixation(x=float(x), y=float(y), start_s=round(start, 6), duration_s=round(float(duration), 6))
        )
        start += float(duration)
    return Reading(study=study, gaze=Gaze(fixations=tuple(fixations), target=target), provenance=provenance)


def _predicted(one: Search, predictor: Predictor, film: Film | None) -> Reading:
    target = one.reading.gaze.target if one.reading.gaze is not None else None
    sought = SearchTarget(one.target, target.concept if target is not None else None)
    return reading_of(predictor.path(sought, film), one.reading.study, target, predictor.provenance)


def _reference(film: Film) -> FilmReference:
    rows, columns = film.pixels.shape
    return FilmReference(file=film.file, sha256=film.sha256, rows=rows, columns=columns, view=film.view)
