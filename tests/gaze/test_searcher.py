from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from radtrace.gaze import Visit, search
from radtrace.gaze.belief import Belief, entropy
from radtrace.gaze.fovea import resolved_share
from radtrace.gaze.searcher import MOST_FIXATIONS
from radtrace.record import Box, Fixation, Point, Region, film_concepts, protocol, region_by_id
from tests.gaze.layout import region_boxes, regions

CONCEPTS = [concept.id for concept in film_concepts()]
PRIORS = dict.fromkeys(CONCEPTS, 0.2)


def quiet_maps(size: int = 24, level: float = 0.02) -> dict[str, NDArray[np.float32]]:
    return {concept: np.full((size, size), level, np.float32) for concept in CONCEPTS}


def noise_maps(seed: int, size: int = 24) -> dict[str, NDArray[np.float32]]:
    rng = np.random.default_rng(seed)
    return {concept: rng.random((size, size)).astype(np.float32) ** 4 for concept in CONCEPTS}


def by_region(visits: tuple[Visit, ...]) -> dict[str, Visit]:
    return {visit.region: visit for visit in visits}


def all_fixations(visits: tuple[Visit, ...]) -> list[Fixation]:
    return [fixation for visit in visits for fixation in visit.fixations]


PATH_OF_A_NEW_PROCESS = """
import hashlib
from radtrace.gaze import search
from tests.gaze.layout import regions
from tests.gaze.test_searcher import PRIORS, noise_maps
print(hashlib.sha256(repr(search(regions(), noise_maps(3), PRIORS)).encode()).hexdigest())
"""


@pytest.mark.parametrize("threads", ["1", "2"])
def test_another_process_takes_the_same_path_to_the_bit(
    threads: str, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", threads)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", threads)
    here = hashlib.sha256(repr(search(regions(), noise_maps(3), PRIORS)).encode()).hexdigest()
    command = [sys.executable, "-c", PATH_OF_A_NEW_PROCESS]
    there = subprocess.run(command, capture_output=True, text=True, check=True, cwd=pytestconfig.rootpath)
    assert there.stdout.strip() == here


@given(st.integers(0, 2**16))
def test_the_order_of_the_input_does_not_matter(seed: int) -> None:
    maps = noise_maps(seed, 16)
    assert search(regions()[::-1], dict(reversed(maps.items())), PRIORS) == search(regions(), maps, PRIORS)


@given(st.integers(0, 2**16))
def test_every_region_is_visited_once_and_the_letters_come_in_order(seed: int) -> None:
    visits = search(regions(), noise_maps(seed, 16), PRIORS)
    assert sorted(visit.region for visit in visits) == sorted(region.id for region in protocol())
    letters = [region_by_id()[visit.region].letter for visit in visits]
    assert letters == sorted(letters)


@given(st.integers(0, 2**16))
def test_looks_stay_in_their_region_and_follow_each_other_in_time(seed: int) -> None:
    visits = search(regions(), noise_maps(seed, 16), PRIORS)
    boxes = region_boxes()
    for visit in visits:
        assert 1 <= len(visit.fixations) <= MOST_FIXATIONS
        assert all(boxes[visit.region].contains(Point(x=f.x, y=f.y)) for f in visit.fixations)
    path = all_fixations(visits)
    assert path[0].start_s == 0.0
    assert all(a.start_s + a.duration_s < b.start_s for a, b in pairwise(path))


@given(st.integers(0, 2**16))
def test_looking_never_loses_information(seed: int) -> None:
    assert all(visit.bits >= 0.0 for visit in search(regions(), noise_maps(seed, 16), PRIORS))


@pytest.mark.parametrize("region", ["right_mid_zone", "left_lower_zone", "left_apical_zone"])
@pytest.mark.parametrize("corner", [0.2, 0.8])
def test_a_strong_blob_attracts_a_look(region: str, corner: float) -> None:
    box = region_boxes()[region]
    x = box.x_min + corner * (box.x_max - box.x_min)
    y = box.y_min + 0.5 * (box.y_max - box.y_min)
    maps = quiet_maps()
    row, column = int(y * 24), int(x * 24)
    maps["consolidation"][row - 1 : row + 2, column - 1 : column + 2] = 0.9
    nearest = min(
        np.hypot(f.x - x, f.y - y) for f in by_region(search(regions(), maps, PRIORS))[region].fixations
    )
    assert nearest < 0.08
    found = by_region(search(regions(), maps, PRIORS))[region].bits
    assert found > 3 * by_region(search(regions(), quiet_maps(), PRIORS))[region].bits


@given(st.floats(0.01, 0.49), st.floats(0.01, 0.49))
def test_the_eye_dwells_where_the_evidence_is_ambiguous(one: float, other: float) -> None:
    def first_dwell(evidence: float) -> float:
        heart = [region for region in regions() if region.id == "heart"]
        maps = {"cardiomegaly": np.full((24, 24), evidence, np.float32)}
        return search(heart, maps, {"cardiomegaly": 0.2})[0].fixations[0].duration_s

    clear, doubtful = sorted((one, other))
    assert first_dwell(clear) <= first_dwell(doubtful)
    assert first_dwell(0.02) < first_dwell(0.5)


def test_more_looks_go_where_more_is_open() -> None:
    maps = quiet_maps(level=0.005)
    maps["consolidation"][17:21, 3:11] = 0.5
    visits = by_region(search(regions(), maps, dict.fromkeys(CONCEPTS, 0.1)))
    assert len(visits["right_lower_zone"].fixations) > len(visits["left_lower_zone"].fixations)


