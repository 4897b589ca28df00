"""Real radiographs come out upright, air dark and bone bright, or are refused by their tags."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from radtrace.images.films import load_film
from radtrace.images.films.errors import WrongBodyPart, WrongModality
from radtrace.record import NotAChestFilm

Real = Callable[[str], Path]


@pytest.mark.parametrize("name", ["RG1_UNCI.dcm", "RG1_UNCR.dcm", "RG1_J2KI.dcm", "RG1_J2KR.dcm"])
def test_the_chest_film_has_dark_air_and_a_bright_spine(real: Real, name: str) -> None:
    film = load_film(real(name))
    rows, columns = film.pixels.shape
    assert (rows, columns) == (1955, 1841)
    spine = film.pixels[800:1200, 870:950].mean()
    lung_apices = [film.pixels[250:350, at : at + 80].mean() for at in (650, 1150)]
    air = film.pixels[60:160, 20:120].mean()
    assert air < min(lung_apices) and max(lung_apices) < spine - 0.1
    # The gas bubble of the stomach is under the left dome, on the picture's right; the liver is on the left.
    assert film.pixels[1500:1650, 1250:1450].mean() < film.pixels[1500:1650, 350:550].mean()
    assert film.pixels.min() >= 0 and film.pixels.max() <= 1


def test_the_chest_film_says_what_was_done_and_what_is_odd(real: Real) -> None:
    film = load_film(str(real("RG1_UNCI.dcm")))
    assert (film.view, film.spacing_mm, film.spacing_source) == ("PA", None, None)
    assert film.study_uid == "1.3.6.1.4.1.5962.1.2.9.20040826185059.5457"
    told, odd = " ".join(film.pipeline), " ".join(film.notes)
    assert "15 of 16 bits" in told and "centre 15000, width 30000" in told and "MONOCHROME1" in told
    assert "(0028,0030) Pixel Spacing is 0\\0" in odd and "loss 10:1" in odd


def test_lossless_compression_changes_no_pixel(real: Real) -> None:
    plain, packed = load_film(real("RG1_UNCR.dcm")), load_film(real("RG1_J2KR.dcm"))
    np.testing.assert_array_equal(plain.pixels, packed.pixels)
    assert plain.sha256 != packed.sha256


def test_the_tibia_is_refused_by_its_body_part(real: Real) -> None:
    with pytest.raises(WrongBodyPart, match=r"\(0018,0015\) Body Part Examined is EXTREMITY") as refusal:
        load_film(real("RG3_UNCI.dcm"))
    assert isinstance(refusal.value, NotAChestFilm) and refusal.value.score == 0


def test_an_untagged_tibia_loads_mirrored_to_the_standard(as_film: Callable[..., Path]) -> None:
    turned = load_film(as_film("RG3_J2KI.dcm", BodyPartExamined=None))
    as_it_lies = load_film(as_film("RG3_J2KI.dcm", BodyPartExamined=None, PatientOrientation=["L", "F"]))
    np.testing.assert_array_equal(turned.pixels, as_it_lies.pixels[:, ::-1])
    assert any("R\\F" in step for step in turned.pipeline)


@pytest.mark.parametrize(
    ("name", "modality"),
    [("CT_small.dcm", "CT"), ("MR_small.dcm", "MR"), ("US1_J2KR.dcm", "US"), ("JPEG-LL.dcm", "NM")],
)
def test_other_modalities_are_refused_by_name(real: Real, name: str, modality: str) -> None:
    with pytest.raises(WrongModality, match=rf"\(0008,0060\) Modality is {modality},"):
        load_film(real(name))
