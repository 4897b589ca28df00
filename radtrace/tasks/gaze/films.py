"""The films that belong to recorded gaze: found by name in a file or a folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from radtrace.datasets.reports.readings import film_id
from radtrace.images.films.find import find_films
from radtrace.record import BadInput, Film, Reading


@dataclass(frozen=True)
class FilmFolder:
    """Films by their id: the file name without folder and image suffix, as data sets name them."""

    by_id: dict[str, list[Path]]

    @classmethod
    def of(cls, paths: Sequence[Path]) -> FilmFolder:
        """The films at `paths`, folders opened; no path gives no films.

        Raises
        ------
        BadInput
            If a path is not there, or there are only folders without a film.
        """
        for path in paths:
            if not path.exists():
                raise BadInput(f"{path}: is not there; give a film or a folder of films")
        by_id: defaultdict[str, list[Path]] = defaultdict(list)
        for path in find_films(paths) if paths else []:
            by_id[film_id(path.name)].append(path)
        return cls(dict(by_id))

    def path(self, reading: Reading) -> Path | None:
        """Where the Reading's first film lies, or None.

        Raises
        ------
        BadInput
            If several films have its name.
        """
        name = film_id(reading.study.films[0].file)
        found = self.by_id.get(name, [])
        if len(found) > 1:
            raise BadInput(f"{found[0]} and {found[1]} are both named {name}; give the folder that holds one")
        return found[0] if found else None

    def film(self, reading: Reading) -> Film | None:
        """The Reading's first film, or None where it is not at hand."""
        from radtrace.images.films.load import load_film

        path = self.path(reading)
        return None if path is None else load_film(path)
