"""The README and the other documents: what they name exists, and what they show runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from radtrace.cli.run import run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
FRONT = sorted(ROOT.glob("*.md"))
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
    assert set(commands) == set(re.findall(r"^\| `radtrace (\w+)", README, re.MULTILINE))


@pytest.mark.parametrize("command", ["read", "anatomy", "vocabulary"])
def test_options_in_the_readme_exist(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    told = capsys.readouterr().out
    row = next(line for line in README.splitlines() if line.startswith(f"| `radtrace {command}"))
    options = re.findall(r"--\w+", row)
    assert options and all(option in told for option in options)


def test_the_python_of_the_readme_runs(chest_film: Path, tmp_path: Path) -> None:
    (tmp_path / "film.dcm").symlink_to(chest_film)
    match = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert match is not None
    command = [sys.executable, "-c", match[1]]
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=path, capture_output=True, text=True, check=True)
    assert re.search("lung_nodule_or_mass (present|uncertain)", done.stdout)


def test_the_readme_says_above_the_fold_what_it_is_not() -> None:
    assert "Not for clinical use" in README.split("![")[0]
