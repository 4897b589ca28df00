"""What a training run has logged."""

from __future__ import annotations

import json
from pathlib import Path


def losses(out: Path) -> list[float]:
    """The logged losses of a run, by step."""
    states = out.glob("checkpoints/*/trainer_state.json")
    last = max(states, key=lambda file: int(file.parent.name.split("-")[1]))
    history = json.loads(last.read_text("utf-8"))["log_history"]
    return [entry["loss"] for entry in history if "loss" in entry]
