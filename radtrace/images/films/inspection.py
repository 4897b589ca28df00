"""What `radtrace inspect` shows of a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from radtrace.files.names import printable
from radtrace.images.films.checks import check_picture
from radtrace.images.films.load import load_film
from radtrace.record import Film, FilmError


@dataclass(frozen=True)
class Inspection:
    """A file, inspected.

    Attributes
    ----------
    facts
        (name, value) pairs: size, spacing, view, ...
    pipeline
        What was done to the pixels and why, in order.
    notes
        What is unusual about the file.
    refused
        Why it cannot be read as a film, or None.
    """

    file: str
    facts: tuple[tuple[str, str], ...] = ()
    pipeline: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: FilmError | None = None

    def lines(self) -> list[str]:
        """The inspection as text, for a terminal."""
        width = max((len(name) for name, _ in self.facts), default=0)
        return [
            self.file,
            *(f"  {name:<{width}}  {value}" for name, value in self.facts),
            *_listed("Processing", self.pipeline),
            *_listed("Unusual", self.notes),
            *_listed("Rejected", (str(self.refused),) if self.refused else ()),
        ]


def inspect_file(path: str | Path) -> Inspection:
    """Load the film at `path` and tell how; a refusal is part of the answer and not raised."""
    try:
        film = load_film(path)
    except FilmError as error:
        return Inspection(file=printable(path), refused=error)
    refused = None
    try:
        check_picture(film)
    except FilmError as error:
        refused = error
    return Inspection(film.file, _facts(film), film.pipeline, film.notes, refused)


def _facts(film: Film) -> tuple[tuple[str, str], ...]:
    rows, columns = film.pixels.shape
    spacing = film.spacing_mm and f"{film.spacing_mm[0]:g} x {film.spacing_mm[1]:g} mm, {film.spacing_source}"
    return (
        ("size", f"{rows} rows x {columns} columns"),
        ("spacing", spacing or "unknown"),
        ("view", film.view or "unknown"),
        ("laterality", film.laterality or "unknown"),
        ("study", film.study_uid or "unknown"),
        ("SHA-256", film.sha256),
    )


def _listed(title: str, sentences: tuple[str, ...]) -> list[str]:
    return [f"{title}:", *(f"  - {sentence}" for sentence in sentences)] if sentences else []
