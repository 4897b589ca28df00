"""Readings that earlier versions wrote are read, and written as the present version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from radtrace.record import Change, ModelOutput, Reading, from_json, to_json

OLDER = Path(__file__).with_name("older")


def older(version: str) -> dict[str, Any]:
    """A Reading as that version wrote it."""
    data: dict[str, Any] = json.loads((OLDER / f"{version}.json").read_text("utf-8"))
    assert data["schema_version"] == version
    return data


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_an_older_reading_is_read_and_written_as_the_present_version(version: str) -> None:
    reading = from_json((OLDER / f"{version}.json").read_text("utf-8"))
    assert reading.schema_version == "1.2"
    assert reading.findings[0].change is Change.INCREASED and reading.findings[0].box_scores == (0.9,)
    assert reading.study.prior is None and reading.sentences[0].findings == ("f1",)
    assert from_json(to_json(reading)) == reading
    assert Reading.model_validate(older(version)) == reading


def test_raw_answers_became_outputs() -> None:
    outputs = Reading.model_validate(older("1.1")).provenance.outputs
    assert outputs == (ModelOutput(prompt="report-1", text="finding", repairs=("line 1: dropped",)),)


@pytest.mark.parametrize(
    ("word", "change"),
    [(None, None), ("worse", "increased"), ("stable", "unchanged"), ("new", "new"), ("odd", None)],
)
def test_a_change_becomes_one_of_the_present_words(word: str | None, change: str | None) -> None:
    data = older("1.1")
    data["findings"][0]["change"] = word
    assert Reading.model_validate(data).findings[0].change == change


@pytest.mark.parametrize("place", ["provenance", "findings", "study"])
@pytest.mark.parametrize("value", [None, 3, "text", [3], {"x": 1}])
def test_what_is_damaged_is_refused_as_in_the_present_version(place: str, value: object) -> None:
    with pytest.raises(ValidationError):
        Reading.model_validate(older("1.1") | {place: value})


def test_old_names_and_words_are_not_taken_in_the_present_version() -> None:
    data = older("1.1") | {"schema_version": "1.2"}
    with pytest.raises(ValidationError) as error:
        Reading.model_validate(data)
    assert {fault["loc"][-1] for fault in error.value.errors()} == {"change", "answers"}
