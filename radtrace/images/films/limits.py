"""How large a picture may be, checked on what the file declares, before anything is unpacked."""

from __future__ import annotations

from radtrace.images.films.errors import BadHeader, DecompressionBomb, TooLarge

MAX_PIXELS = 200_000_000
# Films compress to between a half and a hundredth; a thousandth is a picture of nothing.
_BOMB_BYTES = 64 * 2**20
_BOMB_RATIO = 250


def check_size(name: str, rows: int, columns: int, pixel_bytes: int, file_bytes: int) -> None:
    """Refuse a picture that is empty or would fill the memory.

    Parameters
    ----------
    pixel_bytes
        Bytes one pixel takes when unpacked.
    file_bytes
        Bytes it takes in the file.
    """
    if rows < 1 or columns < 1:
        raise BadHeader(f"{name}: the picture has {rows} rows and {columns} columns; export it again.")
    if rows * columns > MAX_PIXELS:
        raise TooLarge(
            f"{name}: {rows} x {columns} is {rows * columns / 1e6:.0f} megapixels, "
            f"more than the {MAX_PIXELS / 1e6:.0f} accepted; reduce it."
        )
    check_ratio(name, rows * columns * pixel_bytes, file_bytes)


def check_ratio(name: str, unpacked_bytes: int, file_bytes: int) -> None:
    """Refuse a small file that unpacks into a huge one."""
    if unpacked_bytes > max(_BOMB_BYTES, _BOMB_RATIO * file_bytes):
        raise DecompressionBomb(
            f"{name}: {file_bytes} bytes would unpack into {unpacked_bytes / 2**20:.0f} MiB, "
            "which no real film does; export it again."
        )
