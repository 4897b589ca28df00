"""What the tags say of spacing, view, side and oddities, damaged or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom.sr.codedict import codes

from radtrace.images.films import load_film
from radtrace.images.films.errors import LateralFilm, WrongBodyPart

Written = Callable[..., Path]
Ramp = NDArray[np.uint16]


def _notes(path: Path) -> str:
    return "\n".join(load_film(path).notes)


def test_pixel_spacing_goes_before_the_detectors(written: Written, ramp: Ramp) -> None:
    film = load_film(written(ramp, PixelSpacing=[0.15, 0.15], ImagerPixelSpacing=[0.2, 0.2]))
    assert (film.spacing_mm, film.spacing_source) == ((0.15, 0.15), "PixelSpacing")


@pytest.mark.parametrize("nonsense", [[0, 0], [-1, 1], [0.1], [1000, 1000]])
def test_impossible_spacing_gives_way_to_the_detectors(
    written: Written, ramp: Ramp, nonsense: list[float]
) -> None:
    film = load_film(written(ramp, PixelSpacing=nonsense, ImagerPixelSpacing=[0.2, 0.2]))
    assert (film.spacing_mm, film.spacing_source) == ((0.2, 0.2), "ImagerPixelSpacing")
    assert any("(0028,0030) Pixel Spacing" in note and "impossible" in note for note in film.notes)
    assert any("at the detector" in step for step in film.pipeline)


def test_no_spacing_is_said(written: Written, ramp: Ramp) -> None:
    film = load_film(written(ramp))
    assert film.spacing_mm is None and film.spacing_source is None
    assert "lengths in millimetres are not known" in " ".join(film.notes)


@pytest.mark.parametrize("view", ["LL", "RL", "LATERAL", "Lat", "LEFT LATERAL"])
def test_lateral_views_are_refused(written: Written, ramp: Ramp, view: str) -> None:
    with pytest.raises(LateralFilm, match=r"\(0018,5101\) View Position is .*lateral"):
        load_film(written(ramp, ViewPosition=view))


@pytest.mark.parametrize(
    ("name", "view"), [("PosteroAnterior", "PA"), ("AnteroPosterior", "AP"), ("LeftLateral", "LL")]
)
@pytest.mark.parametrize("by", ["CodeValue", "CodeMeaning"])
def test_the_view_code_stands_in_for_the_view_position(
    written: Written, ramp: Ramp, name: str, view: str, by: str
) -> None:
    code = getattr(codes.cid4010, name)
    item = pydicom.Dataset()
    setattr(item, by, code.value if by == "CodeValue" else code.meaning)
    path = written(ramp, ViewPosition=None, ViewCodeSequence=pydicom.Sequence([item]))
    if view == "LL":
        with pytest.raises(LateralFilm):
            load_film(path)
    else:
        assert load_film(path).view == view


@pytest.mark.parametrize("part", ["HAND", "ABDOMEN", "CSPINE", "LOWER LEG", "Pelvis"])
def test_other_parts_of_the_body_are_refused(written: Written, ramp: Ramp, part: str) -> None:
    with pytest.raises(WrongBodyPart, match=rf"\(0018,0015\) Body Part Examined is {part.upper()};"):
        load_film(written(ramp, BodyPartExamined=part))


@pytest.mark.parametrize("part", ["CHEST", "Thorax", "CHESTABDOMEN", "PORT CHEST", "LUNG"])
def test_words_for_the_chest_pass(written: Written, ramp: Ramp, part: str) -> None:
    assert "Body Part" not in _notes(written(ramp, BodyPartExamined=part))


def test_a_site_s_own_word_goes_on_to_the_gate_with_a_note(written: Written, ramp: Ramp) -> None:
    assert "Body Part Examined is STANDARD" in _notes(written(ramp, BodyPartExamined="STANDARD"))


@pytest.mark.parametrize("modality", ["CR", "DX", "RG"])
def test_radiographs_pass(written: Written, ramp: Ramp, modality: str) -> None:
    assert load_film(written(ramp, Modality=modality)).pixels.shape == (64, 64)


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ({"Modality": None}, "(0008,0060) Modality is missing"),
        ({"BodyPartExamined": None}, "(0018,0015) Body Part Examined is missing"),
        ({"ViewPosition": None}, "(0018,5101) View Position is missing"),
        ({"StudyInstanceUID": None}, "(0020,000D) Study Instance UID is missing"),
        ({"BurnedInAnnotation": "YES"}, "Burned In Annotation is YES"),
        ({"LossyImageCompression": "01"}, "compressed with loss by an unknown ratio"),
        ({"PresentationIntentType": "FOR PROCESSING"}, "for processing"),
        ({"WindowCenter": [1, 2], "WindowWidth": 3}, "2 window centres but 1 widths"),
        ({"VOILUTFunction": "CUBIC", "WindowCenter": 2000, "WindowWidth": 999}, "is CUBIC, which is unknown"),
        ({"RescaleSlope": 0}, "(0028,1053) Rescale Slope is 0"),
        ({"HighBit": None}, "(0028,0102) High Bit is missing or impossible"),
        ({"ViewPosition": "LLD"}, "View Position is LLD, neither AP nor PA"),
    ],
)
def test_oddities_are_noted(written: Written, ramp: Ramp, tags: dict[str, Any], said: str) -> None:
    assert said in _notes(written(ramp, **tags))


def test_overlays_are_noted(as_film: Callable[..., Path]) -> None:
    assert "Overlays are in the file and were not drawn" in _notes(as_film("examples_overlay.dcm"))


def test_the_side_is_taken_from_the_tags(written: Written, ramp: Ramp) -> None:
    assert load_film(written(ramp, Laterality="L")).laterality == "L"
    assert load_film(written(ramp)).laterality is None


def test_a_damaged_optional_tag_is_named_and_ignored(written: Written, ramp: Ramp) -> None:
    path = written(ramp, WindowCenter="2000", WindowWidth="1000")
    path.write_bytes(path.read_bytes().replace(b"2000", b"2o00", 1))
    assert "(0028,1050) Window Center cannot be read" in _notes(path)


def test_pixels_that_are_not_square_are_resampled(written: Written, shades: NDArray[np.uint8]) -> None:
    tall = np.repeat(shades, 2, axis=0)
    window = {"WindowCenter": 128, "WindowWidth": 256}
    film = load_film(written(tall, PixelSpacing=[0.25, 0.5], **window))
    plain = load_film(written(shades, "plain.dcm", PixelSpacing=[0.5, 0.5], **window))
    assert film.spacing_mm == (0.5, 0.5)
    np.testing.assert_allclose(film.pixels, plain.pixels, atol=1e-6)
    assert any("resampled to square" in step for step in film.pipeline)


def test_the_pixel_aspect_ratio_counts_where_no_spacing_is_given(
    written: Written, shades: NDArray[np.uint8]
) -> None:
    film = load_film(written(np.repeat(shades, 2, axis=1), PixelAspectRatio=[2, 1]))
    assert film.pixels.shape == shades.shape
    assert film.spacing_mm is None


def test_a_window_that_is_a_threshold_is_ignored(written: Written, ramp: Ramp) -> None:
    film = load_film(written(ramp, WindowCenter=2048, WindowWidth=1))
    np.testing.assert_array_equal(film.pixels, load_film(written(ramp, "plain.dcm")).pixels)
    assert any("leaves 2 shades of grey and was ignored" in note for note in film.notes)
