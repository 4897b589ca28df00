"""Predicted scanpaths scored against those of readers."""

from radtrace.tasks.gaze_score.cases import Case, Key, Start
from radtrace.tasks.gaze_score.measures import METRICS
from radtrace.tasks.gaze_score.run import Run, Wanted, run_gaze_score
from radtrace.tasks.gaze_score.score import Row, Scores, score_paths

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
