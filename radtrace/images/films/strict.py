"""Damage that ordinary decoders pass over: JPEG streams with warnings, PNG chunks with wrong checksums."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

_COLOURS = {1: "GRAY", 3: "RGB", 4: "CMYK"}


def strict_jpeg(data: bytes, components: int) -> NDArray[np.uint8]:
    """The pixels of an 8-bit JPEG, (rows, columns) where it is grey, otherwise (rows, columns, components).

    Raises
    ------
    ValueError
        If the decoder has anything to complain of: bad Huffman codes, missing scan data, stray bytes.
        Pillow and OpenCV fill what is missing with grey and say nothing.
    """
    from simplejpeg import decode_jpeg

    pixels: NDArray[np.uint8] = decode_jpeg(data, _COLOURS[components], strict=True)
    return pixels[..., 0] if components == 1 else pixels


def check_png(data: bytes) -> None:
    """Compare every chunk with its checksum (PNG specification, section 5.3).

    Raises
    ------
    ValueError
        If one differs, or the file ends before its last chunk. Pillow does not check pixel data.
    """
    at = 8
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        if end + 4 > len(data):
            break
        if zlib.crc32(data[at + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            raise ValueError(f"chunk {kind.decode('ascii', 'replace')} has a wrong checksum")
        if kind == b"IEND":
            return
        at = end + 4
    raise ValueError("truncated before its last chunk")
