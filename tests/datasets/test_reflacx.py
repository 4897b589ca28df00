from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.datasets.gaze.reflacx import read
from radtrace.datasets.gaze.reflacx_gaze import NEAR
from radtrace.datasets.gaze.reflacx_labels import KIND_OF, LABELS, SAME
from radtrace.datasets.gaze.summary import Summary
from radtrace.record import BadInput, Presence, Reading, concept_by_id, from_json, to_json
from tests.datasets.drawn_reflacx import (
    DICOM,
    HEIGHT,
    PHASE_1,
    PHASE_2,
    SAMPLES,
    WHOLE,
    WIDTH,
    ZOOMED,
    about,
    ellipses,
    fixation,
    metadata,
    recording,
    sample,
    write,
)

NAME = "P101R622539"
NONE_1 = "0,0,0,0,0,0,0,0,0,0,,0,0,0,0,False,False,0"
NONE_2 = "0,0,0,0,0,0,0,0,0,0,0,,0,0,0,False"
WORDS = [
    "the,0.100,0.200", "heart,0.200,0.600", "is,0.600,0.700", "enlarged,0.700,1.300", ".,1.300,1.300",
    "lungs,2.000,2.400", '",",2.400,2.400', "clear,2.500,2.900", ".,2.900,2.900",
]  # fmt: skip


def imported(root: Path, detector: str | None = None) -> tuple[list[Reading], Summary]:
    summary = Summary()
    readings = list(read(root, summary, detector=detector))  # type: ignore[arg-type]
    assert summary.unexplained() == {}
    assert all(from_json(to_json(one)) == one for one in readings)
    return readings, summary


def one(root: Path, fixations: list[str], words: list[str] | None = None) -> tuple[Reading, Summary]:
    metadata(root, 1, [(about(NAME), NONE_1)])
    recording(root, NAME, fixations, WORDS if words is None else words)
    readings, summary = imported(root)
    return readings[0], summary


def test_pixels_of_the_whole_image_become_film_fractions(tmp_path: Path) -> None:
    reading, summary = one(tmp_path, [fixation("0.500", "0.800", "500", "1250")])
    assert reading.gaze is not None
    (seen,) = reading.gaze.fixations
    assert (seen.x, seen.y) == (500 / WIDTH, 1250 / HEIGHT)
    assert seen.start_s == 0.5 and seen.duration_s == pytest.approx(0.3)
    assert seen.degree == (50 / WIDTH, 52 / HEIGHT)
    assert seen.shown is not None and seen.shown.area == 1.0
    assert summary.kept["fixations"] == 1


def test_a_zoomed_view_keeps_the_part_of_the_film_on_view(tmp_path: Path) -> None:
    reading, _ = one(tmp_path, [fixation("0.500", "0.800", "600", "600", ZOOMED, "25,26")])
    assert reading.gaze is not None
    (seen,) = reading.gaze.fixations
    assert seen.shown is not None
    assert (seen.shown.x_min, seen.shown.y_max) == (500 / WIDTH, 1750 / HEIGHT)
    assert seen.degree == (25 / WIDTH, 26 / HEIGHT)


def test_events_before_the_audio_shift_the_one_clock(tmp_path: Path) -> None:
    rows = [fixation("-0.750", "-0.250", "10", "10"), fixation("0.250", "0.500", "20", "20")]
    reading, summary = one(tmp_path, rows)
    gaze = reading.gaze
    assert gaze is not None and gaze.clock_s == -0.75
    assert [seen.start_s for seen in gaze.fixations] == [0.0, 1.0]
    assert gaze.words[0].start_s == pytest.approx(0.85)
    assert (
        summary.why["recordings with events before the clock's zero: the clock starts at the earliest"] == 1
    )


def test_the_gaze_beside_the_film_is_left_out_and_counted_apart(tmp_path: Path) -> None:
    # One degree is 50 pixels across: 2020 is 0.4 degrees right of the film, 2060 is 1.2.
    # The film is shown at x 1000-2728 of the screen; zoomed to the left half it starts at the buttons.
    at_buttons = "1,0.5,0,0,1000,2500,600,0,2728,2160"
    rows = [
        fixation("0.0", "0.2", "1000", "1000"),
        fixation("0.3", "0.5", "2020", "1000"),
        fixation("0.6", "0.8", "2060", "1000"),
        fixation("0.9", "1.1", "-10", "1150", at_buttons),
        fixation("1.2", "1.4", "2000", "100"),
    ]
    reading, summary = one(tmp_path, rows)
    assert reading.gaze is not None and len(reading.gaze.fixations) == 1
    left = summary.left_out["fixations"]
    assert left["beside the film"] == 2
    assert left[NEAR] == 2


