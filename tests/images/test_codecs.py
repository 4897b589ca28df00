"""Every transfer syntax gives the pixels of the uncompressed file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom import uid

from radtrace.images.films import load_film
from radtrace.images.films.codestream import FrameSize, frame_size
from radtrace.images.films.errors import BadHeader, CorruptFilm, UnknownCodec

AsFilm = Callable[..., Path]
_LOSSLESS = [
    ("MR_small_implicit.dcm", "MR_small.dcm"),
    ("MR_small_bigendian.dcm", "MR_small.dcm"),
    ("MR_small_expb.dcm", "MR_small.dcm"),
    ("MR_small_RLE.dcm", "MR_small.dcm"),
    ("MR_small_jp2klossless.dcm", "MR_small.dcm"),
    ("MR_small_jpeg_ls_lossless.dcm", "MR_small.dcm"),
    ("693_J2KR.dcm", "693_UNCR.dcm"),
]


@pytest.mark.parametrize(("packed", "plain"), _LOSSLESS)
def test_lossless_syntaxes_change_no_pixel(as_film: AsFilm, packed: str, plain: str) -> None:
    same = {"WindowCenter": None, "WindowWidth": None}
    pixels = load_film(as_film(packed, **same)).pixels
    np.testing.assert_array_equal(pixels, load_film(as_film(plain, **same)).pixels)
    assert pixels.std() > 0.05


def test_a_deflated_film_is_the_film(as_film: AsFilm, tmp_path: Path) -> None:
    deflated = as_film("image_dfl.dcm")
    dataset = pydicom.dcmread(deflated)
    dataset.file_meta.TransferSyntaxUID = uid.ExplicitVRLittleEndian
    dataset.save_as(tmp_path / "plain.dcm")
    np.testing.assert_array_equal(load_film(deflated).pixels, load_film(tmp_path / "plain.dcm").pixels)


@pytest.mark.parametrize("name", ["JPEG-LL.dcm", "JPEGLSNearLossless_08.dcm", "JPEGLSNearLossless_16.dcm"])
def test_isolated_decoders_give_what_pydicom_decodes(as_film: AsFilm, tmp_path: Path, name: str) -> None:
    path = as_film(name)
    dataset = pydicom.dcmread(path)
    dataset.decompress()
    dataset.save_as(tmp_path / "plain.dcm")
    np.testing.assert_array_equal(load_film(path).pixels, load_film(tmp_path / "plain.dcm").pixels)


def test_a_mirror_of_signed_values_in_an_unsigned_codestream_is_undone(as_film: AsFilm) -> None:
    """The CT of this file has air around the head, far below zero, that must stay darkest."""
    path = as_film("J2K_pixelrep_mismatch.dcm")
    stored = pydicom.dcmread(path).pixel_array
    shown = load_film(path).pixels
    assert stored.min() < 0 and shown[stored == stored.min()].max() == 0


def test_lossy_jpeg_of_12_bits_is_refused_with_advice(as_film: AsFilm) -> None:
    with pytest.raises(UnknownCodec, match="12 bits has no free decoder; export the film uncompressed"):
        load_film(as_film("JPGExtended.dcm"))


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.99", "1.2.3.4", "1.2.840.10008.1.1"])
def test_unknown_transfer_syntaxes_are_named(as_film: AsFilm, syntax: str) -> None:
    path = as_film("MR_small_RLE.dcm")
    data = path.read_bytes().replace(b"1.2.840.10008.1.2.5\0", syntax.encode().ljust(20, b"\0"), 1)
    path.write_bytes(data)
    with pytest.raises(UnknownCodec, match=r"\(0002,0010\) Transfer Syntax UID is"):
        load_film(path)


@pytest.mark.parametrize(
    "name", ["MR_small_jp2klossless.dcm", "MR_small_jpeg_ls_lossless.dcm", "JPEG-LL.dcm"]
)
def test_a_codestream_of_another_size_is_not_decoded(as_film: AsFilm, name: str) -> None:
    with pytest.raises(BadHeader, match=r"the codestream is .* the tags say 31 x"):
        load_film(as_film(name, Rows=31))


@pytest.mark.parametrize("name", ["JPEG-LL.dcm", "MR_small_jpeg_ls_lossless.dcm", "SC_rgb_jpeg_gdcm.dcm"])
def test_a_damaged_codestream_cannot_take_the_process_with_it(as_film: AsFilm, name: str) -> None:
    path = as_film(name)
    data = bytearray(path.read_bytes())
    start = data.rfind(bytes.fromhex("e07f1000")) + 500
    data[start : start + 500] = bytes(500)
    path.write_bytes(data)
    try:
        load_film(path)
    except CorruptFilm as refusal:
        assert "(7FE0,0010) Pixel Data is damaged" in str(refusal)


def test_frame_size_reads_all_three_families() -> None:
    jpeg = bytes.fromhex("ffd8 ffe0 0004 0000 ffc2 000b 08 0102 0304 01")
    assert frame_size(jpeg) == FrameSize(0x102, 0x304, 1, 8, 0xC2)
    jpeg_ls = bytes.fromhex("ffd8 ffff f7 000b 0c 0010 0020 01")
    assert frame_size(jpeg_ls) == FrameSize(16, 32, 1, 12, 0xF7)
    siz = "ff4f ff51 0029 0000 00000022 00000013 00000002 00000003" + "00" * 16 + "0001 8b0101"
    assert frame_size(bytes.fromhex(siz)) == FrameSize(16, 32, 1, 12)
    assert frame_size(b"nothing of the kind") is None
