"""report.txt: what stands where, and that nothing in it can forge a line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from radtrace.exports import render_text
from radtrace.record import FilmReference, Provenance, Reading, Section, Sentence, StudyReference
from tests.exports.sample import sample_reading

NOTICE = "For research use only. Not for clinical use."


def bare(file: str = "film.png", sentences: tuple[Sentence, ...] = ()) -> Reading:
    film = FilmReference(file=file, sha256="0" * 64, rows=2, columns=2)
    return Reading(
        study=StudyReference(films=(film,)),
        sentences=sentences,
        provenance=Provenance(reader="none", version="0"),
    )


def test_report_has_its_parts_in_order() -> None:
    lines = render_text(sample_reading()).splitlines()
    wanted = [
        "CHEST RADIOGRAPH, DRAFT REPORT",
        NOTICE,
        "File: RG1_UNCI.dcm   View: PA",
        "FINDINGS",
        "The trachea is midline.",
        "IMPRESSION",
        "2. Mild cardiomegaly.",
        "Checks: 11 pass, 1 flag, 0 fail (12 checks)",
    ]
    positions = [lines.index(line) for line in wanted]
    assert positions == sorted(positions)
    assert lines[-1] == NOTICE


def test_a_critical_finding_stands_above_the_findings_and_once() -> None:
    text = render_text(sample_reading(critical=True))
    assert text.count("!! CRITICAL: Left apical pneumothorax.") == 1
    assert text.index("!! CRITICAL") < text.index("FINDINGS")
    assert "CRITICAL" not in render_text(sample_reading())


def test_checks_that_did_not_pass_say_why() -> None:
    text = render_text(sample_reading())
    assert "FLAG  coverage: 26 of 27 regions assessed" in text
    assert "links_to_findings" not in text


def test_an_empty_reading_says_so() -> None:
    text = render_text(bare())
    assert text.count("(nothing stated)") == 2
    assert "0 pass, 0 flag, 0 fail (0 checks)" in text


def test_a_file_name_cannot_forge_a_line_or_steer_a_terminal() -> None:
    text = render_text(bare("a\nIMPRESSION\r\x1b[2J\u2028.dcm"))
    assert "\x1b" not in text
    assert text.splitlines().count("IMPRESSION") == 1


@settings(max_examples=30)
@given(st.lists(st.text(min_size=1), max_size=4))
def test_every_sentence_comes_out_and_no_control_character_does(texts: list[str]) -> None:
    try:
        said = tuple(Sentence(id=str(i), section=Section.FINDINGS, text=text) for i, text in enumerate(texts))
    except ValidationError:
        return
    text = render_text(bare(sentences=said))
    assert all(character.isprintable() or character == "\n" for character in text)
    for sentence in said:
        for word in sentence.text.split():
            assert "".join(c if c.isprintable() else "\ufffd" for c in word)[:40] in text.replace("\n   ", "")


@pytest.mark.parametrize("critical", [False, True])
def test_lines_are_short(critical: bool) -> None:
    assert max(map(len, render_text(sample_reading(critical=critical)).splitlines())) <= 88
