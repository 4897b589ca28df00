"""Misspelt long words, corrected where one word of the tables is clearly meant.

Safe rather than complete: a word of the tables or of ordinary English stays as it is, and so does a
short word, one that two words of the tables are equally near to, and one that would change its prefix
(hyper, hypo) or its suffix only ("asbestosis" is no misspelt "asbestos").
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORT = 7  # letters; of fewer only one may be wrong, and not the first
SHORTEST = 5  # letters; in words of so many only two may have changed places
_LONG = 9  # letters from which two edits are allowed
_SUFFIX = 4
_PREFIXES = ("hyper", "hypo", "inter", "intra", "extra", "supra", "infra", "sub", "super", "pre", "post",
             "para", "peri", "endo", "ex", "in", "un", "non", "de", "re", "bi", "uni")  # fmt: skip


def correction(word: str, known: Collection[str], candidates: tuple[str, ...]) -> str:
    """The one of `candidates` that a word is a misspelling of, or else the word itself; so is a `known` word.

    Letters that changed places count as one edit, the only one that words of five letters may have. Words
    of six to eight letters may have one edit, longer ones two.

    Examples
    --------
    >>> words = ("atelectasis", "effusion", "hyperinflation", "hypoinflation")
    >>> [correction(word, words, words) for word in ("atelectesis", "infusion", "hypeinflation")]
    ['atelectasis', 'infusion', 'hypeinflation']
    """
    if len(word) < SHORTEST or not word.isascii() or not word.isalpha() or word in known or _ordinary(word):
        return word
    return _nearest(word, candidates)


@lru_cache(maxsize=65_536)
def _nearest(word: str, candidates: tuple[str, ...]) -> str:
    most = 1 if len(word) < _LONG else 2
    candidates = candidates if len(word) < _SHORT else _long(candidates)
    found = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=most, limit=3)
    if not found or (len(found) > 1 and found[1][1] == found[0][1]):
        return word
    near, edits, _ = found[0]
    return near if _meant(word, near, int(edits)) else word


@cache
def _long(candidates: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in candidates if len(word) >= _SHORT)


def _meant(word: str, near: str, edits: int) -> bool:
    if len(word) < _SHORT and (
        word[0] != near[0] or (len(word) == SHORTEST and sorted(word) != sorted(near))
    ):
        return False
    if edits > 1 and (word[0] != near[0] or word[:-_SUFFIX] == near[: len(word) - _SUFFIX]):
        return False
    return _prefix(word) == _prefix(near) or (edits == 1 and _prefix(near) is None)


def _prefix(word: str) -> str | None:
    return next((prefix for prefix in _PREFIXES if word.startswith(prefix)), None)


def correctable(words: Collection[str]) -> tuple[str, ...]:
    """The words that are long enough to be found in a misspelling."""
    return tuple(sorted(word for word in words if len(word) >= SHORTEST and word.isalpha()))


def _ordinary(word: str) -> bool:
    return word in _english()


@cache
def _english() -> frozenset[str]:
    folder = files("spellchecker").joinpath("resources")  # reading the list alone is four times as fast
    return frozenset(json.loads(gzip.decompress(folder.joinpath("en.json.gz").read_bytes())))