def test_lost_tracking_and_odd_times_are_counted(tmp_path: Path) -> None:
    rows = [
        fixation("0.0", "0.2", "1000", "1000"),
        fixation("0.3", "0.5", "", ""),
        fixation("", "0.5", "1000", "1000"),
        fixation("0.9", "0.8", "1000", "1000"),
        fixation("1.0", "1.2", "900", "900", per_degree=","),
        fixation("0.5", "0.6", "900", "900", "1,0.5,,,,,,,,"),
    ]
    reading, summary = one(tmp_path, rows)
    assert reading.gaze is not None
    assert [seen.start_s for seen in reading.gaze.fixations] == [0.0, 0.5, 1.0]
    assert reading.gaze.fixations[1].shown is None and reading.gaze.fixations[2].degree is None
    left = summary.left_out["fixations"]
    assert (left["tracking lost (no position)"], left["without a time"], left["ends before it starts"]) == (
        1,
        1,
        1,
    )
    assert summary.why["recordings whose fixations were out of order: sorted by their start"] == 1
    assert summary.why["fixations without the size of a degree"] == 1
    assert summary.why["fixations without the visible part of the film"] == 1


def test_words_keep_their_signs_and_sentences_join_them(tmp_path: Path) -> None:
    reading, summary = one(tmp_path, [fixation("0.500", "0.800", "500", "1250")])
    assert reading.gaze is not None
    assert [word.text for word in reading.gaze.words] == [
        "the",
        "heart",
        "is",
        "enlarged",
        ".",
        "lungs",
        ",",
        "clear",
        ".",
    ]
    assert [sentence.text for sentence in reading.sentences] == ["the heart is enlarged.", "lungs, clear."]
    assert summary.kept["words"] == len(WORDS)


def test_words_without_a_time_are_put_after_the_word_before(tmp_path: Path) -> None:
    reading, summary = one(tmp_path, [], ["clear,0.5,0.9", ".,,", "also,2.0,1.0"])
    assert reading.gaze is not None
    assert [(w.start_s, w.end_s) for w in reading.gaze.words] == [(0.5, 0.9), (0.9, 0.9), (2.0, 2.0)]
    assert summary.why["words without a time: put at the end of the word before"] == 1
    assert summary.why["words that end before they start: given no length"] == 1


def test_labels_of_phase_1(tmp_path: Path) -> None:
    labels = "0,3,5,0,4,0,0,0,0,1,hiatus unclear|old clips,0,0,0,0,True,True,0"
    metadata(tmp_path, 1, [(about(NAME, split="validate"), labels)])
    recording(tmp_path, NAME, [])
    (reading,), summary = imported(tmp_path)
    found = {
        f.concept: (f.presence, f.certainty) for f in reading.findings if f.presence is not Presence.ABSENT
    }
    assert found == {
        "atelectasis": (Presence.UNCERTAIN, 0.6),
        "consolidation": (Presence.PRESENT, 1.0),
        "cardiomegaly": (Presence.PRESENT, 0.8),
        "lung_nodule": (Presence.UNCERTAIN, 0.2),
        "support_device": (Presence.PRESENT, None),
    }
    assert reading.study.films[0].notes == (
        "REFLACX quality issue: True", "REFLACX other: hiatus unclear", "REFLACX other: old clips",
    )  # fmt: skip
    assert (reading.study.split, reading.study.patient, reading.study.study_uid) == (
        "validate",
        "10000032",
        "s50414267",
    )
    # No ground glass leaves open whether there is another opacity: nothing is claimed.
    assert "lung_opacity" not in {finding.concept for finding in reading.findings}
    assert summary.read["labels"] == len(PHASE_1.split(",")) + 1


def test_labels_of_phases_2_and_3(tmp_path: Path) -> None:
    name = "P300R100001"
    metadata(tmp_path, 3, [(about(name), "5,4,0,0,0,0,2,0,5,0,0,,5,0,0,True")])
    recording(tmp_path, name, [])
    (reading,), summary = imported(tmp_path)
    found = {f.concept: f.presence for f in reading.findings if f.presence is not Presence.ABSENT}
    assert found == {
        "enlarged_cardiomediastinum": Presence.PRESENT,
        "fracture": Presence.PRESENT,
        "lung_opacity": Presence.UNCERTAIN,
        "hyperinflation": Presence.PRESENT,
        "pleural_abnormality": Presence.PRESENT,
        "support_device": Presence.PRESENT,
    }
    assert summary.read["labels"] == len(PHASE_2.split(",")) - 1
    assert summary.why["phases of REFLACX whose metadata are missing"] == 2


