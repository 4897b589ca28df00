"""Readings as rows of a split; films are identified by content where it is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from radtrace.datasets.leaks.names import Kind, names_of
from radtrace.datasets.leaks.split import SplitRow
from radtrace.record import Reading

Placed = tuple[str, Path, int, Reading]
"""Side, file, line, Reading."""


@dataclass(frozen=True, slots=True)
class _Film:
    """A film's identity: its normalised name and, where known, the hash of its content."""

    name: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class _Draft:
    """A row without its films, and they with their files."""

    row: SplitRow
    films: tuple[tuple[_Film, str], ...]


def rows_of(readings: Iterable[Placed]) -> tuple[tuple[SplitRow, ...], dict[str, str]]:
    """The rows, and the file of every film by its id, as first given.

    A film's id is its file's name without folder and suffix, in lower case. Films of one SHA-256 are
    one film, whatever they are called; of several films with one name, the later have their SHA-256 in
    their id. A film without SHA-256 is the first film that is called like it.
    """
    drafts = [_draft(*placed) for placed in readings]
    ids = _ids(dict.fromkeys(film for draft in drafts for film, _ in draft.films))
    files: dict[str, str] = {}
    for draft in drafts:
        for film, file in draft.films:
            files.setdefault(ids[film], file)
    return tuple(_row(draft, ids) for draft in drafts), files


def _draft(side: str, file: Path, line: int, reading: Reading) -> _Draft:
    study = reading.study
    given = {"patient_id": study.patient or "", "study_id": study.study_uid or ""}
    names = [names_of(given | {"file": film.file}) for film in study.films]
    others = dict.fromkeys(name for group in names for name in group if name[0] is not Kind.FILM)
    called = [dict(group).get(Kind.FILM, film.file) for group, film in zip(names, study.films, strict=True)]
    films = tuple(
        (_Film(name, film.sha256), film.file) for name, film in zip(called, study.films, strict=True)
    )
    report = " ".join(sentence.text for sentence in reading.sentences)
    return _Draft(SplitRow(side, file, line, tuple(others), report), films)


def _row(draft: _Draft, ids: Mapping[_Film, str]) -> SplitRow:
    row = draft.row
    films = dict.fromkeys((Kind.FILM, ids[film]) for film, _ in draft.films)
    return SplitRow(row.side, row.file, row.line, (*row.names, *films), row.report)


def _ids(films: Collection[_Film]) -> dict[_Film, str]:
    by_content = _by_content(films)
    by_name: dict[str, str] = {}
    for film in films:
        if film.sha256 is not None:
            by_name.setdefault(film.name, by_content[film.sha256])
    return {
        film: by_name.get(film.name, film.name) if film.sha256 is None else by_content[film.sha256]
        for film in films
    }


def _by_content(films: Collection[_Film]) -> dict[str, str]:
    first: dict[str, str] = {}
    for film in films:
        if film.sha256 is not None:
            first.setdefault(film.sha256, film.name)
    taken: set[str] = set()
    ids = {}
    for sha256, name in first.items():
        ids[sha256] = f"{name} (sha256 {sha256})" if name in taken else name
        taken.add(name)
    return ids
