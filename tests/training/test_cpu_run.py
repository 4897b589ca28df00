"""The whole pipeline, cut down: every stage runs after the other and ends in one table."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
STAGES = ("gaze", "concept_without_gaze", "concept", "concept_boxed", "reinforce", "adapt", "prefer")
MINUS = (
    "concept minus concept_without_gaze",
    "reinforce minus concept",
    "reinforce minus concept_boxed",
    "prefer minus reinforce",
)


def test_every_stage_runs_and_ends_in_one_table(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "QUICK": "1",
        "RADTRACE": f"{sys.executable} -m radtrace.cli",
        "PYTHONPATH": str(ROOT),
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1",
    }
    command = ["sh", str(ROOT / "runs" / "cpu.sh"), str(tmp_path / "run")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    table = (tmp_path / "run" / "table.md").read_text("utf-8")
    first, second = (part.splitlines()[2:] for part in table.split("\n\n"))
    rows, lines = ([line.split("|")[1].strip() for line in part] for part in (first, second))
    assert rows == [*STAGES, "noise for films", "image-blind"]
    assert lines == list(MINUS)
    for stage in (*STAGES, "sight"):
        assert (tmp_path / "run" / stage / "card.md").is_file()
    assert (tmp_path / "run" / "adapt" / "adapter" / "adapter_model.safetensors").is_file()
