"""How well a reader answers: the rows of the proof's table, by the package's own metrics.

For lessons of reading: valid-trace rate (strict parser), finding F1 (concept and side, over all films), mean
IoU (per film, boxes of equal concept and side paired one to one, films without boxes on either side left
out), accuracy at IoU 0.5 (true boxes found), and the trace score of the report that the findings make. For
questions, and for the order of frames: share of right answers. For gaze: ScanMatch and the IoU of clues.
Everything not valid counts as nothing said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from radtrace.evaluation.intervals import Estimate, Resamples
from radtrace.gaze.scanpath import Scanpath, fixations_of, scanpath_of
from radtrace.language import write_report
from radtrace.metrics.answers import normalised
from radtrace.metrics.boxes.film_pairs import best_pairs
from radtrace.metrics.boxes.iou import box_iou, iou, labelled_iou
from radtrace.metrics.clinical.trace import trace
from radtrace.metrics.report import Report
from radtrace.metrics.scanpath.scanmatch import scanmatch
from radtrace.record import BoxSet, Reading, label_of
from radtrace.training.vlm.lessons.lesson import Lesson, Task
from radtrace.training.vlm.reward_terms.answer import Judged, boxes_of, claimed, judged

Floats = NDArray[np.float64]
Pairs = Sequence[tuple[Lesson, str]]
# Columns of a case: its share of a ratio's top and bottom; of a mean's, 1, or 0 where it does not count.
Cases = Floats


@dataclass(frozen=True)
class Scores:
    """One row: by metric's name its value with a 95% interval over films, on how many, and the films' shares.

    `cases` are (n, 2): what each film adds to the top and to the bottom of a ratio. They stand in the order
    of the lessons, so that those of two readers asked the same make pairs.
    """

    values: Mapping[str, Estimate] = field(default_factory=dict)
    counted: Mapping[str, int] = field(default_factory=dict)
    cases: Mapping[str, Cases] = field(default_factory=dict)

    def value(self, name: str) -> float:
        """The value of a metric, NaN where it was not measured."""
        return self.values[name].value if name in self.values else float("nan")


def score_answers(lessons: Sequence[Lesson], said: Sequence[str], seed: int = 0) -> Scores:
    """The scores of answers to lessons of any tasks, each by its own metrics."""
    cases: dict[str, Cases] = {}
    for task, measure in _MEASURES.items():
        pairs = [(lesson, text) for lesson, text in zip(lessons, said, strict=True) if lesson.task == task]
        if pairs:
            cases |= {name: some for name, some in measure(pairs).items() if some[:, 1].any()}
    values = {name: _estimate(some, seed) for name, some in cases.items()}
    counted = {name: int(np.count_nonzero(some[:, 1])) for name, some in cases.items()}
    return Scores(values, counted, cases)


def difference(new: Cases, old: Cases, seed: int = 0) -> Estimate:
    """A metric of one reader minus that of another on the same lessons; the bootstrap is paired."""
    (new_value, new_drawn), (old_value, old_drawn) = (_ratios(cases, seed) for cases in (new, old))
    return _between(new_value - old_value, new_drawn - old_drawn)


def _estimate(cases: Cases, seed: int) -> Estimate:
    """Sum of tops over sum of bottoms, with its bootstrap interval."""
    return _between(*_ratios(cases, seed))


def _ratios(cases: Cases, seed: int) -> tuple[float, Floats]:
    """The ratio of all cases, and of every resample."""
    means = Resamples(len(cases), seed).means(cases)
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(cases[:, 0].sum() / cases[:, 1].sum()), means[:, 0] / means[:, 1]


def _between(value: float, drawn: Floats) -> Estimate:
    known = drawn[np.isfinite(drawn)]
    low, high = np.percentile(known, [2.5, 97.5]) if known.size else (np.nan, np.nan)
    return Estimate(value, float(low), float(high))


def _read(pairs: Pairs) -> dict[str, Cases]:
    cases = [judged(text, lesson.truth) for lesson, text in pairs]
    return {
        "valid": _mean([float(case.said is not None) for case in cases]),
        "finding F1": np.array([_f1(case) for case in cases], np.float64),
        "IoU": np.array([_boxed(case) for case in cases], np.float64),
        "acc@0.5": np.array([_hits(case) for case in cases], np.float64),
        "trace": _mean(_trace(cases)),
        "length": _mean([len(text) / max(len(lesson.answer), 1) for lesson, text in pairs]),
    }


def _mean(values: Sequence[float]) -> Cases:
    return np.stack([np.asarray(values, np.float64), np.ones(len(values))], axis=1)


def _f1(case: Judged) -> tuple[float, float]:
    said = Counter(map(label_of, claimed(case.said))) if case.said else Counter()
    true = Counter(map(label_of, claimed(case.true)))
    return 2.0 * (said & true).total(), float(said.total() + true.total())


def _boxes(case: Judged) -> BoxSet:
    return boxes_of(case.said) if case.said else BoxSet("answer")


def _boxed(case: Judged) -> tuple[float, float]:
    return (_iou(case), 1.0) if len(boxes_of(case.true)) or len(_boxes(case)) else (0.0, 0.0)


def _iou(case: Judged) -> float:
    return float(box_iou([_boxes(case)], [boxes_of(case.true)]).per_report[0])


def _hits(case: Judged) -> tuple[float, float]:
    true = boxes_of(case.true)
    return float((best_pairs(labelled_iou(_boxes(case), true)) >= 0.5).sum()), float(len(true))


def _trace(cases: Sequence[Judged]) -> list[float]:
    said = [Report("", _report(case.said)) for case in cases]
    scores = trace(said, [Report("", _report(case.true)) for case in cases]).per_report
    return [float(score) if case.said else 0.0 for case, score in zip(cases, scores, strict=True)]


def _report(reading: Reading | None) -> str:
    """The report that the claimed findings make."""
    if reading is None:
        return ""
    bare = [f.model_copy(update={"measurement": None}) for f in claimed(reading)]
    return " ".join(sentence.text for sentence in write_report(bare, (), reading.regions))


def _ground(pairs: Pairs) -> dict[str, Cases]:
    cases = [judged(text, lesson.truth) for lesson, text in pairs]
    with_boxes = [_iou(case) for case in cases if len(boxes_of(case.true))]
    return {"grounding IoU": _mean(with_boxes)} if with_boxes else {}


def _right(name: str) -> Callable[[Pairs], dict[str, Cases]]:
    def measure(pairs: Pairs) -> dict[str, Cases]:
        return {name: _mean([float(normalised(text) == normalised(le.answer)) for le, text in pairs])}

    return measure


def _report_text(pairs: Pairs) -> dict[str, Cases]:
    cases = [judged(text, lesson.answer) for lesson, text in pairs]
    said = [Report("", _sentences(case.said)) for case in cases]
    true = [Report("", _sentences(case.true)) for case in cases]
    lengths = [len(one.text) / max(len(other.text), 1) for one, other in zip(said, true, strict=True)]
    scores = trace(said, true).per_report
    right = [float(score) if case.said else 0.0 for case, score in zip(cases, scores, strict=True)]
    return {"report trace": _mean(right), "report length": _mean(lengths)}


def _sentences(reading: Reading | None) -> str:
    return " ".join(sentence.text for sentence in reading.sentences) if reading else ""


def _clues(pairs: Pairs) -> dict[str, Cases]:
    return {"clue IoU": _mean([_clue_iou(judged(text, lesson.answer)) for lesson, text in pairs])}


def _clue_iou(case: Judged) -> float:
    said, true = (_target(reading) for reading in (case.said, case.true))
    return float(iou(said, true)[0, 0]) if len(said) and len(true) else 0.0


def _target(reading: Reading | None) -> Floats:
    target = reading.gaze.target if reading and reading.gaze else None
    box = target.box if target else None
    return np.array([[box.x_min, box.y_min, box.x_max, box.y_max]] if box else [], np.float64).reshape(-1, 4)


def _mimic(pairs: Pairs) -> dict[str, Cases]:
    cases = [judged(text, lesson.answer) for lesson, text in pairs]
    said, true = (
        [_path(reading) for reading in side] for side in zip(*((c.said, c.true) for c in cases), strict=True)
    )
    return {"ScanMatch": _mean(scanmatch(said, true).tolist())}


def _path(reading: Reading | None) -> Scanpath:
    if reading is not None and reading.gaze is not None and fixations_of(reading):
        return scanpath_of(reading)
    return Scanpath(np.empty(0), np.empty(0), np.empty(0), 1.0)


_MEASURES: Mapping[Task, Callable[[Pairs], dict[str, Cases]]] = {
    Task.READ: _read,
    Task.GROUND: _ground,
    Task.QUESTION: _right("answers"),
    Task.REPORT: _report_text,
    Task.CLUES: _clues,
    Task.MIMIC: _mimic,
    Task.ORDER: _right("order"),
}
