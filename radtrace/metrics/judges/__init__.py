"""Judges: language models that compare two reports, behind any OpenAI-compatible URL.

Reports are sent to that URL only. The prompts are our own (`prompts.toml`); the scores follow the papers'
formulas. A failed call is a missing score (NaN), never a bad one.
"""

from radtrace.metrics.judges.crimson import crimson_judge
from radtrace.metrics.judges.gema import gema_judge
from radtrace.metrics.judges.green import green_judge
from radtrace.metrics.judges.judge import Judge, JudgeFailed
from radtrace.metrics.judges.radfact import radfact_judge, radfact_judge_grounded
from radtrace.metrics.judges.result import JudgeResult
from radtrace.metrics.judges.table import judge_metric, judge_names

__all__ = [
    "Judge",
    "JudgeFailed",
    "JudgeResult",
    "crimson_judge",
    "gema_judge",
    "green_judge",
    "judge_metric",
    "judge_names",
    "radfact_judge",
    "radfact_judge_grounded",
]
