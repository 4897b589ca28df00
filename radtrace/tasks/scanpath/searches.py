"""The visual searches in a file of Readings: film, target and path."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from radtrace.datasets.readings import read_readings
from radtrace.datasets.reports.readings import film_id
from radtrace.files.lines import shown
from radtrace.gaze.scanpath import Scanpath, scanpath_of
from radtrace.record import BadInput, Reading

ANY = "any"
"""The target of a reading without one."""


@dataclass(frozen=True, eq=False)
class Search:
    """One reading's path: the film's id, the target's name in lower case, and the Reading it is from."""

    film: str
    target: str
    path: Scanpath
    reading: Reading


def read_searches(file: Path, split: str | None = None) -> list[Search]:
    """The searches of one split, or all, in the file's order; paths may be empty.

    Raises
    ------
    BadInput
        Naming file and line of a broken Reading, or the splits there are.
    """
    found = [search_of(reading) for _, reading in read_readings(file)]
    if not found:
        raise BadInput(f"{file}: contains no Readings; make them with radtrace gaze import")
    return found if split is None else side(found, split, file)


def side(searches: Sequence[Search], split: str, file: Path) -> list[Search]:
    """The searches of one split.

    Raises
    ------
    BadInput
        If there are none, naming the splits there are.
    """
    chosen = [one for one in searches if one.reading.study.split == split]
    if not chosen:
        splits = sorted({one.reading.study.split for one in searches if one.reading.study.split})
        there = (
            f"its splits are {', '.join(shown(name) for name in splits)}"
            if splits
            else "its readings name no split"
        )
        raise BadInput(f"{file}: has no reading in split {shown(split)!r}; {there}")
    return chosen


def file_sha256(file: Path) -> str:
    """SHA-256 of the file's bytes."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def search_of(reading: Reading) -> Search:
    """The search of one Reading: its first film, its gaze's target, its path."""
    target = reading.gaze.target if reading.gaze is not None else None
    name = ANY if target is None else target.name.strip().lower()
    return Search(film_id(reading.study.films[0].file), name, scanpath_of(reading), reading)
