"""A gaze that follows no protocol, replayed on the page: visits, what was said, a film not at hand."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from radtrace.exports import render_html
from radtrace.exports.path import replayed_path
from radtrace.files.atomic import atomic_write
from radtrace.record import Gaze
from tests.exports.conftest import Opener
from tests.exports.gaze_sample import PLACES, WORDS, gaze_reading
from tests.exports.sample import sample_film, sample_pixels, sample_reading


def test_neighbours_in_one_region_are_one_visit() -> None:
    path = replayed_path(gaze_reading())
    assert [stop["region"] for stop in path] == ["right_mid_zone", "left_mid_zone", "heart", None]
    assert [len(stop["fixations"]) for stop in path] == [2, 3, 1, 1]


def test_every_fixation_is_a_visit_where_no_region_is_known() -> None:
    assert len(replayed_path(gaze_reading(regions=()))) == len(PLACES)


def test_every_word_is_said_in_one_visit() -> None:
    said = " ".join(stop["seen"] for stop in replayed_path(gaze_reading()) if stop["seen"])
    assert said.split() == list(WORDS)


def test_a_protocol_keeps_its_steps() -> None:
    reading = sample_reading()
    with_gaze = reading.model_copy(update={"gaze": Gaze()})
    assert replayed_path(with_gaze) == [step.model_dump(mode="json") for step in reading.steps]


def test_the_page_replays_a_gaze_with_what_was_said(opened: Opener, tmp_path: Path) -> None:
    file = tmp_path / "gaze.html"
    film = sample_film(pixels=sample_pixels()[::4, ::4])
    atomic_write(file, render_html(gaze_reading(), film, {}))
    page = opened(file)
    assert "4 visits, 7 fixations" in page.inner_text("#step-text")
    assert "film not available" in page.inner_text("#film-facts")
    page.keyboard.press("ArrowRight")
    assert "Said: the lungs" in page.inner_text("#step-text")
    assert "looked for lung opacity" in page.inner_text("#step-text")
    page.keyboard.press("End")
    assert "Fixation visit 4 of 4" in page.inner_text("#step-text")
    expect(page.locator(".stop")).to_have_count(len(PLACES))
