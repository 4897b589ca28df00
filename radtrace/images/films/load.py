"""Load a film from a file of any supported format, and group films by study."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from radtrace.images.films.source import FilmSource, Kind, kind_of, read_source
from radtrace.record import Film, Study


def load_film(path: str | Path, *, lateral: bool = False) -> Film:
    """The film at `path`, a DICOM, PNG or JPEG file, ready for display.

    DICOM goes through the display pipeline of PS3.4 N.2; see `radtrace.images.films.display`. A film
    that is tagged as a lateral is refused, unless `lateral`.

    Returns
    -------
    Film
        Its pixels are float32, shape (rows, columns), in [0, 1], air dark and bone bright,
        the patient's left on the picture's right where the file says how it lies.

    Raises
    ------
    FilmError
        One of those drawn in `radtrace.images.films.errors`.

    Examples
    --------
    >>> film = radtrace.load_film("film.dcm")
    >>> film.pixels.dtype.name
    'float32'
    >>> film.pipeline[-1]
    'Inverted, because MONOCHROME1 shows its lowest value white.'
    """
    return load_source(read_source(path), lateral=lateral)


def load_source(source: FilmSource, *, lateral: bool = False) -> Film:
    """The film in bytes that were read already; see `load_film`."""
    kind = kind_of(source)
    if kind is Kind.DICOM:
        from radtrace.images.films.dicom import load_dicom

        return load_dicom(source, lateral=lateral)
    from radtrace.images.films.picture import load_picture

    return load_picture(source, kind)


def group_studies(films: Iterable[Film]) -> list[Study]:
    """One Study for each StudyInstanceUID (0020,000D), in the order of first films.

    A film without one is a study of its own.
    """
    groups: dict[object, list[Film]] = {}
    for place, film in enumerate(films):
        groups.setdefault(film.study_uid or place, []).append(film)
    return [Study(films=tuple(group)) for group in groups.values()]
