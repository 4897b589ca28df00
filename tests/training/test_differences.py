"""What one stage reached more than another: the difference of their scores, paired by film."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from radtrace.evaluation.intervals import Estimate
from radtrace.evaluation.score import ScoreRow
from radtrace.phantom import draw
from radtrace.record import BadInput
from radtrace.training.vlm.lessons import Lesson, Task, lessons_of
from radtrace.training.vlm.scores import score_answers
from radtrace.training.vlm.table import (
    CASES,
    differences,
    markdown_differences,
    named_pairs,
    write_cases,
)


@cache
def lessons() -> tuple[Lesson, ...]:
    made = (lessons_of(draw(seed, 64).reading, f"films/{seed}.png", "test") for seed in range(20))
    return tuple(lesson for some in made for lesson in some if lesson.task is Task.READ)


@cache
def scores(told: bool) -> ScoreRow:
    return score_answers(lessons(), [(le.with_zone_answer() if told else le).answer for le in lessons()])


def kept(folder: Path, name: str, told: bool) -> Path:
    (folder / name).mkdir()
    write_cases(folder / name, scores(told))
    return folder / name


def estimates(new: Path, old: Path) -> dict[str, Estimate]:
    return {name: one.difference for name, one in differences(new, old).items()}


def test_a_difference_is_that_of_the_scores_and_its_interval_holds_it(tmp_path: Path) -> None:
    found = estimates(kept(tmp_path, "own", False), kept(tmp_path, "told", True))
    gain = scores(False).value("IoU") - scores(True).value("IoU")
    assert gain > 0.05
    assert found["IoU"].value == pytest.approx(gain, abs=1e-5)
    assert 0 < found["IoU"].low < found["IoU"].value < found["IoU"].high
    assert (found["valid"].low, found["valid"].high) == (0.0, 0.0)


def test_the_other_way_round_is_the_negative_and_oneself_is_nothing(tmp_path: Path) -> None:
    own, told = kept(tmp_path, "own", False), kept(tmp_path, "told", True)
    there, back = estimates(own, told)["IoU"], estimates(told, own)["IoU"]
    assert (there.value, there.low, there.high) == pytest.approx((-back.value, -back.high, -back.low))
    assert estimates(own, own)["IoU"].high == 0.0


def test_the_line_names_both_and_signs_the_figures(tmp_path: Path) -> None:
    pairs = named_pairs([kept(tmp_path, "own", False), kept(tmp_path, "told", True)], ["own:told"])
    line = markdown_differences(pairs).splitlines()[2]
    assert line.startswith("| own minus told | +0.00 (+0.00 to +0.00) |")


def test_what_cannot_be_paired_is_said(tmp_path: Path) -> None:
    own = kept(tmp_path, "own", False)
    with pytest.raises(BadInput, match="'other' is not one of the folders; give two of own"):
        named_pairs([own], ["own:other"])
    with pytest.raises(BadInput, match="contains no measured stage"):
        differences(own, tmp_path)
    (tmp_path / CASES).write_text('{"IoU": [[1, 1]]}', "utf-8")
    with pytest.raises(BadInput, match="different films"):
        differences(own, tmp_path)
