"""Priors, boxes on other films, questions, phrases and claims: what they take and what they refuse."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from radtrace.record import (
    Box,
    Context,
    Demographics,
    Film,
    FilmBox,
    Finding,
    Prior,
    Reading,
    Study,
    change_of,
)
from radtrace.record.change import Change

BOX = {"x_min": 0.1, "y_min": 0.1, "x_max": 0.2, "y_max": 0.2}
PLAIN: dict[str, Any] = {
    "study": {"films": [{"file": "pa.png"}, {"file": "lateral.png", "view": "LATERAL"}]},
    "provenance": {"reader": "test", "version": "0"},
}


def reading(**parts: Any) -> Reading:
    return Reading.model_validate(PLAIN | parts)


def film(name: str, **fields: Any) -> Film:
    return Film(np.zeros((2, 3), np.float32), file=name, sha256="0" * 64, **fields)


def finding(**fields: Any) -> dict[str, Any]:
    return {"id": "f1", "concept": "lung_nodule", "presence": "present", **fields}


def test_a_finding_has_boxes_on_each_film() -> None:
    (found,) = reading(findings=[finding(boxes=[BOX], other_boxes=[BOX | {"film": 1}])]).findings
    assert found.boxes_on(0) == (Box(**BOX),) == found.boxes_on(1)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"findings": [finding(film=2)]}, "finding f1 is on film 2 of the study, which has 2"),
        ({"findings": [finding(other_boxes=[BOX | {"film": 2}])]}, "film 2 of the study, which has 2"),
        ({"findings": [finding(other_boxes=[BOX])]}, "boxes on its own film 0 belong in boxes"),
        ({"findings": [finding(prior_boxes=[BOX])]}, "film 0 of the prior study, which has 0"),
        ({"regions": [{"id": "heart", "film": 3}]}, "region heart is on film 3"),
        ({"gaze": {"fixations": [{"x": 0, "y": 0, "start_s": 0, "duration_s": 1, "film": 9}]}}, "gaze is on"),
        ({"study": PLAIN["study"] | {"prior": {}}}, "needs films, a report or both"),
        ({"questions": [{"id": "q", "text": "?", "choices": ["a", "a"]}]}, "choices must differ"),
        ({"questions": [{"id": "q", "text": "?", "answer": {"text": "a", "findings": ["f9"]}}]}, "'f9'"),
        ({"groundings": [{"id": "g", "phrase": "mass"}]}, "expected at least one box, got 0"),
        (
            {"groundings": [{"id": "g", "phrase": "mass", "present": False, "boxes": [BOX]}]},
            "expected no box",
        ),
        ({"groundings": [{"id": "g", "phrase": "x", "present": False, "sentence": "s9"}]}, "'s9'"),
        ({"tool_claims": [{"id": "c", "tool": "t", "version": "1", "claim": "x", "region": "moon"}]}, "moon"),
        ({"tool_claims": [{"id": "c", "tool": "t", "claim": "x"}]}, "version"),
    ],
)
def test_what_does_not_hold_together_is_refused(parts: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        reading(**parts)


def test_a_value_is_a_number_or_a_word() -> None:
    claim = {"id": "c", "tool": "ratio", "version": "1", "claim": "ratio", "box": BOX | {"film": 1}}
    values = [reading(tool_claims=[claim | {"value": value}]).tool_claims[0].value for value in (0.5, "0.5")]
    assert values == [0.5, "0.5"]


def test_words_for_change_have_one_meaning() -> None:
    assert [change_of(word) for word in ("Larger", "smaller", "not comparable", "new", "blue")] == [
        Change.INCREASED,
        Change.DECREASED,
        Change.NOT_COMPARABLE,
        Change.NEW,
        None,
    ]


def test_a_study_knows_what_its_films_say_unless_told_otherwise() -> None:
    header = Context(demographics=Demographics(age_years=63, sex="female"), indication="Cough")
    told = Context(indication="Fever", demographics=Demographics(age_years=64))
    study = Study((film("a.png"), film("b.png", context=header)), told)
    assert study.indication == "Fever" and study.history is None
    assert study.context.demographics == Demographics(age_years=64, sex="female")


def test_the_reference_names_the_film_read_first_and_the_prior_with_its_date() -> None:
    front, side = film("a.png"), film("b.png", view="LATERAL")
    prior = Prior((film("old.png"),), "Clear lungs.", dt.date(2025, 3, 1))
    reference = Study((side, front), Context(history="Smoker."), prior).reference(front, 0.9)
    assert [one.file for one in reference.films] == ["a.png", "b.png"]
    assert reference.known == (("History", "Smoker."), ("Prior", "2025-03-01 (1 film and report)"))
    assert reference.prior and [one.file for one in reference.prior.films] == ["old.png"]


def test_a_prior_has_films_or_a_report() -> None:
    with pytest.raises(ValueError, match="films, a report or both"):
        Prior()


def test_a_film_box_is_a_box_on_a_film() -> None:
    one = FilmBox(**BOX, film=1, score=0.5)
    assert one.box == Box(**BOX) and one.area == pytest.approx(0.01)
    assert Finding(**finding(other_boxes=[one])).other_boxes == (one,)
