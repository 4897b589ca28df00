"""`radtrace gaze score`, from files to a table and JSON; what does not fit is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from radtrace.cli.run import run
from radtrace.record import Reading
from tests.evaluation.recorded_paths import made, reading, written

QUICK = ["--metrics", "scanmatch,nss"]


def sided(readings: list[Reading], split: str) -> list[Reading]:
    return [
        one.model_copy(update={"study": one.study.model_copy(update={"split": split})}) for one in readings
    ]


def score(*arguments: str | Path) -> int:
    return run(["gaze", "score", *map(str, arguments)])


def test_a_run_tells_scores_blind_rows_and_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    references = [*made(5, 1, readers=2), *made(4, 2, target="Pneumonia")]
    theirs = written(tmp_path / "references.jsonl", references)
    ours = written(tmp_path / "predictions.jsonl", [*made(5, 3), *made(4, 4, target="pneumonia")])
    out = tmp_path / "score.json"
    assert score(ours, theirs, "--json", out) == 0
    told = capsys.readouterr().out
    for part in ("centre only", "mean path", "another film", "reader against reader", "lower is better"):
        assert part in told
    assert "n = 9 films and targets on 5 films" in told
    content = json.loads(out.read_text())
    low, high = content["metrics"]["scanmatch"]["ci"]
    assert low < content["metrics"]["scanmatch"]["mean"] < high
    assert set(content["blind"]) == {"centre only", "mean path", "another film"}
    assert content["readers"]["n"] == 5
    assert {name: one["n"] for name, one in content["per_target"].items()} == {"edema": 5, "pneumonia": 4}
    of_cases = content["metrics"]["scanmatch"]["per_report"]
    assert content["metrics"]["scanmatch"]["mean"] == pytest.approx(sum(of_cases.values()) / len(of_cases))


def test_the_same_seed_gives_the_same_file(tmp_path: Path) -> None:
    ours, theirs = written(tmp_path / "a.jsonl", made(6, 5)), written(tmp_path / "b.jsonl", made(6, 6))
    texts = []
    for seed in ("1", "1", "2"):
        assert score(ours, theirs, "--json", tmp_path / "s.json", "--seed", seed) == 0
        texts.append((tmp_path / "s.json").read_text())
    assert texts[0] == texts[1] != texts[2]


def test_a_split_is_filtered_and_its_leaks_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readings = made(6, 7)
    shared = sided(made(1, 8, target="pneumonia"), "train")
    both = [*sided(readings[:2], "test"), *sided(readings[2:], "train"), *shared]
    theirs = written(tmp_path / "all.jsonl", both)
    ours = written(tmp_path / "predictions.jsonl", made(6, 9))
    assert score(ours, theirs, "--split", "test", *QUICK) == 0
    told = capsys.readouterr().out
    assert "n = 2 films and targets" in told
    assert "warning: 1 of 2 test films (50%), 1 of 2 test readings, are also in train" in told
    assert score(ours, theirs, "--split", "dev", *QUICK) == 2
    assert "no reading in split 'dev'; its splits are test, train" in capsys.readouterr().err


def test_what_is_on_one_side_only_is_refused_unless_allowed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = written(tmp_path / "references.jsonl", made(4, 10))
    ours = written(tmp_path / "predictions.jsonl", [*made(3, 11), reading("new.jpg", "edema", [(1, 1)])])
    assert score(ours, theirs, *QUICK) == 2
    told = capsys.readouterr().err
    assert "1 of the 4 films and targets of" in told and "film3 (edema)" in told and "new (edema)" in told
    assert score(ours, theirs, "--allow-missing", *QUICK) == 0
    told = capsys.readouterr().out
    assert "n = 3 films and targets" in told
    assert "left out by --allow-missing: 1 of the 4 films and targets" in told


def test_files_that_have_nothing_in_common_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = written(tmp_path / "references.jsonl", made(2, 12))
    ours = written(tmp_path / "predictions.jsonl", made(2, 13, target="pneumonia"))
    assert score(ours, theirs, "--allow-missing") == 2
    assert "must be the same" in capsys.readouterr().err


def test_references_without_a_fixation_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blank = written(tmp_path / "blank.jsonl", [reading("film0.jpg", "edema", [])])
    ours = written(tmp_path / "predictions.jsonl", made(1, 14))
    assert score(ours, blank) == 2
    assert "no reading has a fixation" in capsys.readouterr().err


def test_a_broken_line_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theirs = written(tmp_path / "references.jsonl", made(2, 15))
    broken = tmp_path / "broken.jsonl"
    broken.write_text(theirs.read_text() + '{"study": \n')
    assert score(broken, theirs) == 2
    assert "line 3: column 10: is not JSON" in capsys.readouterr().err


def test_free_readings_have_no_target_and_no_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    free = [reading(f"film{i}.jpg", None, [(50 + i, 60), (90, 90 + i), (120, 40)]) for i in range(3)]
    theirs = written(tmp_path / "free.jsonl", free)
    assert score(theirs, theirs, "--json", tmp_path / "s.json") == 0
    assert json.loads((tmp_path / "s.json").read_text())["metrics"]["multimatch"]["mean"] == pytest.approx(1)
    assert "By finding" not in capsys.readouterr().out


def test_names_that_steer_a_terminal_are_told_without_effect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steering = written(tmp_path / "r.jsonl", [reading("a\x1b[2J\n.png", "x" * 9000, [(1.0, 2.0)])])
    assert score(written(tmp_path / "p.jsonl", made(2, 1)), steering) == 2
    told = capsys.readouterr().err
    assert "\x1b" not in told
    assert len(told.splitlines()) == 1
    assert len(told) < 500


def test_predictions_of_another_side_are_told_the_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    test = sided(made(2, 1), "test")
    train = sided([reading("other.png", "edema", [(1.0, 2.0)])], "train")
    theirs = written(tmp_path / "r.jsonl", [*test, *train])
    ours = written(tmp_path / "p.jsonl", test)
    assert score(ours, theirs, "--split", "train") == 2
    assert f"is in {theirs} in split 'train'" in capsys.readouterr().err
    assert score(ours, theirs) == 2
    assert "choose a side with --split" in capsys.readouterr().err


def test_an_empty_file_is_told_as_that(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    full, empty = written(tmp_path / "r.jsonl", made(2, 1)), written(tmp_path / "p.jsonl", [])
    for files in ((empty, full), (full, empty)):
        assert score(*files) == 2
        assert f"{empty}: contains no Reading" in capsys.readouterr().err


def test_metrics_may_have_spaces_between(tmp_path: Path) -> None:
    path = written(tmp_path / "r.jsonl", made(3, 1))
    assert score(path, path, "--metrics", "scanmatch, time_delay") == 0


def test_paths_without_durations_lose_nothing_by_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    points = [(50.0, 60.0), (90.0, 90.0), (120.0, 40.0)]
    untimed = [reading(f"film{i}.jpg", "edema", points, durations=[0.0] * 3) for i in range(4)]
    timed = [reading(f"film{i}.jpg", "edema", points) for i in range(4)]
    ours, theirs = written(tmp_path / "p.jsonl", untimed), written(tmp_path / "r.jsonl", timed)
    out = tmp_path / "s.json"
    assert score(ours, theirs, "--json", out) == 0
    content = json.loads(out.read_text())
    assert content["metrics"]["multimatch_spatial"]["mean"] == pytest.approx(1)
    assert set(content["left_out"]) == {"multimatch", "multimatch_duration"}
    assert "left out: multimatch_duration: the predictions have no durations" in capsys.readouterr().out
