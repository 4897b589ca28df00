"""Lateral films without tags are recognised by their content; frontal films are not taken for them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from radtrace.images.films import load_film
from radtrace.images.films.errors import LateralFilm
from radtrace.phantom import draw
from radtrace.readers.embedded.reader import EmbeddedReader
from radtrace.record import Film, NotAChestFilm, Study

UNSEEN = range(5_000, 5_012)  # seeds that the model was not trained on


@pytest.fixture(scope="module")
def reader() -> EmbeddedReader:
    return EmbeddedReader()


def is_lateral(reader: EmbeddedReader, film: Film) -> bool:
    try:
        reader.admit(Study(films=(film,)))
    except LateralFilm as error:
        assert "a lateral chest film by its content" in str(error)
        return True
    except NotAChestFilm:
        pass
    return False


def test_drawn_laterals(reader: EmbeddedReader) -> None:
    drawings = [draw(seed, size=256, lateral=True) for seed in UNSEEN]
    assert all(drawing.lateral and is_lateral(reader, drawing.lateral) for drawing in drawings)
    assert not any(is_lateral(reader, drawing.film) for drawing in drawings)


def test_the_real_frontal_film_is_none(reader: EmbeddedReader, chest_film: Path) -> None:
    assert not is_lateral(reader, load_film(chest_film))


def test_real_laterals_and_other_pictures(reader: EmbeddedReader, shared_data: Path) -> None:
    with (shared_data / "films.csv").open(newline="") as table:
        rows = list(csv.DictReader(table))
    laterals = [row["file"] for row in rows if row["source"] == "covid_lateral"]
    others = [row["file"] for row in rows if row["source"] in ("gate_vqarad", "gate_ct_mri", "vqarad_chest")]
    assert all(is_lateral(reader, load_film(shared_data / file)) for file in laterals)
    assert not any(is_lateral(reader, load_film(shared_data / file)) for file in others[::8])
