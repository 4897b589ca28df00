"""The head of the page tells what is known of the study, and boxes of another film are not drawn."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from radtrace.exports import render_html
from radtrace.files.atomic import atomic_write
from radtrace.record import Box, Demographics, FilmBox, Finding, PriorReference, Reading
from tests.exports.conftest import Opener
from tests.exports.sample import sample_film, sample_maps, sample_pixels, sample_reading

HOSTILE = "<img src=x onerror=\"document.title='broken'\">Cough"
ELSEWHERE = FilmBox(x_min=0.4, y_min=0.4, x_max=0.6, y_max=0.6, film=1)


def known_reading() -> Reading:
    """The sample with a lateral, a prior, an indication, and boxes of two findings on the lateral."""
    reading = sample_reading()
    side = reading.study.films[0].model_copy(update={"file": "side.dcm", "sha256": "1" * 64})
    known = {
        "films": (reading.study.films[0], side),
        "indication": HOSTILE,
        "demographics": Demographics(age_years=63, sex="female"),
        "prior": PriorReference(date=dt.date(2025, 1, 2), report="Clear."),
    }
    boxed, *others = reading.findings
    side_only = Finding(
        id="side", concept="lung_nodule", presence=boxed.presence, film=1, boxes=(Box(**_corners()),)
    )
    findings = (boxed.model_copy(update={"other_boxes": (ELSEWHERE,)}), *others, side_only)
    study = reading.study.model_copy(update=known)
    return reading.model_copy(update={"study": study, "findings": findings})


def _corners() -> dict[str, float]:
    return ELSEWHERE.box.model_dump()


def test_the_head_tells_what_is_known_and_the_film_has_its_own_boxes(opened: Opener, tmp_path: Path) -> None:
    film = sample_film(pixels=sample_pixels()[::4, ::4])
    reading = known_reading()
    atomic_write(tmp_path / "page.html", render_html(reading, film, sample_maps()))
    page = opened(tmp_path / "page.html")
    assert page.locator("#known").inner_text().split("\n") == [
        *("Patient", "63 years, female", "Indication", HOSTILE, "Prior", "2025-01-02 (report)")
    ]
    assert page.locator("#known img").count() == 0 and page.title().endswith("· radtrace")
    own = sum(len(finding.boxes) for finding in reading.findings if finding.film == 0)
    assert page.locator(".box").count() == own


def test_where_nothing_is_known_the_head_is_as_before(opened: Opener) -> None:
    assert not opened().locator("#known").is_visible()
