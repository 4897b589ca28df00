"""The commands that need no reader, and how every command ends."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import radtrace.record
from radtrace import __version__
from radtrace.cli.run import run
from radtrace.record import published_schema
from tests.cli.films import png


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence on stderr."""
    errors = capsys.readouterr().err
    assert errors.startswith("radtrace: ") and errors.count("\n") == 1, errors
    return errors


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"radtrace {__version__}\n"


def test_help_says_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "research use only" in out
    for command in ("read", "inspect", "anatomy", "vocabulary", "schema", "card", "train"):
        assert f" {command} " in out


def test_the_vocabulary_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["vocabulary", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["lung_nodule_or_mass"]["labels"]["nih"] == ["Mass", "Nodule"]


def test_the_vocabulary_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["vocabulary"]) == 0
    assert "pneumothorax" in capsys.readouterr().out


def test_measuring_the_card_needs_a_place_for_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["card", "--data", str(tmp_path)]) == 2
    assert "--data and --out go together" in one_line(capsys)


def test_training_without_films_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["train", "embedded", "--data", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "films.csv: not found" in one_line(capsys)
    assert not (tmp_path / "out").exists()


def test_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == published_schema()


def test_inspect_explains_a_film(capsys: pytest.CaptureFixture[str], chest_film: Path) -> None:
    assert run(["inspect", str(chest_film)]) == 0
    assert "MONOCHROME1" in capsys.readouterr().out


def test_inspect_goes_on_after_a_bad_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, chest_film: Path
) -> None:
    (tmp_path / "no.png").write_text("not a picture")
    assert run(["inspect", str(tmp_path / "no.png"), str(chest_film)]) == 2
    out = capsys.readouterr().out
    assert "not an image" in out and "MONOCHROME1" in out


@pytest.mark.parametrize(
    "arguments",
    [[], ["no-such-command"], ["read"], ["read", "a.png", "--no-such-option"], ["anatomy", "a.png"]],
)
def test_usage_errors(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert "Usage: radtrace" in captured.err and "Traceback" not in captured.err
    assert captured.out == ""


def test_read_needs_somewhere_to_write(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["read", str(png(tmp_path / "a.png"))]) == 2
    assert "give --out DIR, --jsonl FILE or both" in one_line(capsys)


def test_unwritable_output(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    film = png(tmp_path / "a.png")
    for command in ("read", "anatomy"):
        assert run([command, str(film), "--out", str(film / "under")]) == 2
        assert f"cannot write to {film}" in one_line(capsys)


def test_a_fault_of_ours_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("boom\nand more")

    monkeypatch.setattr(radtrace.record, "published_schema", fail)
    assert run(["schema"]) == 1
    assert "ZeroDivisionError: boom; run with --debug for the traceback: radtrace --debug schema" in one_line(
        capsys
    )
    with pytest.raises(ZeroDivisionError):
        run(["--debug", "schema"])


def test_an_error_of_the_system_names_the_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise PermissionError(13, "Permission denied", "some/where")

    monkeypatch.setattr(radtrace.record, "published_schema", fail)
    assert run(["schema"]) == 2
    assert one_line(capsys) == "radtrace: some/where: Permission denied\n"


def test_ctrl_c_anywhere(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(radtrace.record, "published_schema", interrupt)
    assert run(["schema"]) == 130
    assert one_line(capsys) == "radtrace: stopped\n"


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{shlex.quote(sys.executable)} -m radtrace.cli vocabulary --json | head -c 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout == "[" and done.stderr == ""


def test_training_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [name for name in sys.modules if name.startswith("radtrace.training")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    assert run(["train", "embedded", "--data", str(tmp_path), "--out", str(tmp_path)]) == 2
    assert "training needs torch; in a clone: pip install -c constraints.txt '.[train]'" in one_line(capsys)
