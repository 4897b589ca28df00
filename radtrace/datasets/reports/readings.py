"""Our own Readings as report files: the lines of `radtrace read --jsonl`, and `reading.json`.

A report's id is its film's file name without folder and image suffix.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from radtrace.datasets.readings import valid_reading
from radtrace.datasets.reports.fields import joined
from radtrace.datasets.reports.report_file import Entry, ReportPart
from radtrace.record import Reading, Section

_SUFFIXES = {".dcm", ".dicom", ".png", ".jpg", ".jpeg"}


def is_reading(value: object) -> bool:
    """Whether a JSON value is a Reading, or a line of a batch."""
    return isinstance(value, Mapping) and (
        "schema_version" in value or ("file" in value and ("reading" in value or "refused" in value))
    )


def is_skipped(value: object) -> bool:
    """Whether a JSON value is a batch's line of a file that is no frontal film, and so has no report."""
    return isinstance(value, Mapping) and set(value) == {"file", "skipped"}


def reading_entry(path: Path, line: int, value: Mapping[str, Any], section: ReportPart) -> Entry:
    """The report of one Reading; that of a refused film is empty.

    Raises
    ------
    BadInput
        Naming file and line, if the record is not a valid Reading.
    """
    if "schema_version" in value:
        reading = valid_reading(path, line, value)
        identifier = film_id(reading.study.films[0].file)
        return Entry(identifier, report_text(reading, section), line, cells=_cells(reading))
    identifier = film_id(str(value["file"]))
    if "refused" in value:
        return Entry(identifier, "", line)
    reading = valid_reading(path, line, value["reading"])
    return Entry(identifier, report_text(reading, section), line, cells=_cells(reading))


def _cells(reading: Reading) -> dict[str, str]:
    """Who the Reading is of, and its split."""
    study, film = reading.study, reading.study.films[0]
    cells = {
        "patient_id": study.patient,
        "study_uid": study.study_uid,
        "file": film.file,
        "sha256": film.sha256,
        "split": study.split,
    }
    return {name: value for name, value in cells.items() if value}


def film_id(file: str) -> str:
    """A film's id: its file name without folder and image suffix (UIDs hold dots)."""
    name = PurePosixPath(file.replace("\\", "/"))
    return name.stem if name.suffix.lower() in _SUFFIXES else name.name


def report_text(reading: Reading, section: ReportPart = ReportPart.WHOLE) -> str:
    """The text of a Reading's sentences: findings and impression, or one section."""
    said = {part: " ".join(s.text for s in reading.sentences if s.section is part) for part in Section}
    if section is ReportPart.WHOLE:
        return joined(said[Section.FINDINGS], said[Section.IMPRESSION])
    return said[Section(section.value)]
