"""Films of a data set, found in files and folders by their id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from radtrace.datasets.reports.readings import film_id
from radtrace.images.films import find_films, load_film
from radtrace.record import BadInput, Film


class FilmFolder:
    """Films by id: the file name without folder and image suffix, as data sets name them.

    Parameters
    ----------
    paths
        Films and folders of films; no path gives no films.

    Raises
    ------
    BadInput
        If a path does not exist, or there are only folders without a film.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._named = ", ".join(map(str, paths))
        self._files: defaultdict[str, list[Path]] = defaultdict(list)
        for path in paths:
            if not path.exists():
                raise BadInput(f"{path}: does not exist; give a film or a folder of films")
        for file in find_films(paths) if paths else []:
            self._files[film_id(file.name)].append(file)
        self._last: tuple[str, Film] | None = None

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._files

    def film(self, identifier: str) -> Film:
        """The film with this id, decoded; the last one is cached.

        Raises
        ------
        BadInput
            If no film or several films have this id, or it cannot be decoded.
        """
        if self._last is None or self._last[0] != identifier:
            self._last = identifier, load_film(self._file(identifier))
        return self._last[1]

    def _file(self, identifier: str) -> Path:
        files = self._files.get(identifier, [])
        if not files:
            raise BadInput(f"{self._named}: has no film {identifier}; give the folder that holds it")
        if len(files) > 1:
            raise BadInput(
                f"{files[0]} and {files[1]} have the same name; give the folder that holds the right one"
            )
        return files[0]
