"""What a language model said stands on the page, folded, as text, and no more of it than can be read."""

from __future__ import annotations

from pathlib import Path

from radtrace.exports import render_html
from radtrace.files.atomic import atomic_write
from radtrace.record.reading import ModelOutput
from tests.exports.conftest import Opener
from tests.exports.sample import sample_film, sample_maps, sample_pixels, sample_reading

HOSTILE = "</script><img src=x onerror=\"document.title='broken'\"><b>finding</b>"


def page_of(answers: tuple[ModelOutput, ...], file: Path) -> Path:
    reading = sample_reading()
    told = reading.provenance.model_copy(update={"outputs": answers})
    film = sample_film(pixels=sample_pixels()[::4, ::4])
    atomic_write(
        file, render_html(reading.model_copy(update={"provenance": told}), film, sample_maps())
    )  # fmt: skip
    return file


def test_answers_are_folded_text_of_bounded_length(opened: Opener, tmp_path: Path) -> None:
    answers = [
        ModelOutput(prompt="report", text=HOSTILE),
        ModelOutput(prompt="again", text="x" * 9000, repairs=("cut",)),
    ]
    page = opened(page_of((*answers, *[ModelOutput(prompt="more", text="")] * 60), tmp_path / "page.html"))
    assert page.locator("#answers-block").is_visible() and not page.locator("#answers").is_visible()
    page.locator("#answers-block summary").click()
    assert page.locator("#answers li").count() == 50
    assert page.inner_text("#answers-count") == "62 · verbatim · first 50 shown"
    assert page.locator("#answers pre").nth(0).inner_text() == HOSTILE
    assert page.locator("#answers img, #answers b").count() == 0 and page.title().endswith("· radtrace")
    assert page.locator("#answers pre").nth(1).inner_text() == "x" * 4000
    assert "5000 more characters in the record. Repaired: cut" in " ".join(
        page.locator("#answers li").nth(1).inner_text().split()
    )


def test_no_place_for_answers_where_there_are_none(opened: Opener, tmp_path: Path) -> None:
    page = opened(page_of((), tmp_path / "page.html"))
    assert not page.locator("#answers-block").is_visible()
