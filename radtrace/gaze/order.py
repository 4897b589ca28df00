"""Two measures of order between sequences."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import combinations
from math import sqrt
from typing import Any


def kendall(ranks: Sequence[Any]) -> float:
    """Kendall's tau-b between a sequence's own order and the order of its values, in [-1, 1].

    (concordant - discordant) / sqrt(all pairs * pairs of different value) (Kendall, Biometrika 1945,
    with ties); 1 for values that never fall. NaN where all values are equal.
    """
    pairs = list(combinations(ranks, 2))
    untied = sum(one != other for one, other in pairs)
    signed = sum((one < other) - (one > other) for one, other in pairs)
    return signed / sqrt(len(pairs) * untied) if untied else float("nan")


def levenshtein(first: Sequence[Hashable], second: Sequence[Hashable]) -> int:
    """The fewest insertions, deletions and substitutions that make one sequence the other."""
    row = list(range(len(second) + 1))
    for above, one in enumerate(first, start=1):
        previous, row[0] = row[0], above
        for place, other in enumerate(second, start=1):
            previous, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, previous + (one != other)),
            )
    return row[-1]
