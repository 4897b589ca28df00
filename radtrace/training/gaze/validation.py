"""Validation paths: the file's own validation split, or held-out films."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from radtrace.tasks.scanpath.searches import Search

NAMES = ("valid", "validate", "validation", "val", "dev")
# A smaller validation split is too noisy to choose an epoch by.
ENOUGH = 20
SHARE = 0.12


def held_out(
    searches: Sequence[Search], everything: Sequence[Search], split: str | None, seed: int
) -> tuple[list[Search], list[Search], str]:
    """Paths to train on, paths to judge by, and in a sentence where these are from.

    The file's own validation side is taken where it has one with at least `ENOUGH` paths and a side of
    the split was asked for; else every path over about an eighth of the films is held out.
    """
    if split is not None and split not in NAMES:
        own = [one for one in everything if one.reading.study.split in NAMES and len(one.path)]
        if len(own) >= ENOUGH:
            return list(searches), own, f"validated on {len(own):,} paths of the file's own validation split"
    films = sorted({one.film for one in searches})
    count = min(len(films) - 1, max(1, round(SHARE * len(films))))
    chosen = np.random.default_rng([seed, len(films)]).permutation(len(films))[:count]
    apart = {films[index] for index in chosen}
    kept = [one for one in searches if one.film not in apart]
    judges = [one for one in searches if one.film in apart] or list(searches)
    return kept, judges, f"validated on {len(judges):,} paths over {len(apart):,} held-out films of the split"
