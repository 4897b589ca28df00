"""REFLACX's labels and ellipses in the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from radtrace.datasets.gaze.boxes import film_box, inside
from radtrace.datasets.gaze.cells import number, text
from radtrace.datasets.gaze.labels import Claim, graded
from radtrace.datasets.gaze.summary import Summary
from radtrace.files.csv_rows import CsvRow
from radtrace.files.lines import shown, wrong
from radtrace.record import Box, Presence

SCALE = 5
SAME = {
    "abnormal mediastinal contour": "enlarged_cardiomediastinum",
    "airway wall thickening": "bronchial_wall_thickening",
    "atelectasis": "atelectasis",
    "consolidation": "consolidation",
    "emphysema": "emphysema",
    "enlarged cardiac silhouette": "cardiomegaly",
    "enlarged hilum": "hilar_enlargement",
    "fibrosis": "pulmonary_fibrosis",
    "fracture": "fracture",
    "hiatal hernia": "hiatal_hernia",
    "high lung volume / emphysema": "hyperinflation",
    "interstitial lung disease": "interstitial_opacity",
    "lung nodule or mass": "lung_nodule_or_mass",
    "mass": "lung_mass",
    "nodule": "lung_nodule",
    "pleural abnormality": "pleural_abnormality",
    "pleural effusion": "pleural_effusion",
    "pleural thickening": "pleural_thickening",
    "pneumothorax": "pneumothorax",
    "pulmonary edema": "pulmonary_edema",
    "support devices": "support_device",
    "wide mediastinum": "enlarged_cardiomediastinum",
}
# These labels are subtypes of the concept: present implies the concept, absent implies nothing.
KIND_OF = {"acute fracture": "fracture", "groundglass opacity": "lung_opacity"}
NO_CONCEPT = ("quality issue", "other")
LABELS = (*SAME, *KIND_OF, *NO_CONCEPT)

Ellipse = tuple[Box, float | None]


def claims_of(
    sheet: Path, row: CsvRow, ellipses: dict[str, list[Ellipse]], summary: Summary
) -> tuple[list[Claim], list[str]]:
    """The claims of one row of the metadata, and notes on labels without a concept.

    `ellipses` are those drawn for each label, by its name in lower case.
    """
    claims: list[Claim] = []
    notes: list[str] = []
    for label in (name for name in LABELS if text(row, name)):
        if label in NO_CONCEPT:
            notes += _notes(label, text(row, label), summary)
        elif claim := _claim(sheet, row, label, ellipses.get(label, []), summary):
            claims.append(claim)
    return claims, notes


def ellipses_of(
    path: Path, rows: Sequence[CsvRow], size: tuple[float, float], summary: Summary
) -> dict[str, list[Ellipse]]:
    """The ellipses of a recording by label, as boxes of the film frame with certainty in [0, 1].

    Parameters
    ----------
    size
        Width and height of the film in pixels, the frame of the file.
    """
    found: dict[str, list[Ellipse]] = {}
    for row in rows:
        left, top, right, bottom = (number(path, row, name) for name in ("xmin", "ymin", "xmax", "ymax"))
        box = film_box((left, top, right, bottom), size)
        labels = [name for name in (*SAME, *KIND_OF) if _says(path, row, name)]
        if box is None:
            summary.leave_out("ellipses", "outside the film")
        elif not labels:
            summary.leave_out("ellipses", "of a label without a matching concept")
        else:
            summary.take("ellipses")
            summary.why["ellipses clipped to the film"] += not inside((left, top, right, bottom), size)
            certainty = _share(path, row, "certainty") if text(row, "certainty") else None
            for name in labels:
                found.setdefault(name, []).append((box, certainty))
    return found


def _claim(sheet: Path, row: CsvRow, label: str, outlines: list[Ellipse], summary: Summary) -> Claim | None:
    presence, certainty = _rating(sheet, row, label)
    if label in KIND_OF and presence is Presence.ABSENT:
        summary.leave_out("labels", f"no {label}, which does not rule out {KIND_OF[label]}")
        return None
    summary.take("labels")
    if presence is Presence.ABSENT and outlines:
        summary.why["labels rated 0 though an ellipse was drawn for them: kept as uncertain"] += 1
        presence = Presence.UNCERTAIN
    concept = SAME.get(label) or KIND_OF[label]
    return Claim(concept, presence, certainty, tuple(outlines))


def _rating(sheet: Path, row: CsvRow, label: str) -> tuple[Presence, float | None]:
    if text(row, label).lower() in ("true", "false"):
        return (Presence.PRESENT if _says(sheet, row, label) else Presence.ABSENT), None
    certainty = _share(sheet, row, label)
    return graded(certainty * SCALE), certainty


def _notes(label: str, value: str, summary: Summary) -> Iterator[str]:
    for part in value.split("|"):
        if part.strip().lower() in ("", "false", "0"):
            summary.leave_out("labels", f"no {label}, which has no matching concept")
        else:
            summary.take("labels")
            summary.why["labels without a matching concept, kept as a note on the film"] += 1
            yield f"REFLACX {label}: {shown(part.strip(), 400)}"


def _says(path: Path, row: CsvRow, label: str) -> bool:
    cell = text(row, label).lower()
    if cell not in ("true", "false", ""):
        raise wrong(path, row.line, f"column {label}: {shown(cell)!r} is not True or False")
    return cell == "true"


def _share(path: Path, row: CsvRow, column: str) -> float:
    """A rating from 0 to 5 as a fraction."""
    value = number(path, row, column)
    if not 0 <= value <= SCALE:
        raise wrong(path, row.line, f"column {column}: {value:g} is not a rating from 0 to {SCALE}")
    return value / SCALE
