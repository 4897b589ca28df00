"""Write examples to a data folder, atomically."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from radtrace.files.lock import exclusive
from radtrace.record import BadInput, Reading, to_json
from radtrace.training.vlm.data.example import Example
from radtrace.training.vlm.data.sources import STRUCTURES
from radtrace.version import __version__

LESSONS, READINGS, COVER, ABOUT = "lessons.jsonl", "readings.jsonl", "cover.npy", "about.json"


def build_data(examples: Iterable[Example], out: Path, about: Mapping[str, object]) -> dict[str, int]:
    """Write the folder `out`; the number of lessons by split and task.

    Raises
    ------
    BadInput
        If `out` already exists, there are no examples, or the disk is full; no partial folder is left.
    """
    if out.exists():
        raise BadInput(f"{out} already exists; give another --out, or remove it first")
    draft = out.with_name(f".{out.name}.draft")
    try:
        draft.mkdir(parents=True, exist_ok=True)
        with exclusive(draft):
            return _drafted(examples, draft, out, about)
    except OSError as error:
        raise BadInput(
            f"cannot write {out}: {error.strerror}; choose a folder that can be written"
        ) from error


def _drafted(
    examples: Iterable[Example], draft: Path, out: Path, about: Mapping[str, object]
) -> dict[str, int]:
    """`out`, by way of a draft that is gone afterwards, what a killed run left of it too."""
    try:
        for left in draft.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        (draft / "films").mkdir()
        counts = _fill(examples, draft, about)
        draft.rename(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return counts


def _fill(examples: Iterable[Example], folder: Path, about: Mapping[str, object]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    covers: list[NDArray[np.uint8]] = []
    with (
        (folder / LESSONS).open("w", encoding="utf-8") as lessons,
        (folder / READINGS).open("w", encoding="utf-8") as readings,
    ):
        for example in examples:
            _write(folder / example.film, example.pixels)
            reading = _placed(example)
            readings.write(to_json(reading).replace("\n", "") + "\n")
            for lesson in example.lessons or example.with_lessons().lessons:
                lessons.write(lesson.model_dump_json(exclude_none=True) + "\n")
                counts[f"{example.split} {lesson.task}"] += 1
            if example.cover is not None:
                covers.append(example.cover)
    if not counts:
        raise BadInput("there are no films to make lessons from; check the source")
    if covers:
        np.save(folder / COVER, np.stack(covers), allow_pickle=False)
    note = {**about, "radtrace": __version__, "lessons": dict(sorted(counts.items()))}
    if covers:
        note["structures"] = list(STRUCTURES)
    (folder / ABOUT).write_text(json.dumps(note, indent=2) + "\n", "utf-8")
    return dict(sorted(counts.items()))


def _placed(example: Example) -> Reading:
    """The Reading with its film's path in the folder, and its split."""
    rows, columns = example.pixels.shape
    reading = example.reading
    first = reading.study.films[0].model_copy(
        update={"file": example.film, "sha256": None, "rows": rows, "columns": columns}
    )
    study = reading.study.model_copy(
        update={"split": example.split, "films": (first, *reading.study.films[1:])}
    )
    return reading.model_copy(update={"study": study})


def _write(file: Path, pixels: NDArray[np.uint8]) -> None:
    done, data = cv2.imencode(".png", pixels)
    if not done:
        raise BadInput(f"{file}: the film cannot be written as PNG")
    file.write_bytes(data.tobytes())
