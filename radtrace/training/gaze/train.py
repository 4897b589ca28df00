"""`radtrace train gaze`: the learned model over film features, beside its image-blind form."""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from radtrace.datasets.film_folder import FilmFolder
from radtrace.files.atomic import atomic_write
from radtrace.gaze.models.network import Network, Values
from radtrace.gaze.models.stored import Origin, StoredModel
from radtrace.readers.embedded.model import shipped_model
from radtrace.record import BadInput, Film
from radtrace.tasks.scanpath.features import channels, film_features
from radtrace.tasks.scanpath.film_model import EMBEDDED_NETWORK
from radtrace.tasks.scanpath.searches import Search, file_sha256, read_searches
from radtrace.training.gaze.compare import BlindComparison, compare, lines
from radtrace.training.gaze.drawn import drawn_searches
from radtrace.training.gaze.learned import decide, versions
from radtrace.training.gaze.optimise import GRID, TrainedNetwork, train_network
from radtrace.training.gaze.validation import held_out
from radtrace.version import __version__

TEST_SHARE = 0.15
LEAST_FILMS = 8


@dataclass(frozen=True)
class Data:
    """Searches whose films are at hand, a film by its id, and what the data are."""

    searches: Sequence[Search]
    film: Callable[[str], Film]
    sha256: str


def recorded(file: Path, folder: Path) -> Data:
    """The searches of a file whose films are in a folder.

    Raises
    ------
    BadInput
        If none of the films is there.
    """
    films = FilmFolder([folder])
    there = [one for one in read_searches(file) if one.film in films and len(one.path)]
    if not there:
        raise BadInput(f"{folder}: contains none of the films of {file}; give the folder that does")
    return Data(there, films.film, file_sha256(file))


def drawn_data(count: int, seed: int) -> Data:
    """The searches over `count` films drawn from the seed."""
    searches, films = drawn_searches(count, seed)
    digest = hashlib.sha256("\n".join(one.reading.model_dump_json() for one in searches).encode())
    return Data(searches, films.__getitem__, digest.hexdigest())


def train_gaze(data: Data, out: Path, *, seed: int, minutes: float, say: Callable[[str], None]) -> None:
    """Train on films, compare with the image-blind form on held-out films, and write model and log.

    Under `out`: `model.json`, `log.json`, and `features/`, which a second run need not compute again.
    Splits are by film: the data's own test split, or a seventh of the films, is for testing, and an eighth of
    the others for early stopping. Training ends after `minutes` at the latest.

    Raises
    ------
    BadInput
        If there are too few films to hold any out.
    """
    until = time.monotonic() + 60 * minutes
    seen = load_features(data.film, [one.film for one in data.searches], out / "features")
    training, test = _sides(data.searches, seed)
    fitting, judges, how = held_out(training, training, None, seed)
    say(f"{len(fitting):,} paths to train on, {len(test):,} over held-out films to test on; {how}")
    blind = train_network(fitting, judges, seed, until=until)
    sighted = train_network(fitting, judges, seed, seen, until)
    best = decide(Network(blind.network), fitting, judges, seed)
    model = StoredModel(
        model="learned",
        paths=best.paths,
        pooled=best.pooled,
        network=sighted.network,
        origin=_origin(data, fitting, seed, how),
    )
    atomic_write(out / "model.json", model.model_dump_json() + "\n")
    comparison = compare(test, model, seen, seed)
    atomic_write(out / "log.json", json.dumps(_log(blind, sighted, comparison), indent=1) + "\n")
    say("\n".join(lines(blind.loss, sighted.loss, comparison)))


def load_features(film: Callable[[str], Film], identifiers: Iterable[str], folder: Path) -> dict[str, Values]:
    """The features of each film by its id; those in `folder` are not computed again.

    A file there is named by the film's SHA-256 and the network's, so that neither can be mistaken.
    """
    return {name: _features(film(name), folder) for name in dict.fromkeys(identifiers)}


def _features(film: Film, folder: Path) -> Values:
    file = folder / f"{film.sha256[:32]}-{shipped_model().sha256[:8]}.npy"
    if file.is_file():
        kept = np.load(file, allow_pickle=False)
        if kept.shape == (GRID * GRID, channels()) and kept.dtype == np.float32:
            found: Values = kept
            return found
    made = film_features(film, GRID)
    buffer = io.BytesIO()
    np.save(buffer, made, allow_pickle=False)
    atomic_write(file, buffer.getvalue())
    return made


def _sides(searches: Sequence[Search], seed: int) -> tuple[list[Search], list[Search]]:
    """Paths to train on and to test on; no film is on both."""
    films = sorted({one.film for one in searches})
    if len(films) < LEAST_FILMS:
        raise BadInput(f"{len(films)} films are too few to train and test on; give {LEAST_FILMS} or more")
    test = {one.film for one in searches if one.reading.study.split == "test"}
    if not 0 < len(test) < len(films):
        count = max(1, round(TEST_SHARE * len(films)))
        test = {films[index] for index in np.random.default_rng([seed, 1]).permutation(len(films))[:count]}
    apart = [one for one in searches if one.film in test]
    return [one for one in searches if one.film not in test], apart


def _origin(data: Data, fitting: Sequence[Search], seed: int, how: str) -> Origin:
    made = Origin(
        data_sha256=data.sha256,
        split="train",
        paths=len(fitting),
        films=len({one.film for one in fitting}),
        seed=seed,
        versions={"radtrace": __version__, "numpy": np.__version__, EMBEDDED_NETWORK: shipped_model().sha256},
        notes=(how,),
    )
    return made.model_copy(update={"versions": versions(made)})


def _log(blind: TrainedNetwork, sighted: TrainedNetwork, comparison: BlindComparison) -> dict[str, object]:
    rows = {"blind": blind, "sighted": sighted}
    return {
        name: {"epochs": one.epochs, "validation_log_likelihood": -one.loss} for name, one in rows.items()
    } | {"test": comparison.to_json()}
