"""Films shared by two sides of a split, and their share of each side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from radtrace.datasets.leaks.readings import rows_of
from radtrace.datasets.leaks.split import SplitRow
from radtrace.record import Reading

_ORDER = {"train": 0, "valid": 1, "val": 1, "validation": 1, "validate": 1, "test": 2}


@dataclass(frozen=True)
class Overlap:
    """Two sides and the films on both.

    Attributes
    ----------
    sides
        The earlier side (train before valid before test, else in the order they came), the later.
    shared
        Ids of the films on both, in the order they came on the earlier side.
    films
        Films of each side.
    rows
        Rows (readings) of each side.
    affected
        Rows of each side that are of a shared film.
    """

    sides: tuple[str, str]
    shared: tuple[str, ...]
    films: tuple[int, int]
    rows: tuple[int, int]
    affected: tuple[int, int]

    @property
    def shares(self) -> tuple[float, float]:
        """Which part of each side's films the other has, in [0, 1]."""
        first, second = (len(self.shared) / films if films else 0.0 for films in self.films)
        return first, second

    def sentence(self, unit: str = "readings") -> str:
        """Such as "363 of 470 test films (77%), 401 of 488 test readings, are also in train"."""
        earlier, later = self.sides
        films = f"{len(self.shared):,} of {self.films[1]:,} {later} films ({self.shares[1]:.0%})"
        return f"{films}, {self.affected[1]:,} of {self.rows[1]:,} {later} {unit}, are also in {earlier}"


def films_on_both(readings_by_side: Mapping[str, Iterable[Reading]]) -> tuple[Overlap, ...]:
    """The pairs of sides that share a film; empty where no film is on two.

    Films are identified by SHA-256 where it is known, else by file name without folder and suffix.
    """
    placed = (
        (side, Path(), number, reading)
        for side, readings in readings_by_side.items()
        for number, reading in enumerate(readings, start=1)
    )
    rows, _ = rows_of(placed)
    return tuple(overlap for overlap in overlaps(rows) if overlap.shared)


def overlaps(rows: Sequence[SplitRow]) -> Iterator[Overlap]:
    """Every pair of sides, those that share nothing too."""
    sides: dict[str, list[SplitRow]] = {}
    for row in rows:
        sides.setdefault(row.side, []).append(row)
    ordered = sorted(sides, key=lambda side: _ORDER.get(side.lower(), 0))
    films = {side: _films(rows) for side, rows in sides.items()}
    for pair in combinations(ordered, 2):
        yield _overlap(pair, films, sides)


def _overlap(
    pair: tuple[str, str], films: Mapping[str, Mapping[str, None]], rows: Mapping[str, list[SplitRow]]
) -> Overlap:
    one, other = pair
    shared = tuple(film for film in films[one] if film in films[other])
    known = frozenset(shared)
    return Overlap(
        sides=pair,
        shared=shared,
        films=(len(films[one]), len(films[other])),
        rows=(len(rows[one]), len(rows[other])),
        affected=(_affected(rows[one], known), _affected(rows[other], known)),
    )


def _films(rows: Iterable[SplitRow]) -> dict[str, None]:
    """The films of the rows, each once, in order."""
    return dict.fromkeys(film for row in rows for film in row.films)


def _affected(rows: Iterable[SplitRow], films: frozenset[str]) -> int:
    return sum(not films.isdisjoint(row.films) for row in rows)
