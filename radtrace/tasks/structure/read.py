"""Reports from files: JSON lines, plain text, Open-i's XML, and all that `radtrace score` reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from radtrace.datasets.reports import Entry, ReportPart, Role, read_reports
from radtrace.datasets.reports.fields import checked, find_fields, has_text, need_record
from radtrace.datasets.reports.openi import openi_text
from radtrace.files.json_entries import parse_json
from radtrace.files.lines import read_lines, wrong
from radtrace.record import BadInput

LONGEST_REPORT = 1_000_000  # characters; a report has a few thousand
_LOOKED_AT = 10  # lines
Skipped = Callable[[str], None]


def read_entries(paths: Iterable[Path], skipped: Skipped | None = None) -> Iterator[Entry]:
    """The reports of the files in order; a folder gives its .txt and .xml files, by name.

    A text file or an Open-i XML file is one report, its id is the file's stem. Of a file that holds
    predictions beside references, the references are taken.

    Parameters
    ----------
    skipped
        Is told of every line or file that cannot be used, and the others are read. A line that is not
        UTF-8, or too long, ends its file.

    Raises
    ------
    BadInput
        Without `skipped`: in one sentence that names file and line, if anything cannot be used.
    """
    for path in paths:
        yield from _guarded(_below(path, skipped), skipped)


def _below(path: Path, skipped: Skipped | None) -> Iterator[Entry]:
    for file in _files(path):
        yield from _guarded(_entries(file, skipped), skipped)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in _SINGLE)
    if not files:
        raise BadInput(f"{path}: contains no {' or '.join(sorted(_SINGLE))} file; give a folder with reports")
    return files


def _guarded(entries: Iterator[Entry], skipped: Skipped | None) -> Iterator[Entry]:
    try:
        yield from entries
    except BadInput as error:
        if skipped is None:
            raise
        skipped(str(error))


def _entries(path: Path, skipped: Skipped | None) -> Iterator[Entry]:
    single = _SINGLE.get(path.suffix.lower())
    if single is not None:
        yield _bounded(path, Entry(checked(path, 1, "the file's name", path.stem), single(path), 1))
    elif _is_json_lines(path):
        for number, line in read_lines(path):
            if line.strip():
                yield from _guarded(_from_line(path, number, line), skipped)
    else:
        role = Role.REFERENCES
        for entry in read_reports(path, role).entries:
            yield from _guarded(iter([_bounded(path, entry)]), skipped)


def _plain_text(path: Path) -> str:
    return "".join(line for _, line in read_lines(path))


def _from_openi(path: Path) -> str:
    return openi_text(path, _plain_text(path))


_SINGLE: dict[str, Callable[[Path], str]] = {".txt": _plain_text, ".xml": _from_openi}


def _is_json_lines(path: Path) -> bool:
    """Whether one of the first lines, most of which may be bad, is by itself a report in JSON."""
    filled = (line for _, line in read_lines(path) if line.strip())
    return any(_is_report(path, line) for line in islice(filled, _LOOKED_AT))


def _is_report(path: Path, line: str) -> bool:
    try:
        value = parse_json(path, 1, line)
    except BadInput:
        return False
    return isinstance(value, dict) and any(has_text(need_record(path, 1, value), role) for role in Role)


def _from_line(path: Path, number: int, line: str) -> Iterator[Entry]:
    record = need_record(path, number, parse_json(path, number, line.rstrip()))
    role = next((role for role in reversed(Role) if has_text(record, role)), Role.REFERENCES)
    fields = find_fields(path, number, record, role, ReportPart.WHOLE)
    yield _bounded(path, fields.entry(number, None, record))


def _bounded(path: Path, entry: Entry) -> Entry:
    if len(entry.text) > LONGEST_REPORT:
        what = f"the report has {len(entry.text)} characters, over {LONGEST_REPORT}; give one report each"
        raise wrong(path, entry.line, what)
    return entry
