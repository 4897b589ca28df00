"""Films at hand, found by their ids."""

from __future__ import annotations

from pathlib import Path

from radtrace.datasets.reports.readings import film_id
from radtrace.images.films import find_films, load_film
from radtrace.record import BadInput, Film


class Films:
    """The films in a folder, by id: the file name without folder and image suffix.

    Raises
    ------
    BadInput
        If the folder holds no film, or two with one id.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, Path] = {}
        for file in find_films([folder]):
            first = self._files.setdefault(film_id(file.name), file)
            if first is not file:
                raise BadInput(f"{folder}: {first.name} and {file} have one name; keep one of the two")
        self._last: tuple[str, Film] | None = None

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._files

    def film(self, identifier: str) -> Film:
        """The film of this id, decoded; the last one is kept.

        Raises
        ------
        BadInput
            If it is not in the folder, or cannot be read.
        """
        if identifier not in self._files:
            raise BadInput(f"{self._folder}: has no film {identifier}; give the folder that holds it")
        if self._last is None or self._last[0] != identifier:
            self._last = identifier, load_film(self._files[identifier])
        return self._last[1]
