"""Lessons: every answer is a valid trace or a plain word, and the answer key scores full marks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from radtrace.phantom import draw
from radtrace.record import BadInput, Presence
from radtrace.training.vlm.blind import blind_answers
from radtrace.training.vlm.data import build_data, drawn_examples, open_data, table_examples
from radtrace.training.vlm.data.build import COVER
from radtrace.training.vlm.lessons import Lesson, Task, lessons_of
from radtrace.training.vlm.lessons.chain import NORMAL, chain_of
from radtrace.training.vlm.lessons.lesson import with_box_share
from radtrace.training.vlm.lessons.zone_boxes import with_zone_boxes
from radtrace.training.vlm.reward_terms.answer import parse_answer
from radtrace.training.vlm.scores import score_answers

TRACES = (Task.READ, Task.GROUND, Task.REPORT, Task.CLUES, Task.MIMIC)


@cache
def lessons() -> tuple[Lesson, ...]:
    found: list[Lesson] = []
    for seed in range(12):
        drawing = draw(seed, 64)
        asked = drawing.questions
        found += lessons_of(drawing.reading, f"films/{seed}.png", "train", asked)
    return tuple(found)


def test_every_task_has_lessons_and_traces_are_valid() -> None:
    assert {lesson.task for lesson in lessons()} >= set(Task) - {Task.QUESTION}
    for lesson in lessons():
        if lesson.task in TRACES:
            assert parse_answer(lesson.answer, lesson.answer).parsed is not None


def test_the_same_reading_gives_the_same_lessons() -> None:
    reading = draw(3, 64).reading
    assert lessons_of(reading, "films/3.png", "train") == lessons_of(reading, "films/3.png", "train")


def test_the_chain_goes_from_sign_to_name_to_place() -> None:
    reading = draw(5, 64, findings=["pleural_effusion"]).reading
    first, second = chain_of(reading).splitlines()[0], chain_of(reading).splitlines()[-1]
    assert first.startswith("step") and "blunt angle" in first
    assert second.startswith("finding pleural_effusion") and " box " in second and " steps 1" in second


def test_a_normal_film_is_said_to_be_normal() -> None:
    assert NORMAL in chain_of(draw(5, 64, findings=[]).reading)


def test_the_chain_keeps_every_finding_its_side_and_its_boxes() -> None:
    for seed in range(8):
        reading = draw(seed, 64).reading
        true = [f for f in reading.findings if f.presence is not Presence.ABSENT]
        said = parse_answer(chain_of(reading), chain_of(reading)).truth.findings
        assert [(f.concept, f.presence, f.laterality, len(f.boxes)) for f in said] == [
            (f.concept, f.presence, f.laterality, len(f.boxes)) for f in true
        ]


def test_the_answer_key_scores_full_marks_and_silence_scores_none() -> None:
    key = score_answers(lessons(), [lesson.answer for lesson in lessons()])
    assert all(one.value == pytest.approx(1.0) for one in key.values.values())
    silent = score_answers(lessons(), [""] * len(lessons()))
    assert all(one.value == 0.0 for one in silent.values.values())


def test_a_blind_answer_is_one_answer_a_question_and_beats_silence() -> None:
    said = blind_answers(lessons(), lessons())
    read = {text for text, lesson in zip(said, lessons(), strict=True) if lesson.task is Task.READ}
    assert len(read) == 1
    blind = score_answers(lessons(), said)
    assert blind.value("valid") == 1.0 and 0.0 < blind.value("finding F1") < 1.0
    assert blind.value("clue IoU") > 0.0


def test_a_data_folder_is_whole_or_not_there(tmp_path: Path) -> None:
    out = tmp_path / "data"
    counts = build_data(drawn_examples(8, 2, 64), out, {"source": "drawn"})
    data = open_data(out)
    assert sum(counts.values()) == len(data.lessons)
    assert {lesson.split for lesson in data.lessons} == {"train", "validate", "test"}
    assert np.load(out / COVER).shape[0] == len(data.readings) == 8
    assert all((out / lesson.film).is_file() for lesson in data.lessons)
    with pytest.raises(BadInput, match="already exists"):
        build_data(drawn_examples(8, 2, 64), out, {})
    with pytest.raises(BadInput, match="there are no films"):
        build_data(iter(()), tmp_path / "empty", {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_weights_repeat_and_thin_out_lessons(tmp_path: Path) -> None:
    build_data(drawn_examples(8, 2, 64), tmp_path / "data", {})
    data = open_data(tmp_path / "data")
    some = data.some("train", {Task.READ: 2.5, Task.MIMIC: 0.5}, seed=1)
    assert sum(lesson.task is Task.READ for lesson in some) == 10
    assert some == data.some("train", {Task.READ: 2.5, Task.MIMIC: 0.5}, seed=1)
    assert some != data.some("train", {Task.READ: 2.5, Task.MIMIC: 0.5}, seed=2)


def test_a_broken_lesson_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "lessons.jsonl").write_text('{"id": "a"}\n', "utf-8")
    with pytest.raises(BadInput, match=r"lessons.jsonl, line 1: film"):
        open_data(tmp_path)
    with pytest.raises(BadInput, match="is not a data folder"):
        open_data(tmp_path / "none")


def test_a_table_of_labels_and_boxes_becomes_readings(tmp_path: Path) -> None:
    import cv2

    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((40, 50), np.uint8))
    corners = '""x_min"": 0.2, ""y_min"": 0.1, ""x_max"": 0.5, ""y_max"": 1.2'
    boxes = f'"[{{""label"": ""RSNA_Lung_Opacity"", {corners}}}]"'
    rows = [
        "file,patient,labels,boxes",
        f"a.png,p1,Consolidation|Effusion,{boxes}",
        "a.png,p2,No Finding,",
        "a.png,p3,NOT_CXR:natural,",
    ]
    table = tmp_path / "films.csv"
    table.write_text("\n".join(rows) + "\n", "utf-8")
    first, normal = table_examples(table, 32)
    assert [f.concept for f in first.reading.findings] == [
        "lung_opacity",
        "consolidation",
        "pleural_effusion",
    ]
    assert first.reading.findings[0].boxes[0].y_max == 1.0
    assert first.pixels.shape == (32, 32) and not normal.reading.findings
    table.write_text("file,labels\na.png,x\n", "utf-8")
    with pytest.raises(BadInput, match="has no column 'patient'"):
        list(table_examples(table, 32))


def test_what_is_told_names_the_same_findings_with_the_boxes_of_their_zones() -> None:
    told = [lesson.with_zone_answer() for lesson in lessons() if lesson.zone_answer is not None]
    assert {lesson.task for lesson in told} == {Task.READ, Task.GROUND}
    scores = score_answers(told, [lesson.answer for lesson in told])
    assert scores.value("valid") == 1.0 and scores.value("finding F1") == pytest.approx(1.0)
    assert 0.2 < scores.value("IoU") < 0.9


def test_a_nodules_told_box_is_its_zone() -> None:
    reading = draw(5, 64, findings=["lung_nodule"]).reading
    nodule = next(finding for finding in reading.findings if finding.concept == "lung_nodule")
    told = next(finding for finding in with_zone_boxes(reading).findings if finding.concept == "lung_nodule")
    (zone,) = nodule.zones
    assert told.boxes == tuple(region.box for region in reading.regions if region.id == zone)


def test_a_share_of_films_teaches_its_own_boxes_in_all_of_its_lessons() -> None:
    mixed = with_box_share(lessons(), 0.5)
    own = {le.film for le, mine in zip(lessons(), mixed, strict=True) if le.zone_answer and mine == le}
    other = {le.film for le, mine in zip(lessons(), mixed, strict=True) if mine != le}
    assert own and other and not own & other
    assert with_box_share(lessons(), 1.0) == list(lessons())


def test_lessons_of_older_data_folders_are_read() -> None:
    lesson = next(one for one in lessons() if one.zone_answer is not None)
    older = lesson.model_dump(exclude={"zone_answer"}) | {"told": lesson.zone_answer}
    assert Lesson.model_validate(older) == lesson