@pytest.mark.parametrize("header", [PHASE_1, PHASE_2])
def test_every_published_label_is_known(tmp_path: Path, header: str) -> None:
    assert {name.lower() for name in header.split(",")} <= set(LABELS)
    assert {*SAME.values(), *KIND_OF.values()} <= set(concept_by_id())


def test_ellipses_become_boxes_of_their_findings(tmp_path: Path) -> None:
    labels = "0,5,0,0,0,0,0,0,0,0,,4,0,0,0,False,False,0"
    metadata(tmp_path, 1, [(about(NAME), labels)])
    recording(tmp_path, NAME, [])
    header = "Atelectasis,Pleural effusion,Quality issue,Wide mediastinum"
    rows = [
        "100,200,500,700,3,True,False,False,False",
        "-50,1500,800,2600,5,True,True,False,False",
        "0,0,10,10,,False,False,True,False",
        "2100,0,2200,10,3,True,False,False,False",
        "900,900,1100,1400,2,False,False,False,True",
    ]
    ellipses(tmp_path, NAME, header, rows)
    (reading,), summary = imported(tmp_path)
    by_concept = {finding.concept: finding for finding in reading.findings}
    collapse = by_concept["atelectasis"]
    assert collapse.outline == "ellipse" and collapse.box_scores == (1.0, 0.6)
    assert collapse.boxes[0].x_min == 0.0 and collapse.boxes[0].y_max == 1.0
    assert collapse.boxes[1].x_max == 500 / WIDTH
    assert by_concept["pleural_effusion"].boxes == collapse.boxes[:1]
    assert by_concept["pneumothorax"].outline == "box"
    wide = by_concept["enlarged_cardiomediastinum"]
    assert (wide.presence, wide.boxes[0].x_min) == (Presence.UNCERTAIN, 900 / WIDTH)
    assert summary.kept["ellipses"] == 3 and sum(summary.left_out["ellipses"].values()) == 2
    assert summary.why["ellipses clipped to the film"] == 1
    assert summary.why["labels rated 0 though an ellipse was drawn for them: kept as uncertain"] == 1


def test_a_discarded_recording_keeps_its_labels_and_words(tmp_path: Path) -> None:
    metadata(tmp_path, 1, [(about(NAME, discarded=True), NONE_1)])
    (reading,), summary = imported(tmp_path)
    assert reading.gaze is None and reading.findings
    assert summary.why["recordings whose eye tracking the authors discarded: kept without gaze"] == 1
    assert summary.why["recordings without timestamps_transcription.csv"] == 1


def test_the_chest_box_is_a_region(tmp_path: Path) -> None:
    reading, _ = one(tmp_path, [])
    (chest,) = reading.regions
    assert chest.id == "chest" and chest.box is not None
    assert chest.box.x_max == 1900 / WIDTH and chest.box.y_min == 200 / HEIGHT
    film = reading.study.films[0]
    assert (film.file, film.columns, film.rows, film.sha256) == (f"{DICOM}.dcm", WIDTH, HEIGHT, None)
    assert reading.provenance.reader == f"reflacx:{NAME}"


def test_the_root_and_main_data_are_the_same(tmp_path: Path) -> None:
    one(tmp_path, [fixation("0.500", "0.800", "500", "1250")])
    assert imported(tmp_path)[0] == imported(tmp_path / "main_data")[0]


def samples_at_1_khz(root: Path) -> None:
    """Three fixations of 0.3 s at (500, 500), (1500, 500), (1000, 2000), in one view; then a zoomed one."""
    rows, time = [], -0.2
    for x, y, view, degree in (
        (500, 500, WHOLE, "50,52"),
        (1500, 500, WHOLE, "50,52"),
        (1000, 2000, WHOLE, "50,52"),
        (700, 700, ZOOMED, "25,26"),
    ):
        for _ in range(300):
            rows.append(sample(f"{time:.3f}", str(x), str(y), view, degree))
            time += 0.001
    rows[350:360] = [sample(f"{-0.2 + k / 1000:.3f}", "", "") for k in range(350, 360)]
    write(root / "gaze_data" / NAME / "gaze.csv", SAMPLES, rows)


@pytest.mark.parametrize("detector", [None, "ivt", "idt"])
@pytest.mark.parametrize("samples", [0, 1, 2])
def test_a_recording_of_next_to_nothing_is_no_error(
    tmp_path: Path, detector: str | None, samples: int
) -> None:
    one(tmp_path, [], [])
    rows = [sample(f"{k / 1000:.3f}", "500", "500") for k in range(samples)]
    write(tmp_path / "gaze_data" / NAME / "gaze.csv", SAMPLES, rows)
    (reading,), _ = imported(tmp_path, detector)
    assert reading.gaze is not None and reading.gaze.fixations == ()


