"""Predicted scanpaths scored against those of readers."""

from radtrace.evaluation.scanpaths.cases import Case, Key, Start
from radtrace.evaluation.scanpaths.measures import METRICS
from radtrace.evaluation.scanpaths.run import Run, Wanted, run_gaze_score
from radtrace.evaluation.scanpaths.score import Row, Scores, score_paths

__all__ = [
    "METRICS",
    "Case",
    "Key",
    "Row",
    "Run",
    "Scores",
    "Start",
    "Wanted",
    "run_gaze_score",
    "score_paths",
]
