"""An image-blind predictor of intent: the findings that each fixation may be looking for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.heat import Looks
from radtrace.gaze.intent_features import PLACE, fixation_features
from radtrace.gaze.logistic import Logistic, fit_logistic
from radtrace.tasks.gaze.intents import Labelled

RIDGE = 100.0
"""Strong, as fixations of one recording are dependent; chosen on 200 drawn films not used in the docs."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class IntentPredictor:
    """One logistic regression per finding, over the first `columns` features, with a threshold each."""

    findings: tuple[str, ...]
    models: tuple[Logistic, ...]
    thresholds: tuple[float, ...]
    columns: int | None = None

    def probabilities(self, features: Floats) -> Floats:
        """Probability of each finding for (n, m) fixation features, shape (n, findings)."""
        used = features[:, : self.columns]
        return np.stack([model.probability(used) for model in self.models], axis=1)

    def predict(self, looked: Looks) -> Flags:
        """Which findings each fixation of a recording looks for, shape (n, findings)."""
        return self.probabilities(fixation_features(looked)) >= np.array(self.thresholds)


def fit_predictor(
    features: Floats, truth: Flags, findings: Sequence[str], *, place_only: bool = False
) -> IntentPredictor:
    """A predictor fitted on (n, m) features and (n, findings) truth; `place_only` sees positions alone.

    Each threshold is the one with the highest F1 on what was fitted on.
    """
    columns = PLACE if place_only else None
    used = features[:, :columns]
    models = tuple(fit_logistic(used, truth[:, index], RIDGE) for index in range(len(findings)))
    chances = [model.probability(used) for model in models]
    thresholds = tuple(best_threshold(one, truth[:, index]) for index, one in enumerate(chances))
    return IntentPredictor(tuple(findings), models, thresholds, columns)


def truth_of(recordings: Sequence[Labelled], findings: Sequence[str]) -> Flags:
    """Labels of all fixations of the recordings, one after the other, shape (n, findings)."""
    rows = [[name in seeks for name in findings] for one in recordings for seeks in one.labels]
    return np.array(rows, bool).reshape(len(rows), len(findings))


def best_threshold(chances: Floats, yes: Flags) -> float:
    """The threshold of the highest F1 for yes at or above it; the highest such where several are."""
    order = np.argsort(-chances, kind="stable")
    found = np.cumsum(yes[order])
    f1 = 2 * found / (np.arange(1, len(yes) + 1) + yes.sum())
    last = np.append(np.diff(chances[order]) != 0, True)
    return float(chances[order][np.argmax(np.where(last, f1, -1.0))])
