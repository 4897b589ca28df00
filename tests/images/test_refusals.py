"""Every kind of bad file gets its own refusal: one sentence that names the file, and nothing waited for."""

from __future__ import annotations

import inspect
import os
import re
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from PIL import Image
from pydicom import uid

from radtrace.images.films import errors, load_film
from radtrace.images.films.errors import (
    BadHeader,
    CorruptFilm,
    DecompressionBomb,
    MultiFrame,
    NoPixels,
    NotAnImage,
    TooLarge,
    TruncatedFilm,
    UnknownCodec,
    Unreadable,
    WrongModality,
)
from radtrace.record import FilmError

Written = Callable[..., Path]
Ramp = NDArray[np.uint16]


def _refuse(path: Path | str, error: type[FilmError], said: str) -> None:
    with pytest.raises(error, match=said) as refusal:
        load_film(path)
    sentence = str(refusal.value)
    assert type(refusal.value) is error
    assert os.fspath(path) in sentence and sentence.endswith(".") and "\n" not in sentence
    assert refusal.value.exit_code == 2


def _saved(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def _png(pixels: NDArray[Any], **options: Any) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG", **options)
    return file.getvalue()


def _jpeg(pixels: NDArray[Any]) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "JPEG")
    return file.getvalue()


_NOISE = np.random.default_rng(0).integers(0, 255, (200, 200), np.uint8)


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    _refuse(tmp_path / "absent.dcm", Unreadable, "No such file")
    _refuse(tmp_path, Unreadable, "a folder")
    _refuse(tmp_path / "loop", Unreadable, "symbolic links")
    _refuse("/dev/zero", Unreadable, "a pipe or a device")
    with pytest.raises(Unreadable, match="no file can have this name"):
        load_film("a\0b")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    _refuse(tmp_path / "pipe", Unreadable, "a pipe or a device")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file(tmp_path: Path) -> None:
    path = _saved(tmp_path, "film.png", _png(_NOISE))
    path.chmod(0)
    _refuse(path, Unreadable, "Permission denied")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"patient,view\n1,PA\n", "not an image"),
        (b"GIF89a" + bytes(50), "a GIF picture"),
        (b"RIFF" + bytes(50), "a RIFF file"),
        (b"%PDF-1.7" + bytes(50), "a PDF"),
        (b"\0" * 2000, "not an image"),
    ],
)
def test_files_that_are_no_images(tmp_path: Path, data: bytes, said: str) -> None:
    _refuse(_saved(tmp_path, "film.png", data), NotAnImage, said)


