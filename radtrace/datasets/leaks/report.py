"""Leaks as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from radtrace.datasets.leaks.find import SHORTEST, TEMPLATE_PATIENTS, Found, Leak
from radtrace.datasets.leaks.names import Kind
from radtrace.datasets.leaks.near import SHINGLE, THRESHOLD
from radtrace.datasets.leaks.overlap import Overlap, overlaps
from radtrace.datasets.leaks.split import SplitRow, SplitTable
from radtrace.files.atomic import atomic_write
from radtrace.files.lines import shown
from radtrace.record import BadInput

# On the terminal; the JSON file lists all.
_LISTED = 10
_PLURAL = {
    Kind.PATIENT: "patients",
    Kind.STUDY: "studies",
    Kind.FILM: "films",
    Kind.REPORT: "near-duplicate reports",
}


def lines(table: SplitTable, found: Found) -> Iterator[str]:
    """What was compared, the leaks of each kind with their rows, and what could not be checked."""
    yield "sides: " + ", ".join(f"{shown(side)} ({n} {table.unit})" for side, n in table.sides.items())
    if table.sideless:
        yield f"on no side, not compared: {table.sideless} {table.unit}"
    for kind in Kind:
        if kind not in table.checked:
            source = "column names" if table.unit == "rows" else "Reading has"
            yield f"{_PLURAL[kind]}: not checked, no {source} them"
        elif kind is Kind.STUDY and found.local_studies:
            yield "studies: not checked, they are numbered within a patient"
        else:
            yield from _of_kind(kind, table, found)
    if found.templates:
        owners = f"{TEMPLATE_PATIENTS} or more patients"
        yield f"templates, not counted: {found.templates} texts that {owners} have"


def to_json(table: SplitTable, found: Found) -> str:
    """The JSON text of `--json`."""
    content = {
        "sides": table.sides,
        "leaks": len(found.cases),
        "checked": [kind.value for kind in Kind if kind in table.checked],
        "studies_numbered_within_patient": found.local_studies,
        "reports": {
            "similarity": f"Jaccard of {SHINGLE}-word shingles",
            "threshold": THRESHOLD,
            "shortest_words": SHORTEST,
            "templates_not_counted": found.templates,
        },
        "rows_on_no_side": table.sideless,
        "films": _films(table, found),
        "found": {kind.value: [_case(leak) for leak in found.of(kind)] for kind in Kind},
    }
    return json.dumps(content, indent=1) + "\n"


def write_json(path: Path, table: SplitTable, found: Found) -> None:
    """Write `to_json` to a new file, or over an older `.json`.

    Raises
    ------
    BadInput
        If the path cannot be written, or holds something else: `--json train.csv test.csv` must not
        overwrite a data file.
    """
    if path.exists() and path.suffix.lower() != ".json":
        raise BadInput(f"{path}: exists and would be overwritten; give --json last, or a name in .json")
    atomic_write(path, to_json(table, found))


def _of_kind(kind: Kind, table: SplitTable, found: Found) -> Iterator[str]:
    leaks = found.of(kind)
    how = f" (Jaccard of {SHINGLE}-word shingles {THRESHOLD} or more)" if kind is Kind.REPORT else ""
    yield f"{_PLURAL[kind]} on both sides{how}: {len(leaks)}"
    if kind is Kind.FILM:
        shares = (one.sentence(table.unit) for one in overlaps(table.rows) if one.shared)
        yield from (f"    {shown(sentence, 300)}" for sentence in shares)
    for leak in leaks[:_LISTED]:
        yield f"    {_line(leak)}"
    if len(leaks) > _LISTED:
        yield f"    and {len(leaks) - _LISTED} more; --json lists all"


def _films(table: SplitTable, found: Found) -> dict[str, Any]:
    """Every leaked film by its file, and what each two sides share."""
    return {
        "leaked": [_file(leak.shared, table) for leak in found.of(Kind.FILM)],
        "by_sides": [_pair(overlap, table) for overlap in overlaps(table.rows)],
    }


def _pair(overlap: Overlap, table: SplitTable) -> dict[str, Any]:
    return {
        "sides": overlap.sides,
        "shared": [_file(film, table) for film in overlap.shared],
        "films": overlap.films,
        "share_of_first": overlap.shares[0],
        "share_of_second": overlap.shares[1],
        "rows": overlap.rows,
        "rows_affected": overlap.affected,
        "sentence": overlap.sentence(table.unit),
    }


def _file(film: str, table: SplitTable) -> str:
    return table.files.get(film, film)


def _line(leak: Leak) -> str:
    similarity = f"{leak.similarity:.2f} " if leak.kind is Kind.REPORT else ""
    return f"{similarity}{shown(leak.shared, 70)!r}: " + "; ".join(_place(row) for row in leak.rows)


def _place(row: SplitRow) -> str:
    side = "" if row.side == str(row.file) else f" [{shown(row.side, 30)}]"
    return f"{row.file}, line {row.line}{side}"


def _case(leak: Leak) -> dict[str, Any]:
    rows = [{"file": str(row.file), "line": row.line, "side": row.side} for row in leak.rows]
    return {"shared": leak.shared, "similarity": round(leak.similarity, 4), "rows": rows}
