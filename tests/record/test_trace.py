"""Trace text: laws over every Reading, errors that name the line, repairs that are said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.record import FilmReference, Provenance, Reading, StudyReference
from radtrace.record.trace import (
    Repaired,
    TraceError,
    format_trace,
    parse_trace,
    repair_trace,
)
from tests.record.readings import readings

STUDY = StudyReference(films=(FilmReference(file="film.png"),))
MADE_BY = Provenance(reader="test", version="1")
TRACE = """\
gaze target "Effusion" concept pleural_effusion present box 612 540 890 930 clock 40
look 612,540,230 640,700,410+40
hear 1200,340 "the" 1600,200 "heart"
region heart box 300 400 700 800 outline 300 400 700 400 500 800
step left_lower_zone for pleural_effusion seen "blunted angle"
look film 1 degree 0.02 0.025 612,540,230+20
step heart unassessed
measure cardiothoracic_ratio 0.56 unit mm limit 0.5 at heart_left 700 600
finding pleural_effusion present left p 0.83 below 0.2 from 0.6 severity moderate change worse sure 0.75 \
box 612 540 890 930 0.7 ellipse zones left_lower_zone steps 1 critical
finding cardiomegaly present steps 1 2 measured 1 id heart_size
finding pneumothorax absent
say findings "Moderate left pleural effusion." of 1 regions left_lower_zone critical
say impression "Left effusion." of 1-3
"""


def parsed(text: str) -> Reading:
    return parse_trace(text, study=STUDY, provenance=MADE_BY)


def repaired(text: str) -> Repaired:
    return repair_trace(text, study=STUDY, provenance=MADE_BY)


@settings(deadline=None)
@given(readings())
def test_what_was_written_is_read_back_and_written_the_same(reading: Reading) -> None:
    text = format_trace(reading)
    back = parse_trace(text, study=reading.study, provenance=reading.provenance)
    assert format_trace(back) == text
    assert alike(_held(back), _held(reading))


def _held(reading: Reading) -> object:
    return reading.model_dump(mode="json", exclude={"checks", "schema_version"})


def alike(one: object, other: object) -> bool:
    """Equal but for rounding: 1/999 of the film and a half, half a millisecond, six digits."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, float):
        return other == pytest.approx(one, abs=1.51 / 999, rel=1e-5)
    return one == other


def test_every_kind_of_line_is_read_and_written_the_same() -> None:
    assert format_trace(parsed(TRACE)) == TRACE
    assert repaired(TRACE).repairs == ()


def test_the_least_a_model_must_write_is_short() -> None:
    text = "finding pleural_effusion present left\nfinding cardiomegaly absent\nfinding pneumothorax absent\n"
    assert parsed(text).findings[0].concept == "pleural_effusion"
    assert format_trace(parsed(text)) == text


FRAGMENTS = st.sampled_from(
    [
        *TRACE.split(),
        "\n",
        "\n",
        '"',
        "\\",
        "999999999999999999999",
        "1-99999",
        "nan",
        "-1",
        "\ud800",
        "\u2028",
    ]
)


@settings(deadline=None)
@given(st.lists(FRAGMENTS | st.text(max_size=8)).map(" ".join) | st.text())
def test_any_text_is_a_reading_or_a_trace_error(text: str) -> None:
    for read in (parsed, repaired):
        try:
            read(text)
        except TraceError as error:
            assert error.line >= 1 and "\n" not in str(error)
