"""Trace text: laws over every Reading, errors that name the line, repairs that are said."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.images.films import load_film
from radtrace.readers import load_reader
from radtrace.record import (
    BadInput,
    Box,
    FilmReference,
    Finding,
    Fixation,
    Gaze,
    Presence,
    PriorReference,
    Provenance,
    Reading,
    Section,
    Sentence,
    Study,
    StudyReference,
    concept_by_id,
    region_by_id,
)
from radtrace.record.trace import (
    Repaired,
    Scale,
    TraceError,
    compact_reading,
    format_trace,
    parse_trace,
    repair_trace,
    trace_grammar,
    trace_regex,
)
from tests.record.readings import readings

FILMS = (FilmReference(file="film.png"), FilmReference(file="lateral.png"))
STUDY = StudyReference(films=FILMS, prior=PriorReference(films=FILMS[:1]))
MADE_BY = Provenance(reader="test", version="1")
TRACE = f"""\
gaze target "Effusion" concept pleural_effusion present box 612 540 890 930 clock 40
look 612,540,230 640,700,410+40
hear 1200,340 "the" 1600,200 "heart"
region heart box 300 400 700 800 outline 300 400 700 400 500 800
step left_lower_zone for pleural_effusion seen "blunted angle"
look film 1 degree 0.02 0.025 612,540,230+20
step heart unassessed
measure cardiothoracic_ratio 0.56 unit mm limit 0.5 at heart_left 700 600
finding pleural_effusion present left p 0.83 below 0.2 from 0.6 severity moderate change increased sure 0.75 \
box 612 540 890 930 0.7 on 1 400 500 700 900 0.5 was 0 620 600 880 930 \
ellipse zones left_lower_zone steps 1 critical
finding cardiomegaly present steps 1 2 measured 1 id heart_size
finding pneumothorax absent
say findings "Moderate left pleural effusion." of 1 regions left_lower_zone critical
say impression "Left effusion." of 1-3
ask "Is there a pleural effusion?" kind presence choices yes no
answer "yes" reason "The left angle is blunted." of 1 regions left_lower_zone box 612 540 890 930 sure 0.9
ask "What else?" id further
phrase "left pleural effusion" box 612 540 890 930 0.8 on 1 400 500 700 900 said 1 sure 0.7
phrase "pneumothorax" absent
claim cardiothoracic_ratio tool ratio version "1.0" inputs {"0" * 64} value 0.56 sure 0.9 region heart \
box 300 400 700 800
claim view tool views version "2" value "LATERAL" on 1 0 0 999 999 id side
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
    lines = text.splitlines()
    if told(back) and {one.id for one in back.regions} <= region_by_id().keys():
        saved = repair_trace(text, study=reading.study, provenance=reading.provenance)
        assert len(set(lines)) < len(lines) or not saved.repairs


def told(reading: Reading) -> bool:
    """Whether the Reading says anything beside where regions are."""
    nouns = (
        reading.steps,
        reading.findings,
        reading.sentences,
        reading.measurements,
        reading.questions,
        reading.groundings,
        reading.tool_claims,
    )
    return any(nouns) or reading.gaze is not None


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


def test_what_was_repaired_is_a_right_trace() -> None:
    saved = repaired(MESS)
    assert repaired(saved.text) == Repaired(parsed(saved.text), saved.text, ())


MESS = """\
Sure! Here is the trace:
look 612,540,230 6400,700,410 oops
1. step left_lower_zone for pleural_effusion unicorn seen "blunted angle"
- finding unicorn present
finding pleural effusion present left p 1.83 box [890, 540, 612, 1030] zones left_lower_zone attic steps 1 7
Finding pneumothorax absent
finding pneumothorax absent
say findings "There is an effusion." of 2
say impression "No pneumoth"""


def test_a_mess_is_saved_and_every_repair_is_told() -> None:
    saved = repaired(MESS)
    assert (
        saved.text
        == """\
gaze
look 612,540,230 999,700,410
step left_lower_zone for pleural_effusion seen "blunted angle"
finding pleural_effusion present left box 612 540 890 999 zones left_lower_zone steps 1
finding pneumothorax absent
say findings "There is an effusion." of 1
say impression "No pneumoth"
"""
    )
    for line, what in (
        (1, "not a line of trace text"),
        (2, "moved the point 6400 700 to 999 700"),
        (2, "dropped 'oops'"),
        (2, "put a gaze line above it"),
        (3, "'unicorn': not a concept"),
        (4, "'unicorn' is not a concept"),
        (5, "read 'pleural effusion' as pleural_effusion"),
        (5, "1.83 is not between 0 and 1"),
        (5, "removed brackets"),
        (5, "swapped the corners"),
        (5, "dropped 'attic': not a region"),
        (5, "dropped 1 reference"),
        (9, "closed a quote"),
    ):
        assert any(repair.startswith(f"line {line}: ") and what in repair for repair in saved.repairs), what


