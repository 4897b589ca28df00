"""A whole training in small: drawn films in, a model that reads out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from radtrace.readers.embedded.evidence import gather
from radtrace.readers.embedded.model import load_model
from radtrace.record import BadInput
from radtrace.training.embedded.augment import plain
from radtrace.training.embedded.export import export_onnx
from radtrace.training.embedded.films import FINDINGS, FOLDS, fold_of, load_films
from radtrace.training.embedded.finish import film_of, finish
from radtrace.training.embedded.fit import HEART, FitSettings, batches, fit
from radtrace.training.embedded.network import EmbeddedNetwork
from tests.training.films import drawn_film

FILMS = [drawn_film(f"film{i}", positive=i % 2 == 0) for i in range(60)]
RECIPE = FitSettings(size=64, epochs=2, labelled=6, drawn=2, held_out=0)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[EmbeddedNetwork, Path]:
    out = tmp_path_factory.mktemp("run")
    return fit(FILMS, RECIPE, out), out


def test_training_leaves_its_recipe_log_and_weights(trained: tuple[EmbeddedNetwork, Path]) -> None:
    _, out = trained
    assert json.loads((out / "recipe.json").read_text()) == RECIPE.__dict__
    lines = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [0, 1] and lines[1]["anatomy"] < lines[0]["anatomy"]
    assert (out / "network.pt").exists()


def test_the_same_seed_gives_the_same_network(trained: tuple[EmbeddedNetwork, Path], tmp_path: Path) -> None:
    again = fit(FILMS, RECIPE, tmp_path)
    for first, second in zip(trained[0].parameters(), again.parameters(), strict=True):
        torch.testing.assert_close(first, second, rtol=1e-3, atol=1e-4)


def test_a_student_starts_where_its_teacher_stands(
    trained: tuple[EmbeddedNetwork, Path], tmp_path: Path
) -> None:
    still = replace(RECIPE, epochs=1, backbone_rate=0.0, head_rate=0.0)
    student = fit(FILMS, still, tmp_path, trained[0])
    for mine, teachers in zip(student.parameters(), trained[0].parameters(), strict=True):
        torch.testing.assert_close(mine, teachers)


def test_only_the_heart_is_true_under_haze() -> None:
    films = [replace(film, organs=31) for film in FILMS]
    rng = np.random.default_rng(0)
    beside = [film for batch in batches(films, RECIPE, rng) for film in batch[RECIPE.labelled :]]
    hazy = [film for film in beside if film.hazy]
    assert 0 < len(hazy) < len(beside)
    assert all(film.organs == HEART and not film.known.any() and not film.boxes for film in hazy)


def test_two_networks_share_the_looks(trained: tuple[EmbeddedNetwork, Path], tmp_path: Path) -> None:
    import onnxruntime

    other = EmbeddedNetwork(len(FINDINGS)).eval()
    export_onnx([trained[0], other], 64, tmp_path / "network.onnx")
    film = torch.from_numpy(plain(FILMS[0], 64).image)[None, None]
    pair = torch.cat([film, film.flip(3)])
    given = onnxruntime.InferenceSession(tmp_path / "network.onnx").run(None, {"film": pair.numpy()})
    with torch.no_grad():
        expected = [trained[0].look(pair[:1]), other.look(pair[1:])]
    for index, parts in enumerate(zip(*expected, strict=True)):
        both = torch.cat(parts)
        assert np.allclose(given[index], both.numpy(), atol=1e-3, rtol=1e-3)


def test_a_finished_model_reads(trained: tuple[EmbeddedNetwork, Path], tmp_path: Path) -> None:
    gate = [drawn_film(f"hand{i}", "gate_mednist") for i in range(4)]
    finish([trained[0]], 64, FILMS + gate, held_out=0, version="test", out=tmp_path)
    model = load_model(tmp_path)
    evidence = gather(film_of(FILMS[0]), model)
    assert set(evidence.probabilities) == set(FINDINGS)
    assert [row.concept for row in model.card.findings] == list(FINDINGS)
    assert not list(tmp_path.glob("*.partial"))


def test_a_missing_table_is_told() -> None:
    with pytest.raises(BadInput, match=r"films.csv: not found; give"):
        load_films(Path("nowhere"))


def test_patients_stay_in_one_fold(shared_data: Path) -> None:
    import csv

    with (shared_data / "films.csv").open(newline="") as handle:
        patients = {row["patient"] for row in csv.DictReader(handle)}
    counts = np.bincount([fold_of(patient) for patient in patients], minlength=FOLDS)
    assert len(counts) == FOLDS and counts.min() > 0.7 * counts.mean()
