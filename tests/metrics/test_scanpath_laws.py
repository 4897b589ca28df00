"""What every scanpath metric must obey, whatever the paths."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given

from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath import multimatch, scanmatch, sequence_score, string_edit, time_delay
from radtrace.metrics.scanpath.multimatch import TERMS
from tests.metrics.drawn_paths import drawn, held, paths, pixels, reverse, shifted

Metric = Callable[[Sequence[Scanpath], Sequence[Scanpath]], np.ndarray]
STRINGS: list[Metric] = [scanmatch, string_edit, time_delay, sequence_score]
NOTHING = pixels()


def mean_multimatch(ours: Sequence[Scanpath], theirs: Sequence[Scanpath]) -> np.ndarray:
    return np.asarray(multimatch(ours, theirs).mean(axis=1))


ALL: list[Metric] = [*STRINGS, mean_multimatch]
every = pytest.mark.parametrize("metric", ALL, ids=lambda metric: metric.__name__)
strings = pytest.mark.parametrize("metric", STRINGS, ids=lambda metric: metric.__name__)


@strings
@given(one=paths(), other=paths())
def test_in_range_and_identical_is_best(metric: Metric, one: Scanpath, other: Scanpath) -> None:
    assert 0 <= metric([one], [other])[0] <= 1
    assert metric([one], [one])[0] == pytest.approx(1)


@given(one=paths(least=3), other=paths(least=3))
def test_multimatch_in_range_and_identical_is_best(one: Scanpath, other: Scanpath) -> None:
    terms = multimatch([one], [other])
    assert terms.shape == (1, 5)
    assert ((terms > -1e-12) & (terms < 1 + 1e-12)).all()
    assert multimatch([one], [one]) == pytest.approx(1)


@every
def test_what_is_near_is_better_than_what_is_far(metric: Metric) -> None:
    path = Scanpath(*np.random.default_rng(0).uniform(0.3, 0.5, (3, 7)))
    scores = [metric([shifted(path, step, step / 2)], [path])[0] for step in (0.0, 0.12, 0.4)]
    assert scores[0] > scores[1] >= scores[2]
    assert scores[0] > scores[2] + 0.05


@every
def test_reversing_lowers(metric: Metric) -> None:
    references = drawn(300, 7, shortest=4)
    scores = metric([reverse(path) for path in references], references)
    assert scores.mean() < 0.9
    assert (scores <= 1 + 1e-12).all()


@pytest.mark.parametrize("metric", [scanmatch, string_edit, sequence_score])
@given(one=paths(), other=paths())
def test_reading_both_backwards_changes_nothing(metric: Metric, one: Scanpath, other: Scanpath) -> None:
    assert metric([reverse(one)], [reverse(other)]) == pytest.approx(metric([one], [other]))


@strings
def test_durations_do_not_count_in_strings(metric: Metric) -> None:
    one, other = drawn(50, 8), drawn(50, 9)
    assert (metric([held(path, 4.0) for path in one], other) == metric(one, other)).all()


def test_durations_count_in_multimatch_and_in_temporal_bins() -> None:
    references = drawn(50, 10, shortest=3)
    longer = [held(path, 4.0) for path in references]
    terms = multimatch(longer, references)
    assert terms[:, :4] == pytest.approx(1)
    assert terms[:, TERMS.index("duration")].mean() < 0.9
    assert (scanmatch(longer, references, temporal_bin_s=0.05) < 1).all()


@strings
def test_empty_paths_are_defined(metric: Metric) -> None:
    path = drawn(1, 11)[0]
    scores = metric([NOTHING, NOTHING, path], [NOTHING, path, NOTHING])
    assert scores.tolist() == [1, 0, 0]
    assert metric([], []).shape == (0,)


@every
def test_pairs_do_not_depend_on_their_neighbours(metric: Metric) -> None:
    ours, theirs = drawn(40, 12, shortest=3), drawn(40, 13, shortest=3)
    alone = [metric([a], [b])[0] for a, b in zip(ours, theirs, strict=True)]
    assert metric(ours, theirs) == pytest.approx(alone)


@pytest.mark.parametrize("metric", [scanmatch, string_edit])
@given(one=paths(), other=paths())
def test_alignment_does_not_care_who_predicts(metric: Metric, one: Scanpath, other: Scanpath) -> None:
    assert metric([one], [other]) == pytest.approx(metric([other], [one]))
