"""`radtrace gaze predict`: over one film, for a file, by every model; what it refuses and warns of."""

from __future__ import annotations

from pathlib import Path

import pytest

from radtrace.cli.run import run
from radtrace.datasets.film_folder import FilmFolder
from radtrace.datasets.readings import read_readings
from radtrace.gaze import scanpath_of
from radtrace.phantom import draw, film_png
from radtrace.record import (
    BadInput,
    FilmReference,
    Fixation,
    Gaze,
    Provenance,
    Reading,
    StudyReference,
    Target,
    from_json,
    region_by_id,
    to_json,
)
from radtrace.tasks.scanpath.target import find_target


def reading(file: str, target: str, split: str | None, x: float = 0.3) -> Reading:
    fixation = Fixation(x=x, y=0.4, start_s=0, duration_s=0.2)
    return Reading(
        study=StudyReference(films=(FilmReference(file=file),), split=split),
        gaze=Gaze(fixations=(fixation,) * 3, target=Target(name=target, concept=None)),
        provenance=Provenance(reader="somebody", version="1"),
    )


def jsonl(file: Path, readings: list[Reading]) -> str:
    file.write_text("".join(to_json(one, indent=None) + "\n" for one in readings))
    return str(file)


def refusal(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert run(["gaze", "predict", *arguments]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    return error


def test_the_searcher_looks_where_the_finding_can_be(
    chest_film: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["gaze", "predict", str(chest_film), "--finding", "Pleural Effusion"]) == 0
    found = from_json(capsys.readouterr().out)
    assert found.provenance.reader == "gaze:searcher"
    assert found.gaze is not None and found.gaze.target is not None
    assert found.gaze.target.concept == "pleural_effusion"
    assert found.study.films[0].sha256 is not None
    assert run(["gaze", "predict", str(chest_film)]) == 0
    whole = from_json(capsys.readouterr().out)
    assert 1 <= len(scanpath_of(found)) < len(scanpath_of(whole))
    # Both angles are looked at for an effusion; the apices are not.
    path = scanpath_of(found)
    assert path.y.max() > 0.55 and len(set((path.x > 0.5).tolist())) == 2


def test_a_concept_without_a_map_is_looked_for_in_the_middle_of_its_regions(
    chest_film: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["gaze", "predict", str(chest_film), "--finding", "tracheal deviation"]) == 0
    path = scanpath_of(from_json(capsys.readouterr().out))
    assert "trachea" in region_by_id() and len(path) >= 1
    assert 0.3 < path.x[0] < 0.7 and path.y[0] < 0.5


@pytest.mark.parametrize("model", ["saliency", "centre"])
def test_baselines_over_a_film(
    chest_film: Path, model: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "p.jsonl"
    assert run(["gaze", "predict", str(chest_film), "--model", model, "--out", str(out)]) == 0
    assert f"1 path by {model}" in capsys.readouterr().out
    (_, found), *_ = read_readings(out)
    assert len(scanpath_of(found)) == 6 and found.provenance.reader == f"gaze:{model}"


def test_films_are_found_by_their_ids(tmp_path: Path) -> None:
    drawing = draw(4, 128)
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "abc.png").write_bytes(film_png(drawing.film))
    data = jsonl(tmp_path / "all.jsonl", [reading("p10/abc.jpg", "edema", None)])
    out = tmp_path / "p.jsonl"
    given = ["--for", data, "--films", str(tmp_path / "films"), "--model", "saliency", "--out", str(out)]
    assert run(["gaze", "predict", *given]) == 0
    assert len(list(read_readings(out))) == 1
    (tmp_path / "films" / "more").mkdir()
    (tmp_path / "films" / "more" / "abc.png").write_bytes(film_png(drawing.film))
    with pytest.raises(BadInput, match="have the same name"):
        FilmFolder([tmp_path / "films"]).film("abc")


def test_one_path_a_film_and_target_however_many_readers(tmp_path: Path) -> None:
    rows = [reading("a.jpg", "edema", "test"), reading("a.jpg", "Edema", "test", 0.6)]
    rows += [reading("a.jpg", "fracture", "test")]
    out = tmp_path / "p.jsonl"
    given = ["--for", jsonl(tmp_path / "all.jsonl", rows), "--model", "centre", "--out", str(out)]
    assert run(["gaze", "predict", *given]) == 0
    targets = [one.gaze.target.name for _, one in read_readings(out) if one.gaze and one.gaze.target]
    assert targets == ["edema", "fracture"]


def test_what_the_model_has_seen_is_told_only_where_it_is_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [reading("a.jpg", "edema", "train"), reading("a.jpg", "edema", "test")]
    data, model = jsonl(tmp_path / "all.jsonl", rows), str(tmp_path / "m.json")
    assert run(["gaze", "fit", data, "--split", "train", "--out", model]) == 0
    out = ["--model", model, "--out", str(tmp_path / "p.jsonl")]
    for split, said in (("test", "1 of 1 test films"), ("train", "fitted on some of the readings")):
        capsys.readouterr()
        assert run(["gaze", "predict", "--for", data, "--split", split, *out]) == 0
        assert said in capsys.readouterr().err
    other = jsonl(tmp_path / "other.jsonl", [reading("b.jpg", "edema", "test")])
    capsys.readouterr()
    assert run(["gaze", "predict", "--for", other, *out]) == 0
    assert capsys.readouterr().err == ""


def test_what_cannot_be_done_is_one_sentence(
    tmp_path: Path, chest_film: Path, tibia_film: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = str(chest_film)
    data = jsonl(tmp_path / "all.jsonl", [reading("a.jpg", "edema", "train")])
    assert "did you mean" in refusal([film, "--finding", "plural effusion"], capsys)
    assert "pneumothorax" in refusal([film, "--finding", "pneumotorax", "--model", "centre"], capsys)
    assert "either one FILM" in refusal([], capsys)
    assert "either one FILM" in refusal([film, "--for", data], capsys)
    assert "--split and --films" in refusal([film, "--split", "test"], capsys)
    assert "--finding goes with" in refusal(["--for", data, "--finding", "edema"], capsys)
    assert "--films DIR" in refusal(["--for", data], capsys)
    assert "its splits are train" in refusal(["--for", data, "--split", "test", "--model", "centre"], capsys)
    assert "is not a model" in refusal([film, "--model", "medoyd"], capsys)
    assert "give a chest film" in refusal([str(tibia_film)], capsys)
    assert "is not a scanpath model" in refusal([film, "--model", data], capsys)


def test_a_fitted_model_knows_its_targets_by_any_name_of_their_concept(
    tmp_path: Path, chest_film: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = jsonl(
        tmp_path / "all.jsonl", [reading("a.jpg", "edema", None), reading("b.jpg", "fracture", None)]
    )
    model = str(tmp_path / "m.json")
    assert run(["gaze", "fit", data, "--out", model]) == 0
    capsys.readouterr()
    assert run(["gaze", "predict", str(chest_film), "--model", model, "--finding", "pulmonary_edema"]) == 0
    found = from_json(capsys.readouterr().out)
    assert found.gaze is not None and found.gaze.target is not None and found.gaze.target.name == "edema"
    assert "there is no finding called" in refusal(
        [str(chest_film), "--model", model, "--finding", "edmea"], capsys
    )


@pytest.mark.parametrize("name", ["lung_opacity", "Lung Opacity", "airspace  opacity"])
def test_a_finding_has_many_names(name: str) -> None:
    assert find_target(name).concept == "lung_opacity"
