"""Leaks as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from radtrace.record.lines import shown
from radtrace.tasks.leaks.find import SHORTEST, TEMPLATE_PATIENTS, Case, Found
from radtrace.tasks.leaks.names import Kind
from radtrace.tasks.leaks.near import SHINGLE, THRESHOLD
from radtrace.tasks.leaks.rows import SplitRow, SplitTable

_LISTED = 10
_PLURAL = {
    Kind.PATIENT: "patients",
    Kind.STUDY: "studies",
    Kind.FILM: "films",
    Kind.REPORT: "near-duplicate reports",
}


def lines(table: SplitTable, found: Found) -> Iterator[str]:
    """What was compared, the leaks of each kind with their rows, and what could not be checked."""
    yield "sides: " + ", ".join(f"{shown(side)} ({n} rows)" for side, n in table.sides.items())
    for kind in Kind:
        if kind not in table.checked:
            yield f"{_PLURAL[kind]}: not checked, no column names them"
        elif kind is Kind.STUDY and found.local_studies:
            yield "studies: not checked, they are numbered within a patient"
        else:
            yield from _of_kind(kind, found)
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
        "found": {kind.value: [_case(case) for case in found.of(kind)] for kind in Kind},
    }
    return json.dumps(content, indent=1) + "\n"


def _of_kind(kind: Kind, found: Found) -> Iterator[str]:
    cases = found.of(kind)
    how = f" (Jaccard of {SHINGLE}-word shingles {THRESHOLD} or more)" if kind is Kind.REPORT else ""
    yield f"{_PLURAL[kind]} on both sides{how}: {len(cases)}"
    for case in cases[:_LISTED]:
        yield f"    {_told(case)}"
    if len(cases) > _LISTED:
        yield f"    and {len(cases) - _LISTED} more"


def _told(case: Case) -> str:
    similarity = f"{case.similarity:.2f} " if case.kind is Kind.REPORT else ""
    return f"{similarity}{shown(case.shared, 70)!r}: " + "; ".join(_place(row) for row in case.rows)


def _place(row: SplitRow) -> str:
    side = "" if row.side == str(row.file) else f" [{shown(row.side, 30)}]"
    return f"{row.file}, line {row.line}{side}"


def _case(case: Case) -> dict[str, Any]:
    rows = [{"file": str(row.file), "line": row.line, "side": row.side} for row in case.rows]
    return {"shared": case.shared, "similarity": round(case.similarity, 4), "rows": rows}
