"""Fixations as CSV: rows become recordings, frames and clocks are minded, errors have their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.datasets.gaze import GazeDataset, Summary, read_gaze
from radtrace.record import BadInput, Fixation, Reading
from tests.datasets.searches import written

HEAD = "film,reader,x,y,start_s,duration_s"


def imported(folder: Path, content: str) -> tuple[list[Reading], Summary]:
    summary = Summary()
    path = written(folder, content, "gaze.csv")
    return list(read_gaze(GazeDataset.CSV, path, summary)), summary


def test_rows_of_a_film_reader_and_target_are_one_recording(tmp_path: Path) -> None:
    rows = """\
Film;Reader;X;Y;start_s;duration_s;Target;present;split;patient
a.png;R1;0.5;0.25;0.0;0.25;Edema;yes;train;p1
a.png;R2;0.5;0.5;0.0;0.5;Edema;yes;train;p1
a.png;R1;0.75;0.25;0.5;0.25;Edema;yes;train;p1
a.png;R1;0.1;0.1;0.0;0.25;;;train;p1
"""
    readings, summary = imported(tmp_path, rows)
    assert [(r.study.films[0].file, r.provenance.reader) for r in readings] == [
        ("a.png", "R1"), ("a.png", "R2"), ("a.png", "R1"),
    ]  # fmt: skip
    first, _, aimless = (reading.gaze for reading in readings)
    assert first is not None and first.target is not None and aimless is not None
    assert first.fixations == (
        Fixation(x=0.5, y=0.25, start_s=0.0, duration_s=0.25),
        Fixation(x=0.75, y=0.25, start_s=0.5, duration_s=0.25),
    )
    assert (first.target.name, first.target.concept, first.target.present) == (
        "Edema", "pulmonary_edema", True,
    )  # fmt: skip
    assert aimless.target is None
    assert {(r.study.split, r.study.patient) for r in readings} == {("train", "p1")}
    assert dict(summary.read) == dict(summary.kept) == {"fixations": 4, "recordings": 3}


def test_pixels_of_a_frame_and_what_is_not_on_the_film(tmp_path: Path) -> None:
    rows = f"""\
{HEAD},frame_width,frame_height
a,R,1024,0,0,0.5,2048,1000
a,R,2049,0,1,0.5,2048,1000
a,R,,5,2,0.5,2048,1000
a,R,nan,nan,3,0.5,2048,1000
b,R,-1,0,0,0.5,2048,1000
"""
    (one, other), summary = imported(tmp_path, rows)
    assert one.gaze is not None and other.gaze is not None
    assert one.gaze.fixations == (Fixation(x=0.5, y=0.0, start_s=0.0, duration_s=0.5),)
    assert other.gaze.fixations == ()
    assert summary.left_out["fixations"] == {"off the film": 2, "no position (x or y empty)": 2}
    assert summary.why["recordings without a fixation on the film"] == 1 and not summary.unexplained()


def test_time_below_zero_and_out_of_order_is_put_right_and_counted(tmp_path: Path) -> None:
    (reading,), summary = imported(tmp_path, f"{HEAD}\na,R,0.5,0.5,1,0.5\na,R,0.25,0.5,-0.5,0.25\n")
    assert reading.gaze is not None and reading.gaze.clock_s == -0.5
    assert [(one.x, one.start_s) for one in reading.gaze.fixations] == [(0.25, 0.0), (0.5, 1.5)]
    assert [count for count in summary.why.values() if count] == [1, 1]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("film,reader,x,y,start_s\na,R,0,0,0\n", "line 1: has no column duration_s"),
        (f"{HEAD},frame_width\na,R,0,0,0,1,5\n", "line 1: has no column frame_height"),
        (f"{HEAD}\na,R,0,0,0,1\nb,R,0,zero,0,1\n", "line 3: column y: 'zero' is not a number"),
        (f"{HEAD}\na,R,512,0,0,1\n", "line 2: column x: '512' is not a fraction of the film; for pixels add"),
        (f"{HEAD}\na,R,0,inf,0,1\n", "line 2: column y: 'inf' is not a number"),
        (f"{HEAD}\na,R,0,0,0,-1\n", "line 2: column duration_s: is negative"),
        (f"{HEAD}\na,R,0,0,,1\n", "line 2: column start_s: is empty"),
        (f"{HEAD}\na,R,0,0,1e9,1\n", "line 2: column start_s: is over a day; give seconds"),
        (f"{HEAD}\na,,0,0,0,1\n", "line 2: column reader: is empty; every row names its reader"),
        (f"{HEAD},split\na,R,0,0,0,1,train\na,R,0,0,1,1,test\n", "line 3: column split: differs from line 2"),
        (
            f"{HEAD},target,present\na,R,0,0,0,1,edema,perhaps\n",
            "line 2: column present: 'perhaps' is not yes",
        ),
        (f"{HEAD},frame_width,frame_height\na,R,0,0,0,1,0,5\n", "column frame_width: must be at least 1"),
        (f"{HEAD}\na,R,0,0,0,1,9\n", "line 2: has 7 cells, the header 6"),
        (f"{HEAD}\n", "line 2: is missing; below the header give rows of film"),
        ("", "line 1: is empty"),
    ],
)
def test_a_broken_table_is_one_sentence_with_its_place(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(BadInput) as caught:
        imported(tmp_path, content)
    sentence = str(caught.value)
    assert told in sentence and "gaze.csv" in sentence and "\n" not in sentence


cells = st.sampled_from(["0", "1", "0.5", "-0.1", "1.5", "", "nan", "1e400", "x", "300"])


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("RS"), *[cells] * 4), max_size=6))
def test_any_rows_are_imported_in_balance_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    text = "\n".join([HEAD, *(",".join(row) for row in rows)])
    try:
        readings, summary = imported(tmp_path_factory.mktemp("any"), text)
    except BadInput as error:
        assert "gaze.csv, line " in str(error) and "\n" not in str(error)
    else:
        assert summary.read["fixations"] == len(rows) and not summary.unexplained()
        assert len(readings) == len({row[:2] for row in rows})
        assert summary.kept["fixations"] == sum(len(r.gaze.fixations) for r in readings if r.gaze)


@pytest.mark.parametrize("text", ['[{"film": "a.png", "x": 1, "y": 1}]', '{"a": 1, "b": 1}\n{"a": 2}'])
def test_json_is_told_as_json(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match="line 1: is JSON, not the header of a CSV file"):
        imported(tmp_path, text)
