"""File names that are not UTF-8, hold control characters or start with a dash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.cli.run import run
from radtrace.files.names import printable
from radtrace.jobs.batch import plan_batch, run_batch
from radtrace.record import from_json
from tests.cli.films import BrightReader, png

NAMES = (b"caf\xe9.png", b"cafe.png", b"\xff\xfe.png", b"line\nbreak\x1b[31m.png", "film_é_日.png".encode())


def named(folder: Path) -> list[Path]:
    """A film under each of NAMES."""
    return [png(folder / os.fsdecode(name)) for name in NAMES]


@given(st.binary(min_size=1))
def test_a_printable_name_is_one_line_of_unicode(raw: bytes) -> None:
    text = printable(os.fsdecode(raw))
    assert text.isprintable() and text.encode("utf-8")
    name = os.fsdecode(raw)
    assert text == name or not name.isprintable()


def test_any_name_goes_through_json_text_page_and_resume(tmp_path: Path) -> None:
    films = named(tmp_path / "in")
    batch = plan_batch([tmp_path / "in"], out=tmp_path / "out", jsonl=tmp_path / "o.jsonl")
    with closing(run_batch(batch, BrightReader(), weights="w", resume=False)) as outcomes:
        list(islice(outcomes, 3))
    after = BrightReader()
    list(run_batch(batch, after, weights="w", resume=True))
    assert len(after.asked) == len(films) - 3
    rows = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text("utf-8").splitlines()]
    assert [row["file"] for row in rows] == [printable(item.file) for item in batch.items]
    assert all(from_json(json.dumps(row["reading"])).study.films for row in rows)
    for name in NAMES:
        folder = tmp_path / "out" / Path(os.fsdecode(name)).stem
        assert printable(os.fsdecode(name)) in (folder / "report.txt").read_text("utf-8")
        assert printable(os.fsdecode(name)) in (folder / "reading.html").read_text("utf-8")


def test_two_names_that_print_alike_keep_their_own_lines(tmp_path: Path) -> None:
    byte, escape = png(tmp_path / os.fsdecode(b"a\xe9.png")), png(tmp_path / "a\\xe9.png", grey=20)
    batch = plan_batch([byte, escape], out=None, jsonl=tmp_path / "o.jsonl")
    list(run_batch(batch, BrightReader(), weights="w", resume=False))
    rows = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text("utf-8").splitlines()]
    assert [sorted(row) for row in rows] == [["file", "reading"], ["file", "refused"]]


@pytest.mark.parametrize("encoding", ["utf-8:strict", "ascii:strict"])
def test_the_terminal_gets_any_name(tmp_path: Path, encoding: str) -> None:
    name = tmp_path / os.fsdecode(b"gone\xe9.png")
    done = subprocess.run(
        [sys.executable, "-m", "radtrace.cli", "inspect", name],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        check=False,
    )
    assert done.returncode == 2 and b"gone\\xe9.png: cannot be read" in done.stdout and not done.stderr


@pytest.mark.parametrize("name", ["-dash.jpg", "-quick.jpg", "--jsonl.jpg"])
def test_a_name_that_looks_like_an_option_is_explained(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("read", "inspect", "anatomy"):
        assert run([command, name]) == 2
        assert f"if {name} is a file: radtrace {command} -- {name}" in capsys.readouterr().err


def test_a_mistyped_option_is_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", "--outt", "out", "a.png"]) == 2
    assert " -- " not in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ["structure", "in.jsonl", "--jsonl", "in.jsonl"],
        ["read", "in.jsonl", "--jsonl", "./in.jsonl"],
        ["score", "other.jsonl", "in.jsonl", "--json", "in.jsonl"],
        ["gaze", "describe", "in.jsonl", "--json", "in.jsonl"],
        ["gaze", "predict", "--for", "in.jsonl", "--out", "link.jsonl"],
        ["leaks", "in.jsonl", "--json", "in.jsonl"],
    ],
)
def test_an_output_never_replaces_an_input(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = '{"id": "1", "text": "Clear lungs."}\n'
    Path("in.jsonl").write_text(text)
    Path("link.jsonl").symlink_to("in.jsonl")
    assert run(command) == 2
    assert "is an input and would be overwritten" in capsys.readouterr().err
    assert Path("in.jsonl").read_text() == text
