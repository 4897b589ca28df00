"""`--unseen-in`: nothing is scored that a training row shares a patient, study or film with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from radtrace.cli.run import run
from radtrace.record import Reading
from tests.evaluation.recorded_paths import made, reading, written

TEXTS = ("Small left effusion.", "Large right pneumothorax.", "Mild cardiomegaly.", "The lungs are clear.")


def in_split(one: Reading, split: str, patient: str | None = None) -> Reading:
    study = one.study.model_copy(update={"split": split, "patient": patient})
    return one.model_copy(update={"study": study})


def scored(*arguments: object, out: Path) -> dict[str, Any]:
    assert run([*map(str, arguments), "--json", str(out)]) == 0
    content: dict[str, Any] = json.loads(out.read_text())
    return content


def test_paths_over_films_or_patients_of_training_are_left_out(tmp_path: Path) -> None:
    ours = made(6, 1)
    theirs = [in_split(one, "test", f"p{place}") for place, one in enumerate(made(6, 2))]
    train = [
        in_split(reading("film0.jpg", "pneumonia", [(9, 9), (50, 50)]), "train"),
        in_split(reading("other.jpg", "edema", [(9, 9), (50, 50)]), "valid", "p1"),
    ]
    files = (written(tmp_path / "p.jsonl", ours), written(tmp_path / "r.jsonl", [*train, *theirs]))
    content = scored(
        "gaze", "score", *files, "--split", "test", "--unseen-in", "train,valid", out=tmp_path / "o"
    )
    assert set(content["metrics"]["scanmatch"]["per_report"]) == {f"film{i} (edema)" for i in (2, 3, 4, 5)}
    assert any("left out by --unseen-in train,valid: 2 of 6 readings" in note for note in content["notes"])
    assert content["grouped_by"] == "patients"


def test_reports_have_their_splits_in_their_fields(tmp_path: Path) -> None:
    rows = [
        {"id": f"s{place}", "text": text, "patient": f"p{place}", "split": "test"}
        for place, text in enumerate(TEXTS)
    ]
    train = {"id": "t", "text": "Edema.", "patient": "p2", "split": "train"}
    (tmp_path / "r").write_text("".join(json.dumps(row) + "\n" for row in [*rows, train]))
    (tmp_path / "p").write_text("".join(json.dumps(row) + "\n" for row in rows))
    arguments = ("score", tmp_path / "p", tmp_path / "r", "--metrics", "trace", "--unseen-in", "train")
    content = scored(*arguments, out=tmp_path / "o")
    assert set(content["metrics"]["trace"]["per_report"]) == {"s0", "s1", "s3"}
    assert "1 of 4 references" in content["notes"][0]


def test_a_file_of_splits_says_whose_a_study_is(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"id": f"5000000{i}", "text": text}) + "\n" for i, text in enumerate(TEXTS))
    (tmp_path / "r").write_text(rows)
    table = "dicom_id,study_id,subject_id,split\na,50000000,7,test\nb,60000000,7,train\nc,50000001,8,test\n"
    (tmp_path / "split.csv").write_text(table)
    files = ("score", tmp_path / "r", tmp_path / "r", "--metrics", "trace")
    content = scored(*files, "--unseen-in", "train", "--splits", tmp_path / "split.csv", out=tmp_path / "o")
    assert set(content["metrics"]["trace"]["per_report"]) == {"50000001", "50000002", "50000003"}


def test_a_split_that_is_not_there_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "r.jsonl", [in_split(one, "test") for one in made(3, 1)])
    assert run(["gaze", "score", str(file), str(file), "--unseen-in", "train"]) == 2
    assert "no row is in split 'train'; the splits are test" in capsys.readouterr().err
