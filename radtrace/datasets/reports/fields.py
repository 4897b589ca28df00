"""Which fields of a record are its id and its text, decided once a file, from its first record."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from radtrace.datasets.reports.report_file import Entry, ReportPart, Role
from radtrace.files.json_entries import is_number
from radtrace.files.lines import shown, wrong

ID_FIELDS = (
    "id",
    "study_id",
    "report_id",
    "example_id",
    "image_id",
    "dicom_id",
    "uid",
    "study",
    "file",
    "name",
    "path_to_image",
)
_OWN_FIELDS = {
    Role.PREDICTIONS: ("model_prediction", "prediction", "generated_report", "generated", "hypothesis"),
    Role.REFERENCES: ("target", "reference", "ground_truth", "gt_report"),
}
_WHOLE_FIELDS = ("text", "report", "report_text", "section_report")
_SECTION_FIELDS = {
    ReportPart.FINDINGS: ("findings", "section_findings"),
    ReportPart.IMPRESSION: ("impression", "section_impression"),
}
_SHORT = 200
_NOT_TEXT = {"nan", "null", "none", "n/a", "#n/a"}


@dataclass
class Fields:
    """The fields of a file's records that are read.

    `id` is None where the file's own keys are the ids; `text` are one field, or the fields of
    the findings and the impression.
    """

    path: Path
    id: str | None
    text: tuple[str, ...]
    numbers: list[str] = field(default_factory=list)

    @property
    def source(self) -> str:
        """The text's fields, as they are told."""
        return " + ".join(self.text)

    def notes(self) -> tuple[str, ...]:
        """What was changed in reading."""
        if not self.numbers:
            return ()
        return (
            f"{len(self.numbers)} ids of {self.path} are numbers and were taken as text: {self.numbers[0]}",
        )

    def entry(self, line: int, key: str | None, record: Mapping[str, Any]) -> Entry:
        """The entry of a record (keys in lower case).

        Raises
        ------
        BadInput
            If its id or text is missing, null, NaN or not text.
        """
        identifier = self.identifier(line, key if self.id is None else record.get(self.id))
        parts = [self._part(line, identifier, name, record) for name in self.text]
        text = (parts[0] or "") if len(parts) == 1 else joined(*parts)
        return Entry(identifier, text, line, cells=self._cells(record))

    def _cells(self, record: Mapping[str, Any]) -> dict[str, str]:
        """The short fields besides the text, as text."""
        others = ((name, value) for name, value in record.items() if name not in self.text)
        cells = ((name, str(value)) for name, value in others if isinstance(value, str) or is_number(value))
        return {name: text for name, text in cells if len(text) <= _SHORT}

    def identifier(self, line: int, value: object) -> str:
        """An id as text; numbers are taken as text and noted."""
        text = value.strip() if isinstance(value, str) else self._number(value)
        if not text:
            raise wrong(self.path, line, f"has no id; give it a text in {self.id or 'its key'!r}")
        return checked(self.path, line, "the id", text)

    def _number(self, value: object) -> str | None:
        if not is_number(value):
            return None
        text = str(int(value)) if value == int(value) else repr(value)
        self.numbers.append(text)
        return text

    def _part(self, line: int, identifier: str, name: str, record: Mapping[str, Any]) -> str | None:
        value = record.get(name)
        if value is None and len(self.text) > 1 and any(record.get(other) for other in self.text):
            return None
        if name not in record:
            raise wrong(self.path, line, f"has no {name!r} for {shown(identifier)!r}, as other entries have")
        return report_text(self.path, line, f"{name!r} of {shown(identifier)!r}", value)


def find_fields(
    path: Path, line: int, names: Collection[str], role: Role, section: ReportPart, *, keyed: bool = False
) -> Fields:
    """The fields to read, given those of the first record (in lower case).

    The text is, in this order: the role's own field (such as ReXrank's `model_prediction`), the
    whole report, its sections. If one section is asked for, it comes first.

    Raises
    ------
    BadInput
        If there is no field for the id (unless the records are `keyed` by it), or none for the text.
    """
    identifier = None if keyed else next((name for name in ID_FIELDS if name in names), None)
    if identifier is None and not keyed:
        raise wrong(path, line, f"has no id; name its field one of {', '.join(ID_FIELDS[:5])}")
    text = _text_fields(names, role, section)
    if not text:
        raise wrong(path, line, _no_text(names, section))
    return Fields(path, identifier, text)


def has_text(names: Collection[str], role: Role) -> bool:
    """Whether a record of these fields can be a report."""
    return bool(_text_fields(names, role, ReportPart.WHOLE))


def lowered(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with its keys in lower case."""
    return {key.strip().lower(): value for key, value in record.items()}


def joined(findings: str | None, impression: str | None) -> str:
    """Findings and impression as one report, each under its heading; an empty one is left out."""
    parts = (("FINDINGS", findings), ("IMPRESSION", impression))
    return "\n".join(f"{heading}: {text}" for heading, text in parts if text and text.strip())


def report_text(path: Path, line: int, what: str, value: object) -> str:
    """The text of a report; `what` names it in the error if it is null, NaN or not text."""
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    if missing or (isinstance(value, str) and value.strip().lower() in _NOT_TEXT):
        raise wrong(
            path, line, f"{what} is {shown(str(value))}, not a report; give its text or drop the entry"
        )
    if not isinstance(value, str):
        raise wrong(path, line, f"{what} is a {_kind(value)}, not a text")
    return checked(path, line, what, value)


def checked(path: Path, line: int, what: str, text: str) -> str:
    """`text`, if it can be written again as UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise wrong(
            path, line, f"{what} holds half a character (a lone surrogate); repair its escapes"
        ) from error
    return text


def _text_fields(names: Collection[str], role: Role, section: ReportPart) -> tuple[str, ...]:
    sections = {part: _first(options, names) for part, options in _SECTION_FIELDS.items()}
    asked = sections.get(section)
    whole = _first(_OWN_FIELDS[role] + _WHOLE_FIELDS, names)
    single = _first(_OWN_FIELDS[role], names) if role is Role.PREDICTIONS else None
    if section is not ReportPart.WHOLE:
        chosen = single or asked or whole
        return (chosen,) if chosen else ()
    return (whole,) if whole else tuple(name for name in sections.values() if name)


def _first(options: tuple[str, ...], names: Collection[str]) -> str | None:
    return next((option for option in options if option in names), None)


def _no_text(names: Collection[str], section: ReportPart) -> str:
    wanted = "text, report, findings, impression" if section is ReportPart.WHOLE else f"{section} or text"
    return f"has no report; name its field one of {wanted} (it has {shown(', '.join(names)) or 'none'})"


def _kind(value: object) -> str:
    names = {bool: "true/false", int: "number", float: "number", list: "list", dict: "JSON object"}
    return names.get(type(value), type(value).__name__)


def need_record(path: Path, line: int, value: object) -> dict[str, Any]:
    """`value` as a record with its keys in lower case; an error if it is no JSON object."""
    if not isinstance(value, dict):
        raise wrong(path, line, f"is a {_kind(value)}, not a record; give each report as a JSON object")
    return lowered(value)
