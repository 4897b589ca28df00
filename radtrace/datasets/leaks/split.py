"""A split: its rows with their side, patient, study, films and report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from radtrace.datasets.leaks.names import Kind, Name


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One row: its side, file and line, its names, and its report ("" without one)."""

    side: str
    file: Path
    line: int
    names: tuple[Name, ...]
    report: str

    def name(self, kind: Kind) -> str | None:
        """The row's patient, study or film, or None."""
        return next((value for one, value in self.names if one is kind), None)

    @property
    def films(self) -> tuple[str, ...]:
        """Ids of the row's films."""
        return tuple(value for one, value in self.names if one is Kind.FILM)


@dataclass(frozen=True)
class SplitTable:
    """All rows, and the kinds of leak they allow to check.

    `unit` names a row. `files` are the films' files by their ids, where the source names files;
    `sideless` counts the rows that are on no side.
    """

    rows: tuple[SplitRow, ...]
    checked: frozenset[Kind]
    unit: str = "rows"
    files: Mapping[str, str] = field(default_factory=dict)
    sideless: int = 0

    @property
    def sides(self) -> dict[str, int]:
        """Rows a side, in the order the sides come."""
        counts: dict[str, int] = {}
        for row in self.rows:
            counts[row.side] = counts.get(row.side, 0) + 1
        return counts
