"""`radtrace gaze import`: what is written, what is printed, and that a bad file changes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from radtrace.cli.run import run
from radtrace.datasets.gaze import Summary
from radtrace.datasets.readings import read_readings
from tests.datasets import drawn_egd, drawn_reflacx
from tests.datasets.searches import coco_item, gazesearch_item, imported, written


def test_readings_are_written_a_line_each_and_the_summary_adds_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    items = [gazesearch_item(), gazesearch_item(name="b.jpg", X=[300, 1, 2])]
    path, out = written(tmp_path, items), tmp_path / "new" / "all.jsonl"
    assert run(["gaze", "import", "--from", "gazesearch", str(path), "--out", str(out)]) == 0
    assert [reading for _, reading in read_readings(out)] == imported(path)[0]
    assert all("\n" not in line and ": " not in line for line in out.read_text().split("\n"))
    assert capsys.readouterr().out == (
        "recordings: 2 read = 2 kept + 0 left out\n"
        "fixations: 6 read = 5 kept + 1 left out\n"
        "            1  left out: off the film\n"
        f"written to {out}\n"
    )


def test_quiet_prints_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = written(tmp_path, [coco_item()]), tmp_path / "all.jsonl"
    assert run(["gaze", "import", "--from", "cocosearch18", str(path), "--out", str(out), "-q"]) == 0
    captured = capsys.readouterr()
    assert captured.out == captured.err == "" and len(list(read_readings(out))) == 1


def test_a_bad_file_is_exit_code_2_and_leaves_what_was_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = written(tmp_path, [gazesearch_item(), gazesearch_item(T=[-1, 0, 0])]), tmp_path / "all.jsonl"
    out.write_text("before")
    assert run(["gaze", "import", "--from", "gazesearch", str(path), "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"radtrace: {path}, line 1: column ") and "recording 2: T[0]" in error
    assert out.read_text() == "before" and {file.name for file in tmp_path.iterdir()} == {path.name, out.name}


@pytest.mark.parametrize("layout", ["gazesearch", "cocosearch18", "csv"])
def test_a_detector_needs_raw_samples(
    tmp_path: Path, layout: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(written(tmp_path, [gazesearch_item()]))
    line = ["gaze", "import", "--from", layout, path, "--out", str(tmp_path / "o"), "--detector", "ivt"]
    assert run(line) == 2
    assert f"{layout} has no raw samples" in capsys.readouterr().err


def test_published_folders_come_in_with_every_number_accounted_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn_egd.sheet(tmp_path / "egd", [{}])
    drawn_egd.fixations(tmp_path / "egd", [drawn_egd.row(1.0, 0.5, 0.5), drawn_egd.row(2.0, 0.01, 0.5)])
    blank = ",0" * drawn_reflacx.PHASE_2.count(",") + ",0"
    drawn_reflacx.metadata(tmp_path / "reflacx", 3, [(drawn_reflacx.about("P300R000001"), blank[1:])])
    drawn_reflacx.recording(
        tmp_path / "reflacx",
        "P300R000001",
        [drawn_reflacx.fixation("0.1", "0.4", "500", "600"), drawn_reflacx.fixation("1", "2", "-90", "600")],
    )
    for layout in ("egd", "reflacx"):
        out = tmp_path / f"{layout}.jsonl"
        assert run(["gaze", "import", "--from", layout, str(tmp_path / layout), "--out", str(out)]) == 0
        printed = capsys.readouterr().out
        assert "fixations: 2 read = 1 kept + 1 left out" in printed and "UNEXPLAINED" not in printed
        (reading,) = (reading for _, reading in read_readings(out))
        assert reading.gaze is not None and len(reading.gaze.fixations) == 1


def test_the_choices_are_those_of_the_registry() -> None:
    from radtrace.cli.gaze.import_ import _Layout
    from radtrace.datasets.gaze import GazeDataset

    assert [one.value for one in _Layout] == [one.value for one in GazeDataset]


def test_help_loads_nothing_heavy() -> None:
    code = "from radtrace.cli.run import run; import sys; run(['gaze', 'import', '--help'])\n"
    code += "print(sorted({'numpy', 'torch', 'rich', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_what_is_not_accounted_for_is_told() -> None:
    summary = Summary()
    summary.take("fixations", 5)
    summary.leave_out("fixations", "off the film", 2)
    summary.read["fixations"] += 3
    assert summary.unexplained() == {"fixations": 3}
    assert any("3  UNEXPLAINED" in line for line in summary.lines())


def test_one_line_of_the_file_is_plain_json(tmp_path: Path) -> None:
    path, out = written(tmp_path, [gazesearch_item()]), tmp_path / "all.jsonl"
    run(["gaze", "import", "--from", "gazesearch", str(path), "--out", str(out), "--quiet"])
    record = json.loads(out.read_text())
    assert record["gaze"]["target"]["name"] == "lung opacity" and record["study"]["split"] == "train"


@pytest.mark.parametrize("layout", ["reflacx", "egd", "gazesearch", "cocosearch18", "csv"])
def test_a_path_that_is_not_there_is_told_as_that(
    tmp_path: Path, layout: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "nothing", tmp_path / "all.jsonl"
    assert run(["gaze", "import", "--from", layout, str(path), "--out", str(out)]) == 2
    assert f"{path}: does not exist" in capsys.readouterr().err


def test_a_file_in_the_way_of_the_output_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = written(tmp_path, [gazesearch_item()]), tmp_path / "searches.json" / "all.jsonl"
    assert run(["gaze", "import", "--from", "gazesearch", str(path), "--out", str(out)]) == 2
    assert f"cannot write {out}" in capsys.readouterr().err