@pytest.mark.parametrize("name", ["RG1_UNCI.dcm", "RG1_J2KI.dcm"])
def test_truncated_dicom(real: Callable[[str], Path], tmp_path: Path, name: str) -> None:
    data = real(name).read_bytes()
    _refuse(_saved(tmp_path, name, data[: len(data) // 2]), TruncatedFilm, "copy")


@pytest.mark.parametrize("encode", [_png, _jpeg])
def test_truncated_pictures(tmp_path: Path, encode: Callable[[NDArray[Any]], bytes]) -> None:
    data = encode(_NOISE)
    _refuse(_saved(tmp_path, "film", data[: len(data) // 2]), TruncatedFilm, "stops too early")


def test_pixel_data_too_short(written: Written, ramp: Ramp) -> None:
    _refuse(written(ramp, Rows=65), TruncatedFilm, r"\(7FE0,0010\) Pixel Data holds 8192 bytes .* need 8320")


def test_pixel_data_missing(written: Written, ramp: Ramp) -> None:
    _refuse(written(ramp, PixelData=None), NoPixels, r"\(7FE0,0010\) Pixel Data is missing")


def test_real_numbers_as_pixels(written: Written, ramp: Ramp) -> None:
    path = written(ramp, PixelData=None, FloatPixelData=bytes(64 * 64 * 4))
    _refuse(path, NoPixels, "real numbers")


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ({"Rows": 0}, r"\(0028,0010\) Rows is 0"),
        ({"Columns": None}, r"\(0028,0011\) Columns is missing"),
        ({"BitsAllocated": 32}, r"\(0028,0100\) Bits Allocated is 32"),
        ({"BitsAllocated": 12}, r"\(0028,0100\) Bits Allocated is 12"),
        ({"BitsStored": 17}, r"\(0028,0101\) Bits Stored is 17"),
        ({"SamplesPerPixel": 2}, r"\(0028,0002\) Samples per Pixel is 2"),
        ({"SamplesPerPixel": 4}, r"\(0028,0002\) Samples per Pixel is 4"),
    ],
)
def test_header_values_that_cannot_be(written: Written, ramp: Ramp, tags: dict[str, Any], said: str) -> None:
    _refuse(written(ramp, **tags), BadHeader, said)


def test_control_characters_in_tags_do_not_reach_the_terminal(
    tmp_path: Path, written: Written, ramp: Ramp
) -> None:
    data = written(ramp, Modality="CXX").read_bytes()
    path = _saved(tmp_path, "escape.dcm", data.replace(b"CXX", b"C\x1b["))
    _refuse(path, WrongModality, r"Modality is C\\x1b\[,")


def test_several_frames(written: Written, ramp: Ramp) -> None:
    _refuse(written(ramp, NumberOfFrames=2), MultiFrame, r"\(0028,0008\) Number of Frames is 2")


def test_more_than_200_megapixels(written: Written, ramp: Ramp, tmp_path: Path) -> None:
    _refuse(written(ramp, Rows=20000, Columns=20000), TooLarge, "400 megapixels")
    _refuse(_saved(tmp_path, "film.png", _png_header(20000, 20000)), TooLarge, "400 megapixels")


def _png_header(columns: int, rows: int) -> bytes:
    head = b"IHDR" + columns.to_bytes(4, "big") + rows.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    chunk = (13).to_bytes(4, "big") + head + zlib.crc32(head).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk


def test_bombs_are_not_unpacked(tmp_path: Path) -> None:
    _refuse(_saved(tmp_path, "film.png", _png_header(14000, 14000)), DecompressionBomb, "which no real film")
    jpeg = bytearray(_jpeg(_NOISE))
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = bytes.fromhex("36b0 36b0")
    _refuse(_saved(tmp_path, "film.jpg", bytes(jpeg)), DecompressionBomb, "which no real film")


def test_a_deflated_bomb_is_counted_and_not_kept(tmp_path: Path, written: Written, ramp: Ramp) -> None:
    dataset = pydicom.dcmread(written(ramp))
    dataset.add_new("PixelData", "OW", bytes(100 * 2**20))
    dataset.file_meta.TransferSyntaxUID = uid.DeflatedExplicitVRLittleEndian
    path = tmp_path / "bomb.dcm"
    dataset.save_as(path)
    assert path.stat().st_size < 200_000
    _refuse(path, DecompressionBomb, "would unpack into")


def test_animated_and_many_page_pictures(tmp_path: Path) -> None:
    frames = [Image.fromarray(_NOISE), Image.fromarray(255 - _NOISE)]
    frames[0].save(tmp_path / "film.png", save_all=True, append_images=frames[1:])
    frames[0].save(tmp_path / "film.jpg", "MPO", save_all=True, append_images=frames[1:])
    _refuse(tmp_path / "film.png", MultiFrame, "several pictures")
    _refuse(tmp_path / "film.jpg", MultiFrame, "several pictures")


def test_damaged_pictures(tmp_path: Path) -> None:
    png = _png(_NOISE)
    _refuse(_saved(tmp_path, "a.png", png[:16] + bytes(40)), BadHeader, "0 rows")
    _refuse(_saved(tmp_path, "b.jpg", b"\xff\xd8\xff\xe0" + bytes(30)), CorruptFilm, "no JPEG frame header")
    twelve = bytes.fromhex("ffd8ffc1000b0c0010001001012200") + bytes(30)
    _refuse(_saved(tmp_path, "c.jpg", twelve), UnknownCodec, "12-bit JPEG")


def test_a_dicomdir_named_by_itself(tmp_path: Path, written: Written, ramp: Ramp) -> None:
    record = pydicom.Dataset()
    record.DirectoryRecordType = "PATIENT"
    path = written(ramp, PixelData=None, DirectoryRecordSequence=pydicom.Sequence([record]))
    _refuse(path, NotAnImage, "a DICOMDIR")


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    defined = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, FilmError) and not name.startswith("_")
    }
    assert drawn == defined - {"FilmError"}
