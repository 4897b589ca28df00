from __future__ import annotations

import gzip
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.datasets.gaze.egd import read
from radtrace.datasets.gaze.egd_gaze import ASSUMED
from radtrace.datasets.gaze.egd_screen import Screen
from radtrace.datasets.gaze.samples import Detector, Geometry, Method
from radtrace.datasets.gaze.summary import Summary
from radtrace.record import BadInput, Presence, Reading, from_json, to_json
from tests.datasets.drawn_egd import (
    BOTTOM,
    FILM,
    HEIGHT,
    LEFT,
    OTHER,
    RIGHT,
    SHEET,
    SLIDE,
    TOP,
    WIDTH,
    at,
    boxes,
    fixations,
    row,
    sheet,
    transcript,
    write,
)
from tests.datasets.drawn_egd import GAZE as HEADER

PLACES = [(0.25, 0.25), (0.5, 0.5), (0.75, 0.6), (0.3, 0.8), (0.9, 0.9)]
DISAGREE = "fixations whose X_ORIGINAL, Y_ORIGINAL disagree with FPOGX, FPOGY"


def imported(root: Path, detector: Detector | None = None) -> tuple[list[Reading], Summary]:
    summary = Summary()
    readings = list(read(root, summary, detector=detector))
    assert summary.unexplained() == {}
    assert all(from_json(to_json(one)) == one for one in readings)
    return readings, summary


def path_over(places: list[tuple[float, float]], **cells: object) -> list[str]:
    return [row(0.5 + 0.4 * k, *at(*place), **cells) for k, place in enumerate(places)]  # type: ignore[arg-type]


def metadata(root: Path) -> None:
    lines = f"dicom_id,subject_id,study_id,Rows,Columns\n{FILM},10000032,50414267,{HEIGHT},{WIDTH}\n"
    (root / "mimic-cxr-2.0.0-metadata.csv.gz").write_bytes(gzip.compress(lines.encode()))


def points(reading: Reading) -> list[tuple[float, float]]:
    assert reading.gaze is not None
    return [(one.x, one.y) for one in reading.gaze.fixations]


def near(found: list[tuple[float, float]], expected: list[tuple[float, float]], tolerance: float) -> bool:
    return len(found) == len(expected) and all(
        math.dist(one, other) < tolerance for one, other in zip(found, expected, strict=True)
    )


def test_screen_fractions_with_padding_become_film_fractions(tmp_path: Path) -> None:
    sheet(tmp_path, [{}])
    fixations(tmp_path, path_over(PLACES))
    metadata(tmp_path)
    (reading,), summary = imported(tmp_path)
    assert near(points(reading), PLACES, 2e-5)
    film = reading.study.films[0]
    assert (film.file, film.columns, film.rows, film.notes) == (f"{FILM}.dcm", WIDTH, HEIGHT, ())
    assert (reading.study.patient, reading.study.study_uid) == ("10000032", "s50414267")
    assert summary.why[DISAGREE] == 0


def test_without_the_films_header_their_size_is_worked_out(tmp_path: Path) -> None:
    sheet(tmp_path, [{}])
    fixations(tmp_path, path_over(PLACES))
    (reading,), summary = imported(tmp_path)
    film = reading.study.films[0]
    assert (film.columns, film.rows) == (WIDTH + 1, HEIGHT)
    assert film.notes == ("size derived from X_ORIGINAL and Y_ORIGINAL: even, so up to one pixel too large",)
    assert near(points(reading), PLACES, 1 / WIDTH)
    assert summary.why[DISAGREE] == 0


def test_a_film_of_unknown_size_still_has_fractions(tmp_path: Path) -> None:
    sheet(tmp_path, [{}])
    fixations(tmp_path, path_over(PLACES[:2]))
    boxes(tmp_path, [f"{FILM},right lung,100.0,1000.0,200.0,2000.0"])
    (reading,), summary = imported(tmp_path)
    assert (reading.study.films[0].columns, reading.study.films[0].rows) == (None, None)
    assert near(points(reading), PLACES[:2], 1 / WIDTH)
    assert summary.left_out["anatomy boxes"] == {"the film's size is not known": 1}


def test_the_names_of_the_authors_code_are_taken_for_the_paddings(tmp_path: Path) -> None:
    header = SHEET.replace("_pad", "")
    pads: dict[str, object] = {
        "image_left": LEFT,
        "image_right": RIGHT,
        "image_top": TOP,
        "image_bottom": BOTTOM,
    }
    sheet(tmp_path, [pads], header)
    fixations(tmp_path, path_over(PLACES))
    (reading,), _ = imported(tmp_path)
    assert near(points(reading), PLACES, 1 / WIDTH)


