"""How well intent is predicted: F1 and AUC a finding, over fixations, on patients that were held out.

Five folds, by patient (by film where the patient is unknown). Beside the predictor are two rows that know
less: the position alone, and one answer for every fixation (always yes, the constant with the higher F1; its
AUC is one half by definition). Intervals resample patients, 200 times.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from radtrace.evaluation.kind import Baseline, CaseKind
from radtrace.evaluation.output import evaluation_json
from radtrace.evaluation.pairing import Pairs
from radtrace.evaluation.score import Evaluation, evaluate
from radtrace.evaluation.tables import counted, print_evaluation, print_lines
from radtrace.gaze.intent_features import fixation_features
from radtrace.metrics.auc import weighted_auc
from radtrace.metrics.result import Result
from radtrace.tasks.gaze.intents import Labelled
from radtrace.tasks.gaze.predictor import fit_predictor, truth_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

FOLDS = 5
FEWEST_GROUPS = 10
RESAMPLES = 200
_ALWAYS = "always yes: the best answer that is the same for every fixation; no row sees the film"


@dataclass(frozen=True, eq=False)
class FixationIntents:
    """Which findings each fixation of a recording looks for, (n, findings): the truth, or answers with their
    probabilities."""

    id: str
    chances: Floats
    yes: Flags


@dataclass(frozen=True, eq=False)
class IntentScore:
    """The evaluation, if any finding can be scored; `rare` findings were seen in too few patients.

    `shares` is by finding the share of the fixations that look for it.
    """

    recordings: int
    fixations: int
    groups: int
    shares: dict[str, float]
    rare: tuple[str, ...]
    evaluation: Evaluation[FixationIntents] | None


def score_intent(recordings: Sequence[Labelled], seed: int = 0) -> IntentScore:
    """Cross-validated scores of the predictor; findings of fewer than ten patients are not scored."""
    findings, rare = _findings(recordings)
    truth = truth_of(recordings, findings)
    groups = len({one.group for one in recordings})
    shares = dict(zip(findings, truth.mean(axis=0).tolist(), strict=True)) if findings else {}
    evaluation = _evaluated(recordings, truth, findings, seed) if findings else None
    return IntentScore(len(recordings), len(truth), groups, shares, rare, evaluation)


def print_intent_score(score: IntentScore, console: Console) -> None:
    """Print F1 and AUC of every finding and their means, beside the rows that know less."""
    recordings, patients = counted(score.recordings, "recording"), counted(score.groups, "patient")
    print_lines(console, [f"held out: {counted(score.fixations, 'fixation')} of {recordings}, {patients}"])
    if score.evaluation is None:
        print_lines(console, ["no finding can be scored"])
    else:
        shares = ", ".join(f"{name} {share:.0%}" for name, share in score.shares.items())
        print_evaluation(score.evaluation, console, [f"fixations that look for it: {shares}"], every=True)
        print_lines(console, [_ALWAYS])
    if score.rare:
        print_lines(console, [f"in too few patients to be scored: {', '.join(score.rare)}"])


def intent_score_json(score: IntentScore) -> str:
    """The scores as JSON: those of `radtrace score --json`, with shares and rare findings."""
    about = {"recordings": score.recordings, "fixations": score.fixations, "rare": list(score.rare)}
    if score.evaluation is None:
        return json.dumps(about, indent=1) + "\n"
    return evaluation_json(score.evaluation, about | {"shares": score.shares})


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


def _evaluated(
    recordings: Sequence[Labelled], truth: Flags, findings: Sequence[str], seed: int
) -> Evaluation[FixationIntents]:
    features = np.vstack([fixation_features(one.looked) for one in recordings])
    ids = [f"{place}: {one.film}, {one.reader}" for place, one in enumerate(recordings, 1)]
    ends = np.cumsum([len(one.labels) for one in recordings])[:-1]

    def cases(chances: Floats, yes: Flags) -> list[FixationIntents]:
        parts = zip(ids, np.split(chances, ends), np.split(yes, ends), strict=True)
        return [FixationIntents(*part) for part in parts]

    def held_out(place_only: bool) -> list[FixationIntents]:
        return cases(*_held_out(recordings, features, truth, findings, seed, place_only))

    def baselines(_: object, __: int) -> Iterator[Baseline[FixationIntents]]:
        always = cases(np.ones(truth.shape), np.ones(truth.shape, bool))
        for name, predicted in (("position only", held_out(place_only=True)), ("always yes", always)):
            yield Baseline(name, dict.fromkeys(kind.metrics, predicted))

    kind: CaseKind[FixationIntents] = CaseKind(
        units="recordings",
        metrics={"f1": _Metric("f1", findings), "auc": _Metric("auc", findings)},
        same=lambda one, other: False,
        baselines=baselines,
        most_blind=0,
        blind_intervals=True,
        text=lambda case: f"{len(case.yes)} fixations",
    )
    groups = [one.group for one in recordings]
    pairs = Pairs(held_out(False), cases(truth.astype(float), truth), groups=groups, grouped_by="patients")
    return evaluate(kind, pairs, seed=seed, count=RESAMPLES)


def _held_out(
    recordings: Sequence[Labelled],
    features: Floats,
    truth: Flags,
    findings: Sequence[str],
    seed: int,
    place_only: bool,
) -> tuple[Floats, Flags]:
    """Probabilities and answers of every fixation, from a predictor that saw none of its patient's."""
    names = sorted({one.group for one in recordings})
    groups = np.array([names.index(one.group) for one in recordings for _ in one.labels], np.intp)
    fold = np.random.default_rng([seed, 7]).permutation(len(names)) % FOLDS
    chances, yes = np.zeros(truth.shape), np.zeros(truth.shape, bool)
    for number in range(FOLDS):
        held = fold[groups] == number
        model = fit_predictor(features[~held], truth[~held], findings, place_only=place_only)
        chances[held] = model.probabilities(features[held])
        yes[held] = chances[held] >= np.array(model.thresholds)
    return chances, yes


