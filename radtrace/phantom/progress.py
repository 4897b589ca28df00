"""The patient's prior: earlier findings, given the current ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from radtrace.phantom.plan import CONCEPTS, Lesion, plan
from radtrace.record import Change

CHANGES = (Change.NEW, Change.INCREASED, Change.DECREASED, Change.UNCHANGED)

RESOLVED = 0.08
"""The chance that a finding which is absent now was there before."""

_STEP = 1 / 3  # one severity
_SAME = 0.02


def earlier(now: Mapping[str, Lesion], rng: np.random.Generator) -> dict[str, Lesion]:
    """The prior's lesions: of each present one none, a smaller, a larger or the same one; and
    now and then one that has gone since."""
    before = {concept: old for concept, lesion in now.items() if (old := _before(lesion, rng)) is not None}
    gone = [c for c in CONCEPTS if c not in now and rng.random() < RESOLVED]
    for lesion in plan(rng, gone):
        if all(not _clash(lesion, other) for other in [*now.values(), *before.values()]):
            before[lesion.concept] = replace(lesion, faint=False)
    return {concept: before[concept] for concept in CONCEPTS if concept in before}


def change(now: Lesion | None, before: Lesion | None) -> Change | None:
    """How a finding changed: one of CHANGES, RESOLVED, or None where it was never there."""
    if now is None or before is None:
        return Change.NEW if now else Change.RESOLVED if before else None
    if abs(now.extent - before.extent) <= _SAME:
        return Change.UNCHANGED
    return Change.INCREASED if now.extent > before.extent else Change.DECREASED


def _before(lesion: Lesion, rng: np.random.Generator) -> Lesion | None:
    """What grew was a severity less and what shrank a severity more; new where neither has room."""
    how = CHANGES[int(rng.integers(len(CHANGES)))]
    if how is Change.UNCHANGED or (how is not Change.NEW and lesion.faint):
        return lesion
    extent = lesion.extent + {Change.INCREASED: -_STEP, Change.DECREASED: _STEP}.get(how, 2.0)
    return replace(lesion, extent=extent) if 0 <= extent <= 1 else None


def _clash(one: Lesion, other: Lesion) -> bool:
    return not set(one.sides).isdisjoint(other.sides)