@pytest.mark.parametrize(
    "text", ["", "\n\n", "The lungs are clear.", "finding unicorn present", '{"findings": []}']
)
def test_where_nothing_is_left_nothing_is_made_up(text: str) -> None:
    with pytest.raises(TraceError, match="no trace text in"):
        repaired(text)


FURTHER_MESS = """\
finding pneumonia present change larger box 1 2 3 4 on 0 5 6 7 8 on 9 1 2 3 4 was 0 1 2 3 4 was 1 1 2 3 4
finding lung_mass present change enormous
say findings "Pneumonia." of 1
answer "lost"
ask "Is there a mass?" choices yes no
answer "yes" of 2 9 box 1 2 3 1400
answer "no"
phrase "a mass"
phrase "pneumonia" box 1 2 3 4 said 1
claim cardiomegaly tool x value 1
claim cardiomegaly tool x version 1 value 0.6
"""


def test_boxes_questions_phrases_and_claims_are_repaired() -> None:
    saved = repaired(FURTHER_MESS)
    assert (
        saved.text
        == """\
finding pneumonia present change increased box 1 2 3 4 box 5 6 7 8 was 0 1 2 3 4
finding lung_mass present
say findings "Pneumonia." of 1
ask "Is there a mass?" choices yes no
answer "yes" of 2 box 1 2 3 999
phrase "pneumonia" box 1 2 3 4 said 1
claim cardiomegaly tool x version "1" value 0.6
"""
    )
    for line, what in (
        (1, "read 'larger' as increased"),
        (1, "moved 1 boxes on film 0 to its own boxes"),
        (1, "dropped 1 boxes on a film that does not exist"),
        (2, "'enormous' is not a change"),
        (4, "no open question above it"),
        (6, "moved the point 3 1400"),
        (6, "dropped 1 references to a finding"),
        (7, "no open question above it"),
        (8, "expected at least one box"),
        (10, "version"),
    ):
        assert any(repair.startswith(f"line {line}: ") and what in repair for repair in saved.repairs), what


@pytest.mark.parametrize("cut", range(0, len(TRACE), 7))
def test_a_trace_cut_anywhere_keeps_its_whole_lines(cut: int) -> None:
    whole = TRACE[:cut].count("\n")
    if whole:
        kept = repaired(TRACE[:cut]).text.splitlines()
        assert len(kept) >= whole - 1


def test_a_finding_cut_before_its_presence_is_not_guessed() -> None:
    assert repaired("finding pneumonia absent\nfinding pneumothorax").text == "finding pneumonia absent\n"


def test_a_line_that_repeats_for_ever_is_kept_once() -> None:
    saved = repaired("finding pneumonia absent\n" * 500)
    assert len(saved.reading.findings) == 1 and saved.repairs[-1].endswith("more repairs")


def test_references_follow_their_lines() -> None:
    text = "finding unicorn present\nfinding pneumonia present\nsay findings x of 1\n"
    text += 'say findings "Pneumonia." of 2\nsay findings "Both." of 1 2\n'
    said = repaired(text).reading.sentences
    assert [sentence.findings for sentence in said] == [("f1",), ("f1",)]


