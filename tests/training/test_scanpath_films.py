"""`radtrace train gaze` on drawn films, and the model that comes of it, used."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from radtrace.cli.run import run
from radtrace.gaze import scanpath_of
from radtrace.phantom import draw, film_png
from radtrace.record import from_json
from radtrace.tasks.scanpath import bayes, film_model
from radtrace.training.gaze import compare, learned, optimise
from radtrace.training.gaze.drawn import drawn_searches


def test_a_drawn_search_is_of_a_finding_that_is_there() -> None:
    searches, films = drawn_searches(6, 1)
    assert {one.film for one in searches} == set(films)
    for one in searches:
        assert one.reading.gaze is not None and one.reading.gaze.target is not None
        concept = one.reading.gaze.target.concept
        assert any(f.concept == concept and f.presence == "present" for f in one.reading.findings)
        assert 1 <= len(one.path) <= 8


def test_training_on_drawn_films_end_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Fewer paths and steps, for the time it takes.
    monkeypatch.setattr(learned, "SAMPLED", 10)
    monkeypatch.setattr(learned, "SHARES", (0.5,))
    monkeypatch.setattr(bayes, "MOST_SWEEPS", 2)
    monkeypatch.setattr(bayes, "STARTS", 1)
    monkeypatch.setattr(film_model, "SAMPLES", 20)
    monkeypatch.setattr(optimise, "EPOCHS", 3)
    monkeypatch.setattr(compare, "MOST_TESTED", 2)
    out = tmp_path / "model"
    assert run(["train", "gaze", "--drawn", "14", "--out", str(out), "--seed", "2"]) == 0
    told = capsys.readouterr().out
    assert "sighted" in told and "image-blind" in told and "difference" in told
    log = json.loads((out / "log.json").read_text())
    assert log["sighted"]["epochs"] <= 3 and log["test"]["n"] == 2
    kept = sorted((out / "features").glob("*.npy"))
    assert kept and np.load(kept[0], allow_pickle=False).shape[0] == optimise.GRID**2
    film = tmp_path / "film.png"
    film.write_bytes(film_png(draw(77, 128).film))
    given = ["gaze", "predict", str(film), "--model", str(out / "model.json")]
    answers = []
    for _ in range(2):
        assert run(given) == 0
        answers.append(capsys.readouterr().out)
    assert answers[0] == answers[1]
    path = from_json(answers[0])
    assert len(scanpath_of(path)) >= 1 and path.provenance.reader == "gaze:learned"
    assert path.provenance.weights_sha256 is not None
    broken = json.loads((out / "model.json").read_text())
    broken["origin"]["versions"]["embedded reader"] = "0" * 64
    (tmp_path / "other.json").write_text(json.dumps(broken))
    assert run([*given[:-1], str(tmp_path / "other.json")]) == 2
    assert "train it again" in capsys.readouterr().err


@pytest.mark.parametrize(
    "given", [["--drawn", "4"], ["--out", "x"], ["--out", "x", "--data", "a"], ["--out", "x", "--films", "a"]]
)
def test_what_train_gaze_needs_is_told(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "gaze", *given]) == 2
    assert "--drawn N" in capsys.readouterr().err


def test_too_few_films_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "gaze", "--drawn", "3", "--out", str(tmp_path)]) == 2
    assert "too few" in capsys.readouterr().err
