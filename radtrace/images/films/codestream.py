"""The size a JPEG, JPEG-LS or JPEG 2000 codestream declares, without decoding it."""

from __future__ import annotations

from dataclasses import dataclass

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC} | {0xF7}
_JPEG_ALONE = frozenset(range(0xD0, 0xD9)) | {0x01}


@dataclass(frozen=True)
class FrameSize:
    """What the frame header says; `bits` a sample, `process` the JPEG marker (0xC0 baseline)."""

    rows: int
    columns: int
    components: int
    bits: int
    process: int | None = None


def frame_size(codestream: bytes) -> FrameSize | None:
    """The declared size, or None where no frame header is found.

    ITU-T T.81 B.2.2 (JPEG), T.87 C.2.2 (JPEG-LS), T.800 A.5.1 (JPEG 2000).
    """
    if codestream[:2] == b"\xff\xd8":
        return _jpeg(codestream)
    start = codestream.find(b"\xff\x4f\xff\x51", 0, 4096)
    return _jpeg_2000(codestream[start : start + 64]) if start >= 0 else None


def _jpeg(data: bytes) -> FrameSize | None:
    at = 2
    while at + 10 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker in _JPEG_FRAMES:
            return FrameSize(
                rows=_number(data, at + 5, 2),
                columns=_number(data, at + 7, 2),
                components=data[at + 9],
                bits=data[at + 4],
                process=marker,
            )
        # A fill byte, or a marker without a segment behind it.
        if marker == 0xFF or marker in _JPEG_ALONE:
            at += 1 if marker == 0xFF else 2
        else:
            at += 2 + _number(data, at + 2, 2)
    return None


def _jpeg_2000(head: bytes) -> FrameSize | None:
    if len(head) < 43:
        return None
    x, y, x_offset, y_offset = (_number(head, at, 4) for at in (8, 12, 16, 20))
    return FrameSize(
        rows=y - y_offset, columns=x - x_offset, components=_number(head, 40, 2), bits=(head[42] & 0x7F) + 1
    )


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "big")