def test_what_is_no_fixation_on_the_film_is_left_out_and_counted(tmp_path: Path) -> None:
    sheet(tmp_path, [{}])
    good = path_over(PLACES)
    beside = [row(9.0, 0.1, 0.5), row(9.4, 0.9, 0.5), row(9.8, 0.5, -0.2), row(10.2, 0.5, 1.3)]
    invalid = [row(10.6, *at(0.5, 0.5), FPOGV=0)]
    lost = [row(11.0, *at(0.5, 0.5), FPOGX="", FPOGY="")]
    fixations(tmp_path, [*good, *beside, *invalid, *lost])
    (reading,), summary = imported(tmp_path)
    assert len(points(reading)) == len(PLACES)
    assert summary.left_out["fixations"] == {
        "without a position or time": 1,
        "the tracker calls it invalid (FPOGV)": 1,
        "ends before it starts": 0,
        "beside the film": 4,
    }
    assert summary.why[DISAGREE] == 0


def test_calibration_slides_are_left_out(tmp_path: Path) -> None:
    sheet(tmp_path, [{}])
    fixations(tmp_path, [*[row(0.5, 0.5, 0.5, film=SLIDE) for _ in range(3)], *path_over(PLACES)])
    readings, summary = imported(tmp_path)
    why = "of a calibration slide (its DICOM_ID is not in master_sheet.csv)"
    assert len(readings) == 1
    assert summary.left_out["recordings"] == {why: 1}
    assert summary.left_out["fixations"][why] == 3


def test_pixel_columns_that_say_another_place_are_counted(tmp_path: Path) -> None:
    sheet(tmp_path, [{}])
    swapped = row(9.0, *at(0.2, 0.9), X_ORIGINAL=2745, Y_ORIGINAL=508)
    fixations(tmp_path, [*path_over(PLACES), swapped])
    _, summary = imported(tmp_path)
    assert summary.why[DISAGREE] == 1
    assert summary.kept["fixations"] == len(PLACES) + 1


def test_time_restarts_with_each_film_and_session(tmp_path: Path) -> None:
    sheet(tmp_path, [{}, {"dicom_id": OTHER}])
    first, second = path_over(PLACES), path_over(PLACES, film=OTHER)
    fixations(tmp_path, [*first, *second, *path_over(PLACES, session="2"), *path_over(PLACES, session="2")])
    readings, summary = imported(tmp_path)
    assert [one.provenance.reader for one in readings] == ["egd:1", "egd:1", "egd:2", "egd:2"]
    starts = [one.gaze.fixations[0].start_s for one in readings if one.gaze]
    assert starts == [pytest.approx(0.2)] * 4
    assert summary.why["recordings split where the clock restarts"] == 1


def test_corners_of_anatomy_come_both_x_first(tmp_path: Path) -> None:
    sheet(tmp_path, [{}])
    fixations(tmp_path, path_over(PLACES))
    metadata(tmp_path)
    rows = ["cardiac silhouette,1000.0,1800.0,1500.0,2400.0", "right lung,-20.0,1200.0,300.0,2300.0"]
    boxes(tmp_path, [f"{FILM},{line}" for line in rows])
    (reading,), summary = imported(tmp_path)
    heart, lung = reading.regions
    assert (heart.id, lung.id) == ("heart", "right_lung")
    assert heart.box is not None and lung.box is not None
    assert heart.box.x_max == pytest.approx(1800 / WIDTH) and heart.box.y_min == pytest.approx(1500 / HEIGHT)
    assert lung.box.x_min == 0.0
    assert summary.why["anatomy boxes clipped to the film"] == 1


def test_phrases_keep_their_times_and_make_sentences(tmp_path: Path) -> None:
    sheet(tmp_path, [{}])
    fixations(tmp_path, path_over(PLACES))
    transcript(
        tmp_path, [("the heart is", 0.5, 1.2), ("enlarged.", 1.2, 1.9), ("Lungs are clear.", 2.5, 3.9)]
    )
    (reading,), _ = imported(tmp_path)
    assert reading.gaze is not None
    assert [(word.text, word.start_s, word.end_s) for word in reading.gaze.words][1] == (
        "enlarged.",
        1.2,
        1.9,
    )
    assert [one.text for one in reading.sentences] == ["the heart is enlarged.", "Lungs are clear."]