def test_within_a_letter_the_region_that_promises_most_comes_first() -> None:
    """A hernia has most room in the upper abdomen, the last of its letter in the protocol."""
    letter = [visit.region for visit in search(regions(), quiet_maps(), PRIORS)]
    assert letter.index("upper_abdomen") < letter.index("right_hemidiaphragm")


def test_where_nothing_is_promised_the_order_is_the_protocols() -> None:
    assert [visit.region for visit in search(regions(), {}, {})] == [region.id for region in protocol()]


def test_dwell_is_like_a_radiologists() -> None:
    path = all_fixations(search(regions(), noise_maps(1), PRIORS))
    assert 0.2 < float(np.median([fixation.duration_s for fixation in path])) < 0.45


def test_a_region_that_was_not_found_is_not_looked_at() -> None:
    visit = by_region(search(regions("left_costophrenic_angle"), quiet_maps(), PRIORS))[
        "left_costophrenic_angle"
    ]
    assert not visit.assessed
    assert visit.fixations == ()


def test_only_concepts_that_can_occur_are_looked_for() -> None:
    visits = by_region(search(regions(), quiet_maps(), PRIORS))
    assert visits["heart"].looked_for == ("cardiomegaly", "hiatal_hernia")
    assert visits["trachea"].looked_for == ()


def test_an_outline_keeps_the_eye_off_what_is_only_in_the_box() -> None:
    triangle = (Point(x=0.1, y=0.1), Point(x=0.9, y=0.1), Point(x=0.1, y=0.9))
    box = Box(x_min=0.1, y_min=0.1, x_max=0.9, y_max=0.9)
    region = Region(id="right_lower_zone", box=box, polygons=(triangle,))
    visit = search([region], noise_maps(2), PRIORS)[0]
    assert all(fixation.x + fixation.y <= 1.0 for fixation in visit.fixations)


def test_without_maps_every_region_is_still_visited() -> None:
    visits = search(regions(), {}, {})
    assert len(all_fixations(visits)) == len(protocol())


def test_unusable_input_is_named() -> None:
    maps = quiet_maps()
    with pytest.raises(ValueError, match=r"one shape \(rows, columns\).*\(8, 8\), \(24, 24\)"):
        search(regions(), maps | {"pneumonia": np.zeros((8, 8), np.float32)}, PRIORS)
    with pytest.raises(ValueError, match="none given for emphysema"):
        search(regions(), maps, {c: 0.1 for c in CONCEPTS if c != "emphysema"})
    with pytest.raises(ValueError, match="got left_elbow"):
        search([Region(id="left_elbow")], maps, PRIORS)


@pytest.mark.parametrize("size", [24, 32])
def test_a_whole_search_is_quick(size: int) -> None:
    """Against plain Python on the same machine at the same time: about 1 here, 40 ms where that takes 10."""
    maps, film = noise_maps(5, size), regions()
    search(film, maps, PRIORS)
    taken = [
        (seconds(lambda: search(film, maps, PRIORS)), seconds(lambda: sum(i * i for i in range(150_000))))
        for _ in range(7)
    ]
    searching, counting = (min(times) for times in zip(*taken, strict=True))
    assert searching < 6 * counting


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def gaussian_information(prior: float, detectability: float) -> float:
    """Bits that N(±d'/2, 1) tells about a question of this prior, by quadrature."""
    x = np.linspace(-12, 12, 4001)
    yes, no = (np.exp(-((x - s * detectability / 2) ** 2) / 2) / np.sqrt(2 * np.pi) for s in (1, -1))
    mixed = prior * yes + (1 - prior) * no
    posterior = np.clip(prior * yes / mixed, 1e-12, 1 - 1e-12)
    left = float((entropy(posterior) * mixed).sum() * (x[1] - x[0]))
    return float(entropy(np.array([prior]))[0]) - left


@pytest.mark.parametrize("degrees", [0.0, 1.0, 2.5, 5.0, 10.0])
def test_the_share_resolved_is_that_of_a_gaussian_observer(degrees: float) -> None:
    """The closed form of `fovea` stays within 0.05 of the exact information at prior 1/2."""
    detectability = 3.0 / (1.0 + (degrees / 2.5) ** 2)
    exact = gaussian_information(0.5, detectability)
    assert float(resolved_share(np.array([degrees]))[0]) == pytest.approx(exact, abs=0.05)


def test_entropy_does_not_rise_in_expectation() -> None:
    """Evidence drawn from the model itself: each further look lowers the mean entropy."""
    rng = np.random.default_rng(11)
    prior, detectability, size = 0.05, 3.0, 64
    present = rng.random((size, size)) < prior
    seen = rng.normal(np.where(present, 0.5, -0.5) * detectability, 1.0)
    odds = np.log(prior / (1 - prior)) + detectability * seen
    maps = {"consolidation": (1 / (1 + np.exp(-odds))).astype(np.float32)}
    belief = Belief(["consolidation"], maps, {"consolidation": prior * 10}, 1.0)
    concept, cells = np.array([0]), np.arange(size * size)
    means = [entropy(belief.posterior(concept, cells)).mean()]
    for row in range(4, size, 8):
        for column in range(4, size, 8):
            belief.look(row * size + column)
        means.append(entropy(belief.posterior(concept, cells)).mean())
    assert all(after <= before for before, after in pairwise(means))
    assert means[-1] < 0.6 * means[0]
