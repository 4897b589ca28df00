"""`radtrace draw`: films, readings, questions and masks in a folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from radtrace.cli.run import run
from radtrace.datasets.readings import read_readings
from radtrace.images.films import load_film
from radtrace.phantom import CONCEPTS, draw


def test_writes_films_readings_questions_and_masks(tmp_path: Path) -> None:
    assert run(["draw", "--out", str(tmp_path), "--n", "3", "--seed", "7", "--size", "96", "-q"]) == 0
    films = sorted(path.name for path in tmp_path.glob("*.png"))
    assert films == [f"drawn_{seed:06d}.png" for seed in (7, 8, 9)]
    readings = [reading for _, reading in read_readings(tmp_path / "readings.jsonl")]
    assert readings == [draw(seed, 96).reading for seed in (7, 8, 9)]
    heart = load_film(tmp_path / "masks" / "drawn_000007.heart.png").pixels
    assert ((heart > 0) == draw(7, 96).masks["heart"]).all()
    questions = [json.loads(line) for line in (tmp_path / "questions.jsonl").read_text("utf-8").splitlines()]
    assert {question["film"] for question in questions} == set(films)


def test_prior_and_lateral_are_written_too(tmp_path: Path) -> None:
    arguments = ["draw", "--out", str(tmp_path), "--n", "1", "--size", "96", "--prior", "--lateral", "-q"]
    assert run(arguments) == 0
    names = {path.name.removeprefix("drawn_000000") for path in tmp_path.glob("*.png")}
    assert names == {".png", "_lateral.png", "_prior.png", "_prior_lateral.png"}
    assert len(list(read_readings(tmp_path / "readings.jsonl"))) == 2


def test_exactly_the_findings_asked_for(tmp_path: Path) -> None:
    wanted = ["--finding", "pneumothorax", "--finding", "cardiomegaly"]
    assert run(["draw", "--out", str(tmp_path), "--n", "2", "--size", "96", "-q", *wanted]) == 0
    for _, reading in read_readings(tmp_path / "readings.jsonl"):
        there = {finding.concept for finding in reading.findings if finding.presence != "absent"}
        assert there & set(CONCEPTS) == {"pneumothorax", "cardiomegaly"}


def test_an_unknown_finding_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["draw", "--out", str(tmp_path / "out"), "--finding", "gout"]) == 2
    error = capsys.readouterr().err
    assert (
        error.startswith("radtrace: finding 'gout' cannot be drawn; choose from") and error.count("\n") == 1
    )
    assert not list(tmp_path.glob("out/*"))