@pytest.mark.parametrize("method", ["ivt", "idt"])
def test_fixations_found_in_the_samples(tmp_path: Path, method: str) -> None:
    one(tmp_path, [])
    samples_at_1_khz(tmp_path)
    (reading,), summary = imported(tmp_path, method)
    gaze = reading.gaze
    assert gaze is not None and gaze.clock_s == pytest.approx(-0.2, abs=0.02)
    pixels = [(seen.x * WIDTH, seen.y * HEIGHT) for seen in gaze.fixations]
    assert np.allclose(pixels, [(500, 500), (1500, 500), (1000, 2000), (700, 700)])
    # The gap of lost tracking ends what came before: the second rest is only what follows it.
    assert gaze.fixations[1].duration_s == pytest.approx(0.24, abs=0.025)
    assert gaze.fixations[3].degree == (25 / WIDTH, 26 / HEIGHT)
    assert summary.left_out["samples"]["tracking lost (no position)"] == 10
    assert summary.kept["samples"] == 1190


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (f"{NAME}/fixations.csv", "x_position", "x_pos", "fixations.csv, line 1: has no column x_position"),
        (
            f"{NAME}/fixations.csv",
            "500",
            "five",
            "fixations.csv, line 2: column timestamp_start_fixation: '0.five'",
        ),
        (
            f"{NAME}/fixations.csv",
            ",1250,",
            ",inf,",
            "fixations.csv, line 2: column y_position: 'inf' is not a number",
        ),
        (
            "metadata_phase_1.csv",
            "image_size_x",
            "width",
            "metadata_phase_1.csv, line 1: has no column image_size_x",
        ),
        (
            "metadata_phase_1.csv",
            ",2000,2500,",
            ",0,2500,",
            "line 2: column image_size_x, image_size_y: 0 x 2500",
        ),
        (
            "metadata_phase_1.csv",
            "2000,2500,0,0",
            "2000,2500,0,9",
            "line 2: column atelectasis: 9 is not a rating",
        ),
        ("metadata_phase_1.csv", NAME, "../../etc", "line 2: column id: '../../etc' is not the identifier"),
        (
            f"{NAME}/timestamps_transcription.csv",
            "0.100",
            "soon",
            "line 2: column timestamp_start_word: 'soon'",
        ),
    ],
)
def test_a_fault_has_file_line_and_column(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    one(tmp_path, [fixation("0.500", "0.800", "500", "1250")])
    path = tmp_path / "main_data" / file
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode(), 1))
    with pytest.raises(BadInput) as caught:
        list(read(tmp_path, Summary()))
    assert message in str(caught.value)


def test_a_recording_given_twice_is_an_error(tmp_path: Path) -> None:
    metadata(tmp_path, 1, [(about(NAME), NONE_1)])
    metadata(tmp_path, 2, [(about(NAME), NONE_2)])
    recording(tmp_path, NAME, [])
    with pytest.raises(BadInput, match=f"metadata_phase_2.csv, line 2: column id: {NAME} is a duplicate"):
        list(read(tmp_path, Summary()))


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"contains no main_data/metadata_phase_1\.csv"):
        list(read(tmp_path, Summary()))
    metadata(tmp_path, 1, [(about(NAME), NONE_1)])
    with pytest.raises(BadInput, match=r"P101R622539/fixations\.csv"):
        list(read(tmp_path, Summary()))
    recording(tmp_path, NAME, [])
    with pytest.raises(BadInput, match=r"gaze_data/P101R622539/gaze\.csv"):
        list(read(tmp_path, Summary(), detector="ivt"))
    with pytest.raises(BadInput, match="give ivt or idt"):
        list(read(tmp_path, Summary(), detector="guess"))  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-100, 2100), st.integers(-100, 2600), st.integers(-900, 900)), max_size=12)
)
def test_every_fixation_is_kept_in_its_place_or_counted(rows: list[tuple[int, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines = [fixation(f"{t / 100}", f"{t / 100 + 0.2}", str(x), str(y)) for x, y, t in rows]
        reading, summary = one(Path(folder), lines)
    assert reading.gaze is not None
    inside = sorted((t / 100, x, y) for x, y, t in rows if 0 <= x < WIDTH and 0 <= y < HEIGHT)
    seen = reading.gaze.fixations
    assert summary.read["fixations"] == len(rows) and summary.kept["fixations"] == len(inside) == len(seen)
    assert all(one.start_s >= 0 for one in seen)
    found = sorted((round(one.start_s + reading.gaze.clock_s, 6), one.x, one.y) for one in seen)
    assert found == [(t, x / WIDTH, y / HEIGHT) for t, x, y in inside]
