"""How well a model answers lessons: what the tables of training show, by the package's own metrics.

For lessons of reading: valid-trace rate (strict parser), finding F1 (concept and side, over all films), mean
IoU (per film, boxes of equal concept and side paired one to one, films without boxes on either side left
out), accuracy at IoU 0.5 (true boxes found), and the trace score of the report that the findings make. For
questions, and for the order of frames: share of right answers. For gaze: ScanMatch and the IoU of clues.
An invalid answer counts as an empty one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from radtrace.evaluation.intervals import Resamples
from radtrace.evaluation.score import ScoreRow, score_row
from radtrace.gaze.scanpath import Scanpath, fixations_of, scanpath_of
from radtrace.language import write_report
from radtrace.metrics.answers import normalised
from radtrace.metrics.boxes.film_pairs import best_pairs
from radtrace.metrics.boxes.iou import box_iou, iou, labelled_iou
from radtrace.metrics.clinical.trace import trace
from radtrace.metrics.report import Report
from radtrace.metrics.result import Result, ratio_result
from radtrace.metrics.scanpath.scanmatch import scanmatch
from radtrace.record import BoxSet, Reading, label_of
from radtrace.training.vlm.lessons.lesson import Lesson, Task
from radtrace.training.vlm.reward_terms.answer import ParsedAnswer, boxes_of, claimed, parse_answer

Floats = NDArray[np.float64]
Pairs = Sequence[tuple[Lesson, str]]
# What each lesson adds to the two sums of a ratio, (lessons, 2); a lesson that does not count adds 0 to both.
Shares = Floats


def score_answers(
    lessons: Sequence[Lesson],
    answers: Sequence[str],
    groups: Sequence[str] = (),
    name: str = "",
    seed: int = 0,
) -> ScoreRow:
    """The scores of answers to lessons of any tasks, each by its own metrics, with 95% intervals.

    `groups` names what is resampled together (the lesson's patient); by default the lessons of a film.
    """
    resamples = Resamples.of(groups or [lesson.film for lesson in lessons], seed)
    return score_row(name, answer_results(lessons, answers), resamples)


def answer_results(lessons: Sequence[Lesson], answers: Sequence[str]) -> dict[str, Result]:
    """The score of every lesson under the metrics of its task; NaN where a metric does not count it."""
    results: dict[str, Result] = {}
    for task, measure in _MEASURES.items():
        places = [place for place, lesson in enumerate(lessons) if lesson.task is task]
        measured = measure([(lessons[place], answers[place]) for place in places]) if places else {}
        for name, shares in measured.items():
            if shares[:, 1].any():
                all_shares = np.zeros((len(lessons), 2))
                all_shares[places] = shares
                results[name] = ratio_result(name, *all_shares.T)
    return results


def _read(pairs: Pairs) -> dict[str, Shares]:
    cases = [parse_answer(text, lesson.truth) for lesson, text in pairs]
    return {
        "valid": _mean([float(case.parsed is not None) for case in cases]),
        "finding F1": np.array([_f1(case) for case in cases], np.float64),
        "IoU": np.array([_boxed(case) for case in cases], np.float64),
        "acc@0.5": np.array([_hits(case) for case in cases], np.float64),
        "trace": _trace(cases, _report),
        "length": _mean([len(text) / max(len(lesson.answer), 1) for lesson, text in pairs]),
    }


def _mean(values: Sequence[float]) -> Shares:
    return np.stack([np.asarray(values, np.float64), np.ones(len(values))], axis=1)


def _f1(case: ParsedAnswer) -> tuple[float, float]:
    given = Counter(map(label_of, claimed(case.parsed))) if case.parsed else Counter()
    true = Counter(map(label_of, claimed(case.truth)))
    return 2.0 * (given & true).total(), float(given.total() + true.total())


def _boxes(case: ParsedAnswer) -> BoxSet:
    return boxes_of(case.parsed) if case.parsed else BoxSet("answer")


def _boxed(case: ParsedAnswer) -> tuple[float, float]:
    return (_iou(case), 1.0) if len(boxes_of(case.truth)) or len(_boxes(case)) else (0.0, 0.0)


def _iou(case: ParsedAnswer) -> float:
    return float(box_iou([_boxes(case)], [boxes_of(case.truth)]).per_report[0])


def _hits(case: ParsedAnswer) -> tuple[float, float]:
    true = boxes_of(case.truth)
    return float((best_pairs(labelled_iou(_boxes(case), true)) >= 0.5).sum()), float(len(true))


def _trace(cases: Sequence[ParsedAnswer], write: Callable[[Reading], str]) -> Shares:
    """The trace score of the reports that `write` makes of answers and truths; 0 for an invalid answer."""
    ours, theirs = (
        _reports([case.parsed for case in cases], write),
        _reports([case.truth for case in cases], write),
    )
    scores = trace(ours, theirs).per_report
    return _mean([float(score) if case.parsed else 0.0 for case, score in zip(cases, scores, strict=True)])


def _reports(readings: Sequence[Reading | None], write: Callable[[Reading], str]) -> list[Report]:
    return [Report("", write(reading) if reading else "") for reading in readings]


def _report(reading: Reading) -> str:
    """The report that the claimed findings make."""
    bare = [f.model_copy(update={"measurement": None}) for f in claimed(reading)]
    return " ".join(sentence.text for sentence in write_report(bare, (), reading.regions))


def _sentences(reading: Reading) -> str:
    return " ".join(sentence.text for sentence in reading.sentences)


def _ground(pairs: Pairs) -> dict[str, Shares]:
    cases = [parse_answer(text, lesson.truth) for lesson, text in pairs]
    shares = [(_iou(case), 1.0) if len(boxes_of(case.truth)) else (0.0, 0.0) for case in cases]
    return {"grounding IoU": np.array(shares, np.float64)}


def _right(name: str) -> Callable[[Pairs], dict[str, Shares]]:
    def measure(pairs: Pairs) -> dict[str, Shares]:
        return {name: _mean([float(normalised(text) == normalised(le.answer)) for le, text in pairs])}

    return measure


def _report_text(pairs: Pairs) -> dict[str, Shares]:
    cases = [parse_answer(text, lesson.answer) for lesson, text in pairs]
    lengths = [
        len(_sentences(case.parsed) if case.parsed else "") / max(len(_sentences(case.truth)), 1)
        for case in cases
    ]
    return {"report trace": _trace(cases, _sentences), "report length": _mean(lengths)}


def _clues(pairs: Pairs) -> dict[str, Shares]:
    return {"clue IoU": _mean([_clue_iou(parse_answer(text, lesson.answer)) for lesson, text in pairs])}


def _clue_iou(case: ParsedAnswer) -> float:
    given, true = (_target(reading) for reading in (case.parsed, case.truth))
    return float(iou(given, true)[0, 0]) if len(given) and len(true) else 0.0


def _target(reading: Reading | None) -> Floats:
    target = reading.gaze.target if reading and reading.gaze else None
    box = target.box if target else None
    return np.array([[box.x_min, box.y_min, box.x_max, box.y_max]] if box else [], np.float64).reshape(-1, 4)


def _mimic(pairs: Pairs) -> dict[str, Shares]:
    cases = [parse_answer(text, lesson.answer) for lesson, text in pairs]
    given, true = (
        [_path(reading) for reading in side]
        for side in zip(*((c.parsed, c.truth) for c in cases), strict=True)
    )
    return {"ScanMatch": _mean(scanmatch(given, true).tolist())}


def _path(reading: Reading | None) -> Scanpath:
    if reading is not None and reading.gaze is not None and fixations_of(reading):
        return scanpath_of(reading)
    return Scanpath(np.empty(0), np.empty(0), np.empty(0), 1.0)


_MEASURES: Mapping[Task, Callable[[Pairs], dict[str, Shares]]] = {
    Task.READ: _read,
    Task.GROUND: _ground,
    Task.QUESTION: _right("answers"),
    Task.REPORT: _report_text,
    Task.CLUES: _clues,
    Task.MIMIC: _mimic,
    Task.ORDER: _right("order"),
}
