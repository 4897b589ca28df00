"""The examples run as they stand, and show what they say they show."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def example(name: str, *arguments: str | Path) -> str:
    """What the example prints."""
    command = [sys.executable, str(ROOT / "examples" / name), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_read_dicom(chest_film: Path, tmp_path: Path) -> None:
    printed = example("read_dicom.py", chest_film, tmp_path)
    assert "lung_nodule_or_mass: uncertain" in printed and "reading.html" in printed


def test_score_two_systems(tmp_path: Path) -> None:
    printed = example("score_two_systems.py", tmp_path)
    assert re.search(r"^ trace .*\+0\.\d+", printed, re.MULTILINE), printed
    assert re.search(r"^ rouge_l .*-0\.\d+", printed, re.MULTILINE), printed
    shown = (ROOT / "docs" / "quickstart.md").read_text("utf-8").split("```text\nn = 40")[1].split("```")[0]
    lines = {" ".join(line.split()) for line in printed.splitlines()}
    assert not [line for line in shown.splitlines()[1:] if " ".join(line.split()) not in lines]


def test_gaze_study(tmp_path: Path) -> None:
    printed = example("gaze_study.py", tmp_path)
    assert "8 predicted paths" in printed and "scanmatch" in printed


def test_train_tiny_reader(tmp_path: Path) -> None:
    assert "image-blind" in example("train_tiny_reader.py", tmp_path, "--quick")
    assert (tmp_path / "concept" / "model" / "model.safetensors").exists()
