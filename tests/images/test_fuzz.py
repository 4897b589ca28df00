"""Whatever the bytes, a Film or a FilmError comes out, soon and within bounded memory."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pydicom
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from radtrace.images.films import check_picture, load_film
from radtrace.record import FilmError

_DICOM = [
    "MR_small.dcm",
    "MR_small_RLE.dcm",
    "MR_small_jp2klossless.dcm",
    "JPEG2000.dcm",
    "SC_rgb_jpeg_dcmtk.dcm",
    "image_dfl.dcm",
]
# Each of these starts a process, so fewer are tried.
_ISOLATED = [
    "MR_small_jpeg_ls_lossless.dcm",
    "JPEGLSNearLossless_16.dcm",
    "SC_rgb_jpeg_gdcm.dcm",
    "JPEG-LL.dcm",
]
_FEATURE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
# Of the processor, because the machine may be busy.
_SECONDS = 15
_MEBIBYTES = 700

_EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from([0, 1, 127, 128, 255]) | st.integers(0, 255)),
    min_size=1,
    max_size=40,
)
_CUT = st.none() | st.floats(0, 1)
_PART = st.sampled_from(["header", "pixels", "all"])


def _mutated(data: bytes, start: int, edits: list[tuple[float, int]], cut: float | None, part: str) -> bytes:
    low, high = {"header": (0, start), "pixels": (start, start + 700), "all": (0, len(data))}[part]
    high = min(high, len(data))
    changed = bytearray(data)
    for place, value in edits:
        changed[min(low + int(place * (high - low)), len(data) - 1)] = value
    return bytes(changed if cut is None else changed[: int(cut * len(changed))])


def _try(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    before = time.process_time()
    try:
        film = load_film(path)
        check_picture(film)
    except FilmError as refusal:
        assert str(refusal).count("\n") == 0 and str(refusal).endswith(".")
    else:
        assert film.pixels.size > 0 and film.pixels.min() >= 0 and film.pixels.max() <= 1
    assert time.process_time() - before < _SECONDS


@pytest.fixture(autouse=True)
def _bounded_memory() -> Iterator[None]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown / 1024 < _MEBIBYTES


@pytest.mark.parametrize("name", _DICOM)
@_FEATURE
@given(edits=_EDITS, cut=_CUT, part=_PART)
def test_mutated_dicom(
    as_film: Callable[..., Path], name: str, edits: list[tuple[float, int]], cut: float | None, part: str
) -> None:
    path = as_film(name)
    data = path.read_bytes()
    _try(path, _mutated(data, max(data.rfind(bytes.fromhex("e07f1000")), 132), edits, cut, part))


@pytest.mark.parametrize("name", _ISOLATED)
@settings(_FEATURE, max_examples=10)
@given(edits=_EDITS, part=_PART)
def test_mutated_dicom_of_isolated_decoders(
    as_film: Callable[..., Path], name: str, edits: list[tuple[float, int]], part: str
) -> None:
    path = as_film(name)
    data = path.read_bytes()
    _try(path, _mutated(data, max(data.rfind(bytes.fromhex("e07f1000")), 132), edits, None, part))


@pytest.mark.parametrize("how", ["L.png", "I;16.png", "RGBA.png", "P.png", "L.jpg", "RGB.jpg"])
@settings(_FEATURE, max_examples=150)
@given(edits=_EDITS, cut=_CUT, part=_PART)
def test_mutated_pictures(
    tmp_path: Path, how: str, edits: list[tuple[float, int]], cut: float | None, part: str
) -> None:
    mode, ending = how.split(".")
    grey = np.add.outer(np.arange(70), np.arange(80)).astype(np.uint16 if mode == "I;16" else np.uint8)
    image = Image.fromarray(grey)
    exif = Image.Exif()
    exif[0x0112] = 6
    file = BytesIO()
    (image if mode == "I;16" else image.convert(mode)).save(
        file, {"jpg": "JPEG"}.get(ending, "PNG"), exif=exif
    )
    _try(tmp_path / how, _mutated(file.getvalue(), 60, edits, cut, part))


@pytest.mark.parametrize(
    "start", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", bytes(128) + b"DICM", b"\x08\0\x05\0", b""]
)
@_FEATURE
@given(data=st.binary(max_size=2000))
def test_bytes_that_only_start_well(tmp_path: Path, start: bytes, data: bytes) -> None:
    _try(tmp_path / "film", start + data)


_KEYWORDS = [
    "Rows",
    "Columns",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
    "SamplesPerPixel",
    "NumberOfFrames",
]


@_FEATURE
@given(tags=st.dictionaries(st.sampled_from(_KEYWORDS), st.integers(0, 2**16 - 1), max_size=3))
def test_tags_of_any_value(as_film: Callable[..., Path], tags: dict[str, int]) -> None:
    path = as_film("MR_small.dcm", **tags)
    _try(path, path.read_bytes())


_NUMBERS = [
    "WindowCenter",
    "WindowWidth",
    "RescaleSlope",
    "RescaleIntercept",
    "PixelPaddingValue",
    "PixelSpacing",
]
_TEXTS = st.sampled_from(
    ["", "0", "-1", "1e300", "-1e-300", "nan", "inf", "abc", "1\\2", "\\", "12345", "0.5"]
)


@_FEATURE
@given(tags=st.dictionaries(st.sampled_from(_NUMBERS), _TEXTS, min_size=1, max_size=4))
def test_numbers_of_any_text(as_film: Callable[..., Path], tags: dict[str, str]) -> None:
    path = as_film("MR_small.dcm")
    dataset = pydicom.dcmread(path)
    for keyword, text in tags.items():
        dataset.add_new(keyword, "LO", text)
    data = BytesIO()
    dataset.save_as(data)
    _try(path, data.getvalue())
