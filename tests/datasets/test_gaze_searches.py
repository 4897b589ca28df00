"""GazeSearch and COCO-Search18: what a Reading keeps, what is counted, what is refused and where."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.datasets.gaze import GazeDataset
from radtrace.record import (
    BadInput,
    Box,
    FilmReference,
    Fixation,
    concept_by_id,
    find_concept,
    from_json,
    to_json,
)
from tests.datasets.searches import TASKS, coco_item, gazesearch_item, gazesearch_set, imported, written


def test_a_search_of_gazesearch_is_kept_whole(tmp_path: Path) -> None:
    (reading,), summary = imported(written(tmp_path, [gazesearch_item()]))
    gaze = reading.gaze
    assert gaze is not None and gaze.target is not None
    assert gaze.fixations == (
        Fixation(x=112 / 224, y=56 / 224, start_s=0.0, duration_s=0.283),
        Fixation(x=0.0, y=223 / 224, start_s=0.283, duration_s=0.1),
        Fixation(x=223 / 224, y=0.0, start_s=0.383, duration_s=2.84),
    )
    assert (gaze.target.name, gaze.target.concept) == ("lung opacity", "lung_opacity")
    assert gaze.target.present is True and gaze.target.box is None
    film = reading.study.films[0]
    assert film == FilmReference(file=gazesearch_item()["name"])
    assert reading.study.split == "train" and reading.study.patient is None
    assert reading.provenance.reader == "gazesearch:1"
    assert dict(summary.read) == dict(summary.kept) == {"fixations": 3, "recordings": 1}


def test_a_search_of_cocosearch18_has_its_display_and_milliseconds(tmp_path: Path) -> None:
    (reading,), _ = imported(written(tmp_path, [coco_item()]), GazeDataset.COCOSEARCH18)
    gaze, film = reading.gaze, reading.study.films[0]
    assert gaze is not None and gaze.target is not None
    assert (film.columns, film.rows) == (1680, 1050)
    assert gaze.fixations[0] == Fixation(x=0.5, y=0.5, start_s=0.0, duration_s=0.073)
    assert [one.start_s for one in gaze.fixations] == pytest.approx([0.0, 0.073, 0.263])
    x_max, y_max = (1063 + 95) / 1680, (68 + 334) / 1050
    assert gaze.target.box == Box(x_min=1063 / 1680, y_min=68 / 1050, x_max=x_max, y_max=y_max)
    assert gaze.target.concept is None and reading.provenance.reader == "cocosearch18:2"


def test_a_search_for_what_is_absent_and_a_file_without_boxes(tmp_path: Path) -> None:
    item = coco_item(condition="absent")
    del item["bbox"]
    (reading,), _ = imported(written(tmp_path, [item]), GazeDataset.COCOSEARCH18)
    assert reading.gaze is not None and reading.gaze.target is not None
    assert reading.gaze.target.present is False and reading.gaze.target.box is None


@pytest.mark.parametrize("task", TASKS)
def test_every_finding_has_its_concept(task: str) -> None:
    concept = concept_by_id()[find_concept(task, "chexpert") or ""]
    labels = [label.lower() for label in concept.labels["chexpert"]]
    assert labels == [task] and find_concept(task.upper(), "chexpert") == concept.id


@pytest.mark.parametrize(
    ("word", "concept"),
    [
        ("support devices", "support_device"),
        ("edema", "pulmonary_edema"),
        ("lung lesion", "lung_nodule_or_mass"),
        ("pleural_effusion", "pleural_effusion"),
        ("rib fracture", "rib_fracture"),
        ("no finding", None),
        ("bottle", None),
    ],
)
def test_a_label_is_the_general_concept_among_those_that_carry_it(word: str, concept: str | None) -> None:
    assert find_concept(word, "chexpert") == concept


def test_a_set_of_the_published_size_comes_in_whole_and_soon(tmp_path: Path) -> None:
    path = written(tmp_path, gazesearch_set())
    start = time.process_time()
    readings, summary = imported(path)
    assert time.process_time() - start < 10.0
    assert len(readings) == summary.read["recordings"] == summary.kept["recordings"] == 4875
    assert not summary.unexplained() and not summary.left_out["fixations"].total()
    names = {(r.study.films[0].file, r.gaze.target.name) for r in readings if r.gaze and r.gaze.target}
    assert len(names) == 4875


def test_what_leaves_the_film_is_counted_and_time_goes_on(tmp_path: Path) -> None:
    item = gazesearch_item(X=[-1, 112, 1e308], Y=[0, 224, 10], T=[0.5, 0.5, 0.5])
    (reading,), summary = imported(written(tmp_path, [item]))
    assert reading.gaze is not None
    assert reading.gaze.fixations == (Fixation(x=0.5, y=1.0, start_s=0.5, duration_s=0.5),)
    assert summary.left_out == {"fixations": {"off the film": 2}} and not summary.unexplained()


def test_what_is_odd_is_counted_and_kept(tmp_path: Path) -> None:
    items = [gazesearch_item(correct=0), gazesearch_item(), gazesearch_item(subject=2)]
    empty = gazesearch_item(name="b.jpg", X=[], Y=[], T=[], length=0, bbox=[200, 200, 100, 10])
    flat = gazesearch_item(name="c.jpg", bbox=[230, 0, 10, 10])
    model = {key: empty[key] for key in ("name", "task", "condition")} | {"X": [1.5], "Y": [2.5]}
    readings, summary = imported(written(tmp_path, [*items, empty, flat, model]))
    assert len(readings) == 6 and not summary.unexplained()
    assert {why: count for why, count in summary.why.items() if count} == {
        "duplicate recordings of a film, target and reader": 1,
        "recordings without a fixation on the film": 1,
        "recordings whose answer was wrong (correct is 0)": 1,
        "recordings without durations (no T), taken as 0 s": 1,
        "boxes of targets that reach beyond the film, clipped": 1,
    }
    assert summary.left_out["boxes of targets"] == {"no area on the film": 1}


def test_a_folder_is_all_its_files_and_gzip_is_read(tmp_path: Path) -> None:
    written(tmp_path, gzip.compress(json.dumps([coco_item()]).encode()), "a.json")
    written(tmp_path, [coco_item(name="b.jpg")], "b.json")
    readings, summary = imported(tmp_path, GazeDataset.COCOSEARCH18)
    assert [one.study.films[0].file for one in readings] == ["000000478726.jpg", "b.jpg"]
    assert summary.read["recordings"] == 2


PRETTY = json.dumps([gazesearch_item(), gazesearch_item(name="b.jpg", X=[112, 0, "223"])], indent=1)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (PRETTY, 'line {X[2]}: column 4: recording 2: X[2] must be a finite number, not "223"'),
        ([gazesearch_item(X=[1, 2])], "recording 1: Y has 3 values, X 2"),
        ([gazesearch_item(T=[0.1, 0.2])], "recording 1: T has 2 values, X 3"),
        ([gazesearch_item(length=6)], "recording 1: length is 6, but X has 3 values"),
        ([gazesearch_item(length=True)], "recording 1: length is true, but X has 3 values"),
        ([gazesearch_item(T=[0.1, -0.2, 0.3])], "recording 1: T[1] is negative"),
        ([gazesearch_item(T=[283, 100, 284])], "T[0] is over a minute; give durations in seconds"),
        ([gazesearch_item(X=[True, 1, 2])], "recording 1: X[0] must be a finite number, not true"),
        ([gazesearch_item(X=[float("nan"), 1, 2])], "recording 1: X[0] must be a finite number, not NaN"),
        (
            [gazesearch_item(X=[float("inf"), 1, 2])],
            "recording 1: X[0] must be a finite number, not Infinity",
        ),
        ([gazesearch_item(X=[10**400, 1, 2])], "recording 1: X[0] must be a finite number"),
        ([gazesearch_item(X=112)], "recording 1: X must be a list of at most 100,000 numbers"),
        ([gazesearch_item(split="trian")], 'recording 1: split is "trian", which is not one of train, valid'),
        ([gazesearch_item(condition="maybe")], 'condition is "maybe"; it must be present or absent'),
        ([gazesearch_item(bbox=[1, 2])], "recording 1: bbox must be x, y, width and height"),
        ([gazesearch_item(name="")], 'recording 1: name must be text of printable characters, not ""'),
        ([gazesearch_item(name="\ud800")], "recording 1: name must be text"),
        ([gazesearch_item(subject=True)], "recording 1: subject must be text"),
        ([{"task": "edema"}], "line 1: column 2: recording 1: name is missing"),
        ([gazesearch_item(), 3], "recording 2: must be an object with name, task, X, Y and T"),
        ({"a": gazesearch_item()}, "line 1: holds a JSON object; give the published list"),
        ([], "contains no recording; give the published list of them"),
        ('[{"name": "a.jpg",}]', "line 1: column 19: is not JSON"),
        (json.dumps([gazesearch_item()])[:-1], "is not JSON: a comma or ']' is missing"),
        ("[" * 200_000, "line 1: column 2: is nested too deeply"),
        ('[{"X": ' + "9" * 10_000 + "}]", "line 1: column 2: holds a number of thousands of digits"),
        (b"\xff\xfe[]", "UTF-16"),
        ("", "holds no JSON object or list"),
    ],
)
def test_a_broken_file_is_one_sentence_with_its_place(tmp_path: Path, content: Any, told: str) -> None:
    line = next(n for n, text in enumerate(PRETTY.splitlines(), start=1) if '"223"' in text)
    path = written(tmp_path, content)
    with pytest.raises(BadInput) as caught:
        imported(path)
    sentence = str(caught.value)
    assert told.replace("{X[2]}", str(line)) in sentence and str(path) in sentence and "\n" not in sentence


def test_the_item_of_a_list_on_one_line_is_told_by_its_column(tmp_path: Path) -> None:
    text = json.dumps([gazesearch_item(name=f"{place}.jpg") for place in range(50)])
    task = '"lung opacity"'
    start = text.index(task, text.index('"37.jpg"'))
    path = written(tmp_path, text[:start] + "null" + text[start + len(task) :])
    with pytest.raises(BadInput, match=f"line 1: column {start + 1}: recording 38: task must be text"):
        imported(path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)
numbers = st.lists(st.integers(-5, 230) | st.floats(-1e3, 1e3) | json_values, min_size=3, max_size=3)
fields = st.fixed_dictionaries(
    {},
    optional={key: json_values | st.just(value) for key, value in gazesearch_item().items()}
    | {key: numbers for key in "XYT"},
)


@given(st.lists(fields, min_size=1, max_size=3), st.sampled_from([None, 0, 1]))
def test_any_values_are_imported_in_balance_or_refused(
    tmp_path_factory: pytest.TempPathFactory, changes: list[dict[str, Any]], indent: int | None
) -> None:
    text = json.dumps([gazesearch_item(**change) for change in changes], indent=indent)
    path = written(tmp_path_factory.mktemp("any"), text)
    try:
        readings, summary = imported(path)
    except BadInput as error:
        assert str(error).startswith(f"{path}, line ") and ": column " in str(error)
        assert "\n" not in str(error)
    else:
        assert len(readings) == len(changes) and not summary.unexplained()
        assert [from_json(to_json(reading)) for reading in readings] == readings


@given(st.binary(max_size=60) | st.text('[]{}",:0eE-. \nXYTname', max_size=60).map(str.encode))
def test_any_bytes_are_refused_in_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = written(tmp_path_factory.mktemp("any"), content)
    with pytest.raises(BadInput) as caught:
        imported(path)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)
