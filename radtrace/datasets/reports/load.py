"""A report file of any known format, told by its content.

CSV          a header with an id and a text, or an id, findings and impression
JSON lines   {"id", "text"} or {"id", "findings", "impression"} a line; a JSON list of them
ReXrank      {ID: {"section_findings", "section_impression", "report", "model_prediction"}}
plain JSON   {ID: "text"}
Readings     the lines of `radtrace read --jsonl`; a reading.json; a folder of them
RadFact      grounded phrases, see `grounded`
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from radtrace.datasets.reports.fields import ID_FIELDS, Fields, find_fields, has_text, lowered, need_record
from radtrace.datasets.reports.grounded import grounded_entry, is_grounded
from radtrace.datasets.reports.readings import is_reading, is_skipped, reading_entry
from radtrace.datasets.reports.report_file import Entry, ReportFile, ReportPart, Role
from radtrace.files.csv_rows import CsvRow, read_rows
from radtrace.files.json_entries import JsonEntry, parse_json, walk_json
from radtrace.files.lines import read_lines, starts_with_mark, wrong
from radtrace.record import BadInput


def read_reports(path: Path, role: Role, section: ReportPart = ReportPart.WHOLE) -> ReportFile:
    """The reports in a file (or in a folder of readings), as predictions or as references.

    Raises
    ------
    BadInput
        In one sentence that names file and line, if the file is not UTF-8 text in one of the
        formats above, or a report in it is null, NaN or without an id.
    """
    if path.is_dir():
        return _read_folder(path, section)
    first = _first_line(path)
    if first.lstrip()[:1] in ("{", "["):
        file = _read_json(path, first, role, section)
    else:
        file = _read_table(path, role, section)
    if not file.entries:
        raise BadInput(f"{path}: holds no reports")
    mark = (f"{path} starts with a byte order mark, which was skipped",) if starts_with_mark(path) else ()
    return ReportFile(path, file.source, file.entries, (*mark, *file.notes))


def _first_line(path: Path) -> str:
    first = next((line for _, line in read_lines(path) if line.strip()), None)
    if first is None:
        raise wrong(path, 1, "is empty; give reports")
    return first


def _read_folder(folder: Path, section: ReportPart) -> ReportFile:
    files = sorted(folder.rglob("reading.json"))
    if not files:
        raise BadInput(f"{folder}: contains no reading.json; give the folder of radtrace read --out")
    values = ((file, parse_json(file, 1, "".join(text for _, text in read_lines(file)))) for file in files)
    entries = tuple(reading_entry(file, 1, need_record(file, 1, value), section) for file, value in values)
    return ReportFile(folder, "readings", entries)


def _read_table(path: Path, role: Role, section: ReportPart) -> ReportFile:
    rows = read_rows(path)
    first = next(rows, None)
    if first is None:
        raise BadInput(f"{path}: holds no reports below its header")
    fields = find_fields(path, first.line, list(first.cells), role, section)
    both: Iterable[CsvRow] = chain([first], rows)
    entries = tuple(fields.entry(row.line, None, row.cells) for row in both)
    return ReportFile(path, f"CSV, column {fields.source}", entries, fields.notes())


def _read_json(path: Path, first: str, role: Role, section: ReportPart) -> ReportFile:
    items = [item for item in _items(path, first, role) if not is_skipped(item.value)]
    if not items:
        raise BadInput(f"{path}: holds no reports")
    value = items[0].value
    if is_reading(value):
        entries = tuple(_reading(path, item, section) for item in items)
        return ReportFile(path, "readings", entries)
    if is_grounded(value):
        return _grounded(path, items, role)
    if isinstance(value, str) and items[0].key is not None:
        return _plain(path, items)
    return _read_records(path, items, role, section)


def _items(path: Path, first: str, role: Role) -> list[JsonEntry]:
    """The records of a JSON file, whichever way it holds them."""
    if _is_json_lines(path, first):
        lines = ((number, text) for number, text in read_lines(path) if text.strip())
        return [JsonEntry(number, None, parse_json(path, number, text)) for number, text in lines]
    items = list(walk_json(path, "".join(text for _, text in read_lines(path))))
    if items and items[0].key is not None:
        whole = {item.key: item.value for item in items if item.key is not None}
        if _is_single(whole, role):
            return [JsonEntry(items[0].line, None, whole)]
    return items


def _is_json_lines(path: Path, first: str) -> bool:
    """Whether the first line is JSON by itself, and more lines follow."""
    filled = (text for _, text in read_lines(path) if text.strip())
    next(filled)
    if next(filled, None) is None:
        return False
    try:
        parse_json(path, 1, first)
    except BadInput:
        return False
    return True


def _is_single(whole: dict[str, Any], role: Role) -> bool:
    """Whether an object is one report, and not many under their ids."""
    if is_reading(whole) or is_grounded(whole):
        return True
    plain = lowered(whole)
    nested = any(isinstance(value, dict) for value in whole.values())
    return not nested and "id" in plain and has_text(plain, role)


def _reading(path: Path, item: JsonEntry, section: ReportPart) -> Entry:
    if not is_reading(item.value):
        raise wrong(path, item.line, 'is no {"file", "reading"} as the first line is')
    return reading_entry(path, item.line, item.value, section)


def _grounded(path: Path, items: list[JsonEntry], role: Role) -> ReportFile:
    fields = Fields(path, None, ())
    entries = []
    for number, item in enumerate(items, 1):
        identifier = fields.identifier(item.line, _given_id(item) or str(number))
        entries.append(grounded_entry(path, item.line, identifier, item.value, role))
    unnamed = sum(_given_id(item) is None for item in items)
    notes = (f"{unnamed} entries of {path} have no id and were numbered in order",) if unnamed else ()
    return ReportFile(path, "grounded phrases", tuple(entries), (*notes, *fields.notes()))


def _given_id(item: JsonEntry) -> object:
    record = lowered(item.value) if isinstance(item.value, dict) else {}
    return next((record[name] for name in ID_FIELDS if record.get(name) is not None), item.key)


def _plain(path: Path, items: list[JsonEntry]) -> ReportFile:
    fields = Fields(path, None, ("text",))
    entries = tuple(fields.entry(item.line, item.key, {"text": item.value}) for item in items)
    return ReportFile(path, "JSON, text by id", entries)


def _read_records(path: Path, items: list[JsonEntry], role: Role, section: ReportPart) -> ReportFile:
    records = [need_record(path, item.line, item.value) for item in items]
    names = dict.fromkeys(name for record in records for name in record)
    keyed = items[0].key is not None
    fields = find_fields(path, items[0].line, names, role, section, keyed=keyed)
    pairs = zip(items, records, strict=True)
    entries = tuple(fields.entry(item.line, item.key, record) for item, record in pairs)
    form = "ReXrank JSON" if keyed else "JSON"
    return ReportFile(path, f"{form}, field {fields.source}", entries, fields.notes())
