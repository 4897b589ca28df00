"""PNG, JPEG, TIFF, JPEG 2000, WebP and BMP to pixels."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from radtrace.errors import one_line
from radtrace.images.films.codestream import frame_size
from radtrace.images.films.colour import grey_of_colour
from radtrace.images.films.errors import CorruptFilm, MultiFrame, TruncatedFilm, UnknownCodec
from radtrace.images.films.isolated import DecoderFailed, decode_isolated
from radtrace.images.films.limits import check_size
from radtrace.images.films.orientation import Rotation
from radtrace.images.films.quiet import warnings_as_notes
from radtrace.images.films.source import FilmSource, Kind
from radtrace.images.films.strict import check_png, strict_jpeg
from radtrace.record import Film

if TYPE_CHECKING:
    from PIL.Image import Image

# EXIF 2.3 tag 0x0112: how the camera was held.
_ORIENTATION_TAG = 0x0112
_TURNS = {
    2: Rotation(mirror=True),
    3: Rotation(mirror=True, flip=True),
    4: Rotation(flip=True),
    5: Rotation(transpose=True),
    6: Rotation(transpose=True, mirror=True),
    7: Rotation(transpose=True, mirror=True, flip=True),
    8: Rotation(transpose=True, flip=True),
}
# Markers of ITU-T T.81 table B.1, and the DICOM name of process 14, by which GDCM knows it.
_LOSSY = (0xC0, 0xC1, 0xC2)
_LOSSLESS = 0xC3
_LOSSLESS_SYNTAX = "1.2.840.10008.1.2.4.57"
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


class _Declared(NamedTuple):
    rows: int
    columns: int
    channels: int
    bits: int
    lossless: bool = False


def load_picture(source: FilmSource, kind: Kind) -> Film:
    """The film in a picture file of any `kind` but DICOM.

    Raises
    ------
    CorruptFilm, TruncatedFilm, UnknownCodec, MultiFrame, TooLarge, DecompressionBomb
        As `radtrace.images.films.errors` says.
    ColourPhotograph
        If it is a picture in colour.
    """
    notes: list[str] = []
    pipeline: list[str] = []
    with warnings_as_notes(notes):
        declared = _declared(source, kind)
        size = declared.channels * (2 if declared.bits > 8 else 1)
        check_size(source.name, declared.rows, declared.columns, size, len(source.data))
        if declared.lossless:
            pixels = _scaled(_lossless(source, declared), pipeline)
        elif kind is Kind.PNG and declared.bits > 8 and declared.channels > 1:
            pixels = grey_of_colour(source.name, _deep(source), 2**16 - 1, notes, pipeline)
        else:
            image = _decode(source, kind, declared)
            pixels = _turn(image, _pixels(source.name, image, declared, notes, pipeline), notes, pipeline)
    notes.append(f"A {kind} file says nothing of patient, view, spacing or window.")
    return Film(
        pixels=pixels,
        file=source.name,
        sha256=source.sha256,
        notes=tuple(notes),
        pipeline=(f"{kind} of {declared.bits} bits a sample decoded.", *pipeline),
    )


def _declared(source: FilmSource, kind: Kind) -> _Declared:
    if kind is Kind.PNG:
        return _declared_by_png(source)
    if kind is Kind.JPEG:
        return _declared_by_jpeg(source)
    image = _open(source, kind)
    columns, rows = image.size
    return _Declared(rows, columns, len(image.getbands()), 16 if image.mode.startswith("I") else 8)


def _declared_by_jpeg(source: FilmSource) -> _Declared:
    frame = frame_size(source.data)
    if frame is None:
        raise CorruptFilm(f"{source.name}: no JPEG frame header was found; export the film again.")
    declared = _Declared(frame.rows, frame.columns, frame.components, frame.bits, frame.process == _LOSSLESS)
    # Pillow decodes 8 bits with loss; lossless JPEG, the only one of 16 bits, goes another way if grey.
    if declared.channels == 1 if declared.lossless else declared.bits == 8 and frame.process in _LOSSY:
        return declared
    raise UnknownCodec(
        f"{source.name}: a {frame.bits}-bit JPEG of process 0x{frame.process or 0:X} has no decoder here; "
        "save it as PNG."
    )


def _declared_by_png(source: FilmSource) -> _Declared:
    """PNG specification, section 11.2.1: IHDR is the first chunk."""
    head = source.data[:29]
    if len(head) < 29 or head[12:16] != b"IHDR":
        raise CorruptFilm(f"{source.name}: the PNG does not start with its header; export the film again.")
    columns, rows = (int.from_bytes(head[at : at + 4], "big") for at in (16, 20))
    return _Declared(rows, columns, _PNG_CHANNELS.get(head[25], 4), head[24])


def _open(source: FilmSource, kind: Kind) -> Image:
    """The picture, its header read."""
    # The plug-ins themselves, because Image.open tries dozens of formats and refuses 180 megapixels.
    from PIL import BmpImagePlugin, Jpeg2KImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin
    from PIL.WebPImagePlugin import WebPImageFile

    plugins: dict[Kind, Callable[[BytesIO], Image]] = {
        Kind.PNG: PngImagePlugin.PngImageFile,
        Kind.JPEG: JpegImagePlugin.JpegImageFile,
        Kind.TIFF: TiffImagePlugin.TiffImageFile,
        Kind.JPEG_2000: Jpeg2KImagePlugin.Jpeg2KImageFile,
        Kind.WEBP: WebPImageFile,
        Kind.BMP: BmpImagePlugin.BmpImageFile,
    }
    try:
        image = plugins[kind](BytesIO(source.data))
        _check_single(source.name, image)
    except MultiFrame:
        raise
    except Exception as error:  # damaged bytes make Pillow raise nearly anything
        raise _damage(source.name, error) from error
    return image


def _decode(source: FilmSource, kind: Kind, declared: _Declared) -> Image:
    image = _open(source, kind)
    try:
        if kind is Kind.PNG:
            check_png(source.data)
        elif kind is Kind.JPEG:
            strict_jpeg(source.data, declared.channels)
        image.load()
    except Exception as error:  # damaged bytes make Pillow raise nearly anything
        raise _damage(source.name, error) from error
    return image


def _deep(source: FilmSource) -> NDArray[np.uint16]:
    """A PNG of 16 bits with colour or alpha, over black, (rows, columns, 3); Pillow would halve the bits."""
    import cv2

    try:
        check_png(source.data)
    except ValueError as error:
        raise _damage(source.name, error) from error
    decoded = cv2.imdecode(np.frombuffer(source.data, np.uint8), cv2.IMREAD_UNCHANGED)
    if decoded is None:
        raise _damage(source.name, ValueError("its decoder failed"))
    pixels = cv2.cvtColor(decoded, cv2.COLOR_BGRA2RGBA if decoded.shape[2] == 4 else cv2.COLOR_BGR2RGB)
    alpha = pixels[..., 3:].astype(np.uint32) if pixels.shape[2] == 4 else np.uint32(2**16 - 1)
    return np.asarray(pixels[..., :3] * alpha // (2**16 - 1), np.uint16)


def _lossless(source: FilmSource, declared: _Declared) -> NDArray[np.unsignedinteger]:
    size = (declared.rows, declared.columns, declared.channels)
    width = 8 if declared.bits <= 8 else 16
    try:
        return decode_isolated(source.data, _LOSSLESS_SYNTAX, size, width, declared.bits)[..., 0]
    except DecoderFailed as error:
        raise _damage(source.name, error) from error


def _check_single(name: str, image: Image) -> None:
    frames = getattr(image, "n_frames", 1)
    if frames > 1 or "mp" in image.info:
        raise MultiFrame(f"{name}: the file holds several pictures; give one film a file.")


def _damage(name: str, error: Exception) -> CorruptFilm:
    why = one_line(error)
    if isinstance(error, EOFError) or any(word in why.lower() for word in ("truncated", "premature end")):
        return TruncatedFilm(f"{name}: the file stops too early ({why}); copy it again.")
    return CorruptFilm(f"{name}: the picture is damaged ({why}); export the film again.")


def _pixels(
    name: str, image: Image, declared: _Declared, notes: list[str], pipeline: list[str]
) -> NDArray[np.float32]:
    if image.mode == "F":
        raise UnknownCodec(f"{name}: its samples are real numbers, which no film has; save it as 16-bit PNG.")
    if image.mode.startswith("I"):
        return _scaled(_counted(name, np.asarray(image)), pipeline)
    image = _on_black(image, notes, pipeline)
    if image.mode == "L":
        pipeline.append("Samples divided by 255.")
        return np.asarray(image, dtype=np.float32) / np.float32(255)
    return grey_of_colour(name, np.asarray(image.convert("RGB")), 255, notes, pipeline)


def _counted(name: str, samples: NDArray[np.generic]) -> NDArray[np.generic]:
    """Whole numbers of more than 8 bits, which must be of a scale that starts at 0 and ends by 65,535."""
    if samples.min() < 0 or samples.max() > 2**16 - 1:
        raise UnknownCodec(f"{name}: has samples outside 0 to 65,535; save it as 16-bit PNG.")
    return samples


def _scaled(samples: NDArray[np.generic], pipeline: list[str]) -> NDArray[np.float32]:
    """16-bit files often hold 10 or 12 bits, and would look black on the full scale."""
    bits = max(8, int(samples.max()).bit_length())
    pipeline.append(f"Samples, which use {bits} bits, divided by {2**bits - 1}.")
    return samples.astype(np.float32) / np.float32(2**bits - 1)


def _on_black(image: Image, notes: list[str], pipeline: list[str]) -> Image:
    """L or a colour mode, with transparent parts laid over black."""
    from PIL import Image as images

    if "transparency" in image.info and image.mode in ("1", "L", "RGB"):
        notes.append("One shade of the picture is marked transparent; it was drawn as it is.")
    if image.mode == "1":
        return image.convert("L")
    if image.mode not in ("LA", "PA", "RGBA", "P"):
        return image
    full = image.convert("RGBA")
    if full.getchannel("A").getextrema() != (255, 255):
        pipeline.append("Transparent parts laid over black.")
        full = images.alpha_composite(images.new("RGBA", full.size, (0, 0, 0, 255)), full)
    return full.getchannel("R") if image.mode == "LA" else full


def _turn(
    image: Image, pixels: NDArray[np.float32], notes: list[str], pipeline: list[str]
) -> NDArray[np.float32]:
    try:
        orientation = image.getexif().get(_ORIENTATION_TAG, 1)
    except Exception:  # EXIF is a file inside the file, with damage of its own
        notes.append("The EXIF block is damaged and was ignored.")
        return pixels
    turn = _TURNS.get(orientation)
    if turn is None:
        return pixels
    pipeline.append(f"Turned upright, as EXIF orientation {orientation} asks.")
    return turn(pixels)