@dataclass(frozen=True)
class _Metric:
    """F1 or AUC of each finding over the fixations of all recordings, and "all", the mean over findings.

    A recording has no score of its own: few fixations look for one finding.
    """

    name: str
    findings: Sequence[str]

    def __call__(
        self, predictions: Sequence[FixationIntents], references: Sequence[FixationIntents]
    ) -> Result:
        owner = np.repeat(np.arange(len(references)), [len(one.yes) for one in references])
        yes = np.vstack([one.yes for one in references])
        measure = _f1(predictions, yes, owner) if self.name == "f1" else _auc(predictions, yes, owner)

        def resample(chosen: Indices) -> dict[str, float]:
            values = measure(np.bincount(chosen, minlength=len(references)).astype(float))
            return {"all": float(np.mean(values)), **dict(zip(self.findings, values.tolist(), strict=True))}

        return Result(self.name, np.full(len(references), np.nan), resample)


def _f1(predictions: Sequence[FixationIntents], yes: Flags, owner: Indices) -> Callable[[Floats], Floats]:
    """F1 of each finding, given how often each recording counts."""
    answers = np.vstack([one.yes for one in predictions])
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    hits, both = (
        np.add.reduceat(part.astype(float), starts, axis=0)
        for part in (answers & yes, answers.astype(float) + yes)
    )

    def measure(weights: Floats) -> Floats:
        with np.errstate(invalid="ignore"):
            f1: Floats = 2 * (weights @ hits) / (weights @ both)
        return f1

    return measure


def _auc(predictions: Sequence[FixationIntents], yes: Flags, owner: Indices) -> Callable[[Floats], Floats]:
    """AUC of each finding, given how often each recording counts."""
    chances = np.vstack([one.chances for one in predictions])
    ranks = [np.unique(column, return_inverse=True)[1] for column in chances.T]

    def measure(weights: Floats) -> Floats:
        pairs = zip(ranks, yes.T, strict=True)
        return np.array([weighted_auc(rank, column, weights[owner]) for rank, column in pairs])

    return measure
