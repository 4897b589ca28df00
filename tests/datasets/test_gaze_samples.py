"""Detectors on drawn gaze whose fixations are known."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from radtrace.datasets.gaze.samples import Detector, Floats, Geometry, Method, detector_named
from radtrace.datasets.gaze.summary import Summary
from radtrace.record import BadInput

SACCADE_S = 0.04
DESK = Geometry(width_cm=53.1, height_cm=29.9, columns=1920, rows=1080, distance_cm=65.0)


def drawn(
    rate: float, noise: float, seed: int = 0, count: int = 15
) -> tuple[Floats, Floats, list[tuple[float, float, Floats]]]:
    """Times (n,), degrees (n, 2), and start, end, centre of each true fixation, at least 4 degrees apart."""
    chance = np.random.default_rng(seed)
    centres = [np.zeros(2)]
    while len(centres) < count:
        place = chance.uniform(-12, 12, 2)
        if np.hypot(*(place - centres[-1])) > 4:
            centres.append(place)
    lengths = chance.uniform(0.2, 0.6, count)
    starts = np.concatenate([[0.0], np.cumsum(lengths + SACCADE_S)[:-1]])
    times = np.arange(0.0, starts[-1] + lengths[-1], 1 / rate)
    knots = np.stack([starts, starts + lengths], axis=1).ravel()
    where = np.interp(times, knots, np.arange(2 * count))
    share = np.where(where.astype(int) % 2 == 1, where % 1, 0.0)
    eased = share**3 * (10 - 15 * share + 6 * share**2)
    places = np.array([*centres, centres[-1]])
    index = where.astype(int) // 2
    degrees = places[index] + eased[:, None] * (places[index + 1] - places[index])
    truth = [(s, s + d, c) for s, d, c in zip(starts, lengths, centres, strict=True)]
    return times, degrees + chance.normal(0.0, noise, degrees.shape), truth


def found(detector: Detector, times: Floats, degrees: Floats) -> list[slice]:
    return detector.find(times, degrees, np.zeros(len(times), np.intp), Summary())


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("method", "rate", "noise"),
    [("ivt", 60, 0.05), ("ivt", 1000, 0.05), ("idt", 60, 0.05), ("idt", 1000, 0.02), ("idt", 250, 0.0)],
)
def test_count_centre_and_duration_are_recovered(
    method: Method, rate: float, noise: float, seed: int
) -> None:
    times, degrees, truth = drawn(rate, noise, seed)
    fixations = found(Detector(method), times, degrees)
    assert len(fixations) == len(truth)
    for samples, (start, end, centre) in zip(fixations, truth, strict=True):
        # I-DT takes in up to a degree of the saccade before; noise then breaks the dispersion early,
        # and what is left of the rest is lost where it is shorter than a fixation.
        lost = 0.0 if method == "ivt" else 0.1
        assert np.abs(degrees[samples].mean(axis=0) - centre).max() < (0.15 if method == "ivt" else 0.25)
        assert times[samples.start] == pytest.approx(start, abs=SACCADE_S + 2 / rate)
        assert times[samples.stop - 1] == pytest.approx(end, abs=max(SACCADE_S, lost) + 2 / rate)


@pytest.mark.parametrize("method", ["ivt", "idt"])
def test_lost_samples_part_a_fixation_and_are_not_filled(method: Method) -> None:
    times = np.arange(0.0, 1.0, 1 / 60)
    degrees = np.zeros((60, 2))
    degrees[30] = np.nan
    assert found(Detector(method), times, degrees) == [slice(0, 30), slice(31, 60)]


@pytest.mark.parametrize("method", ["ivt", "idt"])
def test_a_step_in_time_or_view_parts_a_fixation(method: Method) -> None:
    degrees = np.zeros((60, 2))
    times = np.arange(60) / 60
    later = times + (np.arange(60) >= 20) * 0.1
    assert found(Detector(method), later, degrees) == [slice(0, 20), slice(20, 60)]
    view = (np.arange(60) >= 40).astype(np.intp)
    assert Detector(method).find(times, degrees, view, Summary()) == [slice(0, 40), slice(40, 60)]


def test_stretches_too_short_are_counted() -> None:
    degrees, summary = np.zeros((60, 2)), Summary()
    degrees[3::4] = np.nan
    assert Detector("ivt").find(np.arange(60) / 60, degrees, np.zeros(60, np.intp), summary) == []
    assert summary.why["stretches of samples between gaps too short for a fixation"] == 15


def test_the_sample_that_breaks_the_dispersion_is_no_part_of_the_fixation() -> None:
    degrees = np.zeros((40, 2))
    degrees[20:] = 10.0
    assert found(Detector("idt"), np.arange(40) / 60, degrees)[0] == slice(0, 20)


def test_a_spike_of_noise_does_not_cut_a_rest_in_two() -> None:
    degrees = np.zeros((600, 2))
    degrees[300:303] = 3.0
    assert found(Detector("ivt"), np.arange(600) / 1000, degrees) == [slice(0, 600)]
    degrees[303:] = 0.6
    assert len(found(Detector("ivt"), np.arange(600) / 1000, degrees)) == 2


@pytest.mark.parametrize("method", ["ivt", "idt"])
@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_few_samples_hold_no_fixation(method: Method, count: int) -> None:
    assert found(Detector(method), np.arange(count) / 60, np.zeros((count, 2))) == []


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(-30, 30), st.floats(-5, 5), st.sampled_from(["ivt", "idt"]))
def test_shifting_gaze_or_clock_changes_nothing(
    seed: int, degree: float, second: float, method: Method
) -> None:
    times, degrees, _ = drawn(60, 0.05, seed, count=4)
    before = found(Detector(method), times, degrees)
    assert found(Detector(method), times + second, degrees) == before
    assert found(Detector(method), times, degrees + round(degree, 3)) == before


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["ivt", "idt"]), st.floats(0.0, 0.3))
def test_fixations_are_apart_tracked_and_long_enough(seed: int, method: Method, lost: float) -> None:
    times, degrees, _ = drawn(60, 0.1, seed, count=5)
    degrees[np.random.default_rng(seed).random(len(times)) < lost / 10] = np.nan
    fixations = found(Detector(method), times, degrees)
    assert all(one.stop <= other.start for one, other in pairwise(fixations))
    assert not any(np.isnan(degrees[one]).any() for one in fixations)
    assert all((one.stop - one.start) / 60 >= 0.1 - 1e-9 for one in fixations)


def test_degrees_are_those_of_pymovements() -> None:
    from pymovements.transforms.numpy import pix2deg

    pixels = np.random.default_rng(0).uniform(0, [1920, 1080], (200, 2))
    theirs = pix2deg(pixels, (1920, 1080), (53.1, 29.9), 65.0, origin="upper left")
    ours = DESK.degrees(pixels[:, 0] / 1920, pixels[:, 1] / 1080)
    # pymovements measures from the middle of the middle pixel.
    assert np.abs(ours - theirs).max() < 0.02


@given(st.floats(0.05, 0.95), st.floats(30, 100))
def test_a_degree_in_the_middle_spans_the_stated_pixels(x: float, distance: float) -> None:
    desk = Geometry(53.1, 29.9, 1920, 1080, distance)
    assume(abs(x - 0.5) > 1e-3)
    span = desk.pixels_per_degree[0] / 1920
    middle = desk.degrees(np.array([0.5, 0.5 + span]), np.array([0.5, 0.5]))
    assert middle[1, 0] - middle[0, 0] == pytest.approx(1.0)


@pytest.mark.parametrize("given_", [{"velocity": 0.0}, {"dispersion": -1.0}, {"minimum_s": float("nan")}])
def test_senseless_parameters_are_refused(given_: dict[str, float]) -> None:
    with pytest.raises(BadInput, match=next(iter(given_))):
        Detector("ivt", **given_)  # type: ignore[arg-type]


def test_a_detector_by_its_name() -> None:
    assert detector_named(None) is None
    assert detector_named("idt") == Detector("idt")
    assert detector_named(Detector("ivt", velocity=40.0)) == Detector("ivt", velocity=40.0)


def test_the_importers_load_no_pymovements_until_it_is_needed() -> None:
    code = (
        "import sys; import radtrace.datasets.gaze.egd, radtrace.datasets.gaze.reflacx;"
        "sys.exit(bool({'pymovements', 'scipy', 'polars'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
