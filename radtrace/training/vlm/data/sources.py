"""Sources of examples: drawn films, Readings with their films, a table of films with labels and boxes."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread

import cv2
import numpy as np
from numpy.typing import NDArray

from radtrace.datasets.readings import read_readings
from radtrace.files.csv_rows import CsvRow, read_rows
from radtrace.files.lines import wrong
from radtrace.phantom import CONCEPTS, Drawing, draw
from radtrace.record import (
    Answer,
    BadInput,
    Box,
    FilmReference,
    Finding,
    Presence,
    Provenance,
    Question,
    Reading,
    StudyReference,
    find_concept,
)
from radtrace.training.embedded.films import FOLDS, fold_of
from radtrace.training.vlm.data.example import Example

CELLS = 16
ORGANS = ("right_lung", "left_lung", "heart", "mediastinum", "right_clavicle", "left_clavicle")
STRUCTURES = (*ORGANS, *(f"f_{concept}" for concept in CONCEPTS))
_CHUNK = 25
TRAIN, VALIDATE, TEST = "train", "validate", "test"
_OPACITY = "lung_opacity"
_LABEL_SETS = ("nih", "rsna")
_PANEL = {
    "lung opacity": Presence.PRESENT,
    "no lung opacity / not normal": Presence.ABSENT,
    "normal": Presence.ABSENT,
}


def drawn_examples(count: int, test: int, size: int, seed: int = 0, jobs: int = 1) -> Iterator[Example]:
    """`count` drawn films: the last `test` for testing, as many before them for validation."""
    one = partial(_drawn, count=count, test=test, size=size, seed=seed)
    if jobs == 1:
        yield from map(one, range(count))
        return
    with ProcessPoolExecutor(jobs, initializer=_start_worker) as pool:
        yield from pool.map(one, range(count), chunksize=_CHUNK)


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, and end with it: an orphan would wait for work forever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_exit_with_parent, daemon=True).start()


def _exit_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _drawn(place: int, count: int, test: int, size: int, seed: int) -> Example:
    drawing = draw(seed + place, size)
    left = count - place
    split = TEST if left <= test else VALIDATE if left <= 2 * test else TRAIN
    return Example(
        name=Path(drawing.film.file).stem,
        pixels=np.round(drawing.film.pixels * 255).astype(np.uint8),
        reading=drawing.reading,
        split=split,
        # Questions for numbers have no options, and a film this small does not show them.
        questions=tuple(question for question in drawing.questions if question.choices),
        cover=_cover(drawing),
    ).with_lessons()


def _cover(drawing: Drawing) -> NDArray[np.uint8]:
    cover = np.zeros((len(STRUCTURES), CELLS, CELLS), np.uint8)
    for place, name in enumerate(STRUCTURES):
        if name in drawing.masks:
            mask = drawing.masks[name].astype(np.float32)
            share = cv2.resize(mask, (CELLS, CELLS), interpolation=cv2.INTER_AREA)
            cover[place] = np.round(share * 255)
    return cover


def reading_examples(readings: Path, films: Path, size: int) -> Iterator[Example]:
    """Readings (JSON Lines) whose films lie under `films`; the Reading's own split, or else "train".

    Films are stretched to a square of `size`, which leaves fractions of the film as they are.

    Raises
    ------
    BadInput
        Naming the line, if a film cannot be read.
    """
    for line, reading in read_readings(readings):
        file = films / reading.study.films[0].file
        if not file.is_file():
            raise BadInput(f"{readings}, line {line}: there is no film {file}; give its folder with --films")
        name = f"{file.stem}_{line}"
        yield Example(name, _square(file, size), reading, reading.study.split or TRAIN)


def table_examples(table: Path, size: int, fold: int = 0) -> Iterator[Example]:
    """Films of a `films.csv` (file, patient, labels, boxes; source, rsna_class), labels as Readings.

    Patients are split as for the embedded reader: fold `fold` is the test set, the next one validation. A
    missing label is unknown, not absent; but the panel's class (`rsna_class`) states lung opacity as present
    or absent, and makes a question. A Reading's provenance names its film's source.
    """
    for row in read_rows(table):
        _check(table, row)
        reading = _labelled(row.cells)
        if reading is None:
            continue
        place = (fold_of(row.cells["patient"]) - fold) % FOLDS
        split = TEST if place == 0 else VALIDATE if place == 1 else TRAIN
        file = table.parent / row.cells["file"]
        yield Example(f"{file.stem}_{row.line}", _square(file, size), reading, split, _questions(reading))


def _questions(reading: Reading) -> tuple[Question, ...]:
    panel = [finding.presence for finding in reading.findings if finding.concept == _OPACITY]
    return tuple(
        Question(
            id=f"q{number}",
            text="Is there a lung opacity?",
            kind="presence",
            choices=("yes", "no"),
            answer=Answer(text="no" if presence is Presence.ABSENT else "yes"),
        )
        for number, presence in enumerate(panel, 1)
    )


def _check(table: Path, row: CsvRow) -> None:
    missing = [name for name in ("file", "patient", "labels", "boxes") if name not in row.cells]
    if missing:
        raise wrong(table, 1, f"has no column {missing[0]!r}; give file, patient, labels and boxes")


def _labelled(row: Mapping[str, str]) -> Reading | None:
    boxes = _boxes(row)
    labels = [find_concept(label, *_LABEL_SETS) for label in row["labels"].split("|")]
    panel = _PANEL.get(row.get("rsna_class", "").strip().lower())
    stated = dict.fromkeys([*boxes, *(label for label in labels if label)], Presence.PRESENT)
    if panel is not None:
        stated.setdefault(_OPACITY, panel)
    if Presence.PRESENT not in stated.values() and "no finding" not in row["labels"].lower():
        return None
    findings = tuple(
        Finding(id=f"f{n}", concept=concept, presence=presence, boxes=tuple(boxes.get(concept, ())))
        for n, (concept, presence) in enumerate(stated.items(), 1)
    )
    study = StudyReference(patient=row["patient"], films=(FilmReference(file=row["file"]),))
    reader = f"labels of {row.get('source') or 'a table'}"
    return Reading(study=study, findings=findings, provenance=Provenance(reader=reader, version="1"))


def _boxes(row: Mapping[str, str]) -> dict[str, list[Box]]:
    boxes: dict[str, list[Box]] = {}
    for one in json.loads(row["boxes"] or "[]"):
        concept = find_concept(str(one["label"]), *_LABEL_SETS)
        box = Box.clipped(*(float(one[name]) for name in ("x_min", "y_min", "x_max", "y_max")))
        if concept and box:
            boxes.setdefault(concept, []).append(box)
    return boxes


def _square(file: Path, size: int) -> NDArray[np.uint8]:
    pixels = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
    if pixels is None:
        raise BadInput(f"{file}: cannot be read as an image; give PNG or JPEG films")
    return np.asarray(cv2.resize(pixels, (size, size), interpolation=cv2.INTER_AREA), np.uint8)
