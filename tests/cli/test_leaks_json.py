"""`radtrace leaks --json`, with a file and without, and that no input is written over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from radtrace.cli.run import run
from tests.datasets.searches import gazesearch_item, written

LEAKY = "image,split\na,train\na,test\n"


@pytest.fixture
def split(tmp_path: Path) -> str:
    return str(written(tmp_path, LEAKY, "split.csv"))


@pytest.mark.parametrize(
    "line", [["{}", "--json"], ["--json", "{}"], ["{}", "--json", "-"], ["--json", "-", "{}"]]
)
def test_without_a_file_json_alone_is_printed(
    split: str, line: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["leaks", *(word.format(split) for word in line)]) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)["films"]["leaked"] == ["a"] and printed.err == ""


@pytest.mark.parametrize(
    "line", [["{}", "--json", "{out}"], ["--json", "{out}", "{}"], ["{}", "--json={out}"]]
)
def test_with_a_file_the_text_is_printed(
    split: str, tmp_path: Path, line: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "leaks.json"
    for _ in range(2):
        assert run(["leaks", *(word.format(split, out=out) for word in line)]) == 1
    assert json.loads(out.read_text())["leaks"] == 1
    assert "films on both sides: 1" in capsys.readouterr().out


def test_a_table_is_never_written_over(
    split: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = written(tmp_path, "image\nb\n", "test.csv")
    assert run(["leaks", "--json", str(other), split]) == 2
    assert "exists and would be overwritten" in capsys.readouterr().err
    assert other.read_text() == "image\nb\n" and Path(split).read_text() == LEAKY


def test_from_the_published_file_to_its_leaks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = [
        gazesearch_item(name=name, task=task, split=split)
        for name, task, split in [
            ("a.jpg", "edema", "train"),
            ("a.jpg", "pneumonia", "train"),
            ("a.jpg", "fracture", "test"),
            ("b.jpg", "edema", "test"),
            ("b.jpg", "edema", "valid"),
        ]
    ]
    path, out = written(tmp_path, items), tmp_path / "all.jsonl"
    assert run(["gaze", "import", "--from", "gazesearch", str(path), "--out", str(out), "--quiet"]) == 0
    assert run(["leaks", str(out), "--json"]) == 1
    films = json.loads(capsys.readouterr().out)["films"]
    assert films["leaked"] == ["a.jpg", "b.jpg"]
    assert {tuple(pair["sides"]): pair["shared"] for pair in films["by_sides"]} == {
        ("train", "valid"): [],
        ("train", "test"): ["a.jpg"],
        ("valid", "test"): ["b.jpg"],
    }
