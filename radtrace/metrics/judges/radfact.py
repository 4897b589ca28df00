"""RadFact with a judge: a model decides which phrases are entailed by the other report.

Formula      as in `radtrace.metrics.clinical.radfact`, including 0/0 and boxes.
Reference    Bannur et al. 2024 (RadFact). Departures: one call covers all phrases of a report, not one each;
             plain reports are split into sentences, where RadFact has a model rewrite them as single-finding
             phrases.
Per report   as there; a failed call in either direction makes the pair missing, where RadFact counts the
             phrase as not entailed. No call is made where one side has no phrase.
Aggregates   as there, and `missing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from radtrace.metrics.clinical.entailment import Entailment, ReportPhrase, Verdict
from radtrace.metrics.clinical.radfact import VALUES, six_values, values_result
from radtrace.metrics.judges.judge import Count, Form, Judge, JudgeFailed
from radtrace.metrics.judges.prompts import prompt
from radtrace.metrics.judges.result import JudgeResult, ask_all, judge_result
from radtrace.metrics.report import Report

_SECTIONS = ("findings", "impression")


class Entailed(Form):
    """Whether one phrase is entailed, and by which phrases of the other report."""

    entailed: bool
    evidence: Annotated[list[Count], Field(max_length=500)]


class Verdicts(Form):
    """The judge's answer for RadFact."""

    verdicts: Annotated[list[Entailed], Field(max_length=1000)]


def radfact_judge(
    predictions: Sequence[Report], references: Sequence[Report], *, judge: Judge
) -> JudgeResult:
    """RadFact's logical values between plain reports, by a judge. See the module."""
    phrases = [[_sentences(report) for report in reports] for reports in (predictions, references)]
    return _result("radfact_judge", phrases[0], phrases[1], judge, VALUES[:2])


def radfact_judge_grounded(
    predictions: Sequence[Sequence[ReportPhrase]],
    references: Sequence[Sequence[ReportPhrase]],
    *,
    judge: Judge,
) -> JudgeResult:
    """RadFact's six values between lists of phrases with boxes, by a judge. See the module."""
    return _result("radfact_judge_grounded", predictions, references, judge, VALUES)


def _result(
    name: str,
    predictions: Sequence[Sequence[ReportPhrase]],
    references: Sequence[Sequence[ReportPhrase]],
    judge: Judge,
    kept: tuple[str, ...],
) -> JudgeResult:
    pairs = list(zip(predictions, references, strict=True))
    opinions = ask_all(judge, pairs, lambda pair: six_values(*pair, entailment_by(judge)))
    values = [None if isinstance(opinion, JudgeFailed) else opinion for opinion in opinions]
    return judge_result(judge, opinions, values_result(name, values, kept))


def entailment_by(judge: Judge) -> Entailment:
    """Entailment decided by the judge; raises JudgeFailed without a usable answer."""

    def verdicts(phrases: Sequence[ReportPhrase], others: Sequence[ReportPhrase]) -> Sequence[Verdict | None]:
        if not (phrases and others):
            return [Verdict(False)] * len(phrases)
        material = {"phrases": [p.text for p in phrases], "other": [o.text for o in others]}
        answer = judge.ask(prompt("radfact"), material, Verdicts).verdicts
        return _checked(answer, len(phrases), len(others))

    return verdicts


def _checked(answer: list[Entailed], phrases: int, others: int) -> list[Verdict]:
    if len(answer) != phrases:
        raise JudgeFailed(f"expected {phrases} verdicts, one for each phrase, got {len(answer)}")
    if any(i >= others for verdict in answer for i in verdict.evidence):
        raise JudgeFailed(f"evidence index out of range: the other report has {others} phrases")
    return [Verdict(verdict.entailed, tuple(verdict.evidence)) for verdict in answer]


def _sentences(report: Report) -> list[ReportPhrase]:
    understood = report.understood
    texts = enumerate(span.section for span in understood.sentences)
    return [ReportPhrase(understood.sentence_text(i)) for i, section in texts if section in _SECTIONS]
