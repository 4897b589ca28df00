"""The best one-to-one matching of two short lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Gains = Sequence[Sequence[float]]
EXACT_UP_TO = 40


def assign(gains: Gains) -> list[tuple[int, int]]:
    """Pairs (row, column) of greatest total gain; pairs without gain are left out.

    `gains` (rows, columns) are not negative. Exact (Hungarian method by shortest augmenting paths,
    Kuhn 1955, Jonker and Volgenant 1987) among rows and columns tied to each other by gains, while
    both sides have at most EXACT_UP_TO of them; beyond that, where no real report goes, greedy from
    the greatest gain down.
    """
    pairs = []
    for rows, columns in _parts(gains):
        part = [[gains[row][column] for column in columns] for row in rows]
        pairs += [(rows[i], columns[j]) for i, j in _assign_part(part)]
    return pairs


def _parts(gains: Gains) -> Iterator[tuple[list[int], list[int]]]:
    """Rows and columns that gains tie together; those without any gain are in no part."""
    tied = [{column for column, gain in enumerate(row) if gain > 0} for row in gains]
    waiting = [row for row, columns in enumerate(tied) if columns]
    while waiting:
        rows, columns, grown = [waiting[0]], set(tied[waiting[0]]), True
        while grown:
            more = [row for row in waiting if row not in rows and tied[row] & columns]
            grown = bool(more)
            rows += more
            columns |= set().union(*(tied[row] for row in more))
        waiting = [row for row in waiting if row not in rows]
        yield rows, sorted(columns)


def _assign_part(gains: Gains) -> list[tuple[int, int]]:
    if max(len(gains), len(gains[0])) > EXACT_UP_TO:
        return _greedy(gains)
    if len(gains) > len(gains[0]):
        return [(row, column) for column, row in _assign_part(list(zip(*gains, strict=True)))]
    return [(row, column) for row, column in enumerate(_columns_of_rows(gains)) if gains[row][column] > 0]


def _greedy(gains: Gains) -> list[tuple[int, int]]:
    cells = [(-gain, i, j) for i, row in enumerate(gains) for j, gain in enumerate(row) if gain > 0]
    rows: set[int] = set()
    columns: set[int] = set()
    pairs = []
    for _, row, column in sorted(cells):
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            pairs.append((row, column))
    return pairs


def _columns_of_rows(gains: Gains) -> list[int]:
    """The column of every row in the best matching; at least as many columns as rows."""
    matching = _Matching(gains)
    for row in range(len(gains)):
        matching.add(row)
    return [matching.owner.index(row) for row in range(len(gains))]


class _Matching:
    """A best matching of the rows added so far, with the prices that prove it best.

    The cost of (row, column) is its gain negated; cost - row price - column price is never negative,
    and 0 on matched cells.
    """

    def __init__(self, gains: Gains) -> None:
        self.gains = gains
        self.row_price = [0.0] * len(gains)
        self.column_price = [0.0] * len(gains[0])
        self.owner = [-1] * len(gains[0])

    def add(self, start: int) -> None:
        """Give row `start` a column, moving other rows along the cheapest path."""
        width = len(self.owner)
        distance, before = [float("inf")] * width, [-1] * width
        reached: list[int] = []
        column, row, base = -1, start, 0.0
        while row >= 0:
            self._relax(row, column, base, reached, distance, before)
            column = min((j for j in range(width) if j not in reached), key=distance.__getitem__)
            base = distance[column]
            reached.append(column)
            row = self.owner[column]
        self._reprice(start, reached, distance)
        self._move(start, column, before)

    def _relax(
        self, row: int, column: int, base: float, reached: list[int], distance: list[float], before: list[int]
    ) -> None:
        for j, gain in enumerate(self.gains[row]):
            reach = base - gain - self.row_price[row] - self.column_price[j]
            if j not in reached and reach < distance[j]:
                distance[j], before[j] = reach, column

    def _reprice(self, start: int, reached: list[int], distance: list[float]) -> None:
        last = distance[reached[-1]]
        self.row_price[start] += last
        for column in reached[:-1]:
            self.row_price[self.owner[column]] += last - distance[column]
            self.column_price[column] -= last - distance[column]

    def _move(self, start: int, column: int, before: list[int]) -> None:
        while column >= 0:
            previous = before[column]
            self.owner[column] = self.owner[previous] if previous >= 0 else start
            column = previous
