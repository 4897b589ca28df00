"""The embedded reader: Study to Reading with the network in the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from radtrace.anatomy.organs import film_mask
from radtrace.anatomy.regions import regions_on_film
from radtrace.gaze import search
from radtrace.images.films import check_picture
from radtrace.images.films.errors import LateralFilm
from radtrace.language import write_report
from radtrace.readers.embedded.claims import claim, seen
from radtrace.readers.embedded.evidence import Evidence, gather, probability
from radtrace.readers.embedded.gate import gate_score, is_lateral
from radtrace.readers.embedded.model import Model, shipped_model
from radtrace.readers.embedded.placement import best_placement, halves
from radtrace.readers.embedded.steps import link_steps
from radtrace.readers.protocol import Admitted, ReadResult
from radtrace.record import Film, NotAChestFilm, Provenance, Reading, Study, StudyReference
from radtrace.verify import verify


class EmbeddedReader:
    """Reads frontal chest films on a CPU. On one machine the same film gives exactly the same Reading."""

    def __init__(self, model: Model | None = None) -> None:
        self._model = shipped_model() if model is None else model

    def read(self, study: Study) -> ReadResult:
        """Read the first frontal chest film of the study; the others are listed as not read.

        Raises
        ------
        NotAChestFilm
            If the study has none; the error is the first film's.
        """
        film, evidence, reference = self._first_frontal(study)
        maps = {name: probability(logits) for name, logits in evidence.maps.items()}
        reading = self._reading(reference, film, evidence, maps)
        return ReadResult(reading=reading, film=film, maps=maps)

    def admit(self, study: Study) -> Admitted:
        """The film that `read` would read, with the protocol's regions located on it.

        Raises
        ------
        NotAChestFilm
            If the study has none; the error is the first film's.
        """
        film, evidence, reference = self._first_frontal(study)
        return Admitted(film, reference, regions_on_film(evidence.organs))

    def anatomy(self, film: Film) -> NDArray[np.uint8]:
        """Organ bits (rows, columns): 1 left lung, 2 right lung, 4 heart, 8 left clavicle, 16 right.

        Raises
        ------
        NotAChestFilm
            If the film is not a frontal chest film.
        """
        film, evidence, _ = self._admit(film)
        return film_mask(evidence.anatomy, evidence.organs, *film.pixels.shape)

    def _first_frontal(self, study: Study) -> tuple[Film, Evidence, StudyReference]:
        rejected: dict[str, NotAChestFilm] = {}
        for film in study.films:
            try:
                placed, evidence, score = self._admit(film)
            except NotAChestFilm as error:
                rejected[film.file] = error
            else:
                films = tuple(placed if other is film else other for other in study.films)
                reference = replace(study, films=films).reference(
                    placed, score, _not_read(study, film, rejected)
                )
                return placed, evidence, reference
        raise next(iter(rejected.values()))

    def _admit(self, film: Film) -> tuple[Film, Evidence, float]:
        check_picture(film)
        least = self._model.card.gate.threshold
        film, evidence, score = best_placement(film, self._model.card.pose, self._judge)
        parts = halves(film)
        if parts is not None and min(self._judge(part)[1] for part in parts) >= least:
            raise NotAChestFilm(f"{film.file}: two films in one picture; split it into two files", score)
        if is_lateral(evidence, self._model.card.lateral):
            raise LateralFilm(f"{film.file}: a lateral chest film by its content; give a frontal film")
        if score < least:
            raise NotAChestFilm(
                f"{film.file}: not a frontal chest film (gate score {score:.2f}, required {least:.2f}); "
                "give a PA or AP film of the chest",
                score,
            )
        return film, evidence, score

    def _judge(self, film: Film) -> tuple[Evidence, float]:
        evidence = gather(film, self._model)
        return evidence, gate_score(evidence, self._model.card.gate)

    def _reading(
        self, study: StudyReference, film: Film, evidence: Evidence, maps: dict[str, NDArray[np.float32]]
    ) -> Reading:
        regions = regions_on_film(evidence.organs)
        measurements = () if evidence.ratio is None else (evidence.ratio,)
        claims = [claim(row, evidence, regions) for row in self._model.card.findings if seen(row, regions)]
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


def _not_read(study: Study, film: Film, rejected: Mapping[str, NotAChestFilm]) -> tuple[str, ...]:
    others = [other.file for other in study.films if other is not film]
    return tuple(str(rejected.get(o, f"{o}: another film of the study was read")) for o in others)
