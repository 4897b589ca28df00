"""The embedded reader: Study to Reading by the network inside the package."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from radtrace.anatomy.organs import film_mask
from radtrace.anatomy.regions import regions_on_film
from radtrace.gaze import search
from radtrace.images.films import check_picture
from radtrace.language import write_report
from radtrace.readers.embedded.claims import claim
from radtrace.readers.embedded.evidence import Evidence, gather, probability
from radtrace.readers.embedded.gate import gate_score
from radtrace.readers.embedded.model import Model, shipped_model
from radtrace.readers.embedded.steps import link_steps
from radtrace.readers.protocol import Admitted, ReadResult
from radtrace.record import Film, NotAChestFilm, Provenance, Reading, Study, StudyReference
from radtrace.verify import verify


class EmbeddedReader:
    """Reads frontal chest films on a CPU. Same film, same Reading, to the bit, on one machine."""

    def __init__(self, model: Model | None = None) -> None:
        self._model = shipped_model() if model is None else model

    def read(self, study: Study) -> ReadResult:
        """Read the first frontal chest film of the study; the others are named as not read.

        Raises
        ------
        NotAChestFilm
            If the study has none; the error is the first film's.
        """
        film, evidence, score, refused = self._first_frontal(study)
        maps = {name: probability(logits) for name, logits in evidence.maps.items()}
        reading = self._reading(_reference(study, film, score, refused), film, evidence, maps)
        return ReadResult(reading=reading, film=film, maps=maps)

    def admit(self, study: Study) -> Admitted:
        """The film that `read` would read, and where the protocol's regions are on it.

        Raises
        ------
        NotAChestFilm
            If the study has none; the error is the first film's.
        """
        film, evidence, score, refused = self._first_frontal(study)
        return Admitted(film, _reference(study, film, score, refused), regions_on_film(evidence.organs))

    def anatomy(self, film: Film) -> NDArray[np.uint8]:
        """Organ bits (rows, columns): 1 left lung, 2 right lung, 4 heart, 8 left clavicle, 16 right.

        Raises
        ------
        NotAChestFilm
            If the film is not a frontal chest film.
        """
        evidence, _ = self._admit(film)
        return film_mask(evidence.anatomy, evidence.organs, *film.pixels.shape)

    def _first_frontal(self, study: Study) -> tuple[Film, Evidence, float, dict[str, NotAChestFilm]]:
        refused: dict[str, NotAChestFilm] = {}
        for film in study.films:
            try:
                return film, *self._admit(film), refused
            except NotAChestFilm as error:
                refused[film.file] = error
        raise next(iter(refused.values()))

    def _admit(self, film: Film) -> tuple[Evidence, float]:
        check_picture(film)
        evidence = gather(film, self._model)
        gate = self._model.card.gate
        score = gate_score(evidence, gate)
        if score < gate.threshold:
            raise NotAChestFilm(
                f"{film.file}: not a frontal chest film (score {score:.2f}, least {gate.threshold:.2f}); "
                "give a PA or AP film of the chest",
                score,
            )
        return evidence, score

    def _reading(
        self, study: StudyReference, film: Film, evidence: Evidence, maps: dict[str, NDArray[np.float32]]
    ) -> Reading:
        regions = regions_on_film(evidence.organs)
        measurements = () if evidence.ratio is None else (evidence.ratio,)
        claims = [claim(row, evidence, regions) for row in self._model.card.findings]
        rows, columns = film.pixels.shape
        visits = search(regions, maps, evidence.probabilities, aspect=columns / rows)
        steps, findings = link_steps(visits, claims, regions)
        reading = Reading(
            study=study,
            regions=regions,
            steps=steps,
            measurements=measurements,
            findings=findings,
            sentences=write_report(findings, measurements, regions),
            provenance=self._provenance(),
        )
        return reading.model_copy(update={"checks": verify(reading)})

    def _provenance(self) -> Provenance:
        return Provenance(
            reader="embedded", version=self._model.card.version, weights_sha256=self._model.sha256
        )


def _reference(study: Study, film: Film, score: float, refused: dict[str, NotAChestFilm]) -> StudyReference:
    others = [other.file for other in study.films if other is not film]
    not_read = tuple(str(refused.get(o, f"{o}: another film of the study was read")) for o in others)
    return study.reference(film, score, not_read)
