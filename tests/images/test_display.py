"""The display pipeline, stage by stage, against the standard's formulas and pydicom as the peer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut, apply_windowing

from radtrace.images.films import load_film
from radtrace.images.films.voi import window

Written = Callable[..., Path]
Ramp = NDArray[np.uint16]


def test_a_linear_window_is_the_formula_of_the_standard(written: Written, ramp: Ramp) -> None:
    shown = load_film(written(ramp, WindowCenter=2048, WindowWidth=1024)).pixels.ravel()
    x = ramp.ravel().astype(float)
    expected = ((x - (2048 - 0.5)) / (1024 - 1) + 0.5).clip(0, 1)
    np.testing.assert_allclose(shown, expected, atol=1e-6)


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
@given(centre=st.floats(-50, 300), width=st.floats(1.5, 500))
def test_windows_agree_with_pydicom(function: str, centre: float, width: float) -> None:
    dataset = pydicom.Dataset()
    dataset.PhotometricInterpretation, dataset.BitsStored, dataset.PixelRepresentation = "MONOCHROME2", 8, 0
    dataset.WindowCenter, dataset.WindowWidth = f"{centre:.6g}", f"{width:.6g}"
    dataset.VOILUTFunction = function
    values = np.arange(256)
    with np.errstate(over="ignore"):  # of pydicom's exponential far below a narrow window
        peer = apply_windowing(values, dataset) / 255
    ours = window(values.astype(float), float(dataset.WindowCenter), float(dataset.WindowWidth), function)
    np.testing.assert_allclose(ours, peer, atol=1e-9)


@given(centre=st.floats(-1e5, 1e5), width=st.floats(1, 1e5), function=st.sampled_from(["LINEAR", "SIGMOID"]))
def test_windows_rise_and_stay_in_range(centre: float, width: float, function: str) -> None:
    shown = window(np.linspace(-1e5, 1e5, 999), centre, width, function)
    assert np.all(np.diff(shown) >= 0) and shown.min() >= 0 and shown.max() <= 1


def test_the_first_of_several_windows_is_used_and_said(written: Written, ramp: Ramp) -> None:
    several = load_film(written(ramp, WindowCenter=[1000, 3000], WindowWidth=[500, 100]))
    one = load_film(written(ramp, WindowCenter=1000, WindowWidth=500))
    np.testing.assert_array_equal(several.pixels, one.pixels)
    assert "2 windows are given; the first goes first." in several.notes


def test_monochrome1_is_the_negative(written: Written, ramp: Ramp) -> None:
    tags = {"WindowCenter": 2048, "WindowWidth": 4096}
    plain = load_film(written(ramp, **tags)).pixels
    for extra in ({}, {"PresentationLUTShape": "INVERSE"}):
        inverted = load_film(written(ramp, PhotometricInterpretation="MONOCHROME1", **tags, **extra))
        np.testing.assert_allclose(inverted.pixels, 1 - plain, atol=1e-6)


def test_a_contradicting_presentation_lut_shape_is_noted(written: Written, ramp: Ramp) -> None:
    film = load_film(written(ramp, PresentationLUTShape="INVERSE"))
    assert film.pixels[0, 0] < film.pixels[-1, -1]
    assert any("Presentation LUT Shape INVERSE contradicts MONOCHROME2" in note for note in film.notes)


def test_rescale_comes_before_the_window(written: Written, ramp: Ramp) -> None:
    rescaled = load_film(
        written(ramp, RescaleSlope=2, RescaleIntercept=-1000, WindowCenter=3096, WindowWidth=2049)
    )
    plain = load_film(written(ramp, WindowCenter=2048.25, WindowWidth=1025))
    np.testing.assert_allclose(rescaled.pixels, plain.pixels, atol=1e-6)


def test_a_negative_slope_turns_the_picture_round(written: Written, ramp: Ramp) -> None:
    film = load_film(
        written(ramp, RescaleSlope=-1, RescaleIntercept=4095, WindowCenter=2048, WindowWidth=4096)
    )
    assert film.pixels[0, 0] == 1 and film.pixels[-1, -1] == 0


def test_without_a_window_percentiles_are_stretched(written: Written, ramp: Ramp) -> None:
    film = load_film(written(ramp))
    assert np.mean(film.pixels == 0) == pytest.approx(0.005, abs=0.001)
    assert np.mean(film.pixels == 1) == pytest.approx(0.005, abs=0.001)
    assert any("0.5 and 99.5 percentiles" in step for step in film.pipeline)


@pytest.mark.parametrize(
    "tags",
    [
        {"WindowCenter": 60000, "WindowWidth": 10},
        {"WindowCenter": 100, "WindowWidth": 0},
        {"WindowCenter": 100, "WindowWidth": -5},
    ],
)
def test_a_window_that_shows_nothing_is_ignored(written: Written, ramp: Ramp, tags: dict[str, int]) -> None:
    film = load_film(written(ramp, **tags))
    np.testing.assert_array_equal(film.pixels, load_film(written(ramp)).pixels)
    assert any("was ignored" in note for note in film.notes)


def test_padding_is_black_and_counts_nowhere(written: Written, ramp: Ramp) -> None:
    padded = np.pad(ramp, 64, constant_values=60000)
    for photometric in ("MONOCHROME1", "MONOCHROME2"):
        film = load_film(written(padded, PixelPaddingValue=60000, PhotometricInterpretation=photometric))
        bare = load_film(written(ramp, PhotometricInterpretation=photometric))
        np.testing.assert_array_equal(film.pixels[64:-64, 64:-64], bare.pixels)
        assert film.pixels[:64].max() == 0


def test_a_range_of_padding(written: Written, ramp: Ramp) -> None:
    padded = np.pad(ramp, 64, mode="linear_ramp", end_values=60000)
    padded[64:-64, 64:-64] = ramp
    padded[(padded > 4095)] = 60000 + padded[padded > 4095] % 100
    film = load_film(written(padded, PixelPaddingValue=60000, PixelPaddingRangeLimit=60099))
    assert film.pixels[padded >= 60000].max() == 0


def test_signed_padding_written_as_unsigned(written: Written) -> None:
    pixels = np.arange(4096, dtype=np.int16).reshape(64, 64) - 1000
    pixels[:8] = -2000
    path = written(pixels)
    dataset = pydicom.dcmread(path)
    dataset.add_new("PixelPaddingValue", "US", 65536 - 2000)
    dataset.save_as(path)
    film = load_film(path)
    assert film.pixels[:8].max() == 0 and film.pixels[8:].mean() == pytest.approx(0.5, abs=0.01)


def test_padding_everywhere_is_ignored(written: Written) -> None:
    film = load_film(written(np.full((64, 64), 7, np.uint16), PixelPaddingValue=7))
    assert any("covers every pixel" in note for note in film.notes)


def test_a_high_bit_above_the_stored_bits(written: Written, ramp: Ramp) -> None:
    """Twelve bits at the top of the word: overlays used to live in the rest."""
    shifted = (ramp << 4) | 5
    film = load_film(written(shifted, BitsStored=12, HighBit=15))
    np.testing.assert_array_equal(film.pixels, load_film(written(ramp, BitsStored=12, HighBit=11)).pixels)


def test_bits_above_the_stored_ones_are_not_pixels(written: Written, ramp: Ramp) -> None:
    dirty = ramp | (0xA000 * (ramp % 3 == 0)).astype(np.uint16)
    film = load_film(written(dirty, BitsStored=12, HighBit=11))
    np.testing.assert_array_equal(film.pixels, load_film(written(ramp, BitsStored=12, HighBit=11)).pixels)


def test_signed_values_below_zero_are_darker_than_above(written: Written) -> None:
    pixels = np.arange(-2048, 2048, dtype=np.int16).reshape(64, 64)
    film = load_film(written(pixels, BitsStored=12, HighBit=11))
    assert np.all(np.diff(film.pixels.ravel()) >= 0)


def _lut(entries: list[int], first: int, bits: int) -> pydicom.Sequence:
    item = pydicom.Dataset()
    item.add_new("LUTDescriptor", "US", [len(entries), first, bits])
    item.add_new("LUTData", "OW", np.array(entries, "<u2").tobytes())
    return pydicom.Sequence([item])


def test_a_voi_lut_goes_before_a_window(written: Written, ramp: Ramp) -> None:
    entries = [min(4095, entry * 2) for entry in range(4096)]
    film = load_film(written(ramp, VOILUTSequence=_lut(entries, 0, 12), WindowCenter=10, WindowWidth=5))
    np.testing.assert_allclose(film.pixels.ravel(), np.array(entries) / 4095, atol=1e-6)
    assert "Both a VOI LUT and a window are given; the VOI LUT goes first." in film.notes


def test_a_voi_lut_with_more_inputs_than_its_outputs_have_values(written: Written, ramp: Ramp) -> None:
    """4,096 entries of 8 bits: the index must not wrap at 256."""
    entries = [entry // 16 for entry in range(4096)]
    shown = load_film(written(ramp, VOILUTSequence=_lut(entries, 0, 8))).pixels.ravel()
    np.testing.assert_allclose(shown, np.array(entries) / 255, atol=1e-6)


def test_a_modality_lut_of_12_bits(written: Written, ramp: Ramp) -> None:
    entries = [4095 - entry for entry in range(4096)]
    film = load_film(
        written(ramp, ModalityLUTSequence=_lut(entries, 0, 12), WindowCenter=2048, WindowWidth=4096)
    )
    assert film.pixels[0, 0] == 1 and film.pixels[-1, -1] == 0


def test_a_lut_whose_first_input_is_negative(written: Written, ramp: Ramp) -> None:
    """Written as unsigned, as the ambiguous VR often makes it."""
    lut = _lut(list(range(4096)), 65536 - 1000, 12)
    film = load_film(written(ramp, RescaleSlope=1, RescaleIntercept=-1000, VOILUTSequence=lut))
    np.testing.assert_allclose(film.pixels.ravel(), np.arange(4096) / 4095, atol=1e-6)


def test_a_broken_lut_is_noted_and_left_out(written: Written, ramp: Ramp) -> None:
    lut = _lut(list(range(100)), 0, 12)
    lut[0].LUTDescriptor = [4096, 0, 12]
    film = load_film(written(ramp, VOILUTSequence=lut))
    np.testing.assert_array_equal(film.pixels, load_film(written(ramp)).pixels)
    assert any("lookup table" in note for note in film.notes)


@pytest.mark.parametrize("name", ["vlut_04.dcm", "mlut_18.dcm"])
def test_real_luts_rank_pixels_as_pydicom_does(as_film: Callable[..., Path], name: str) -> None:
    path = as_film(name)
    dataset = pydicom.dcmread(path)
    peer = apply_voi_lut(apply_modality_lut(dataset.pixel_array, dataset), dataset).astype(float).ravel()
    ours = load_film(path).pixels.ravel()
    order = np.argsort(peer, kind="stable")
    assert np.all(np.diff(ours[order]) >= -1e-6) and ours.std() > 0.05
