"""Searches in exactly the published form of GazeSearch and COCO-Search18, drawn up by hand."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from radtrace.datasets.gaze import GazeDataset, Summary, read_gaze
from radtrace.record import Reading

TASKS = (
    "atelectasis", "cardiomegaly", "consolidation", "edema", "enlarged cardiomediastinum", "fracture",
    "lung lesion", "lung opacity", "pleural effusion", "pleural other", "pneumonia", "pneumothorax",
    "support devices",
)  # fmt: skip


def gazesearch_item(**changes: Any) -> dict[str, Any]:
    """One recording as GazeSearch has it."""
    item: dict[str, Any] = {
        "name": "02aa804e-bde0afdd-112c0b34-7bc16630-4e384014.jpg",
        "subject": 1,
        "task": "lung opacity",
        "condition": "present",
        "bbox": [0, 0, 0, 0],
        "X": [112, 0, 223],
        "Y": [56, 223, 0],
        "T": [0.283, 0.1, 2.84],
        "length": 3,
        "fixOnTarget": True,
        "correct": 1,
        "split": "train",
    }
    return item | changes


def coco_item(**changes: Any) -> dict[str, Any]:
    """One recording as COCO-Search18 has it."""
    item: dict[str, Any] = {
        "name": "000000478726.jpg",
        "subject": 2,
        "task": "bottle",
        "condition": "present",
        "bbox": [1063, 68, 95, 334],
        "X": [840.0, 799.2, 1071.5],
        "Y": [525.0, 476.2, 236.4],
        "T": [73, 190, 95],
        "length": 3,
        "correct": 1,
        "RT": 358,
        "split": "train",
    }
    return item | changes


def gazesearch_set(count: int = 4875, seed: int = 1) -> list[dict[str, Any]]:
    """A set of the published size and shape; every (name, task) once."""
    rng = random.Random(seed)
    keys = [(f"{film:08x}-0000aaaa.jpg", task) for film in range(2328) for task in TASKS]
    items = []
    for place, (name, task) in enumerate(rng.sample(keys, count)):
        length = 6 if rng.random() < 0.98 else rng.randint(1, 5)
        x, y = ([rng.randrange(224) for _ in range(length)] for _ in "xy")
        times = [round(min(rng.expovariate(2.5), 2.84), 3) for _ in range(length)]
        split = "train" if place < 3870 else "valid" if place < 4387 else "test"
        items.append(gazesearch_item(name=name, task=task, X=x, Y=y, T=times, length=length, split=split))
    return items


def written(folder: Path, content: object, name: str = "searches.json") -> Path:
    """`content` as a file: text and bytes as they are, anything else as JSON."""
    path = folder / name
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def imported(path: Path, source: GazeDataset = GazeDataset.GAZESEARCH) -> tuple[list[Reading], Summary]:
    """All Readings of a file, and the summary."""
    summary = Summary()
    return list(read_gaze(source, path, summary)), summary
