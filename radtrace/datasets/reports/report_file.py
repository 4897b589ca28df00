"""A file of reports, read: one entry a report, and what was noticed on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from radtrace.record import BoxSet


class Role(StrEnum):
    """What a file is read for: some formats hold both sides in one entry."""

    PREDICTIONS = "predictions"
    REFERENCES = "references"


class ReportPart(StrEnum):
    """Which part is scored, where a file gives a report's sections apart."""

    WHOLE = "whole"
    FINDINGS = "findings"
    IMPRESSION = "impression"


@dataclass(frozen=True, slots=True)
class PhraseEntry:
    """One phrase of a grounded report. `boxes` are in the film frame, or None if the file gives none."""

    text: str
    boxes: BoxSet | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One report and the line of the file it starts on.

    `phrases` only in grounded files; `boxes` only in files of boxes, which have no text. `cells` are the
    record's other short fields by name in lower case: patient, study, split.
    """

    id: str
    text: str
    line: int
    phrases: tuple[PhraseEntry, ...] = ()
    boxes: BoxSet | None = None
    cells: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class ReportFile:
    """The reports of one file in its order, duplicates included.

    `source` names the format and the fields the text was taken from; `notes` are sentences about
    what was changed in reading (numbers taken as text, a byte order mark skipped).
    """

    path: Path
    source: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()
