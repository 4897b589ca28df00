"""The ideal searcher on the embedded reader's evidence maps, for one finding or for all."""

from __future__ import annotations

from radtrace.gaze import Scanpath, search
from radtrace.gaze.models.stored import StoredModel
from radtrace.gaze.scanpath import scanpath_of
from radtrace.readers import load_reader
from radtrace.readers.protocol import ReadResult
from radtrace.record import Film, Gaze, Study, concept_by_id
from radtrace.tasks.scanpath.predictor import provenance_of
from radtrace.tasks.scanpath.target import SearchTarget


class Searcher:
    """The path of inspection by `radtrace.gaze.search`.

    With a concept it visits the regions where the concept can occur, guided by its evidence map; without a
    map it looks at the middle of each of those regions. Without a concept it is the whole inspection. The
    last film's result is cached.
    """

    provenance = provenance_of("searcher")
    needs_film = True
    stored: StoredModel | None = None

    def __init__(self) -> None:
        self._reader = load_reader()
        self._last: tuple[str, ReadResult] | None = None

    def path(self, target: SearchTarget, film: Film | None) -> Scanpath:
        """The path over this film.

        Raises
        ------
        NotAChestFilm
            If the reader rejects the film.
        """
        assert film is not None
        result = self._read(film)
        if target.concept is None:
            return scanpath_of(result.reading)
        return _searched(result, target.concept)

    def _read(self, film: Film) -> ReadResult:
        if self._last is None or self._last[0] != film.sha256:
            self._last = film.sha256, self._reader.read(Study(films=(film,)))
        return self._last[1]


def _searched(result: ReadResult, concept: str) -> Scanpath:
    places = set(concept_by_id()[concept].regions)
    regions = [region for region in result.reading.regions if region.id in places]
    maps = {name: found for name, found in result.maps.items() if name == concept}
    chances = {f.concept: f.probability or 0.0 for f in result.reading.findings}
    rows, columns = result.film.pixels.shape
    visits = search(regions, maps, chances, aspect=columns / rows)
    fixations = tuple(one for visit in visits for one in visit.fixations)
    return scanpath_of(result.reading.model_copy(update={"gaze": Gaze(fixations=fixations)}))
