"""Training as a command, and what it has logged."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def run(command: list[str], ends: int = 0) -> None:
    """Run it offline on this checkout, with one thread; it must end with that exit code."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == ends, done.stderr[-2000:]


def history(out: Path) -> list[dict[str, Any]]:
    """What the last checkpoint of a run has logged, in order."""
    states = out.glob("checkpoints/*/trainer_state.json")
    last = max(states, key=lambda file: int(file.parent.name.split("-")[1]))
    entries: list[dict[str, Any]] = json.loads(last.read_text("utf-8"))["log_history"]
    return entries


def losses(out: Path) -> list[float]:
    """The logged losses of a run, by step."""
    return [entry["loss"] for entry in history(out) if "loss" in entry]
