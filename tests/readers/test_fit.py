"""A film in a model's picture and back: exact, whatever the sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.readers.vlm.fit import Fit, letterbox, patches, picture, png, stretch
from radtrace.readers.vlm.frame import on_film
from radtrace.readers.vlm.settings import Settings, read_settings, settings_for
from radtrace.record import (
    BadInput,
    Box,
    Film,
    FilmReference,
    Finding,
    Presence,
    Provenance,
    Reading,
    StudyReference,
)
from radtrace.record.trace import Scale, parse_trace

sides = st.integers(8, 4000)
fits = st.one_of(
    st.builds(letterbox, sides, sides, st.integers(14, 1024)),
    st.builds(stretch, st.integers(14, 1024)),
    st.tuples(sides, sides)
    .filter(lambda size: max(size) <= 200 * min(size))
    .map(lambda size: patches(*size, 28, 3136, 1_003_520)),
)
STUDY = StudyReference(films=(FilmReference(file="film.png"),))
MADE_BY = Provenance(reader="test", version="1")


@given(fits, st.floats(0, 1), st.floats(0, 1))
def test_there_and_back(fit: Fit, x: float, y: float) -> None:
    assert fit.to_film(*fit.to_picture(x, y)) == pytest.approx((x, y), abs=1e-9)


@given(fits, st.floats(0, 1), st.floats(0, 1))
def test_a_pixel_the_model_names_is_within_a_pixel_of_what_it_saw(fit: Fit, x: float, y: float) -> None:
    spoken = [
        round(at * most) for at, most in zip(fit.to_picture(x, y), (fit.width, fit.height), strict=True)
    ]
    back = fit.to_film(spoken[0] / fit.width, spoken[1] / fit.height)
    assert abs(back[0] - x) * fit.columns <= 1 and abs(back[1] - y) * fit.rows <= 1


@pytest.mark.parametrize("size", [(8, 4000), (4000, 8)])
def test_a_film_too_narrow_for_patches(size: tuple[int, int]) -> None:
    with pytest.raises(BadInput, match="too narrow"):
        patches(*size, 28, 3136, 1_003_520)


@given(st.integers(60, 300), st.integers(60, 300), st.sampled_from(["letterbox", "stretch", "patches"]))
def test_a_bright_box_is_where_the_map_says(rows: int, columns: int, kind: str) -> None:
    film = drawn(rows, columns)
    fit = Settings.model_validate({"fit": kind, "size": 224}).fit_for(rows, columns)
    lit = np.argwhere(picture(film, fit) > 127)
    (top, left), (bottom, right) = lit.min(0), lit.max(0) + 1
    x_min, y_min = fit.to_film(left / fit.width, top / fit.height)
    x_max, y_max = fit.to_film(right / fit.width, bottom / fit.height)
    wide, high = 1.5 / fit.columns + 1 / columns, 1.5 / fit.rows + 1 / rows
    assert (x_min, x_max) == pytest.approx((0.25, 0.5), abs=wide)
    assert (y_min, y_max) == pytest.approx((0.5, 0.75), abs=high)


def drawn(rows: int, columns: int) -> Film:
    """Black, with a white box from (0.25, 0.5) to (0.5, 0.75)."""
    pixels = np.zeros((rows, columns), np.float32)
    pixels[round(rows * 0.5) : round(rows * 0.75), round(columns * 0.25) : round(columns * 0.5)] = 1
    return Film(pixels=pixels, file="film.png", sha256="0" * 64)


def test_every_place_of_a_reading_is_moved() -> None:
    fit = letterbox(1000, 500, 200)  # the film is 100 wide, 50 pixels from the left
    reading = parse_trace(
        "gaze target x box 80 0 120 100\nlook degree 0.1 0.1 shown 50 0 150 200 100,100,200\n"
        "region heart box 75 50 125 150 outline 75 50 125 150\nstep heart\nlook 150,200,300\n"
        "measure ratio 1 at apex 60 100\nfinding lung_mass present box 0 0 100 100 0.5 box 0 0 40 40 0.4\n",
        study=STUDY,
        provenance=MADE_BY,
        scale=Scale(200, 200),
    )
    moved, lost = on_film(reading, fit)
    assert moved.gaze is not None and moved.gaze.target is not None
    assert moved.gaze.target.box == box(0.3, 0.0, 0.7, 0.5)
    (fixation,) = moved.gaze.fixations
    assert (fixation.x, fixation.y, fixation.degree) == (0.5, 0.5, (0.2, 0.1))
    assert fixation.shown == box(0.0, 0.0, 1.0, 1.0)
    assert moved.regions[0].box == box(0.25, 0.25, 0.75, 0.75)
    assert [(p.x, p.y) for p in moved.regions[0].polygons[0]] == [(0.25, 0.25), (0.75, 0.75)]
    assert (moved.steps[0].fixations[0].x, moved.steps[0].fixations[0].y) == (1.0, 1.0)
    assert moved.measurements[0].landmarks["apex"].x == pytest.approx(0.1)
    assert moved.findings[0].boxes == (box(0.0, 0.0, 0.5, 0.5),) and moved.findings[0].box_scores == (0.5,)
    assert lost == ("left out a box of finding f1 outside the film",)


def box(x_min: float, y_min: float, x_max: float, y_max: float) -> Box:
    return Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


@given(fits, st.lists(st.floats(0, 1), min_size=2, max_size=2, unique=True))
def test_a_box_on_the_film_comes_back(fit: Fit, edges: list[float]) -> None:
    low, high = sorted(edges)
    (x_min, y_min), (x_max, y_max) = fit.to_picture(low, low), fit.to_picture(high, high)
    if x_min < x_max and y_min < y_max:
        finding = Finding(
            id="f", concept="lung_mass", presence=Presence.PRESENT, boxes=(box(x_min, y_min, x_max, y_max),)
        )
        moved, _ = on_film(Reading(study=STUDY, findings=(finding,), provenance=MADE_BY), fit)
        for back in moved.findings[0].boxes:
            assert (back.x_min, back.y_max) == pytest.approx((low, high), abs=1e-9)


def test_a_png_is_the_picture() -> None:
    assert png(np.zeros((3, 5), np.uint8)).startswith(b"\x89PNG")


def test_what_is_known_by_name() -> None:
    assert settings_for("Qwen/Qwen2-VL-2B-Instruct").fit == "patches"
    assert settings_for("google/medgemma-4b-it") == Settings()


@pytest.mark.parametrize(
    ("text", "why"),
    [("size = 3", "size"), ("sise = 3", "sise"), ("size =", "TOML"), ('task = "sing"', "task")],
)
def test_settings_that_cannot_be(tmp_path_factory: pytest.TempPathFactory, text: str, why: str) -> None:
    path = tmp_path_factory.mktemp("settings") / "s.toml"
    path.write_text(text)
    with pytest.raises(BadInput, match=why) as error:
        read_settings(path, Settings())
    assert str(error.value).startswith(str(path)) and "\n" not in str(error.value)
