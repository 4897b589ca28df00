"""Readers turn a Study into a Reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from radtrace.readers.protocol import ReadResult

if TYPE_CHECKING:
    from radtrace.readers.embedded.reader import EmbeddedReader

__all__ = ["ReadResult", "load_reader"]


def load_reader() -> EmbeddedReader:
    """The embedded reader with its network loaded.

    Examples
    --------
    >>> reader = radtrace.load_reader()
    >>> result = reader.read(radtrace.Study(films=(radtrace.load_film("film.dcm"),)))
    >>> result.maps["lung_opacity"].shape
    (20, 19)
    """
    from radtrace.readers.embedded.reader import EmbeddedReader

    return EmbeddedReader()
