"""Boxes in COCO's form and grounded phrases, from files to scores."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.cli.run import run
from radtrace.datasets.reports.coco import is_coco, read_coco
from radtrace.record import BadInput, BoxSet

IMAGES = [
    {"id": 1, "file_name": "a/film1.png", "width": 1000, "height": 500},
    {"id": 2, "file_name": "film2.png", "width": 1000, "height": 500},
    {"id": 3, "file_name": "film3.png", "width": 1000, "height": 500},
]
CATEGORIES = [{"id": 7, "name": "Nodule"}, {"id": 8, "name": "Effusion"}]
ANNOTATIONS: list[dict[str, Any]] = [
    {"image_id": 1, "category_id": 7, "bbox": [100, 50, 200, 100]},
    {"image_id": 2, "category_id": 8, "bbox": [0, 250, 500, 250]},
]


def coco(path: Path, annotations: list[dict[str, Any]] = ANNOTATIONS, **other: Any) -> Path:
    content = {"images": IMAGES, "categories": CATEGORIES, "annotations": annotations} | other
    path.write_text(json.dumps(content))
    return path


def results(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps(rows))
    return path


def test_films_boxes_and_names(tmp_path: Path) -> None:
    path = coco(tmp_path / "r.json")
    assert is_coco(path)
    file, films = read_coco(path)
    sets = {entry.id: entry.boxes for entry in file.entries}
    assert list(sets) == ["film1", "film2", "film3"]
    first = sets["film1"]
    assert first is not None and first.labels.tolist() == ["Nodule"]
    assert first.xyxy.tolist() == [[0.1, 0.1, pytest.approx(0.3), pytest.approx(0.3)]]
    assert sets["film3"] is not None and sets["film3"] == BoxSet("film3")
    assert films.categories == {"7": "Nodule", "8": "Effusion"}


def test_results_speak_of_the_films_of_the_references(tmp_path: Path) -> None:
    _, films = read_coco(coco(tmp_path / "r.json"))
    rows = [{"image_id": 1, "category_id": 7, "bbox": [900, 400, 300, 200], "score": 0.25}]
    rows.append({"image_id": 2, "category_id": 7, "bbox": [1200, 0, 10, 10], "score": 0.5})
    file, _ = read_coco(results(tmp_path / "p.json", rows), films)
    first, second = (entry.boxes for entry in file.entries[:2])
    assert first is not None and first.scores.tolist() == [0.25] and first.xyxy[0, 2] == 1.0
    assert second is not None and len(second) == 0
    assert any("clipped" in note for note in file.notes) and any("dropped" in note for note in file.notes)


@pytest.mark.parametrize(
    ("annotation", "told"),
    [
        ({"image_id": 9, "bbox": [0, 0, 1, 1]}, "film '9', which is not there"),
        ({"bbox": [0, 0, 1, 1]}, "has no 'image_id'"),
        ({"image_id": 1, "bbox": [0, 0, 1]}, "has no bbox"),
        ({"image_id": 1, "bbox": [0, 0, float("nan"), 1]}, "bbox that is not a number: nan"),
        ({"image_id": 1, "bbox": [0, 0, "1", 1]}, "bbox that is not a number: 1"),
        ({"image_id": 1, "bbox": [0, 0, 10**400, 1]}, "bbox that is not a number"),
        ({"image_id": 1, "bbox": [0, 0, 1, 1], "score": None}, "score that is not a number"),
    ],
)
def test_bad_annotations_are_named(tmp_path: Path, annotation: dict[str, Any], told: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_coco(coco(tmp_path / "r.json", [*ANNOTATIONS, annotation]))
    assert (
        told in str(caught.value) and "line 1" in str(caught.value) and "annotations[2]" in str(caught.value)
    )


def test_films_need_a_size_and_results_need_films(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"images\[0\] has no size"):
        read_coco(coco(tmp_path / "r.json", images=[{"id": 1, "width": 0, "height": 5}]))
    with pytest.raises(BadInput, match="without films"):
        read_coco(results(tmp_path / "p.json", [{"image_id": 1}]))


def scored(arguments: list[str], out: Path) -> dict[str, Any]:
    assert run(["score", *arguments, "--json", str(out)]) == 0
    content: dict[str, Any] = json.loads(out.read_text(), parse_constant=pytest.fail)
    return content


def test_the_same_boxes_are_perfect_and_no_boxes_are_the_blind_row(tmp_path: Path) -> None:
    reference = str(coco(tmp_path / "r.json"))
    content = scored(
        [reference, reference, "--dev", reference, "--out", str(tmp_path / "out")], tmp_path / "o.json"
    )
    assert content["n"] == 3 and content["length_ratio"] == 1.0
    for name in ("box_iou", "mask_iou", "box_accuracy"):
        assert content["metrics"][name]["mean"] == 1.0
        assert content["blind"]["no boxes"]["metrics"][name]["mean"] == pytest.approx(1 / 3)
    assert content["metrics"]["mean_average_precision"]["aggregates"]["mAP"]["value"] == pytest.approx(1.0)
    page = (tmp_path / "out" / "report.html").read_text()
    assert page.count('<svg class="film"') == 3 and "Nodule" in page


def test_a_moved_box_loses_and_the_systems_are_compared(tmp_path: Path) -> None:
    reference = str(coco(tmp_path / "r.json"))
    moved = [ANNOTATIONS[0] | {"bbox": [600, 300, 200, 100], "score": 0.9}, ANNOTATIONS[1]]
    prediction = str(results(tmp_path / "p.json", moved))
    content = scored([prediction, reference, "--against", reference], tmp_path / "o.json")
    one = content["metrics"]["box_iou"]
    assert one["per_report"] == {"film1": 0.0, "film2": 1.0, "film3": 1.0}
    assert one["against"]["difference"]["value"] == pytest.approx(-1 / 3)


def test_an_unknown_metric_of_boxes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reference = str(coco(tmp_path / "r.json"))
    assert run(["score", reference, reference, "--metrics", "trace"]) == 2
    assert "choose from box_iou" in capsys.readouterr().err


def test_grounded_phrases_are_scored_with_their_boxes(tmp_path: Path) -> None:
    left = {"x_min": 0.6, "y_min": 0.6, "x_max": 0.9, "y_max": 0.9}
    right = {"x_min": 0.1, "y_min": 0.6, "x_max": 0.4, "y_max": 0.9}
    denial: dict[str, Any] = {"text": "No pneumothorax.", "boxes": None}
    effusion: dict[str, Any] = {"text": "Small left pleural effusion."}
    target, moved = ([effusion | {"boxes": [box]}, denial] for box in (left, right))
    other = [{"text": "Mild cardiomegaly.", "boxes": [right]}]
    path = tmp_path / "g.json"

    def metrics(prediction: list[dict[str, Any]], *extra: str) -> dict[str, Any]:
        pairs = [{"id": "a", "prediction": prediction, "target": target}]
        pairs.append({"id": "b", "prediction": other, "target": other})
        path.write_text(json.dumps(pairs))
        found: dict[str, Any] = scored([str(path), str(path), *extra], tmp_path / "o.json")["metrics"]
        return found

    every = metrics(target)
    assert {"trace", "radfact_grounded"} <= set(every)
    assert every["radfact_grounded"]["per_report"] == {"a": pytest.approx(1.0), "b": pytest.approx(1.0)}
    assert metrics(moved, "--metrics", "radfact_grounded")["radfact_grounded"]["per_report"]["a"] < 0.5


_number = st.integers(-50, 1200) | st.floats() | st.none() | st.text(max_size=2)
_annotation = st.fixed_dictionaries(
    {},
    optional={
        "image_id": st.sampled_from([1, 2, "3", None]),
        "bbox": st.lists(_number, max_size=5),
        "score": _number,
    },
)


@settings(max_examples=40)
@given(
    st.lists(st.just(ANNOTATIONS[0]) | _annotation, max_size=4), st.sampled_from(["images", "categories", ""])
)
def test_any_annotations_give_a_score_or_one_refusal(
    tmp_path_factory: pytest.TempPathFactory, annotations: list[dict[str, Any]], broken: str
) -> None:
    folder = tmp_path_factory.mktemp("coco")
    reference = str(coco(folder / "r.json"))
    other = {broken: annotations} if broken else {}
    prediction = str(coco(folder / "p.json", annotations, **other))
    for pair in ([prediction, reference], [reference, prediction]):
        assert run(
            ["score", *pair, "--metrics", "box_iou,false_boxes", "--allow-missing", "--allow-duplicates"]
        ) in (0, 2)
