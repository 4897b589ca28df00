"""Image-blind answers: the best without the film, which any model has to beat.

For reading: the k most frequent findings of the training films, each with its median boxes, k chosen for the
greatest finding F1 on the training films. For every other task: the most frequent form of the training
answers to the same question (or else to the task), its numbers the medians of those answers.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from radtrace.record import label_of
from radtrace.training.vlm.lessons.chain import NORMAL
from radtrace.training.vlm.lessons.lesson import Lesson, Task
from radtrace.training.vlm.reward_terms.answer import claimed, parse_answer
from radtrace.training.vlm.scores import answer_results

_NUMBER = re.compile(r"\d+")
_MOST = 6
_ENOUGH = 400


def blind_answers(train: Sequence[Lesson], lessons: Sequence[Lesson]) -> list[str]:
    """The answer to each lesson that the training lessons alone suggest."""
    by_task: Mapping[Task, list[Lesson]] = _grouped(train)
    read = _reading(by_task.get(Task.READ, []))
    tables = {task: _Forms(some) for task, some in by_task.items() if task is not Task.READ}
    return [
        read
        if lesson.task is Task.READ
        else tables[lesson.task].answer(lesson.prompt)
        if lesson.task in tables
        else ""
        for lesson in lessons
    ]


def _grouped(lessons: Iterable[Lesson]) -> dict[Task, list[Lesson]]:
    groups: dict[Task, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        groups[lesson.task].append(lesson)
    return groups


def _reading(lessons: Sequence[Lesson]) -> str:
    lines = _finding_lines(lessons)
    candidates = [f'say impression "{NORMAL}"'] + ["\n".join(lines[:k]) for k in range(1, len(lines) + 1)]
    some = lessons[:_ENOUGH]
    if not some:
        return candidates[0]
    return max(candidates, key=lambda text: _finding_f1(some, text))


def _finding_f1(lessons: Sequence[Lesson], text: str) -> float:
    """Finding F1 of one answer to all of them; where there is nothing to count, nothing is right."""
    results = answer_results(lessons, [text] * len(lessons))
    return results["finding F1"].aggregate["mean"] if "finding F1" in results else 0.0


def _finding_lines(lessons: Sequence[Lesson]) -> list[str]:
    boxes: dict[str, list[list[float]]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for lesson in lessons:
        for finding in claimed(parse_answer("", lesson.truth).truth):
            words = label_of(finding).split()
            label = " ".join([words[0], "present", *words[1:]])
            counts[label] += 1
            corners = [n for b in finding.boxes for n in (b.x_min, b.y_min, b.x_max, b.y_max)]
            boxes[label].append(corners)
    return [f"finding {label}{_median_boxes(boxes[label])}" for label, _ in counts.most_common(_MOST)]


def _median_boxes(rows: Sequence[Sequence[float]]) -> str:
    (length, _), *_ = Counter(map(len, rows)).most_common(1)
    alike = [row for row in rows if len(row) == length]
    numbers = [round(999 * median(column)) for column in zip(*alike, strict=True)]
    return "".join(" box " + " ".join(map(str, numbers[start : start + 4])) for start in range(0, length, 4))


class _Forms:
    """The forms of a task's answers, by question."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self.task = lessons[0].task
        self.all = [lesson.answer for lesson in lessons]
        self.by_prompt: dict[str, list[str]] = defaultdict(list)
        for lesson in lessons:
            self.by_prompt[lesson.prompt].append(lesson.answer)
        self.known: dict[str, str] = {}

    def answer(self, prompt: str) -> str:
        """The most frequent form of the answers to `prompt`, with median numbers."""
        key = prompt if prompt in self.by_prompt else ""
        if key not in self.known:
            self.known[key] = self._typical(self.by_prompt[key] if key else self.all)
        return self.known[key]

    def _typical(self, answers: Sequence[str]) -> str:
        if self.task is Task.GROUND:  # scored on films that have a box
            answers = [answer for answer in answers if " box " in answer] or answers
        if self.task in (Task.QUESTION, Task.ORDER):
            return Counter(answers).most_common(1)[0][0]
        forms = Counter(_NUMBER.sub("#", answer) for answer in answers)
        form = forms.most_common(1)[0][0]
        rows = [_NUMBER.findall(answer) for answer in answers if _NUMBER.sub("#", answer) == form]
        numbers = iter([str(round(median(map(int, column)))) for column in zip(*rows, strict=True)])
        return re.sub("#", lambda _: next(numbers), form)