WRONG: dict[str, tuple[str, int, int, str]] = {
    "a keyword": ("finding pneumonia absent\nhello", 2, 1, "starts with one of"),
    "an empty line": ("finding pneumonia absent\n\n", 2, 1, "got the end"),
    "presence": ("finding pneumonia", 1, 1, "presence"),
    "two presences": ("finding pneumonia absent present", 1, 26, "comes twice"),
    "a coordinate": ("finding pneumonia present box 1 2 3 1000", 1, 37, "0 to 999"),
    "a box": ("finding pneumonia present box 9 2 3 10", 1, 37, "greater ones last"),
    "half a box": ("finding pneumonia present box 1 2 3", 1, 35, "expected a coordinate, got the end"),
    "scores of some": ("finding pneumonia present box 1 2 3 4 0.5 box 1 2 3 4", 1, 1, "box_scores"),
    "a probability": ("finding pneumonia present p 1.5", 1, 29, "between 0 and 1"),
    "a step": ("finding pneumonia present steps 1", 1, 1, "refers to step 1, but there are 0"),
    "a range": ("finding pneumonia present steps 3-1", 1, 33, "not a valid range"),
    "a huge range": ("finding pneumonia present steps 1-999999999", 1, 33, "not a valid range"),
    "a quote": ('say findings "open', 1, 14, "not closed"),
    "an escape": ('say findings "\\x"', 1, 14, "not a valid JSON string"),
    "a section": ('say conclusion "x"', 1, 5, "findings or impression"),
    "an id": ("step heart id a\nstep heart id a", 2, 1, "used twice"),
    "a region": ("region heart\nregion heart", 2, 1, "given twice"),
    "a landmark": ("measure x 1 at a 1 1 at a 2 2", 1, 1, "landmark twice"),
    "a look alone": ("look 1,2,3", 1, 1, "under a gaze line"),
    "words at a step": ('step heart\nhear 1,2 "x"', 2, 1, "under a gaze line"),
    "early": ("gaze\nlook 1,2,3-5", 2, 1, "greater than or equal to 0"),
    "back in time": ("gaze\nlook 1,2,100+500 1,2,300-200", 1, 1, "in order"),
    "a target": ("gaze concept pneumonia", 1, 1, "does not name it"),
    "two gazes": ("gaze\ngaze", 2, 1, "one gaze line"),
    "a film": ("finding pneumonia present film 2", 1, 1, "film 2 of the study, which has 2"),
    "a film of a box": ("finding pneumonia present on 2 1 2 3 4", 1, 1, "film 2 of the study"),
    "a film of the prior": ("finding pneumonia present was 1 1 2 3 4", 1, 1, "film 1 of the prior study"),
    "a film looked at": ("gaze\nlook film 7 1,2,3", 2, 1, "film 7 of the study"),
    "a box of its own film": ("finding pneumonia present on 0 1 2 3 4", 1, 1, "belong in boxes"),
    "a change": ("finding pneumonia present change huge", 1, 34, "not a change"),
    "an answer alone": ('answer "yes"', 1, 1, "under an ask line"),
    "two answers": ('ask "?"\nanswer "yes"\nanswer "no"', 3, 1, "already has an answer"),
    "choices": ('ask "?" choices a a', 1, 1, "choices must differ"),
    "a phrase nowhere": ('phrase "mass"', 1, 1, "expected at least one box"),
    "a phrase absent": ('phrase "mass" absent box 1 2 3 4', 1, 1, "expected no box, got 1"),
    "a sentence": ('phrase "mass" absent said 1', 1, 1, "refers to say 1, but there are 0"),
    "no tool": ("claim mass version x", 1, 1, "tool"),
    "a digest": ("claim mass tool a version x inputs 12", 1, 36, "64 hexadecimal digits"),
    "not a number": ("measure x nan", 1, 11, "a number"),
    "too large": ("measure x 1e999", 1, 11, "too large"),
}


@pytest.mark.parametrize(("text", "line", "column", "why"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_with_line_and_column(text: str, line: int, column: int, why: str) -> None:
    with pytest.raises(TraceError, match=why) as error:
        parsed(text)
    assert (error.value.line, error.value.column) == (line, column), str(error.value)
    assert str(error.value).startswith(f"trace, line {line}, column {column}: ")


def test_what_a_model_is_taught_is_in_the_grammar(chest_film: Path) -> None:
    said = Sentence(id="s", section=Section.FINDINGS, text='A "quote", a tab\t, a \x85.')
    for reading in (load_reader().read(Study(films=(load_film(chest_film),))).reading, parsed(GAZED)):
        taught = compact_reading(reading.model_copy(update={"sentences": (*reading.sentences, said)}))
        text = format_trace(taught)
        assert re.fullmatch(trace_regex(), text)
        assert not re.fullmatch(trace_regex(), text.replace("\nfinding ", "\nfind ", 1))
        assert format_trace(parsed(text)) == text


GAZED = f"""\
gaze target "Mass" concept lung_mass absent box 1 2 3 4
look 0,999,230 640,700,410+40 1,1,50-5
step heart for cardiomegaly lung_mass seen "wide" unassessed
look 1,2,3
measure cardiothoracic_ratio 0.561234 unit mm limit 0.5 at heart_left 700 600
finding lung_mass uncertain left p 0.83 severity mild change increased sure 0.5 box 1 2 3 4 \
box 5 6 7 8 on 1 1 2 3 4 was 0 1 2 3 4 zones heart steps 1 measured 1 critical
say impression "x" of 1 regions heart critical
ask "Where?" kind place choices "left" "the right"
answer "left" reason "There." of 1 regions heart box 1 2 3 4 on 1 5 6 7 8 sure 0.5
phrase "a mass" box 1 2 3 4 said 1 sure 0.25
phrase "a nodule" absent
claim lung_mass tool finder version "1" inputs {"0" * 64} value 0.5 unit mm sure 1 region heart on 1 1 2 3 4
claim view tool views version "2" value "PA"
"""


def test_the_grammar_names_every_concept_and_no_rule_that_is_not_there() -> None:
    rules = dict(line.split(" ::= ", 1) for line in trace_grammar().splitlines())
    literals = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:[^\]\\]|\\.)*\]')
    bare = {name: literals.sub("", rule) for name, rule in rules.items()}
    used = {word for rule in bare.values() for word in re.findall(r"[a-z]+", rule)}
    assert used | {"root"} == set(rules)
    assert all(f'"{concept}"' in rules["concept"] for concept in concept_by_id())


