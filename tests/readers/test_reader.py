"""The embedded reader on real films."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from radtrace.images.films import load_film
from radtrace.readers import load_reader
from radtrace.readers.embedded.claims import presence_of
from radtrace.readers.embedded.model import shipped_folder, shipped_model
from radtrace.readers.protocol import ReadResult
from radtrace.record import Film, Presence, Study, concept_by_id, film_concepts, to_json

READ = "import sys, radtrace; from radtrace.record import to_json; print(to_json(radtrace.read(sys.argv[1])))"


@pytest.fixture(scope="module")
def result(chest_film: Path) -> ReadResult:
    return load_reader().read(Study(films=(load_film(chest_film),)))


def test_another_process_gives_the_same_reading_to_the_byte(result: ReadResult, chest_film: Path) -> None:
    again = subprocess.run(
        [sys.executable, "-c", READ, str(chest_film)], capture_output=True, text=True, check=True
    )
    assert again.stdout.strip() == to_json(result.reading)


def test_absent_findings_claim_no_place(result: ReadResult) -> None:
    for finding in result.reading.findings:
        if finding.presence is Presence.ABSENT:
            assert not finding.boxes and not finding.zones and finding.laterality is None
        else:
            assert finding.boxes and finding.zones


def test_boxes_lie_where_their_concept_can_be(result: ReadResult) -> None:
    regions = {region.id: region.box for region in result.reading.regions}
    for finding in result.reading.findings:
        for box in finding.boxes:
            places = [regions[name] for name in concept_by_id()[finding.concept].regions]
            assert any(place is not None and box.intersection(place) > 0 for place in places)


def test_maps_are_probabilities_of_every_scored_concept(result: ReadResult) -> None:
    assert set(result.maps) == {concept.id for concept in film_concepts()}
    for values in result.maps.values():
        assert values.dtype == np.float32 and values.min() >= 0 and values.max() <= 1


def test_claims_follow_the_bands() -> None:
    for row in shipped_model().card.findings:
        assert presence_of(row.present_from, row) is Presence.PRESENT
        assert presence_of(np.nextafter(row.absent_below, 0), row) is Presence.ABSENT
        if row.absent_below < row.present_from:
            assert presence_of(row.absent_below, row) is Presence.UNCERTAIN


def test_a_turned_film_is_read_and_is_not_named_as_not_read(chest_film: Path) -> None:
    film = load_film(chest_film)
    turned = Film(pixels=np.rot90(film.pixels).copy(), file="turned.dcm", sha256=film.sha256)
    reading = load_reader().read(Study(films=(turned,))).reading
    assert reading.study.not_read == () and len(reading.study.films) == 1
    assert (reading.study.films[0].rows, reading.study.films[0].columns) == film.pixels.shape


def test_a_second_film_is_named_as_not_read(chest_film: Path) -> None:
    film = load_film(chest_film)
    other = Film(pixels=film.pixels, file="other.dcm", sha256=film.sha256)
    reading = load_reader().read(Study(films=(film, other))).reading
    assert reading.study.not_read == ("other.dcm: another film of the study was read",)


def test_the_package_says_which_weights_it_used(result: ReadResult) -> None:
    weights = (shipped_folder() / "network.onnx").read_bytes()
    assert result.reading.provenance.weights_sha256 == hashlib.sha256(weights).hexdigest()
    assert len(weights) <= 30_000_000
