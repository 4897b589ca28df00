"""A table of films becomes lessons, and a finished stage is measured on each source by itself."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from radtrace.record import BadInput, Presence
from radtrace.training.embedded.films import fold_of
from radtrace.training.vlm.by_source import Source, markdown_by_source, measure_sources
from radtrace.training.vlm.data import build_data, open_data, table_examples
from radtrace.training.vlm.lessons import Task
from radtrace.training.vlm.measure import BLIND, NOISE
from radtrace.training.vlm.models import new_tiny_vlm, save_vlm
from radtrace.training.vlm.recipe import Evaluation, Recipe, Stage
from radtrace.training.vlm.tiny import TinySize

pytestmark = [
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def films_csv(
    folder: Path, rows: list[str], header: str = "file,source,patient,labels,rsna_class,boxes"
) -> Path:
    pixels = np.random.default_rng(0).integers(0, 256, (64, 60), np.uint8)
    cv2.imwrite(str(folder / "a.png"), pixels)
    table = folder / "films.csv"
    table.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return table


def test_patients_lie_where_the_embedded_reader_has_them(tmp_path: Path) -> None:
    rows = [f"a.png,x,p{n // 2},Effusion,," for n in range(60)]
    cases = list(table_examples(films_csv(tmp_path, rows), 32))
    sides = {0: "test", 1: "validate"}
    for case in cases:
        assert case.split == sides.get(fold_of(case.reading.study.patient or ""), "train")
    assert {case.split for case in cases} == {"train", "validate", "test"}
    assert len({case.name for case in cases}) == 60


def test_the_panel_says_what_is_absent_and_the_labels_do_not(tmp_path: Path) -> None:
    rows = [
        "a.png,x,p1,Effusion,Normal,",
        "a.png,x,p2,No Finding,Lung Opacity,",
        "a.png,x,p3,Effusion,,",
        "a.png,x,p4,,Normal,",
    ]
    absent, there, unknown = table_examples(films_csv(tmp_path, rows), 32)
    said = [{f.concept: f.presence for f in case.reading.findings} for case in (absent, there, unknown)]
    assert said[0] == {"pleural_effusion": Presence.PRESENT, "lung_opacity": Presence.ABSENT}
    assert said[1] == {"lung_opacity": Presence.PRESENT}
    assert said[2] == {"pleural_effusion": Presence.PRESENT}
    asked = [
        [(one.text, one.answer and one.answer.text) for one in case.questions]
        for case in (absent, there, unknown)
    ]
    assert asked == [[("Is there a lung opacity?", "no")], [("Is there a lung opacity?", "yes")], []]


def test_a_table_without_sources_and_classes_is_read_too(tmp_path: Path) -> None:
    (case,) = table_examples(films_csv(tmp_path, ["a.png,p1,Effusion,"], "file,patient,labels,boxes"), 32)
    assert case.reading.provenance.reader == "labels of a table"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    sick = [f"a.png,sick,s{n},Effusion|Nodule,," for n in range(40)]
    mixed = [f"a.png,mixed,m{n},{'Cardiomegaly' if n % 4 else 'No Finding'},," for n in range(40)]
    table = films_csv(folder, [*sick, *mixed, "a.png,rare,s1,Edema,,"])
    build_data(table_examples(table, 64), folder / "data", {"source": "a table"})
    lessons = open_data(folder / "data").lessons
    reader = new_tiny_vlm(TinySize(image=64, width=32, heads=2, speaking_layers=1), lessons, seed=0)
    out = folder / "concept"
    out.mkdir()
    save_vlm(reader.model, reader.processor, out / "model")
    short = Evaluation(films=100, longest=3)
    recipe = Recipe(stage=Stage.CONCEPT, data=folder / "data", out=out, model="m", evaluate=short)
    (out / "recipe.json").write_text(recipe.model_dump_json(), "utf-8")
    return out


@pytest.fixture(scope="module")
def sources(finished: Path) -> tuple[Source, ...]:
    return measure_sources(finished, least=3)


def test_every_source_has_its_own_rows_and_its_own_blind_answers(
    finished: Path, sources: tuple[Source, ...]
) -> None:
    sick, mixed = sources
    data = open_data(finished.parent / "data")
    tested = [one for one in data.lessons if one.split == "test" and one.task is Task.READ]
    of_sick = [one for one in tested if data.readings[one.film].provenance.reader == "labels of sick"]
    assert (sick.name, sick.films, sick.patients) == ("labels of sick", len(of_sick), len(of_sick))
    assert [row.name for row in mixed.rows] == ["concept", NOISE, BLIND]
    # All films of one source are alike, so who knows the source knows the answer; the mean of both would not.
    assert sick.rows[2].value("finding F1") == 1.0
    assert 0.5 < mixed.rows[2].value("finding F1") < 1.0
    assert mixed.rows[2].counts["valid"] == len(tested) - len(of_sick)


def test_the_table_has_a_line_for_each_source_and_metric(sources: tuple[Source, ...]) -> None:
    lines = markdown_by_source(sources).splitlines()
    assert lines[0] == f"| source | | concept | {NOISE} | {BLIND} | n |"
    titles = [line.split("|")[1].strip() for line in lines[2:]]
    wanted = [f"{one.name}: {one.films} films of {one.patients} patients" for one in sources]
    assert [title for title in titles if title] == wanted
    assert markdown_by_source(()) == "no source has enough films\n"


def test_a_source_with_few_films_is_left_out(finished: Path) -> None:
    assert measure_sources(finished, least=1000) == ()


def test_a_folder_without_a_stage_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="contains no finished stage"):
        measure_sources(tmp_path)
