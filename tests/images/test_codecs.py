"""Every transfer syntax gives the pixels of the uncompressed file."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from PIL import Image
from pydicom import uid
from pydicom.encaps import encapsulate

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


def test_lossy_jpeg_of_12_bits_is_near_what_was_encoded(
    written: AsFilm, shades: NDArray[np.uint8], tmp_path: Path
) -> None:
    import gdcm

    path = written(shades.astype(np.uint16) * 16, BitsStored=12, HighBit=11)
    reader, change, writer = gdcm.ImageReader(), gdcm.ImageChangeTransferSyntax(), gdcm.ImageWriter()
    reader.SetFileName(str(path))
    assert reader.Read()
    change.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.JPEGExtendedProcess2_4))
    change.SetInput(reader.GetImage())
    assert change.Change()
    writer.SetFileName(str(tmp_path / "lossy.dcm"))
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    assert writer.Write()
    lossy = load_film(tmp_path / "lossy.dcm")
    assert "decoded from JPEG Extended" in lossy.pipeline[0]
    np.testing.assert_allclose(lossy.pixels, load_film(path).pixels, atol=0.02)


def _jpeg(pixels: NDArray[np.uint8]) -> bytes:
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _packed(path: Path, fragments: list[bytes], syntax: str, **tags: Any) -> Path:
    """The film at `path` with a frame of these fragments, and an offset for each of them."""
    dataset = pydicom.dcmread(path)
    for keyword, value in tags.items():
        setattr(dataset, keyword, value)
    dataset.file_meta.TransferSyntaxUID = uid.UID(syntax)
    dataset.PixelData = encapsulate(fragments, has_bot=True)
    dataset["PixelData"].is_undefined_length = True
    dataset["PixelData"].VR = "OB"
    dataset.save_as(path)
    return path


@pytest.mark.parametrize("pieces", [1, 2, 5])
@pytest.mark.parametrize("allocated", [8, 16])
def test_a_frame_in_fragments_with_an_offset_each_is_joined(
    written: AsFilm, shades: NDArray[np.uint8], pieces: int, allocated: int
) -> None:
    stream = _jpeg(shades)
    cuts = [len(stream) * piece // pieces // 2 * 2 for piece in range(pieces)] + [len(stream)]
    parts = [stream[start:end] for start, end in pairwise(cuts)]
    path = _packed(written(shades), parts, uid.JPEGBaseline8Bit, BitsAllocated=allocated)
    expected = np.asarray(Image.open(BytesIO(stream)), np.float32)
    low, high = np.percentile(expected, (0.5, 99.5))
    np.testing.assert_allclose(
        load_film(path).pixels, ((expected - low) / (high - low)).clip(0, 1), atol=0.02
    )


@pytest.mark.parametrize("high_bit", [11, 13, 15])
def test_rle_samples_lie_where_high_bit_says(
    written: AsFilm, ramp: NDArray[np.uint16], high_bit: int
) -> None:
    tags = {"BitsStored": 12, "HighBit": high_bit, "WindowCenter": 2048, "WindowWidth": 4096}
    path = written((ramp << (high_bit - 11)).astype(np.uint16), **tags)
    dataset = pydicom.dcmread(path)
    dataset.compress(uid.RLELossless, generate_instance_uid=False)
    dataset.save_as(path)
    plain = load_film(written(ramp, "plain.dcm", **{**tags, "HighBit": 11}))
    np.testing.assert_array_equal(load_film(path).pixels, plain.pixels)


def test_native_pixels_under_a_compressed_syntax_are_read_with_a_note(
    written: AsFilm, ramp: NDArray[np.uint16]
) -> None:
    path, plain = written(ramp), load_film(written(ramp, "plain.dcm"))
    path.write_bytes(path.read_bytes().replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.5\0", 1))
    film = load_film(path)
    np.testing.assert_array_equal(film.pixels, plain.pixels)
    assert any("is RLE Lossless, but the pixel data are not compressed" in note for note in film.notes)


def test_a_jpeg_under_a_native_syntax_is_read_with_a_note(written: AsFilm, shades: NDArray[np.uint8]) -> None:
    path = _packed(written(shades), [_jpeg(shades)], uid.JPEGBaseline8Bit)
    plain = load_film(path).pixels
    path.write_bytes(path.read_bytes().replace(b"1.2.840.10008.1.2.4.50", b"1.2.840.10008.1.2.1\0\0\0", 1))
    film = load_film(path)
    np.testing.assert_array_equal(film.pixels, plain)
    assert any("but the pixel data are JPEG Baseline" in note for note in film.notes)


def test_a_missing_photometric_interpretation_is_assumed(as_film: AsFilm) -> None:
    plain = load_film(as_film("MR_small_RLE.dcm")).pixels
    film = load_film(as_film("MR_small_RLE.dcm", PhotometricInterpretation=None))
    np.testing.assert_array_equal(film.pixels, plain)
    assert "(0028,0004) Photometric Interpretation is missing; MONOCHROME2 was assumed." in film.notes


def test_bits_above_those_stored_are_noted(written: AsFilm, ramp: NDArray[np.uint16]) -> None:
    plain = load_film(written(ramp, BitsStored=12, HighBit=11))
    dirty = ramp.copy()
    dirty[0, :5] |= 0x8000
    film = load_film(written(dirty, "dirty.dcm", BitsStored=12, HighBit=11))
    np.testing.assert_array_equal(film.pixels, plain.pixels)
    assert any(note.startswith("5 pixels have bits above the 12 of (0028,0101)") for note in film.notes)
    assert not any("bits above" in note for note in plain.notes)


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_jpeg_is_rejected_or_whole(written: AsFilm, shades: NDArray[np.uint8], seed: int) -> None:
    """Scan data that the decoder has to guess are no film."""
    stream = bytearray(_jpeg(shades))
    del stream[-2 - 40 * (seed + 1) : -2]
    with pytest.raises(CorruptFilm):
        load_film(_packed(written(shades), [bytes(stream)], uid.JPEGBaseline8Bit))


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
