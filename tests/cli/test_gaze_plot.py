"""`radtrace gaze plot`: pictures that show the gaze, pages that open, plain refusals."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from radtrace.cli.run import run
from radtrace.record import Reading, Target, to_json
from radtrace.tasks.gaze.plot import choose
from tests.exports.gaze_sample import gaze_reading

pytest.importorskip("matplotlib", reason="pip install 'radtrace[gaze]'")


def written(path: Path, *readings: Reading) -> Path:
    """A file of Readings."""
    path.write_text("".join(to_json(one, indent=None) + "\n" for one in readings))
    return path


def picture(path: Path) -> NDArray[np.uint8]:
    """The pixels of a PNG file, (rows, columns, 3)."""
    read = cv2.imread(str(path))
    assert read is not None
    return np.asarray(read, np.uint8)


@pytest.fixture
def gaze_file(tmp_path: Path) -> Path:
    """One person's reading of a film that is not at hand."""
    return written(tmp_path / "all.jsonl", gaze_reading())


def test_a_picture_and_a_page_a_reading(gaze_file: Path, tmp_path: Path) -> None:
    assert run(["gaze", "plot", str(gaze_file), "--out", str(tmp_path / "out")]) == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["gaze.lung_opacity.html", "gaze.lung_opacity.png"]


def test_the_film_is_drawn_where_it_is_at_hand(gaze_file: Path, tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    cv2.imwrite(str(tmp_path / "films" / "gaze.png"), np.full((200, 200), 230, np.uint8))
    for out, more in (("without", []), ("with", ["--films", str(tmp_path / "films")])):
        assert run(["gaze", "plot", str(gaze_file), "--out", str(tmp_path / out), "--no-page", *more]) == 0
    dark, light = (picture(tmp_path / out / "gaze.lung_opacity.png") for out in ("without", "with"))
    assert light.mean() > dark.mean() + 30


def test_a_reader_beside_makes_a_second_row(gaze_file: Path, tmp_path: Path) -> None:
    model = written(tmp_path / "model.jsonl", gaze_reading(regions=()))
    for out, more in (("one", []), ("two", ["--beside", str(model)])):
        assert run(["gaze", "plot", str(gaze_file), "--out", str(tmp_path / out), "--no-page", *more]) == 0
    one, two = (picture(tmp_path / out / "gaze.lung_opacity.png") for out in ("one", "two"))
    assert two.shape[1] == one.shape[1]
    assert two.shape[0] > 1.8 * one.shape[0]


def test_the_same_input_gives_the_same_picture(gaze_file: Path, tmp_path: Path) -> None:
    for out in ("one", "two"):
        assert run(["gaze", "plot", str(gaze_file), "--out", str(tmp_path / out)]) == 0
    for name in ("gaze.lung_opacity.png", "gaze.lung_opacity.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_readings_of_one_film_do_not_overwrite_one_another(tmp_path: Path) -> None:
    file = written(tmp_path / "all.jsonl", gaze_reading(), gaze_reading(regions=()))
    assert run(["gaze", "plot", str(file), "--out", str(tmp_path / "out"), "--no-page"]) == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["gaze.lung_opacity.2.png", "gaze.lung_opacity.png"]


@pytest.mark.parametrize("asked", [["--film", "other.png"], ["--target", "fracture"]])
def test_nothing_to_draw_is_told(
    gaze_file: Path, tmp_path: Path, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["gaze", "plot", str(gaze_file), "--out", str(tmp_path / "out"), *asked]) == 2
    assert f"contains no reading with {asked[0].removeprefix('--')} {asked[1]}" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def named(film: str, target: str, reader: str = "reader") -> Reading:
    """The reading of the sample, under other names."""
    known = gaze_reading()
    assert known.gaze is not None
    reference = known.study.films[0].model_copy(update={"file": film})
    return known.model_copy(
        update={
            "study": known.study.model_copy(update={"films": (reference,)}),
            "gaze": known.gaze.model_copy(update={"target": Target(name=target)}),
            "provenance": known.provenance.model_copy(update={"reader": reader}),
        }
    )


def test_any_names_make_pictures_without_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readings = [
        named("a\x1b[31m.png", "ed\x07ema", "r\n2"),
        named("a$x^{.png", "edema"),
        named("胸片.png", "肺", "読影医"),
        named("a" * 5000 + ".png", "b" * 5000),
        named("a" * 5000 + ".png", "c" * 5000),
    ]
    path, out = written(tmp_path / "names.jsonl", *readings), tmp_path / "out"
    assert run(["gaze", "plot", str(path), "--out", str(out), "--no-page"]) == 0
    assert len(list(out.iterdir())) == len(readings)
    told = capsys.readouterr()
    assert told.err == ""
    assert "\x1b" not in told.out


def test_no_picture_takes_another_ones_name(tmp_path: Path) -> None:
    films = ["x.png", "x.png", "x.edema.2", "X.png", "..", "."]
    path = written(tmp_path / "all.jsonl", *(named(film, "edema") for film in films[:2]))
    path = written(path, *(named(film, "edema") for film in films))
    names = [one.name.lower() for one in choose(path)]
    assert len(set(names)) == len(films)


def test_films_that_are_not_there_are_refused(
    gaze_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "films"
    assert run(["gaze", "plot", str(gaze_file), "--out", str(tmp_path / "out"), "--films", str(missing)]) == 2
    assert f"{missing}: does not exist" in capsys.readouterr().err


def test_a_file_with_nothing_to_stand_beside_is_refused(
    gaze_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = written(tmp_path / "other.jsonl", named("other.png", "edema"))
    assert run(["gaze", "plot", str(gaze_file), "--out", str(tmp_path / "out"), "--beside", str(other)]) == 2
    assert f"{other}: contains no film and target of {gaze_file}" in capsys.readouterr().err
