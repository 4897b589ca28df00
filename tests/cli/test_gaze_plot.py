"""`radtrace gaze plot`: pictures that show the gaze, pages that open, plain refusals."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from radtrace.cli.run import run
from radtrace.record import Reading, to_json
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
    assert f"holds no reading with {asked[0].removeprefix('--')} {asked[1]}" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
