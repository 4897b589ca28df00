"""Key frames: clues in order of time, their union, boxes where it was looked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.gaze.align import DictatedSentence, sentences
from radtrace.gaze.heat import looks
from radtrace.gaze.keyframes import KeyFrameSettings, clustered, key_frames, visual_clues
from radtrace.gaze.ordering import in_order, order_items
from radtrace.record import Fixation
from tests.gaze.readings_of_gaze import dictation, fixation, paths

TWO_PLACES = [
    fixation(0.20, 0.30, 0.0, 0.4),
    fixation(0.22, 0.31, 0.5, 0.4),
    fixation(0.80, 0.70, 1.0, 0.4),
    fixation(0.81, 0.72, 1.5, 0.4),
]


def test_two_places_are_two_clues_in_the_order_of_looking() -> None:
    clues, observation = visual_clues(looks(TWO_PLACES))
    assert [clue.time_s for clue in clues] == pytest.approx([0.45, 1.45])
    assert [round(clue.centroid.x, 1) for clue in clues] == [0.2, 0.8]
    assert clues[0].box.contains(clues[0].centroid)
    assert observation is not None
    assert observation.box.x_min <= clues[0].box.x_min + 0.01
    assert observation.box.x_max >= clues[1].box.x_max - 0.01
    assert observation.dwell_s == pytest.approx(1.6)


def test_seen_the_other_way_round_the_clues_change_places() -> None:
    mirrored = looks([one.model_copy(update={"start_s": 2.0 - one.start_s}) for one in TWO_PLACES])
    clues, _ = visual_clues(mirrored)
    assert [round(clue.centroid.x, 1) for clue in clues] == [0.8, 0.2]


def test_a_key_frame_is_of_the_sentences_own_interval() -> None:
    early = [one.model_copy(update={"start_s": one.start_s + 20}) for one in TWO_PLACES[2:]]
    spoken = sentences(dictation("Left effusion.", 2.0) + dictation("Heart is large.", 22.5))
    first, second = key_frames(spoken, [*TWO_PLACES[:2], *early])
    assert (first.sentence, second.sentence) == ("Left effusion.", "Heart is large.")
    assert first.fixations == (0, 1)
    assert second.fixations == (2, 3)
    assert second.observation is not None
    assert second.observation.centroid.x == pytest.approx(0.8, abs=0.02)


def test_a_fixation_counts_with_the_part_inside_the_interval() -> None:
    (frame,) = key_frames([DictatedSentence("Effusion.", 3.0, 4.0)], [fixation(0.5, 0.5, 0.5, 1.5)])
    assert frame.observation is not None
    assert frame.observation.dwell_s == pytest.approx(1.0)
    assert frame.observation.time_s == pytest.approx(1.5)


def test_a_glance_shorter_than_ten_samples_is_no_clue() -> None:
    (frame,) = key_frames([DictatedSentence("Effusion.", 0.0, 4.0)], [fixation(0.5, 0.5, 0.0, 0.15)])
    assert frame.fixations == (0,)
    assert (frame.clues, frame.observation) == ((), None)


def test_ten_samples_are_ten_samples() -> None:
    clues, _ = visual_clues(looks([fixation(0.5, 0.5, 0.0, 1 / 6)]))
    assert len(clues) == 1


@pytest.mark.parametrize("seed", range(4))
def test_the_same_clues_as_from_the_samples_themselves(seed: int) -> None:
    random = np.random.default_rng(seed)
    counts, places = random.integers(4, 30, 12), random.uniform(0.2, 0.8, (12, 2))
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) / 60
    fixations = [
        fixation(float(place[0]), float(place[1]), float(start), int(count) / 60)
        for place, start, count in zip(places, starts, counts, strict=True)
    ]
    samples = [
        fixation(one.x, one.y, one.start_s + k / 60, 1 / 60)
        for one, count in zip(fixations, counts, strict=True)
        for k in range(int(count))
    ]
    clues, union = visual_clues(looks(fixations))
    from_samples, union_of_samples = visual_clues(looks(samples))
    assert [clue.box for clue in clues] == [clue.box for clue in from_samples]
    assert union is not None and union_of_samples is not None
    assert union.box == union_of_samples.box


@given(paths())
def test_clues_follow_time_and_dwell_no_longer_than_the_looking(fixations: tuple[Fixation, ...]) -> None:
    clues, observation = visual_clues(looks(fixations), KeyFrameSettings(grid=32))
    assert (observation is None) == (not clues)
    assert [clue.time_s for clue in clues] == sorted(clue.time_s for clue in clues)
    if observation is not None:
        assert sum(clue.dwell_s for clue in clues) == pytest.approx(observation.dwell_s)
        assert observation.dwell_s <= sum(one.duration_s for one in fixations) + 1e-9


@given(paths(), st.floats(0.0, 30.0))
def test_a_shift_in_time_moves_only_the_times(fixations: tuple[Fixation, ...], shift: float) -> None:
    later = [one.model_copy(update={"start_s": one.start_s + shift}) for one in fixations]
    clues, _ = visual_clues(looks(fixations), KeyFrameSettings(grid=32))
    moved, _ = visual_clues(looks(later), KeyFrameSettings(grid=32))
    assert {clue.box for clue in moved} == {clue.box for clue in clues}
    assert [clue.time_s - shift for clue in moved] == pytest.approx([c.time_s for c in clues], abs=1e-6)


@given(st.integers(0, 14), st.integers(0, 50), st.integers(3, 9))
def test_the_answer_puts_the_frames_in_order(frames: int, seed: int, most: int) -> None:
    items = list(order_items(range(frames), seed, most, count=3))
    assert len(items) == (3 if frames >= 3 else 0)
    assert items == list(order_items(range(frames), seed, most, count=3))
    for item in items:
        assert len(item.frames) == min(frames, most)
        assert list(item.frames) != sorted(item.frames)
        assert list(in_order(item)) == sorted(item.frames)


def test_an_item_shows_at_most_nine_frames() -> None:
    with pytest.raises(ValueError, match="3 to 9"):
        list(order_items(range(20), 0, 10))


def test_what_is_clustered_is_what_the_clues_are_made_of() -> None:
    lone = [*TWO_PLACES, fixation(0.95, 0.05, 90.0, 0.02)]
    clues, union = visual_clues(looks(lone))
    kept = clustered(looks(lone))
    assert union is not None
    assert len(kept) < len(lone)
    assert kept.dwell_s.sum() == pytest.approx(union.dwell_s) == pytest.approx(sum(c.dwell_s for c in clues))
