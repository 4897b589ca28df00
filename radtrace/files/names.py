"""File names as text."""

from __future__ import annotations

import os
from pathlib import PurePath


def printable(path: str | PurePath) -> str:
    r"""The path on one line of valid Unicode: bytes that are not UTF-8 and control characters as escapes.

    Two different paths may give one text; compare and open the paths themselves.

    Examples
    --------
    >>> printable("caf\udce9.png")
    'caf\\xe9.png'
    """
    return "".join(c if c.isprintable() else _escaped(c) for c in os.fspath(path))


def _escaped(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # how Python holds a byte that is not UTF-8 (PEP 383)
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")
