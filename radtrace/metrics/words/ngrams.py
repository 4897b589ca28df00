"""Counts of 1- to 4-grams in every report, for all reports at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ORDERS = 4
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Bags:
    """The n-grams of one order in 2n documents: n predictions, then their n references.

    Entry k: n-gram `gram[k]` occurs `count[k]` times in document `document[k]`; entries are sorted by
    document, then gram. `kinds` is the number of distinct n-grams.
    """

    document: Integers
    gram: Integers
    count: Integers
    kinds: int


@dataclass(frozen=True)
class Shared:
    """N-grams that a prediction and its reference share, as indices into the Bags."""

    prediction: Integers
    reference: Integers


def ngram_bags(documents: Sequence[Sequence[str]]) -> Iterator[Bags]:
    """The bags of orders 1 to 4 of tokenised documents."""
    lengths = np.array([len(tokens) for tokens in documents], np.int64)
    document = np.repeat(np.arange(len(documents)), lengths)
    left = np.repeat(lengths.cumsum(), lengths) - np.arange(len(document))
    word = _numbered(documents)
    gram, start = np.zeros_like(word), np.arange(len(word))
    for order in range(1, ORDERS + 1):
        fits = left[start] >= order
        start = start[fits]
        gram, kinds = _dense(gram[fits] * (word.max(initial=0) + 1) + word[start + order - 1])
        yield _bags(document[start], gram, kinds)


def _numbered(documents: Sequence[Sequence[str]]) -> Integers:
    """All tokens in order, equal ones by the same number."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(w, len(numbers)) for doc in documents for w in doc], np.int64)


def _dense(values: Integers) -> tuple[Integers, int]:
    """Equal values by the same number, counted from 0, and how many there are."""
    kinds, numbers = np.unique(values, return_inverse=True)
    return numbers.astype(np.int64), len(kinds)


def _bags(document: Integers, gram: Integers, kinds: int) -> Bags:
    keys, count = np.unique(document * max(kinds, 1) + gram, return_counts=True)
    return Bags(*np.divmod(keys, max(kinds, 1)), count.astype(np.int64), kinds)


def shared(bags: Bags, pairs: int) -> Shared:
    """Where prediction i and reference i (document `pairs` + i) have the same n-gram."""
    keys = bags.document % pairs * max(bags.kinds, 1) + bags.gram
    split = int(np.searchsorted(bags.document, pairs))
    _, prediction, reference = np.intersect1d(
        keys[:split], keys[split:], assume_unique=True, return_indices=True
    )
    return Shared(prediction, reference + split)
