"""Optimal one-to-one matching of two short lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Gains = Sequence[Sequence[float]]
EXACT_UP_TO = 40  # exact matching takes cubic time; no real report or film comes near this


def assign(gains: Gains) -> list[tuple[int, int]]:
    """Pairs (row, column) with the greatest total gain; pairs without gain are left out.

    `gains` (rows, columns) must not be negative. The matching is exact (Hungarian method by shortest
    augmenting paths; Kuhn 1955, Jonker and Volgenant 1987) within each connected group of rows and columns
    that has at most EXACT_UP_TO rows and columns; larger groups are matched greedily, the greatest gain
    first.

    Examples
    --------
    >>> assign([[0.9, 0.8], [0.7, 0.0]])
    [(0, 1), (1, 0)]
    """
    pairs = []
    for rows, columns in _parts(gains):
        part = [[gains[row][column] for column in columns] for row in rows]
        pairs += [(rows[i], columns[j]) for i, j in _assign_part(part)]
    return pairs


def _parts(gains: Gains) -> Iterator[tuple[list[int], list[int]]]:
    """Connected groups of rows and columns; those without any gain are in no group."""
    linked = [{column for column, gain in enumerate(row) if gain > 0} for row in gains]
    unassigned = [row for row, columns in enumerate(linked) if columns]
    while unassigned:
        rows, columns, grown = [unassigned[0]], set(linked[unassigned[0]]), True
        while grown:
            more = [row for row in unassigned if row not in rows and linked[row] & columns]
            grown = bool(more)
            rows += more
            columns |= set().union(*(linked[row] for row in more))
        unassigned = [row for row in unassigned if row not in rows]
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
    """An optimal matching of the rows added so far, with the dual prices that prove it optimal.

    The cost of (row, column) is its negated gain; cost - row price - column price is never negative, and is 0
    for matched cells.
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
