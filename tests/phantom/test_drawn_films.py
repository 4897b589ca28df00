"""A drawn film's picture, masks, boxes and measurements agree with each other."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.images.films import load_film
from radtrace.phantom import CONCEPTS, Drawing, draw, film_png
from radtrace.phantom.chest import chest
from radtrace.phantom.lesions import DRAWN
from radtrace.phantom.patient import patient, pose
from radtrace.phantom.plan import SEVERITIES, Lesion, plan
from radtrace.phantom.signs import heart_size
from radtrace.record import BadInput, Box, Finding, Presence

MANY = range(1000, 1150)
seeds = st.integers(0, 2**31)


@cache
def drawn(seed: int, size: int = 96) -> Drawing:
    return draw(seed, size)


def found(drawing: Drawing) -> list[Finding]:
    drawn = (finding for finding in drawing.reading.findings if finding.concept in CONCEPTS)  # no devices
    return [finding for finding in drawn if finding.presence is not Presence.ABSENT]


def bounds(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> tuple[float, ...]:
    """x_min, y_min, x_max, y_max of a mask's pixels, edges counted, in the film frame."""
    y, x = np.nonzero(mask)
    size = len(mask)
    return x.min() / size, y.min() / size, (x.max() + 1) / size, (y.max() + 1) / size


def corners(box: Box) -> tuple[float, ...]:
    return box.x_min, box.y_min, box.x_max, box.y_max


def digest(seed: int) -> str:
    drawing = draw(seed, 96, prior=True, lateral=True)
    assert drawing.prior and drawing.lateral
    parts = [drawing.film, drawing.lateral, drawing.prior.film]
    text = drawing.reading.model_dump_json() + drawing.prior.reading.model_dump_json()
    return hashlib.sha256(b"".join(map(film_png, parts)) + text.encode()).hexdigest()


def test_two_processes_draw_the_same_bytes() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from test_drawn_films import digest; print(digest(5))"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == digest(5)


@settings(max_examples=8)
@given(seeds)
def test_a_seed_is_a_film(seed: int) -> None:
    assert film_png(draw(seed, 96).film) == film_png(drawn(seed).film)
    assert film_png(drawn(seed).film) != film_png(drawn(seed + 1).film)


@settings(max_examples=8)
@given(seeds)
def test_prior_and_second_view_leave_the_film_as_it_is(seed: int) -> None:
    assert film_png(draw(seed, 96, prior=True, lateral=True).film) == film_png(drawn(seed).film)


@settings(max_examples=20)
@given(seeds, st.sampled_from([64, 96, 160]))
def test_boxes_are_tight_around_masks(seed: int, size: int) -> None:
    drawing = drawn(seed, size)
    for finding in found(drawing):
        mask = drawing.masks[finding.id]
        assert mask.shape == (size, size) and mask.any()
        union = np.array([corners(box) for box in finding.boxes])
        around = (*union[:, :2].min(0), *union[:, 2:].max(0))
        assert around == pytest.approx(bounds(mask))


@settings(max_examples=20)
@given(seeds)
def test_findings_of_the_lungs_lie_in_the_lungs(seed: int) -> None:
    masks = drawn(seed).masks
    lungs = masks["left_lung"] | masks["right_lung"]
    for finding in found(drawn(seed)):
        if finding.concept != "cardiomegaly":
            assert not (masks[finding.id] & ~lungs).any()


@settings(max_examples=25)
@given(seeds)
def test_a_mask_is_on_the_side_its_finding_says(seed: int) -> None:
    masks = drawn(seed).masks
    for finding in found(drawn(seed)):
        if finding.laterality is not None:
            sides = {side for side in ("left", "right") if (masks[finding.id] & masks[f"{side}_lung"]).any()}
            stated = {"bilateral": {"left", "right"}}.get(finding.laterality, {str(finding.laterality)})
            assert sides == stated


@settings(max_examples=20)
@given(seeds)
def test_the_patients_left_is_on_the_right_of_the_picture(seed: int) -> None:
    masks = drawn(seed).masks
    assert bounds(masks["right_lung"])[0] < bounds(masks["left_lung"])[0]
    assert np.nonzero(masks["right_lung"])[1].mean() < np.nonzero(masks["left_lung"])[1].mean()


@settings(max_examples=25)
@given(seeds)
def test_the_ratio_is_that_of_the_masks(seed: int) -> None:
    drawing = drawn(seed)
    heart, right, left = (bounds(drawing.masks[name]) for name in ("heart", "right_lung", "left_lung"))
    ratio = drawing.reading.measurements[0]
    assert ratio.value == pytest.approx((heart[2] - heart[0]) / (left[2] - right[0]))
    enlarged = any(finding.concept == "cardiomegaly" for finding in found(drawing))
    assert enlarged == (ratio.value > 0.50)


