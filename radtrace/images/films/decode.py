"""Pixel data of a DICOM data set to stored values."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from radtrace.files.names import printable
from radtrace.images.films.codestream import FrameSize, frame_size
from radtrace.images.films.errors import BadHeader, CorruptFilm, NoPixels, TruncatedFilm, UnknownCodec
from radtrace.images.films.isolated import DecoderFailed, decode_isolated
from radtrace.images.films.layout import Layout
from radtrace.images.films.limits import check_size
from radtrace.images.films.strict import strict_jpeg
from radtrace.images.films.tags import Tags, tag_name

if TYPE_CHECKING:
    from pydicom.uid import UID

# One decoder for each coding, the sturdiest on damaged data; pydicom would try GDCM first, and
# pylibjpeg panics on damaged RLE.
_PLUGINS = {"JPEG 2000": "pylibjpeg", "RLE": "pydicom", "JPEG": "pillow"}
_ISOLATED = ("JPEG Lossless", "JPEG-LS")
_EXTENDED = 0xC1
_ITEM = b"\xfe\xff\x00\xe0"
_SYNTAX_OF_PROCESS = {
    0xC0: "1.2.840.10008.1.2.4.50",
    0xC1: "1.2.840.10008.1.2.4.51",
    0xC3: "1.2.840.10008.1.2.4.57",
    0xF7: "1.2.840.10008.1.2.4.80",
    None: "1.2.840.10008.1.2.4.91",
}
_PIXELS = "PixelData"
_FLOAT_PIXELS = ("FloatPixelData", "DoubleFloatPixelData")


def decode(tags: Tags, layout: Layout, syntax: UID) -> NDArray[np.integer[Any]]:
    """Stored values, shape (rows, columns), or (rows, columns, 3) as RGB.

    The declared size is checked against the limits, the length of the pixel data and the
    codestream's own header before anything is decoded. Where the transfer syntax and the pixel data
    disagree about whether they are compressed, the pixel data are believed, with a note.

    Raises
    ------
    NoPixels, TruncatedFilm, CorruptFilm, UnknownCodec, TooLarge, DecompressionBomb
        Naming the tag or the transfer syntax.
    """
    data = _pixel_bytes(tags)
    check_size(tags.name, layout.rows, layout.columns, layout.pixel_bytes, len(data))
    syntax = _found_syntax(tags, layout, syntax, data)
    if syntax.is_encapsulated:
        return _decode_codestream(tags, layout, syntax, data)
    _check_length(tags, layout, data)
    _note_unused_bits(tags, layout, data)
    return _decode_as_tagged(tags, layout, syntax)


def _found_syntax(tags: Tags, layout: Layout, syntax: UID, data: bytes) -> UID:
    """The transfer syntax by which `data` can be decoded."""
    from pydicom import uid

    fragments = data.startswith(_ITEM)
    if syntax.is_encapsulated and not fragments and layout.frame_bytes <= len(data) <= layout.frame_bytes + 1:
        return _believed(tags, syntax, uid.ExplicitVRLittleEndian, "the pixel data are not compressed")
    if not syntax.is_encapsulated and fragments and len(data) < layout.frame_bytes:
        coding = frame_size(_codestream(tags, data))
        if coding is not None and coding.process in _SYNTAX_OF_PROCESS:
            found = uid.UID(_SYNTAX_OF_PROCESS[coding.process])
            return _believed(tags, syntax, found, f"the pixel data are {found.name}")
    return syntax


def _believed(tags: Tags, said: UID, found: UID, what: str) -> UID:
    tags.dataset.file_meta.TransferSyntaxUID = found
    tags.notes.append(f"{tag_name('TransferSyntaxUID')} is {said.name}, but {what}; read as such.")
    return found


def _decode_as_tagged(tags: Tags, layout: Layout, syntax: UID, **options: Any) -> NDArray[np.integer[Any]]:
    """Native or RLE pixel data, whose samples lie where HighBit says."""
    aligned = layout.high_bit == layout.stored - 1
    pixels = _run_decoder(tags, syntax, correct_unused_bits=aligned, **options)
    return pixels if aligned else _realigned(pixels, layout.high_bit, layout.stored)


def _decode_codestream(tags: Tags, layout: Layout, syntax: UID, data: bytes) -> NDArray[np.integer[Any]]:
    codestream = _codestream(tags, data)
    plugin = None if syntax.name.startswith(_ISOLATED) else _plugin_for(tags, syntax)
    if plugin == "pydicom":
        return _decode_as_tagged(tags, layout, syntax, decoding_plugin=plugin)
    size = _check_codestream(tags, layout, syntax, codestream)
    if plugin is None or (size.process == _EXTENDED and size.bits > 8):
        return _run_isolated(tags, layout, syntax, codestream, size.bits)
    if size.process is not None:
        try:
            grey = strict_jpeg(codestream, size.components)
        except ValueError as error:
            raise _damage(tags, error) from error
        if layout.samples == 1:
            return grey.astype(f"u{layout.allocated // 8}")
    return _run_decoder(tags, syntax, decoding_plugin=plugin)


def _pixel_bytes(tags: Tags) -> bytes:
    if any(keyword in tags.dataset for keyword in _FLOAT_PIXELS):
        raise NoPixels(f"{tags.name}: the pixels are real numbers, which no chest film has; export it again.")
    data = next(iter(tags.values(_PIXELS)), None)
    if not isinstance(data, bytes | bytearray) or not data:
        raise NoPixels(f"{tags.name}: {tag_name(_PIXELS)} is missing or empty; export the film again.")
    return bytes(data)


def _check_length(tags: Tags, layout: Layout, data: bytes) -> None:
    if len(data) < layout.frame_bytes:
        raise TruncatedFilm(
            f"{tags.name}: {tag_name(_PIXELS)} holds {len(data)} bytes where "
            f"{layout.rows} x {layout.columns} pixels need {layout.frame_bytes}; copy the file again."
        )


def _note_unused_bits(tags: Tags, layout: Layout, data: bytes) -> None:
    """Bits outside those stored are ignored; overlays lie there in old files, or the tag is wrong."""
    unused = layout.allocated - layout.stored
    if layout.allocated != 16 or not unused or layout.high_bit != layout.stored - 1:
        return
    samples = np.frombuffer(data, "<u2", count=layout.frame_bytes // 2)
    if layout.signed:  # the sign is repeated in the unused bits
        samples = samples + np.uint16(2 ** (layout.stored - 1))
    if count := int(np.count_nonzero(samples >> layout.stored)):
        tags.notes.append(
            f"{count} pixels have bits above the {layout.stored} of {tag_name('BitsStored')}; "
            "those bits were ignored."
        )


def _check_codestream(tags: Tags, layout: Layout, syntax: UID, codestream: bytes) -> FrameSize:
    """A codestream may declare another size than the tags, and decoders believe the codestream."""
    size = frame_size(codestream)
    if size is None:
        raise CorruptFilm(f"{tags.name}: {tag_name(_PIXELS)} holds no {syntax.name}; copy the file again.")
    if (size.rows, size.columns, size.components) != (layout.rows, layout.columns, layout.samples):
        raise BadHeader(
            f"{tags.name}: the codestream is {size.rows} x {size.columns} of {size.components} samples, "
            f"the tags say {layout.rows} x {layout.columns} of {layout.samples}; export the film again."
        )
    if size.bits > layout.allocated:
        raise BadHeader(
            f"{tags.name}: the codestream has {size.bits} bits a sample, but {tag_name('BitsAllocated')} is "
            f"{layout.allocated}; export the film again."
        )
    return size


def _codestream(tags: Tags, data: bytes) -> bytes:
    """All fragments of the one frame, whatever the offset table says of them (PS3.5 annex A.4)."""
    from pydicom.encaps import encapsulate, generate_fragments, parse_basic_offsets

    try:
        buffer = BytesIO(data)
        parse_basic_offsets(buffer)
        fragments = list(generate_fragments(buffer))
    except Exception as error:  # damaged item headers make pydicom raise nearly anything
        raise _damage(tags, error) from error
    codestream = b"".join(fragments)
    if len(fragments) > 1:
        # pydicom's decoders take a fragment with an offset of its own for a frame.
        tags.dataset.PixelData = encapsulate([codestream])
        tags.dataset.pop("ExtendedOffsetTable", None)
    return codestream


def _plugin_for(tags: Tags, syntax: UID) -> str:
    from pydicom.pixels.decoders.base import get_decoder

    plugin = next((plugin for word, plugin in _PLUGINS.items() if word in syntax.name), None)
    try:
        available = get_decoder(syntax).available_plugins
    except NotImplementedError:
        available = ()
    if plugin not in available:
        raise unknown_codec(tags, syntax)
    return plugin


def unknown_codec(tags: Tags, syntax: UID) -> UnknownCodec:
    """The refusal of a transfer syntax."""
    return UnknownCodec(
        f"{tags.name}: {tag_name('TransferSyntaxUID')} is {printable(syntax.name[:64])}, "
        "which has no decoder here; export the film uncompressed."
    )


def _run_decoder(tags: Tags, syntax: UID, **options: Any) -> NDArray[np.integer[Any]]:
    from pydicom.pixels.decoders.base import get_decoder

    try:
        pixels, _ = get_decoder(syntax).as_array(tags.dataset, index=0, **options)
    except NotImplementedError as error:
        raise unknown_codec(tags, syntax) from error
    except Exception as error:  # damaged data make the decoders raise nearly anything
        raise _damage(tags, error) from error
    return pixels


def _damage(tags: Tags, error: Exception) -> CorruptFilm:
    why = " ".join(str(error).split())[-160:].rstrip(".") or type(error).__name__
    return CorruptFilm(f"{tags.name}: {tag_name(_PIXELS)} is damaged ({why}); copy the file again.")


def _run_isolated(
    tags: Tags, layout: Layout, syntax: UID, codestream: bytes, bits: int
) -> NDArray[np.integer[Any]]:
    from pydicom.pixels.processing import convert_color_space

    size = (layout.rows, layout.columns, layout.samples)
    # GDCM chooses the width of JPEG-LS samples by the codestream, of JPEG samples by the tags.
    width = (8 if bits <= 8 else 16, bits) if "LS" in syntax.name else (layout.allocated, layout.stored)
    try:
        raw = decode_isolated(codestream, syntax, size, *width)
    except DecoderFailed as error:
        raise _damage(tags, error) from error
    pixels = raw.astype(f"{'i' if layout.signed else 'u'}{layout.allocated // 8}")
    pixels = _realigned(pixels, layout.stored - 1, layout.stored)
    if layout.photometric == "YBR_FULL":
        return convert_color_space(pixels, "YBR_FULL", "RGB")
    return pixels if layout.samples == 3 else pixels[..., 0]


def _realigned(pixels: NDArray[np.integer[Any]], high_bit: int, stored: int) -> NDArray[np.integer[Any]]:
    """Stored values, whose highest bit is `high_bit`, without the bits around them."""
    bits = 8 * pixels.dtype.itemsize
    left = (pixels << (bits - 1 - high_bit)).astype(pixels.dtype)
    aligned: NDArray[np.integer[Any]] = left >> (bits - stored)
    return aligned
