"""The training films: `films.csv` to arrays, patient-level folds and known labels."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from radtrace.readers.embedded.frame import Letterbox, letterbox, to_square
from radtrace.record import BadInput, BoxSet, film_concepts, find_concept

FINDINGS = tuple(concept.id for concept in film_concepts())
OPACITY = FINDINGS.index("lung_opacity")
CACHE_SIZE = 512
FOLDS = 5  # by the hash of the patient id, so that a patient stays in one fold as data are added
_WITH_BOXES = ("lung_opacity", "lung_nodule_or_mass", "pneumonia")  # of the others there is hardly a box
BOXED = ("lung_opacity", "lung_nodule_or_mass")  # enough boxes to learn places from
_CONTENT = 3  # mask value of both lungs where sides are not separated


@dataclass(frozen=True)
class TrainingFilm:
    """One row of `films.csv`, read.

    `square` is uint8 (512, 512) in the network frame. `known[k]` says whether finding k is
    labelled at all, `label[k]` the label. `boxes` are in the network frame, labelled by names in
    FINDINGS. `mask` is uint8 bits (512, 512) or None; `organs` says which bits are drawn. A
    `hazy` film gets random opacities over its lungs when it is augmented.
    """

    file: str
    source: str
    patient: str
    fold: int
    square: NDArray[np.uint8]
    label: NDArray[np.float32]
    known: NDArray[np.float32]
    boxes: BoxSet
    mask: NDArray[np.uint8] | None
    organs: int
    hazy: bool = False

    @property
    def is_chest(self) -> bool:
        """Whether the picture is a chest film at all."""
        return not self.source.startswith("gate_")


def fold_of(patient: str) -> int:
    """The fold of a patient, the same on every machine."""
    return int(hashlib.sha256(patient.encode()).hexdigest(), 16) % FOLDS


def load_films(data: Path) -> list[TrainingFilm]:
    """All films of `data/films.csv`.

    Raises
    ------
    BadInput
        If the table or a file it names is missing.
    """
    try:
        with (data / "films.csv").open(newline="") as handle:
            return [_load(data, row) for row in csv.DictReader(handle)]
    except FileNotFoundError as error:
        missing = f"{error.filename}: not found; give the folder with films.csv and its films"
        raise BadInput(missing) from error


def _load(data: Path, row: dict[str, str]) -> TrainingFilm:
    with Image.open(data / row["file"]) as image:
        pixels = np.asarray(image.convert("L"), np.float32) / np.float32(255)
    label, known = _labels(row)
    patient = row["file"] if row["source"].startswith("gate_") else row["patient"]
    mask, organs = _mask(data, row)
    return TrainingFilm(
        file=row["file"],
        source=row["source"],
        patient=patient,
        fold=fold_of(patient),
        square=(to_square(pixels, CACHE_SIZE) * 255).round().astype(np.uint8),
        label=label,
        known=known,
        boxes=_boxes(row, letterbox(pixels, CACHE_SIZE)),
        mask=mask,
        organs=organs,
    )


def _labels(row: dict[str, str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    label, known = np.zeros(len(FINDINGS), np.float32), np.zeros(len(FINDINGS), np.float32)
    named = {find_concept(name, "nih") for name in row["labels"].split("|")}
    for index, finding in enumerate(FINDINGS):
        if row["source"].startswith("nih_") and finding != "lung_opacity":
            known[index], label[index] = 1, finding in named
        if row["source"] == "jsrt" and finding == "lung_nodule_or_mass":
            known[index], label[index] = 1, finding in named
        if row["rsna_class"] and finding == "lung_opacity":
            known[index], label[index] = 1, row["rsna_class"] == "Lung Opacity"
    return label, known


def _boxes(row: dict[str, str], frame: Letterbox) -> BoxSet:
    boxes = json.loads(row["boxes"] or "[]")
    named = [
        (box, finding)
        for box in boxes
        if (finding := find_concept(box["label"], "nih", "rsna")) in _WITH_BOXES
    ]
    corners = [[box[edge] for edge in ("x_min", "y_min", "x_max", "y_max")] for box, _ in named]
    on_film = BoxSet.from_pixels(row["file"], corners, (1, 1), [finding for _, finding in named])
    return boxes_in_square(on_film, frame)


def opacity_boxes(film: TrainingFilm) -> BoxSet:
    """The boxes of lung opacity, in the network frame."""
    return film.boxes[film.boxes.labels == FINDINGS[OPACITY]]


def boxes_in_square(boxes: BoxSet, frame: Letterbox) -> BoxSet:
    """Boxes in the film frame, in the network frame."""
    (top, left), (rows, columns) = frame.offset, frame.scaled
    scale, offset = np.array([columns, rows] * 2), np.array([left, top] * 2)
    return replace(boxes, xyxy=(offset + boxes.xyxy * scale) / frame.size)


def _mask(data: Path, row: dict[str, str]) -> tuple[NDArray[np.uint8] | None, int]:
    if not row["mask"]:
        return None, 0
    with Image.open(data / row["mask"]) as image:
        bits = np.asarray(image)
    bits = bits if bits.ndim == 2 else bits[..., 0]
    sided = row["source"] == "jsrt"
    square = mask_in_square(bits.astype(np.uint8) if sided else split_lungs(bits > 0))
    return square, 31 if sided else _CONTENT


def split_lungs(lungs: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Bits 1 (patient's left lung) and 2 (right) from a mask of both, by connected parts.

    The two largest parts are ordered by their centres, smaller ones join the nearer side.
    """
    import cv2

    count, parts, stats, centres = cv2.connectedComponentsWithStats(lungs.astype(np.uint8))
    order = 1 + np.argsort(-stats[1:, cv2.CC_STAT_AREA])
    big = order[: 2 if len(order) > 1 and stats[order[1], 4] > 0.15 * stats[order[0], 4] else 1]
    middle = centres[big, 0].mean() if len(big) == 2 else lungs.shape[1] / 2
    bits = np.zeros(lungs.shape, np.uint8)
    for part in range(1, count):
        bits[parts == part] = 1 if centres[part, 0] > middle else 2
    return bits


def mask_in_square(bits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Organ bits at the film's size, in the network frame at `CACHE_SIZE`."""
    frame = Letterbox(bits.shape[0], bits.shape[1], CACHE_SIZE)
    rows, columns = frame.scaled
    top, left = frame.offset
    square = np.zeros((CACHE_SIZE, CACHE_SIZE), np.uint8)
    small = np.asarray(Image.fromarray(bits).resize((columns, rows), Image.Resampling.NEAREST))
    square[top : top + rows, left : left + columns] = small
    return square
