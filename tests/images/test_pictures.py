"""PNG and JPEG of every depth and colour come out as the same grey picture."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from pydicom.encaps import get_frame

from radtrace.images.films import colourfulness, load_film
from radtrace.images.films.errors import ColourPhotograph, CorruptFilm, MultiFrame, UnknownCodec

_GREY = np.add.outer(np.arange(96), np.arange(96)).astype(np.uint8)


def _load(
    tmp_path: Path, image: Image.Image, name: str = "film.png", **options: object
) -> NDArray[np.float32]:
    image.save(tmp_path / name, **options)  # type: ignore[arg-type]
    return load_film(tmp_path / name).pixels


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA", "P"])
def test_all_modes_of_a_grey_png_agree(tmp_path: Path, mode: str) -> None:
    pixels = _load(tmp_path, Image.fromarray(_GREY).convert(mode))
    np.testing.assert_array_equal(pixels, _GREY.astype(np.float32) / np.float32(255))


def test_black_and_white(tmp_path: Path) -> None:
    pixels = _load(tmp_path, Image.fromarray(_GREY > 90))
    np.testing.assert_array_equal(pixels, (_GREY > 90).astype(np.float32))


@pytest.mark.parametrize(("top", "divisor"), [(65535, 65535), (4095, 4095), (3000, 4095), (1023, 1023)])
def test_16_bits_are_kept_and_scaled_by_the_bits_used(tmp_path: Path, top: int, divisor: int) -> None:
    deep = np.linspace(0, top, 96 * 96).astype(np.uint16).reshape(96, 96)
    pixels = _load(tmp_path, Image.fromarray(deep))
    np.testing.assert_allclose(pixels, deep / divisor, atol=1e-7)
    assert len(np.unique(pixels)) == len(np.unique(deep)) > 1000


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpeg(tmp_path: Path, mode: str) -> None:
    image = Image.fromarray(_GREY).convert("RGB").convert(mode)
    np.testing.assert_allclose(_load(tmp_path, image, "film.jpg", quality=95), _GREY / 255, atol=0.03)


def test_lossless_jpeg_of_16_bits(tmp_path: Path, real: Callable[[str], Path]) -> None:
    dataset = pydicom.dcmread(real("JPEG-LL.dcm"))
    (tmp_path / "film.jpg").write_bytes(get_frame(dataset.PixelData, 0, number_of_frames=1))
    pixels = load_film(tmp_path / "film.jpg").pixels
    np.testing.assert_allclose(pixels, dataset.pixel_array / 511, atol=1e-7)


def test_colour_becomes_luma(tmp_path: Path) -> None:
    tinted = np.stack([_GREY, _GREY, (_GREY * 0.9).astype(np.uint8)], axis=-1)
    Image.fromarray(tinted).save(tmp_path / "film.png")
    film = load_film(tmp_path / "film.png")
    np.testing.assert_allclose(film.pixels, tinted @ [0.299, 0.587, 0.114] / 255, atol=1e-6)
    assert any("luma" in step for step in film.pipeline)
    assert any("in colour" in note for note in film.notes)


def test_transparent_parts_are_black(tmp_path: Path) -> None:
    alpha = np.full_like(_GREY, 255)
    alpha[:48] = 0
    image = Image.merge("LA", [Image.fromarray(_GREY), Image.fromarray(alpha)])
    pixels = _load(tmp_path, image)
    assert pixels[:48].max() == 0
    np.testing.assert_array_equal(pixels[48:], _GREY[48:].astype(np.float32) / np.float32(255))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["film.png", "film.jpg"])
def test_exif_orientation_is_obeyed_as_pillow_does(tmp_path: Path, orientation: int, name: str) -> None:
    from PIL import ImageOps

    image = Image.fromarray(_GREY[:64])
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = _load(tmp_path, image, name, exif=exif)
    with Image.open(tmp_path / name) as stored:
        upright = np.asarray(ImageOps.exif_transpose(stored))
    np.testing.assert_array_equal(pixels, upright.astype(np.float32) / np.float32(255))


def test_the_ending_of_the_name_does_not_matter(tmp_path: Path) -> None:
    file = BytesIO()
    Image.fromarray(_GREY).save(file, "PNG")
    (tmp_path / "film.jpg").write_bytes(file.getvalue())
    assert load_film(tmp_path / "film.jpg").pixels.shape == _GREY.shape


def test_a_photograph_is_refused_and_an_annotated_film_is_not(tmp_path: Path) -> None:
    hue = np.stack([_GREY, np.rot90(_GREY), 255 - _GREY], axis=-1)
    Image.fromarray(hue).save(tmp_path / "photograph.png")
    with pytest.raises(ColourPhotograph, match=r"% of the picture is coloured"):
        load_film(tmp_path / "photograph.png")
    film = np.repeat(_GREY[..., None], 3, axis=2)
    film[4:14, 4:24] = (255, 40, 0)
    assert _load(tmp_path, Image.fromarray(film)).shape == (96, 96)


def test_a_tint_is_no_colour() -> None:
    grey = (_GREY / 255).astype(np.float32)
    assert colourfulness(np.stack([grey, grey, grey], axis=-1)) == 0
    assert colourfulness(np.stack([grey, grey * np.float32(0.8), grey * np.float32(0.5)], axis=-1)) == 0


@given(seed=st.integers(0, 999))
def test_colourfulness_is_a_share_and_does_not_depend_on_the_order_of_pixels(seed: int) -> None:
    random = np.random.default_rng(seed)
    rgb = random.random((16, 16, 3), dtype=np.float32)
    shuffled = random.permutation(rgb.reshape(-1, 3)).reshape(16, 16, 3)
    assert 0 <= colourfulness(rgb) <= 1
    assert colourfulness(rgb) == pytest.approx(colourfulness(shuffled), abs=0.01)


@pytest.mark.parametrize("name", ["film.tif", "film.bmp", "film.webp", "film.jp2", "film.j2k"])
def test_other_formats_give_the_same_picture(tmp_path: Path, name: str) -> None:
    lossless = {"lossless": True} if name == "film.webp" else {}
    pixels = _load(tmp_path, Image.fromarray(_GREY), name, **lossless)
    np.testing.assert_array_equal(pixels, _GREY.astype(np.float32) / np.float32(255))


@pytest.mark.parametrize("name", ["film.tif", "film.jp2"])
def test_16_bits_of_other_formats_are_kept(tmp_path: Path, name: str) -> None:
    deep = (np.arange(96 * 96, dtype=np.uint16) * 7).reshape(96, 96)
    np.testing.assert_allclose(_load(tmp_path, Image.fromarray(deep), name), deep / 65535, atol=1e-6)


def test_a_tiff_of_several_pages_is_rejected(tmp_path: Path) -> None:
    page = Image.fromarray(_GREY)
    page.save(tmp_path / "film.tif", save_all=True, append_images=[page])
    with pytest.raises(MultiFrame):
        load_film(tmp_path / "film.tif")


def test_warnings_about_a_damaged_tiff_are_not_shown(tmp_path: Path) -> None:
    Image.fromarray(_GREY).save(tmp_path / "film.tif")
    cut = (tmp_path / "film.tif").read_bytes()[:20]
    (tmp_path / "film.tif").write_bytes(cut)
    with warnings.catch_warnings(record=True) as shown, pytest.raises(CorruptFilm):
        warnings.simplefilter("always")
        load_film(tmp_path / "film.tif")
    assert shown == []


def test_a_tiff_of_real_numbers_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(UnknownCodec, match="real numbers"):
        _load(tmp_path, Image.fromarray(_GREY.astype(np.float32)), "film.tif")


@pytest.mark.parametrize("channels", [2, 3, 4])
def test_16_bits_with_colour_or_alpha_are_kept(tmp_path: Path, channels: int) -> None:
    deep = (np.arange(96 * 96, dtype=np.uint32) * 7 % 65536).astype(np.uint16).reshape(96, 96)
    alpha = np.full_like(deep, 65535)
    alpha[:10] = 0
    layers = {2: [deep, alpha], 3: [deep] * 3, 4: [deep] * 3 + [alpha]}[channels]
    (tmp_path / "film.png").write_bytes(_png(np.stack(layers, -1)))
    film = load_film(tmp_path / "film.png")
    np.testing.assert_allclose(film.pixels[10:], deep[10:] / 65535, atol=1e-6)
    if channels != 3:
        assert film.pixels[:10].max() == 0


def _png(samples: NDArray[np.uint16]) -> bytes:
    """PNG of 16 bits with 2 to 4 channels, written by hand: Pillow writes none."""
    rows, columns, channels = samples.shape
    lines = b"".join(b"\0" + line.astype(">u2").tobytes() for line in samples)
    head = struct.pack(">IIBBBBB", columns, rows, 16, {2: 4, 3: 2, 4: 6}[channels], 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_a_png_with_a_wrong_checksum_is_rejected(tmp_path: Path, place: float) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (96, 96)).astype(np.uint8)
    Image.fromarray(noise).save(tmp_path / "film.png")
    data = bytearray((tmp_path / "film.png").read_bytes())
    data[int(place * len(data))] ^= 0x10
    (tmp_path / "film.png").write_bytes(data)
    with pytest.raises(CorruptFilm, match="damaged"):
        load_film(tmp_path / "film.png")


@pytest.mark.parametrize("seed", range(5))
def test_a_jpeg_with_missing_scan_data_is_rejected(tmp_path: Path, seed: int) -> None:
    Image.fromarray(_GREY).save(tmp_path / "film.jpg")
    data = bytearray((tmp_path / "film.jpg").read_bytes())
    del data[-30 - 10 * seed : -2]
    (tmp_path / "film.jpg").write_bytes(data)
    with pytest.raises(CorruptFilm):
        load_film(tmp_path / "film.jpg")
