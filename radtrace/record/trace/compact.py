"""A Reading reduced to what a language model is trained to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from radtrace.record.findings import Finding, Measurement, Region, Step
from radtrace.record.geometry import FilmBox
from radtrace.record.reading import Reading
from radtrace.record.report import Sentence
from radtrace.record.tasks import Grounding, Question, ToolClaim
from radtrace.record.trace.build import PREFIXES, mentioned

Ids = Mapping[str, str]


def compact_reading(reading: Reading) -> Reading:
    """The Reading with ids by position, without what a model cannot see or need not write.

    Dropped: boxes and outlines of regions, regions that are not mentioned, thresholds, box scores, regions of
    sentences that state findings, checks.
    """
    steps = _ids("step", reading.steps)
    measurements = _ids("measure", reading.measurements)
    findings = _ids("finding", reading.findings)
    compact_steps = tuple(_step(step, steps, findings) for step in reading.steps)
    compact_findings = tuple(_finding(finding, findings, steps, measurements) for finding in reading.findings)
    compact_sentences = tuple(
        _sentence(sentence, place, findings) for place, sentence in enumerate(reading.sentences, 1)
    )
    compact_questions = tuple(
        _question(question, place, findings) for place, question in enumerate(reading.questions, 1)
    )
    claims = tuple(_claim(claim, place) for place, claim in enumerate(reading.tool_claims, 1))
    sentences = _ids("say", reading.sentences)
    regions = mentioned(compact_steps, compact_findings, compact_sentences, compact_questions, claims)
    update = {
        "regions": tuple(Region(id=region) for region in regions),
        "steps": compact_steps,
        "measurements": tuple(m.model_copy(update={"id": measurements[m.id]}) for m in reading.measurements),
        "findings": compact_findings,
        "sentences": compact_sentences,
        "questions": compact_questions,
        "groundings": tuple(
            _grounding(one, place, sentences) for place, one in enumerate(reading.groundings, 1)
        ),
        "tool_claims": claims,
        "checks": (),
    }
    return reading.model_copy(update=update)


def _ids(kind: str, nouns: Sequence[Step | Measurement | Finding | Sentence]) -> dict[str, str]:
    return {noun.id: f"{PREFIXES[kind]}{position}" for position, noun in enumerate(nouns, 1)}


def _renamed(names: Sequence[str], ids: Ids) -> tuple[str, ...]:
    return tuple(ids[name] for name in names)


def _step(step: Step, steps: Ids, findings: Ids) -> Step:
    return step.model_copy(update={"id": steps[step.id], "findings": _renamed(step.findings, findings)})


def _finding(finding: Finding, findings: Ids, steps: Ids, measurements: Ids) -> Finding:
    update = {
        "id": findings[finding.id],
        "evidence": _renamed(finding.evidence, steps),
        "measurement": finding.measurement and measurements[finding.measurement],
        "absent_below": None,
        "present_from": None,
        "box_scores": (),
        "other_boxes": _unscored(finding.other_boxes),
        "prior_boxes": _unscored(finding.prior_boxes),
    }
    return finding.model_copy(update=update)


def _sentence(sentence: Sentence, place: int, findings: Ids) -> Sentence:
    stated = _renamed(sentence.findings, findings)
    regions = () if stated else sentence.regions
    return sentence.model_copy(
        update={"id": f"{PREFIXES['say']}{place}", "findings": stated, "regions": regions}
    )


def _question(question: Question, place: int, findings: Ids) -> Question:
    answer = question.answer
    if answer is not None:
        stated = {"findings": _renamed(answer.findings, findings), "boxes": _unscored(answer.boxes)}
        answer = answer.model_copy(update=stated)
    return question.model_copy(update={"id": f"{PREFIXES['ask']}{place}", "answer": answer})


def _grounding(grounding: Grounding, place: int, sentences: Ids) -> Grounding:
    update = {
        "id": f"{PREFIXES['phrase']}{place}",
        "boxes": _unscored(grounding.boxes),
        "sentence": grounding.sentence and sentences[grounding.sentence],
    }
    return grounding.model_copy(update=update)


def _claim(claim: ToolClaim, place: int) -> ToolClaim:
    box = claim.box and claim.box.model_copy(update={"score": None})
    return claim.model_copy(update={"id": f"{PREFIXES['claim']}{place}", "box": box})


def _unscored(boxes: Sequence[FilmBox]) -> tuple[FilmBox, ...]:
    return tuple(box.model_copy(update={"score": None}) for box in boxes)
