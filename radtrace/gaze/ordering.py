"""Frames out of order: items that ask for the order in which things were looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np

Frame = TypeVar("Frame")

FEWEST, MOST = 3, 9
"""Frames an item shows: two are a coin flip, and more than nine have no digit each."""


@dataclass(frozen=True)
class OrderItem(Generic[Frame]):
    """Frames as they are shown, and the answer that puts them in order.

    Frames are numbered from 1 as shown; the answer names them in their order of time, such as
    "<seq>32145</seq>".
    """

    frames: tuple[Frame, ...]
    answer: str


def order_items(
    frames: Sequence[Frame], seed: int, most: int = MOST, count: int = 1
) -> Iterator[OrderItem[Frame]]:
    """Up to `count` items of neighbouring frames, shuffled from the seed; never shown in order.

    Parameters
    ----------
    frames
        In order of time. Fewer than three give no item.
    most
        Frames an item shows at most, from 3 to 9.

    Raises
    ------
    ValueError
        If `most` is not from 3 to 9.
    """
    if not FEWEST <= most <= MOST:
        raise ValueError(f"an item shows {FEWEST} to {MOST} frames, got {most}")
    if len(frames) < FEWEST:
        return
    random = np.random.default_rng([seed, len(frames)])
    size = min(most, len(frames))
    for _ in range(count):
        start = int(random.integers(0, len(frames) - size + 1))
        yield _shuffled(frames[start : start + size], random)


def in_order(item: OrderItem[Frame]) -> tuple[Frame, ...]:
    """The frames of an item as its answer orders them."""
    digits = item.answer.removeprefix("<seq>").removesuffix("</seq>")
    return tuple(item.frames[int(digit) - 1] for digit in digits)


def _shuffled(frames: Sequence[Frame], random: np.random.Generator) -> OrderItem[Frame]:
    shown = random.permutation(len(frames))
    while all(one < other for one, other in pairwise(shown)):
        shown = random.permutation(len(frames))
    digits = "".join(str(place + 1) for place in np.argsort(shown))
    return OrderItem(tuple(frames[index] for index in shown), f"<seq>{digits}</seq>")
