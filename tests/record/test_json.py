"""The one JSON form: it gives back the same Reading, and takes nothing it does not know."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from radtrace.record import Reading, from_json, published_schema, to_json
from tests.record.readings import readings

VALIDATOR = Draft202012Validator(published_schema())
SMALL: dict[str, Any] = {
    "study": {"films": [{"file": "a.png", "sha256": "0" * 64, "rows": 2, "columns": 2}]},
    "regions": [{"id": "heart"}],
    "steps": [{"id": "s1", "region": "heart", "seen": "large"}],
    "measurements": [{"id": "m1", "name": "cardiothoracic ratio", "value": 0.6}],
    "findings": [{"id": "f1", "concept": "cardiomegaly", "presence": "present"}],
    "sentences": [{"id": "t1", "section": "findings", "text": "The heart is enlarged."}],
    "checks": [{"name": "links", "verdict": "pass", "why": "all resolve"}],
    "provenance": {"reader": "test", "version": "0"},
}


def changed(*path: str | int, value: object) -> str:
    """SMALL with one place replaced."""
    whole = json.loads(json.dumps(SMALL))
    place = whole
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return json.dumps(whole)


@given(readings())
def test_json_gives_back_the_same_reading(reading: Reading) -> None:
    assert from_json(to_json(reading)) == reading
    assert from_json(to_json(reading, indent=None)) == reading


@given(readings())
def test_json_is_stable(reading: Reading) -> None:
    text = to_json(reading)
    assert to_json(from_json(text)) == text


@given(readings())
def test_every_reading_fits_the_published_schema(reading: Reading) -> None:
    VALIDATOR.validate(json.loads(to_json(reading)))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(published_schema())


@pytest.mark.parametrize(
    "path",
    [
        (),
        ("study",),
        ("study", "films", 0),
        ("regions", 0),
        ("steps", 0),
        ("measurements", 0),
        ("findings", 0),
        ("sentences", 0),
        ("checks", 0),
        ("provenance",),
    ],
)
def test_an_unknown_field_is_an_error(path: tuple[str | int, ...]) -> None:
    text = changed(*path, "surprise", value=1)
    with pytest.raises(ValidationError, match="surprise"):
        from_json(text)
    assert not VALIDATOR.is_valid(json.loads(text))


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("steps", 0, "region"), "moon", "moon"),
        (("steps", 0, "findings"), ["f9"], "f9"),
        (("findings", 0, "evidence"), ["s9"], "s9"),
        (("findings", 0, "zones"), ["moon"], "moon"),
        (("findings", 0, "measurement"), "m9", "m9"),
        (("sentences", 0, "findings"), ["f9"], "f9"),
        (("sentences", 0, "regions"), ["moon"], "moon"),
        (("checks", 0, "sentence"), "t9", "t9"),
        (("checks", 0, "finding"), "f9", "f9"),
    ],
)
def test_an_identifier_must_resolve(path: tuple[str | int, ...], value: object, named: str) -> None:
    with pytest.raises(ValidationError, match=f"'{named}', which is not in the reading"):
        from_json(changed(*path, value=value))


@pytest.mark.parametrize("key", ["regions", "steps", "measurements", "findings", "sentences"])
def test_an_identifier_is_used_once(key: str) -> None:
    with pytest.raises(ValidationError, match="used twice"):
        from_json(changed(key, value=SMALL[key] * 2))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("study", "films"), []),
        (("study", "films", 0, "sha256"), "abc"),
        (("study", "films", 0, "rows"), 0),
        (("findings", 0, "presence"), "perhaps"),
        (("findings", 0, "probability"), 1.01),
        (("findings", 0, "boxes"), [{"x_min": 0.2, "y_min": 0, "x_max": 0.1, "y_max": 1}]),
        (("measurements", 0, "value"), float("nan")),
        (("schema_version",), "0.9"),
    ],
)
def test_a_value_out_of_range_is_an_error(path: tuple[str | int, ...], value: object) -> None:
    from_json(json.dumps(SMALL))
    with pytest.raises(ValidationError):
        from_json(changed(*path, value=value))


def test_a_reading_cannot_be_changed() -> None:
    reading = from_json(json.dumps(SMALL))
    with pytest.raises(ValidationError, match="frozen"):
        reading.findings = ()


def test_every_reading_says_what_it_is_for() -> None:
    assert "research use only" in from_json(json.dumps(SMALL)).provenance.intended_use
