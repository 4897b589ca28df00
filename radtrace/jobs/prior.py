"""The prior study, from the files that a caller names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from radtrace.files.lines import read_lines
from radtrace.images.films import find_films, load_film
from radtrace.jobs.inputs import MAX_FILMS_A_STUDY
from radtrace.record import BadInput, Prior

_TEXT = (".txt", ".text", ".md")
_LONGEST = 100_000  # bytes of a report; the longest of public sets has under 10,000


def load_prior(paths: Sequence[str | Path], date: dt.date | None = None) -> Prior:
    """The prior study in `paths`: films or folders of films, and at most one report (a text file).

    `date` stands over the dates in the films' headers. Laterals are taken.

    Raises
    ------
    BadInput
        If a path leads to no film and no text, or there are two reports or too many films.
    """
    reports = [path for path in map(Path, paths) if path.suffix.lower() in _TEXT]
    if len(reports) > 1:
        raise BadInput(f"{reports[1]}: a prior has one report; {reports[0]} is given already")
    others = [path for path in map(Path, paths) if path not in reports]
    files = find_films(others) if others else []
    if len(files) > MAX_FILMS_A_STUDY:
        raise BadInput(f"a prior of {len(files)} films is no study; give at most {MAX_FILMS_A_STUDY}")
    films = tuple(load_film(file, lateral=True) for file in files)
    dates = (film.context.date for film in films)
    text = _report(reports[0]) if reports else None
    return Prior(films, text, date or next(filter(None, dates), None))


def _report(path: Path) -> str:
    if path.is_file() and path.stat().st_size > _LONGEST:
        raise BadInput(f"{path}: is longer than {_LONGEST // 1000} kB, which no report is")
    text = "".join(line for _, line in read_lines(path)).strip()
    if not text:
        raise BadInput(f"{path}: is empty; give the prior's report as text")
    return text