@settings(max_examples=20)
@given(seeds)
def test_masks_and_chest_are_whole_on_the_film(seed: int) -> None:
    masks = drawn(seed).masks
    for name in ("left_lung", "right_lung", "heart"):
        edge = masks[name].copy()
        edge[1:-1, 1:-1] = False
        assert masks[name].mean() > 0.02 and not edge.any()


def test_every_finding_is_large_enough_to_be_seen() -> None:
    """The smallest is a nodule of 10 mm on a film of 430 mm."""
    for seed in MANY[:80]:
        for finding in found(drawn(seed)):
            assert drawn(seed).masks[finding.id].mean() > 0.0004
    lost = draw(99, 128).masks["f_atelectasis"]  # behind the heart
    assert lost.mean() > 0.005


@pytest.mark.parametrize("concept", [c for c in CONCEPTS if c != "cardiomegaly"])
def test_a_finding_grows_with_its_extent(concept: str) -> None:
    for seed in range(12):
        rng = np.random.default_rng(seed)
        seen = chest(patient(rng), pose(rng), 96, {"right": 0.0, "left": 0.0}, 0.0)
        (lesion,) = plan(rng, [concept])
        sizes = [DRAWN[concept](seen, replace(lesion, extent=at)).mask.sum() for at in (0.15, 0.5, 0.85)]
        assert sizes[0] < sizes[1] < sizes[2]


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(CONCEPTS))
def test_more_extent_is_never_less_severe(one: float, other: float, concept: str) -> None:
    words = SEVERITIES[concept]
    least, most = (Lesion(concept, ("left",), at, 0).severity for at in sorted((one, other)))
    assert (words.index(str(least)) <= words.index(str(most))) if words else (least is most is None)


@pytest.mark.parametrize("level", range(3))
def test_a_larger_heart_is_more_severe(level: int) -> None:
    lesion = Lesion("cardiomegaly", ("left",), (level + 0.5) / 3, 0)
    rng = np.random.default_rng(3)
    ratios = [
        heart_size(patient(rng), {"cardiomegaly": replace(lesion, extent=at)}).ratio for at in (0, 0.5, 1)
    ]
    assert 0.5 < ratios[0] < ratios[1] < ratios[2]
    assert lesion.severity == ("mild", "moderate", "severe")[level]


def test_findings_are_balanced_and_sides_and_zones_independent() -> None:
    findings = [finding for seed in MANY for finding in found(drawn(seed, 64))]
    share = Counter(finding.concept for finding in findings)
    normal = sum(not found(drawn(seed, 64)) for seed in MANY) / len(MANY)
    assert 0.15 < normal < 0.35
    assert all(0.12 < share[concept] / len(MANY) < 0.33 for concept in CONCEPTS)
    sides = Counter(str(finding.laterality) for finding in findings)
    assert 0.6 < sides["left"] / sides["right"] < 1.6


def test_a_finding_changes_the_picture_within_its_box_most() -> None:
    """What is there is there to be seen: the same patient with and without it."""
    for concept in CONCEPTS:
        for seed in range(5):
            with_it, without = draw(seed, 96, findings=[concept]), draw(seed, 96, findings=[])
            changed = np.abs(with_it.film.pixels - without.film.pixels)
            finding = next(f for f in found(with_it) if f.concept == concept)
            if finding.presence is Presence.PRESENT:
                assert changed[with_it.masks[finding.id]].mean() > changed[~with_it.masks[finding.id]].mean()


def test_the_file_reads_back_as_the_film(tmp_path: Path) -> None:
    film = drawn(3, 128).film
    path = tmp_path / film.file
    path.write_bytes(film_png(film))
    read = load_film(path)
    assert np.array_equal(read.pixels, film.pixels)
    assert read.sha256 == film.sha256


def test_drawn_is_said_wherever_the_film_goes() -> None:
    reference = drawn(0).reading.study.films[0]
    assert reference.file.startswith("drawn_")
    assert any("Drawn" in note for note in reference.notes)
    assert drawn(0).reading.provenance.reader == "drawn"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"seed": -1}, "seed -1"),
        ({"seed": 0, "size": 8}, "8 pixels wide"),
        ({"seed": 0, "size": 10**6}, "1000000 pixels wide"),
        ({"seed": 0, "findings": ["rib_fracture"]}, "rib_fracture"),
    ],
)
def test_what_cannot_be_drawn_is_refused(arguments: dict[str, object], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        draw(**arguments)  # type: ignore[arg-type]
