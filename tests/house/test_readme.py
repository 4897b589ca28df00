"""The README and the other documents: what they name exists, and what they show runs."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from radtrace.cli.app import app
from radtrace.cli.run import run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
FRONT = sorted(ROOT.glob("*.md"))
SHOW_OUTPUT = [ROOT / "README.md", ROOT / "docs" / "quickstart.md"]
DOCUMENTS = [*FRONT, *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("document", FRONT, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)[^):]*\)", document.read_text("utf-8"))
    assert not [link for link in links if not (document.parent / link).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_named_in_code_exist(document: Path) -> None:
    names = re.findall(r"`((?:radtrace|benchmarks|tests|docs)/[\w/.]+)`", document.read_text("utf-8"))
    assert not [name for name in names if not (ROOT / name).exists()]


def test_every_command_is_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    panels = capsys.readouterr().out.split("--help     Show")[1]
    commands = re.findall(r"^  (\w+)  ", panels, re.MULTILINE)
    listed = README.split("## Commands")[1].split("## Links")[0]
    assert set(commands) == set(re.findall(r"radtrace (\w+)", listed)) - {"COMMAND"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_in_code_blocks_have_these_options(document: Path) -> None:
    wrong = [line for line in shown_commands(document.read_text("utf-8")) if unknown_options(line)]
    assert not wrong


def shown_commands(text: str) -> Iterator[str]:
    """Lines of code blocks that run radtrace, joined where a backslash breaks them, without comments."""
    for block in re.findall(r"^```(?:sh)?\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        for line in block.replace("\\\n", " ").splitlines():
            if line.removeprefix(".venv/bin/").startswith("radtrace "):
                yield line.split(" #")[0]


def unknown_options(line: str) -> set[str]:
    """The options in a command line that the command does not have."""
    command: Any = get_command(app)
    for word in line.split()[1:]:
        if word not in getattr(command, "commands", {}):
            break
        command = command.commands[word]
    known = {name for parameter in command.params for name in [*parameter.opts, *parameter.secondary_opts]}
    return set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", line)) - known - {"--help", "--debug"}


def test_an_unknown_option_is_noticed() -> None:
    assert unknown_options("radtrace gaze fit all.jsonl --split train --modle medoid") == {"--modle"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_python_in_code_blocks_parses_and_imports(document: Path) -> None:
    for block in re.findall(r"^```python\n(.*?)^```", document.read_text("utf-8"), re.DOTALL | re.MULTILINE):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("radtrace"):
                module = import_module(node.module)
                assert not [name.name for name in node.names if not hasattr(module, name.name)]


def test_the_python_of_the_readme_runs(chest_film: Path, tmp_path: Path) -> None:
    (tmp_path / "film.dcm").symlink_to(chest_film)
    match = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert match is not None
    command = [sys.executable, "-c", match[1]]
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=path, capture_output=True, text=True, check=True)
    assert re.search("lung_nodule_or_mass (present|uncertain)", done.stdout)


@pytest.mark.parametrize("document", SHOW_OUTPUT, ids=lambda path: path.name)
def test_the_output_shown_is_what_read_prints(
    document: Path,
    chest_film: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "film.dcm").symlink_to(chest_film)
    monkeypatch.chdir(tmp_path)
    assert run(["read", "film.dcm", "--out", "out"]) == 0
    printed = capsys.readouterr().out.splitlines()
    match = re.search(r"```text\n(FINDINGS.*?)```", document.read_text("utf-8"), re.DOTALL)
    assert match is not None
    assert not [line for line in match[1].splitlines() if line != "..." and line not in printed]


def test_the_readme_says_above_the_fold_what_it_is_not() -> None:
    assert "Not for clinical use" in README.split("![")[0]
