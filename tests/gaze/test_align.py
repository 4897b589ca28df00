"""Transcripts to sentences, and the looking behind them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.gaze.align import DictatedSentence, dwell_between, fixations_behind, sentences
from radtrace.record import Fixation, Word
from tests.gaze.readings_of_gaze import dictation, fixation, paths


def test_words_in_the_form_of_reflacx_become_sentences() -> None:
    spoken = sentences(dictation("There is a small left effusion. No pneumothorax.", 1.0, 0.5))
    assert [one.text for one in spoken] == ["There is a small left effusion.", "No pneumothorax."]
    assert (spoken[0].start_s, spoken[0].end_s) == (1.0, 4.0)
    assert (spoken[1].start_s, spoken[1].end_s) == (4.0, 5.0)


def test_phrases_in_the_form_of_egd_are_cut_at_their_sentence_ends() -> None:
    phrases = [
        Word(text="The heart is normal. Lungs", start_s=0.0, end_s=2.6),
        Word(text="are clear.", start_s=2.6, end_s=3.6),
    ]
    first, second = sentences(phrases)
    assert (first.text, second.text) == ("The heart is normal.", "Lungs are clear.")
    assert first.end_s == second.start_s == pytest.approx(2.0)
    assert second.end_s == 3.6


def test_without_any_full_stop_a_phrase_is_a_sentence() -> None:
    phrases = [
        Word(text="heart size is normal", start_s=0, end_s=1),
        Word(text="lungs are clear", start_s=1, end_s=2),
    ]
    assert [one.text for one in sentences(phrases)] == ["heart size is normal", "lungs are clear"]


def test_a_measure_and_an_abbreviation_end_no_sentence() -> None:
    words = [
        Word(text=text, start_s=i, end_s=i + 1)
        for i, text in enumerate(["Seen", "by", "Dr.", "Who", "at", "3.5", "cm", "."])
    ]
    assert [one.text for one in sentences(words)] == ["Seen by Dr. Who at 3.5 cm."]


def test_no_words_are_no_sentences() -> None:
    assert sentences(()) == ()


def test_evidence_opens_two_seconds_before_the_first_word() -> None:
    fixations = [fixation(0.5, 0.5, start, 1.0) for start in (0.0, 2.0, 4.0, 6.0, 8.0)]
    chosen, dwell = fixations_behind(DictatedSentence("Effusion.", 4.5, 6.25), fixations)
    assert chosen == (1, 2, 3)
    assert dwell == pytest.approx([0.5, 1.0, 0.25])


@given(paths())
def test_seconds_are_conserved_when_time_is_cut_in_two(fixations: tuple[Fixation, ...]) -> None:
    whole = np.array([one.duration_s for one in fixations])
    parts = dwell_between(fixations, 0.0, 1.0) + dwell_between(fixations, 1.0, 1e6)
    assert parts == pytest.approx(whole)


@given(paths(), st.floats(0.0, 50.0))
def test_a_shift_of_both_clocks_changes_nothing(fixations: tuple[Fixation, ...], shift: float) -> None:
    later = [one.model_copy(update={"start_s": one.start_s + shift}) for one in fixations]
    before = dwell_between(fixations, 0.5, 2.5)
    assert dwell_between(later, 0.5 + shift, 2.5 + shift) == pytest.approx(before, abs=1e-9)


@given(st.lists(st.sampled_from(["heart", "normal", ".", "lungs", "clear.", "is 1.5 cm. Next"]), max_size=12))
def test_no_word_is_lost_or_said_twice(texts: list[str]) -> None:
    words = [Word(text=text, start_s=i, end_s=i + 1) for i, text in enumerate(texts)]
    said = "".join(one.text for one in sentences(words)).replace(" ", "")
    assert said == "".join(texts).replace(" ", "")
    assert all(one.start_s <= one.end_s for one in sentences(words))
