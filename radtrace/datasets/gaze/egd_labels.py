"""EGD-CXR's labels in the vocabulary.

They come from the study's reports and codes, not from the reader whose gaze was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from radtrace.datasets.gaze.cells import number, text
from radtrace.datasets.gaze.labels import Claim
from radtrace.datasets.gaze.summary import Summary
from radtrace.files.csv_rows import CsvRow
from radtrace.files.lines import wrong
from radtrace.record import Presence, find_concept

CHEXPERT = "__chx"
SAME = {
    "chf": "heart_failure",
    "pneumonia": "pneumonia",
    "consolidation": "consolidation",
    "enlarged_cardiac_silhouette": "cardiomegaly",
    "pleural_effusion_or_thickening": "pleural_abnormality",
    "pulmonary_edema__hazy_opacity": "pulmonary_edema",
    "elevated_hemidiaphragm": "diaphragm_elevation",
    "hyperaeration": "hyperinflation",
    "vascular_redistribution": "pulmonary_congestion",
}
# These labels are subtypes of the concept: their absence does not imply the concept's absence.
KIND_OF = {"linear__patchy_atelectasis": "atelectasis", "lobar__segmental_collapse": "atelectasis"}
NO_CONCEPT = (
    "normal_reports",
    "normal",
    "normal_anatomically",
    "not_otherwise_specified_opacity___pleural__parenchymal_opacity__",
    "no_finding__chx",
)
_PRESENCE = {1.0: Presence.PRESENT, 0.0: Presence.ABSENT, -1.0: Presence.UNCERTAIN}


def claims_of(path: Path, row: CsvRow, summary: Summary) -> tuple[list[Claim], list[str]]:
    """The claims of one row of the master sheet, and notes on labels without a concept."""
    claims: list[Claim] = []
    notes: list[str] = []
    for label in (name for name in _labels(row) if text(row, name)):
        presence, concept = _presence(path, row, label), _concept(label)
        if presence is Presence.ABSENT and (concept is None or label in KIND_OF):
            summary.leave_out("labels", f"no {label}, which implies nothing about a concept")
            continue
        summary.take("labels")
        if concept is None:
            summary.why["labels without a matching concept, kept as a note on the film"] += 1
            notes.append(f"EGD-CXR {label}: {presence}")
        else:
            claims.append(Claim(concept, presence))
    return claims, notes


def _labels(row: CsvRow) -> Iterator[str]:
    known = {*SAME, *KIND_OF, *NO_CONCEPT}
    return (name for name in row.cells if name in known or name.endswith(CHEXPERT))


def _concept(label: str) -> str | None:
    if label in NO_CONCEPT:
        return None
    return SAME.get(label) or KIND_OF.get(label) or find_concept(label.removesuffix(CHEXPERT), "chexpert")


def _presence(path: Path, row: CsvRow, label: str) -> Presence:
    value = number(path, row, label)
    if value not in _PRESENCE:
        raise wrong(path, row.line, f"column {label}: {value:g} is not 1, 0 or -1")
    return _PRESENCE[value]
