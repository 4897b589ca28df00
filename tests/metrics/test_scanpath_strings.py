"""ScanMatch, string edit, sequence score and time-delay embedding: values worked out by hand, and by
slow code that follows the formula."""

from __future__ import annotations

import math

import numpy as np
import pytest

from radtrace.gaze.scanpath import Scanpath
from radtrace.metrics.scanpath import (
    scanmatch,
    scanmatch_matrix,
    sequence_score,
    string_edit,
    time_delay,
)
from radtrace.metrics.scanpath.bins import bins
from radtrace.record import BadInput
from tests.metrics.drawn_paths import FRAME, drawn, pixels


def aligned(one: Scanpath, other: Scanpath, threshold: float, gap: float) -> float:
    """Needleman-Wunsch over the cells of 16 pixels, cell by cell."""
    a, b = ([(int(X) // 16, int(Y) // 16) for X, Y in np.rint(p.points * FRAME)] for p in (one, other))
    table = np.zeros((len(a) + 1, len(b) + 1))
    table[:, 0], table[0] = gap * np.arange(len(a) + 1), gap * np.arange(len(b) + 1)
    for i, left in enumerate(a):
        for j, right in enumerate(b):
            table[i + 1, j + 1] = max(
                table[i, j] + threshold - math.dist(left, right), table[i, j + 1] + gap, table[i + 1, j] + gap
            )
    return float(table[-1, -1]) / (threshold * max(len(a), len(b)))


def test_every_pixel_of_a_224_frame_is_in_its_bin() -> None:
    X = np.arange(FRAME)
    assert (bins(X / FRAME, 14) == X // 16).all()
    assert (bins(X / FRAME, 5) == X * 5 // FRAME).all()
    assert bins(np.array([1.0]), 14) == 13


@pytest.mark.parametrize(("threshold", "gap"), [(3.5, 0.0), (3.5, -1.0), (2.0, -0.25)])
def test_scanmatch_follows_the_paper(threshold: float, gap: float) -> None:
    ours, theirs = drawn(150, 1), drawn(150, 2)
    slow = [aligned(a, b, threshold, gap) for a, b in zip(ours, theirs, strict=True)]
    assert scanmatch(ours, theirs, threshold=threshold, gap=gap) == pytest.approx(slow, abs=1e-12)


def test_scanmatch_by_hand() -> None:
    path = pixels((8, 8), (24, 8), (40, 8))
    assert scanmatch([path], [pixels((8, 8), (24, 8))]) == pytest.approx(2 / 3)
    # One bin to the right throughout: two fixations match exactly, or three lose 1 of 3.5 each.
    assert scanmatch([path], [pixels((24, 8), (40, 8), (56, 8))]) == pytest.approx(max(2, 3 * 2.5 / 3.5) / 3)
    assert scanmatch([path], [pixels((200, 200))]) == 0


def test_the_matrix_holds_every_pair() -> None:
    ours, theirs = drawn(6, 3), drawn(4, 4)
    matrix = scanmatch_matrix(ours, theirs)
    rows = [scanmatch([one] * 4, theirs) for one in ours]
    assert matrix == pytest.approx(np.stack(rows))


def test_a_temporal_bin_repeats_symbols_and_drops_none() -> None:
    one = pixels((8, 8), (216, 216), durations=[0.1, 0.3])
    other = pixels((8, 8), (216, 216), durations=[0.3, 0.1])
    assert scanmatch([one], [other]) == 1
    # AB BB against AA AB: one A and one B match of four.
    assert scanmatch([one], [other], temporal_bin_s=0.1) == pytest.approx(2 / 4)
    brief = pixels((8, 8), (216, 216), durations=[0.0, 0.1])
    assert scanmatch([brief], [brief], temporal_bin_s=0.1) == 1
    assert scanmatch([brief], [pixels((216, 216), durations=[0.1])], temporal_bin_s=0.1) == 0.5


def test_what_cannot_be_computed_is_told() -> None:
    with pytest.raises(ValueError, match="temporal_bin_s must be above 0"):
        scanmatch(drawn(1, 0), drawn(1, 0), temporal_bin_s=0.0)
    with pytest.raises(ValueError, match="above 0"):
        scanmatch(drawn(1, 0), drawn(1, 0), threshold=0.0)
    with pytest.raises(BadInput, match="differ in number \\(2 and 1\\)"):
        scanmatch(drawn(2, 0), drawn(1, 0))


def test_string_edit_by_hand() -> None:
    path = pixels((10, 10), (60, 10), (110, 10), (150, 10))
    assert string_edit([path], [pixels((10, 10), (110, 10), (150, 10))]) == pytest.approx(3 / 4)
    assert string_edit([path], [pixels((10, 10), (60, 60), (110, 10), (150, 10))]) == pytest.approx(3 / 4)
    assert string_edit([path], [pixels((200, 200))]) == 0


def test_the_right_edge_is_no_new_row() -> None:
    edge, inside, below = pixels((223, 10)), pixels((200, 10)), pixels((10, 60))
    assert string_edit([edge], [inside]) == 1
    assert string_edit([edge], [below]) == 0


def test_sequence_score_is_of_places() -> None:
    # 2.5 degrees are 16.5 pixels of the frame: the first two fixations are one place.
    path = pixels((50, 50), (60, 50), (150, 150))
    assert sequence_score([pixels((55, 50), (52, 48), (145, 150))], [path]) == 1
    assert sequence_score([pixels((150, 150), (55, 50), (55, 50))], [path]) == pytest.approx(2 / 3)
    # Nothing was looked at near it: the nearest place would be a gift.
    assert sequence_score([pixels((55, 50), (55, 50), (180, 100))], [path]) == pytest.approx(2 / 3)


def test_other_readers_make_places() -> None:
    reference, other = pixels((50, 50)), pixels((64, 50))
    near = pixels((78, 50))
    assert sequence_score([near], [reference]) == 0
    both = pixels((50, 50), (64, 50))
    assert sequence_score([near], [reference], looked_at=[both]) == 1
    assert sequence_score([near], [other], looked_at=[other]) == 1


def embedded(one: Scanpath, other: Scanpath) -> float:
    """Scaled time-delay embedding, stretch by stretch."""
    a, b = one.points, other.points
    scores = []
    for k in range(1, min(len(a), len(b)) + 1):
        ours, theirs = ([p[i : i + k].ravel() for i in range(len(p) - k + 1)] for p in (a, b))
        scores.append(math.exp(-np.mean([min(math.dist(u, v) for v in theirs) / k for u in ours])))
    return float(np.mean(scores))


def test_time_delay_follows_the_formula() -> None:
    ours, theirs = drawn(60, 5), drawn(60, 6)
    slow = [embedded(a, b) for a, b in zip(ours, theirs, strict=True)]
    assert time_delay(ours, theirs) == pytest.approx(slow)


def test_time_delay_is_measured_in_the_longer_side() -> None:
    zero, one = np.zeros(1), np.ones(1)
    for aspect, x, y in ((2.0, 1.0, 0.5), (0.5, 0.5, 1.0)):
        reference = Scanpath(zero, zero, one, aspect)
        assert time_delay([Scanpath(one, zero, one)], [reference]) == pytest.approx(math.exp(-x))
        assert time_delay([Scanpath(zero, one, one)], [reference]) == pytest.approx(math.exp(-y))
