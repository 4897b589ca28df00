"""Near-duplicate texts: exact Jaccard similarity of their sets of three-word shingles.

Two sets of similarity t or more share one of the first |x| - ceil(t |x|) + 1 shingles when both are
ordered from the rarest (prefix filter; Bayardo, Ma and Srikant 2007), so an index over those rare
ones finds every pair without comparing all with all.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

THRESHOLD = 0.7
# Words in a row: single words are too common to tell reports apart.
SHINGLE = 3
_WORD = re.compile(r"[^\W_]+")


def normal_form(text: str) -> str:
    """The words of a text in lower case, without punctuation and de-identification marks."""
    return " ".join(word for word in _WORD.findall(text.lower()) if word != "xxxx")


def near_pairs(texts: Sequence[str], compare: Callable[[int, int], bool]) -> Iterator[tuple[int, int, float]]:
    """Pairs of different texts (indices, each pair once) of similarity `THRESHOLD` or more.

    `texts` are in normal form; only pairs that `compare` accepts are compared.
    """
    sets = _ranked([_shingles(text) for text in texts])
    index: defaultdict[int, list[int]] = defaultdict(list)
    for one in sorted((i for i in range(len(sets)) if sets[i]), key=lambda i: len(sets[i])):
        ranked = sets[one]
        prefix = ranked[: len(ranked) - math.ceil(THRESHOLD * len(ranked)) + 1]
        candidates = {other for shingle in prefix for other in index[shingle]}
        yield from _close(one, candidates, sets, compare)
        for shingle in prefix:
            index[shingle].append(one)


def _close(
    one: int, candidates: set[int], sets: Sequence[list[int]], compare: Callable[[int, int], bool]
) -> Iterator[tuple[int, int, float]]:
    mine = set(sets[one])
    for other in sorted(candidates):
        if len(sets[other]) >= THRESHOLD * len(mine) and compare(one, other):
            shared = len(mine.intersection(sets[other]))
            similarity = shared / (len(mine) + len(sets[other]) - shared)
            if similarity >= THRESHOLD:
                yield min(one, other), max(one, other), similarity


def _shingles(text: str) -> set[str]:
    words = text.split()
    return {" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}


def _ranked(sets: list[set[str]]) -> list[list[int]]:
    """The sets as numbers, rarest first, equal ones in the order of the alphabet."""
    counts = Counter(shingle for shingles in sets for shingle in shingles)
    rank = {shingle: place for place, shingle in enumerate(sorted(counts, key=lambda s: (counts[s], s)))}
    return [sorted(rank[shingle] for shingle in shingles) for shingles in sets]