def test_labels_become_findings_and_what_fits_none_a_note(tmp_path: Path) -> None:
    cells: dict[str, object] = {
        "CHF": 1, "Normal": 0, "pneumonia": 0, "pneumonia__chx": -1.0, "lobar__segmental_collapse": 0,
        "edema__chx": 1.0, "pleural_other__chx": 0.0, "no_finding__chx": 1.0,
    }  # fmt: skip
    sheet(tmp_path, [cells])
    fixations(tmp_path, path_over(PLACES))
    (reading,), summary = imported(tmp_path)
    claims = {finding.concept: finding.presence for finding in reading.findings}
    assert claims == {
        "heart_failure": Presence.PRESENT,
        "pneumonia": Presence.UNCERTAIN,
        "pulmonary_edema": Presence.PRESENT,
        "pleural_thickening": Presence.ABSENT,
    }
    assert reading.study.films[0].notes[0] == "EGD-CXR no_finding__chx: present"
    assert summary.read["labels"] == len(cells)
    assert sum(summary.left_out["labels"].values()) == 2


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.001, 0.999), st.floats(0.001, 0.999), st.integers(0, 900), st.integers(0, 900),
    st.integers(0, 500), st.integers(0, 500), st.integers(500, 4000), st.integers(500, 4000),
)  # fmt: skip
def test_any_padding_and_size_gives_the_place_back(
    x: float, y: float, left: int, right: int, top: int, bottom: int, width: int, height: int
) -> None:
    screen = Screen(left, right, top, bottom, (width, height), exact=True)
    even = (width + width % 2, height + height % 2)
    ex = (left + x * width / even[0] * (1920 - left - right)) / 1920
    ey = (top + y * height / even[1] * (1080 - top - bottom)) / 1080
    across, down = screen.on_film(np.array([ex]), np.array([ey]))
    assert (across[0], down[0]) == (pytest.approx(x, abs=1e-9), pytest.approx(y, abs=1e-9))
    assert not screen.off(np.array([ex]), np.array([ey]))[0]


def test_detected_fixations_are_those_of_the_tracker(tmp_path: Path) -> None:
    sheet(tmp_path, [{}])
    rows = [row(k * 0.4 + n / 60, *at(*place)) for k, place in enumerate(PLACES) for n in range(22)]
    write(tmp_path / "eye_gaze.csv", HEADER, rows)
    methods: tuple[Method, ...] = ("ivt", "idt")
    for method in methods:
        (reading,), summary = imported(tmp_path, Detector(method))
        assert near(points(reading), PLACES, 2e-3)
        assert summary.kept["samples"] == len(rows)
        assert reading.gaze is not None
        degree = reading.gaze.fixations[0].degree
        assert degree is not None
        assert degree[0] == pytest.approx(ASSUMED.pixels_per_degree[0] / (1920 - LEFT - RIGHT), rel=1e-3)


def test_invalid_samples_part_a_fixation(tmp_path: Path) -> None:
    sheet(tmp_path, [{}])
    place = at(0.5, 0.5)
    rows = [row(n / 60, *place, BPOGV=int(not 20 <= n < 26)) for n in range(46)]
    write(tmp_path / "eye_gaze.csv", HEADER, rows)
    (reading,), summary = imported(tmp_path, Detector("idt"))
    assert reading.gaze is not None and len(reading.gaze.fixations) == 2
    assert summary.left_out["samples"]["the tracker calls it invalid (BPOGV)"] == 6


def test_another_screen_is_refused(tmp_path: Path) -> None:
    sheet(tmp_path, [{}])
    write(tmp_path / "eye_gaze.csv", HEADER, [row(0.0, 0.5, 0.5)])
    with pytest.raises(BadInput, match="1920 x 1080"):
        list(read(tmp_path, Summary(), detector=Detector("ivt", geometry=Geometry(50, 30, 3840, 2160, 60))))


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("fixations.csv", "FPOGX", "GAZEX", "line 1: has no column FPOGX"),
        ("fixations.csv", ",0.3,1,1,", ",never,1,1,", "line 2: column FPOGD: 'never' is not a number"),
        ("master_sheet.csv", "image_left_pad", "left", "line 1: has no column image_left_pad"),
        ("master_sheet.csv", f",{LEFT},", ",1500,", "line 2: column image_*_pad: paddings leave no"),
        ("master_sheet.csv", FILM, "../../etc", "line 2: column dicom_id: '../../etc' is not the identi"),
    ],
)
def test_a_fault_has_file_line_and_column(
    tmp_path: Path, name: str, old: str, new: str, message: str
) -> None:
    sheet(tmp_path, [{}])
    fixations(tmp_path, path_over(PLACES))
    path = tmp_path / name
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(BadInput) as caught:
        list(read(tmp_path, Summary()))
    assert f"{name}, {message}" in str(caught.value)


def test_a_label_that_is_none_is_an_error(tmp_path: Path) -> None:
    sheet(tmp_path, [{"edema__chx": 7}])
    fixations(tmp_path, path_over(PLACES))
    with pytest.raises(BadInput, match=r"line 2: column edema__chx: 7 is not 1, 0 or -1"):
        list(read(tmp_path, Summary()))


@pytest.mark.parametrize("text", ["{", "[]", '{"time_stamped_text": [{"phrase": "x", "begin_time": "0"}]}'])
def test_a_broken_transcript_is_an_error(tmp_path: Path, text: str) -> None:
    sheet(tmp_path, [{}])
    fixations(tmp_path, path_over(PLACES))
    transcript(tmp_path, []).write_text(text, "utf-8")
    with pytest.raises(BadInput, match=r"transcript\.json"):
        list(read(tmp_path, Summary()))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"contains no master_sheet\.csv"):
        list(read(tmp_path, Summary()))
    sheet(tmp_path, [{}])
    with pytest.raises(BadInput, match=r"fixations\.csv"):
        list(read(tmp_path, Summary()))
