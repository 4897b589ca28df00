"""`radtrace gaze describe`, `keyframes` and `intent`, from a file to a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from radtrace.cli.run import run
from tests.gaze.readings_of_gaze import reading
from tests.tasks.test_gaze_study import dictated, drawn_readings


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    path = tmp_path / "all.jsonl"
    readings = [dictated(), dictated(reader="other"), *drawn_readings(12)]
    path.write_text("".join(one.model_dump_json() + "\n" for one in readings))
    return path


def test_describe(recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gaze", "describe", str(recordings), "--json", str(tmp_path / "d.json")]) == 0
    assert "14 recordings of 13 films" in capsys.readouterr().out
    assert json.loads((tmp_path / "d.json").read_text())["films"] == 13


def test_keyframes(recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "frames.jsonl"
    assert run(["gaze", "keyframes", str(recordings), "--out", str(out), "--order", "2"]) == 0
    first = out.read_bytes()
    lines = [json.loads(line) for line in first.splitlines()]
    assert {line["kind"] for line in lines} == {"frame", "order"}
    assert f"{sum(line['kind'] == 'frame' for line in lines):8d} key frames" in capsys.readouterr().out
    assert run(["gaze", "keyframes", str(recordings), "--out", str(out), "--order", "2"]) == 0
    assert out.read_bytes() == first


@pytest.mark.parametrize("policy", ["seq", "explore", "hybrid"])
def test_intent(recordings: Path, tmp_path: Path, policy: str) -> None:
    out = tmp_path / "labels.jsonl"
    assert run(["gaze", "intent", str(recordings), "--policy", policy, "--out", str(out)]) == 0
    first = json.loads(out.read_text().splitlines()[0])
    assert (first["policy"], len(first["fixations"])) == (policy, 9)
    assert first["fixations"][0]["seeks"][0] == "pleural_effusion"


def test_intent_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recordings, scores = tmp_path / "all.jsonl", tmp_path / "scores.json"
    recordings.write_text("".join(one.model_dump_json() + "\n" for one in drawn_readings(24)))
    assert run(["gaze", "intent", str(recordings), "--policy", "seq", "--json", str(scores)]) == 0
    assert "always yes" in capsys.readouterr().out
    assert json.loads(scores.read_text())["recordings"] >= 10


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "contains no Reading"),
        ("{}\n", "line 1: is not a valid Reading"),
        ('\n{"a": \n', "line 2: column"),
    ],
)
def test_a_bad_file_is_told(
    tmp_path: Path, content: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(content)
    out = str(tmp_path / "o.jsonl")
    for rest in (
        ["describe", str(bad)],
        ["keyframes", str(bad), "--out", out],
        ["intent", str(bad), "--policy", "seq"],
    ):
        assert run(["gaze", *rest]) == 2
        assert told in capsys.readouterr().err
    assert not (tmp_path / "o.jsonl").exists()


def test_readings_without_gaze_are_told_and_make_no_empty_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "all.jsonl"
    path.write_text(reading().model_dump_json() + "\n")
    assert run(["gaze", "describe", str(path)]) == 0
    told = capsys.readouterr().out
    assert "1 recording of 1 film\n1 without a fixation" in told
    assert "Share of the dwell" not in told


def test_no_finding_in_enough_patients_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "all.jsonl"
    path.write_text(dictated().model_dump_json() + "\n")
    assert run(["gaze", "intent", str(path), "--policy", "explore", "--score"]) == 0
    told = capsys.readouterr().out
    assert "held out: 9 fixations of 1 recording, 1 patient\nno finding can be scored\n" in told
    assert "95% interval" not in told
