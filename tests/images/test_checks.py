"""Blank, noisy and tiny pictures are refused, and no real film is."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from radtrace.images.films import check_picture, load_film
from radtrace.images.films.errors import BlankPicture, ColourPhotograph, NoisePicture, TooSmall
from radtrace.record import Film

_CHESTS = ("nih", "jsrt", "openist", "covid", "vqarad_chest")


def _film(pixels: NDArray[Any]) -> Film:
    return Film(pixels=pixels.astype(np.float32), file="film.png", sha256="0" * 64)


@given(shade=st.floats(0, 1), seed=st.integers(0, 99))
def test_one_shade_is_blank(shade: float, seed: int) -> None:
    pixels = np.full((100, 120), shade) + np.random.default_rng(seed).normal(0, 0.003, (100, 120))
    pixels[:3, :20] = 1 - shade
    with pytest.raises(BlankPicture):
        check_picture(_film(pixels.clip(0, 1)))


@pytest.mark.parametrize("side", [64, 100, 512, 1000])
@pytest.mark.parametrize("kind", ["uniform", "normal", "salt"])
def test_noise_of_any_size_is_noise(side: int, kind: str) -> None:
    random = np.random.default_rng(side)
    noise = {
        "uniform": random.random((side, side)),
        "normal": random.normal(0.5, 0.2, (side, side)).clip(0, 1),
        "salt": random.random((side, side)) > 0.9,
    }[kind]
    with pytest.raises(NoisePicture):
        check_picture(_film(noise))


@pytest.mark.parametrize("shape", [(63, 500), (500, 63), (1, 1)])
def test_too_few_pixels(shape: tuple[int, int]) -> None:
    with pytest.raises(TooSmall, match=f"{shape[0]} x {shape[1]} pixels are too few"):
        check_picture(_film(np.zeros(shape)))


def test_a_film_of_one_stored_value_is_blank(written: Callable[..., Path]) -> None:
    with pytest.raises(BlankPicture):
        check_picture(load_film(written(np.full((80, 80), 77, np.uint16))))


def test_the_real_dicom_film_passes(real: Callable[[str], Path]) -> None:
    check_picture(load_film(real("RG1_UNCI.dcm")))


def test_no_real_film_is_refused(shared_data: Path) -> None:
    with (shared_data / "films.csv").open(newline="", encoding="utf-8") as table:
        files = [row["file"] for row in csv.DictReader(table) if row["source"].startswith(_CHESTS)]
    assert len(files) > 2000
    # All of them pass; every sixth keeps the test short.
    for file in files[::6]:
        check_picture(load_film(shared_data / file))


def test_photographs_are_refused_by_colour_and_scans_are_not(shared_data: Path) -> None:
    with (shared_data / "films.csv").open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    photographs = [row["file"] for row in rows if row["source"] == "gate_natural"][::4]
    scans = [row["file"] for row in rows if row["source"] == "gate_vqarad"][::8]
    assert np.mean([_colour_refused(shared_data / file) for file in photographs]) > 0.6
    assert not any(_colour_refused(shared_data / file) for file in scans)


def _colour_refused(path: Path) -> bool:
    try:
        load_film(path)
    except ColourPhotograph:
        return True
    return False