def test_pixels_of_a_picture_are_exact() -> None:
    reading = parse_trace(
        "finding lung_mass present box 28 56 84 392", study=STUDY, provenance=MADE_BY, scale=Scale(196, 392)
    )
    assert reading.findings[0].boxes[0] == Box(x_min=28 / 196, y_min=56 / 392, x_max=84 / 196, y_max=1.0)


def test_a_box_thinner_than_a_step_keeps_a_width() -> None:
    thin = Box(x_min=0.9999, y_min=0.5, x_max=1.0, y_max=0.50001)
    finding = Finding(id="f1", concept="pneumothorax", presence=Presence.PRESENT, boxes=(thin,))
    text = format_trace(Reading(study=STUDY, findings=(finding,), provenance=MADE_BY))
    assert text == "finding pneumothorax present box 998 500 999 501\n"


@pytest.mark.parametrize(
    "text",
    [
        f"gaze clock {10**17}",
        f"gaze\nlook 1,1,{10**12 - 1} 2,2,{10**12 - 1}",
        f'gaze\nhear {10**12 - 1},{10**12 - 1} "the"',
    ],
)
def test_a_time_that_could_not_be_written_again_is_a_trace_error(text: str) -> None:
    with pytest.raises(TraceError, match="give less than 1e\\+09 s"):
        parse_trace(text, study=STUDY, provenance=MADE_BY)
    repaired = repair_trace(f'{text}\nsay findings "Clear."', study=STUDY, provenance=MADE_BY)
    assert [sentence.text for sentence in repaired.reading.sentences] == ["Clear."]


def test_an_escape_of_half_a_character_is_a_trace_error() -> None:
    text = 'say findings "Clear \\ud83d"\nsay findings "No effusion \\ud83d\\ude00"'
    with pytest.raises(TraceError, match="column 14: holds half a character"):
        parse_trace(text, study=STUDY, provenance=MADE_BY)
    reading = repair_trace(text, study=STUDY, provenance=MADE_BY).reading
    assert [sentence.text for sentence in reading.sentences] == ["No effusion \U0001f600"]
    assert Reading.model_validate_json(reading.model_dump_json()) == reading


def test_a_time_that_cannot_be_written() -> None:
    late = Gaze(fixations=(Fixation(x=0, y=0, start_s=1e300, duration_s=1),))
    with pytest.raises(BadInput, match="1e\\+300 s cannot be written"):
        format_trace(Reading(study=STUDY, gaze=late, provenance=MADE_BY))


@pytest.mark.parametrize(
    "piece",
    [
        "finding pneumonia present\n",
        "x",
        '"',
        "\\",
        "look 1,2,3 ",
        "finding pneumonia present box 1 2 3 4 ",
        "- ",
    ],
)
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    short, long = (_seconds(piece * (size // len(piece))) for size in (10_000, 40_000))
    assert long < 12 * max(short, 0.1)


def _seconds(text: str) -> float:
    start = time.process_time()
    for read in (parsed, repaired):
        try:
            read(text)
        except TraceError:
            continue
    return time.process_time() - start


@given(readings(), st.floats(0.001, 0.998), st.floats(1e-5, 1e-3))
def test_a_probability_stays_on_its_side_of_its_thresholds(
    reading: Reading, below: float, step: float
) -> None:
    update = {"absent_below": below, "probability": below + step / 2, "present_from": below + step}
    findings = tuple(finding.model_copy(update=update) for finding in reading.findings)
    text = format_trace(reading.model_copy(update={"findings": findings}))
    back = parse_trace(text, study=reading.study, provenance=reading.provenance)
    for finding in back.findings:
        assert finding.absent_below is not None and finding.present_from is not None
        assert finding.probability is not None
        assert finding.absent_below < finding.probability < finding.present_from
