"""How well intent is predicted: F1 and AUC a finding, over fixations, on films that were not fitted on.

Five folds, by patient (by film where the patient is unknown). Beside the predictor stand two rows that
know less: the position alone, and one answer for every fixation (always yes, the constant with the higher
F1; its AUC is one half by definition). Intervals resample patients, 200 times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.evaluation.intervals import Estimate, Resamples, estimate
from radtrace.gaze.intent_features import fixation_features
from radtrace.tasks.gaze.intents import Labelled
from radtrace.tasks.gaze.predictor import fit_predictor, truth_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

FOLDS = 5
FEWEST_GROUPS = 10
ROWS = ("predictor", "position only", "always yes")


@dataclass(frozen=True)
class Scored:
    """F1 and AUC of one row for one finding; `share` of the fixations look for it, in `groups` patients."""

    finding: str
    row: str
    f1: Estimate
    auc: Estimate
    share: float
    groups: int


@dataclass(frozen=True)
class IntentScore:
    """All rows of all findings, with "all" for their means; `rare` findings were seen in too few patients."""

    recordings: int
    fixations: int
    groups: int
    scores: tuple[Scored, ...]
    rare: tuple[str, ...]


def score_intent(recordings: Sequence[Labelled], seed: int = 0) -> IntentScore:
    """Cross-validated scores of the predictor; findings of fewer than ten patients are not scored."""
    findings, rare = _findings(recordings)
    groups, names = _groups(recordings)
    truth = truth_of(recordings, findings)
    scores = tuple(_scored(recordings, groups, names, truth, findings, seed)) if findings else ()
    return IntentScore(len(recordings), len(truth), len(names), scores, rare)


def weighted_auc(place: Indices, yes: Flags, weights: Floats) -> float:
    """Area under the ROC curve of weighted cases; ties count one half. NaN with one answer only.

    `place` (n,) is the rank of each case's chance among the different chances, 0 the lowest.
    """
    positive = np.bincount(place, weights * yes)
    negative = np.bincount(place, weights * ~yes)
    total = positive.sum() * negative.sum()
    below = np.cumsum(negative) - negative / 2
    return float(positive @ below / total) if total > 0 else float("nan")


def _findings(recordings: Sequence[Labelled]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The findings of enough patients, most frequent first, and those that are rare."""
    seen: dict[str, set[str]] = defaultdict(set)
    for one in recordings:
        for seeks in one.labels:
            for name in seeks:
                seen[name].add(one.group)
    ranked = sorted(seen, key=lambda name: (-len(seen[name]), name))
    enough = tuple(name for name in ranked if len(seen[name]) >= FEWEST_GROUPS)
    return enough, tuple(name for name in ranked if name not in enough)


def _groups(recordings: Sequence[Labelled]) -> tuple[Indices, list[str]]:
    """The group of every fixation, and the groups' names."""
    names = sorted({one.group for one in recordings})
    index = {name: number for number, name in enumerate(names)}
    return np.array([index[one.group] for one in recordings for _ in one.labels], np.intp), names


def _scored(
    recordings: Sequence[Labelled],
    groups: Indices,
    names: Sequence[str],
    truth: Flags,
    findings: Sequence[str],
    seed: int,
) -> Iterator[Scored]:
    features = np.vstack([fixation_features(one.looked) for one in recordings])
    rows = {
        "predictor": _held_out(features, truth, groups, findings, seed, place_only=False),
        "position only": _held_out(features, truth, groups, findings, seed, place_only=True),
        "always yes": (np.ones(truth.shape), np.ones(truth.shape, bool)),
    }
    counts = [
        np.bincount(chosen, minlength=len(names)) for chosen in Resamples(len(names), seed, 200).draws()
    ]
    for row, (chances, said) in rows.items():
        f1, auc = [], []
        for index, finding in enumerate(findings):
            yes = truth[:, index]
            f1.append(_f1s(said[:, index], yes, groups, counts, len(names)))
            auc.append(_aucs(chances[:, index], yes, groups, counts, len(names)))
            seen = len(np.unique(groups[yes]))
            yield Scored(finding, row, _estimate(f1[-1]), _estimate(auc[-1]), float(yes.mean()), seen)
        yield Scored(
            "all", row, _estimate(np.mean(f1, axis=0)), _estimate(np.mean(auc, axis=0)), 1.0, len(names)
        )


def _held_out(
    features: Floats, truth: Flags, groups: Indices, findings: Sequence[str], seed: int, *, place_only: bool
) -> tuple[Floats, Flags]:
    """Probabilities and answers of every fixation, from a predictor that saw none of its patient's."""
    fold = np.random.default_rng([seed, 7]).permutation(int(groups.max()) + 1) % FOLDS
    chances, said = np.zeros(truth.shape), np.zeros(truth.shape, bool)
    for number in range(FOLDS):
        held = fold[groups] == number
        model = fit_predictor(features[~held], truth[~held], findings, place_only=place_only)
        chances[held] = model.probabilities(features[held])
        said[held] = chances[held] >= np.array(model.thresholds)
    return chances, said


def _f1s(said: Flags, yes: Flags, groups: Indices, counts: Sequence[Indices], n: int) -> Floats:
    """F1 on all groups, then on every resample of them."""
    hits = np.bincount(groups, said & yes, minlength=n)
    both = np.bincount(groups, said.astype(float) + yes, minlength=n)
    weights = np.stack([np.ones(n), *counts])
    with np.errstate(invalid="ignore"):
        f1: Floats = 2 * (weights @ hits) / (weights @ both)
    return f1


def _aucs(chances: Floats, yes: Flags, groups: Indices, counts: Sequence[Indices], n: int) -> Floats:
    _, place = np.unique(chances, return_inverse=True)
    weights = np.stack([np.ones(n), *counts])
    return np.array([weighted_auc(place, yes, row[groups]) for row in weights])


def _estimate(values: Floats) -> Estimate:
    return estimate(float(values[0]), values[1:])
