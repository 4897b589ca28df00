"""Films that lie wrongly in their picture are set right with a note, or rejected; others are left alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from radtrace.images.films import load_film
from radtrace.readers.embedded.placement import POSES, Pose, halves, likely_pose
from radtrace.readers.embedded.reader import EmbeddedReader
from radtrace.record import Film, NotAChestFilm, Study


@pytest.fixture(scope="module")
def reader() -> EmbeddedReader:
    return EmbeddedReader()


@pytest.fixture(scope="module")
def film(chest_film: Path) -> Film:
    return load_film(chest_film)


def admitted(reader: EmbeddedReader, film: Film) -> Film:
    return reader.admit(Study(films=(film,))).film


def lying(film: Film, pose: Pose) -> Film:
    """`film` as `pose` says it lies."""
    pixels = np.rot90(1 - film.pixels if pose.negative else film.pixels, -pose.turns)
    return replace(film, pixels=np.ascontiguousarray(pixels))


@pytest.mark.parametrize("pose", POSES, ids=lambda pose: f"{pose.turns} {pose.negative}")
def test_every_pose_is_undone(reader: EmbeddedReader, film: Film, pose: Pose) -> None:
    found = admitted(reader, lying(film, pose))
    np.testing.assert_allclose(found.pixels, film.pixels, atol=1e-6)
    changed = [note for note in found.notes if "its content shows" in note]
    assert len(changed) == (pose != POSES[0])
    assert ("inverted" in "".join(changed)) == pose.negative


@pytest.mark.parametrize("pose", POSES, ids=lambda pose: f"{pose.turns} {pose.negative}")
def test_undo_is_the_inverse(pose: Pose) -> None:
    pixels = np.random.default_rng(1).random((5, 7), np.float32)
    film = Film(pixels=pixels, file="", sha256="")
    np.testing.assert_allclose(pose.undo(lying(film, pose).pixels), pixels, atol=1e-6)


def test_a_mirrored_film_is_left_alone(reader: EmbeddedReader, film: Film) -> None:
    mirrored = replace(film, pixels=np.ascontiguousarray(film.pixels[:, ::-1]))
    np.testing.assert_array_equal(admitted(reader, mirrored).pixels, mirrored.pixels)


@pytest.mark.parametrize("shade", [0.0, 1.0])
def test_an_empty_border_is_cut_off(reader: EmbeddedReader, film: Film, shade: float) -> None:
    small = film.pixels[::4, ::4]
    margin = small.shape[0] // 3
    framed = np.pad(small, margin, constant_values=np.float32(shade))
    found = admitted(reader, replace(film, pixels=framed))
    assert abs(found.pixels.shape[0] - small.shape[0]) <= 8
    assert abs(found.pixels.shape[1] - small.shape[1]) <= 8
    assert any(note.startswith("An empty border was cut off: rows ") for note in found.notes)


def test_two_films_in_one_picture_are_rejected(reader: EmbeddedReader, film: Film) -> None:
    small = film.pixels[::4, ::4]
    for axis in (0, 1):
        both = replace(film, pixels=np.ascontiguousarray(np.concatenate([small, small], axis)))
        with pytest.raises(NotAChestFilm, match=r"two films in one picture|not a frontal chest film"):
            admitted(reader, both)


def test_halves_only_of_long_pictures(film: Film) -> None:
    assert halves(film) is None
    long = halves(replace(film, pixels=np.zeros((10, 31), np.float32)))
    assert long is not None
    assert [part.pixels.shape for part in long] == [(10, 16), (10, 15)]


def test_real_films_that_are_upright_stay_as_they_are(reader: EmbeddedReader, shared_data: Path) -> None:
    files = (
        sorted((shared_data / "jsrt").glob("*.jpg"))[:20] + sorted((shared_data / "nih").glob("*.jpg"))[:40]
    )
    card = reader._model.card.pose
    turned = [file.name for file in files if likely_pose(load_film(file).pixels, card) != POSES[0]]
    assert len(turned) <= 1  # and the gate has the last word


def test_real_films_that_lie_on_their_side_are_turned(reader: EmbeddedReader, shared_data: Path) -> None:
    for file in sorted((shared_data / "rotated").iterdir())[:8]:
        assert any("turned a quarter clockwise" in note for note in admitted(reader, load_film(file)).notes)
