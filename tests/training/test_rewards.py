"""Rewards: laws that hold for any truth, ways to game them, and the same number everywhere."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.record import BadInput
from radtrace.training.vlm import rewards
from radtrace.training.vlm.rewards import TERMS, compute_score, reward, trl_rewards

CONCEPTS = ("consolidation", "pleural_effusion", "pneumothorax", "lung_nodule", "cardiomegaly")
ALL = {name: 1.0 for name in TERMS}
TRUTH = (
    "step right_lower_zone led 1\nstep heart led 2\n"
    'measure "cardiothoracic ratio" 0.6 limit 0.5\n'
    "finding pleural_effusion present right box 180 460 492 843 zones right_lower_zone\n"
    "finding cardiomegaly present box 406 414 827 819 zones heart measured 1\n"
)


@st.composite
def lines(draw: st.DrawFn) -> str:
    concept = draw(st.sampled_from(CONCEPTS))
    x, y = draw(st.integers(0, 700)), draw(st.integers(0, 700))
    wide, high = draw(st.integers(40, 290)), draw(st.integers(40, 290))
    side = draw(st.sampled_from(("", "left ", "right ")))
    return f"finding {concept} present {side}box {x} {y} {x + wide} {y + high}\n"


traces = st.lists(lines(), min_size=1, max_size=4, unique=True).map("".join)


@settings(max_examples=30)
@given(traces)
def test_the_truth_itself_is_worth_one(truth: str) -> None:
    assert reward(truth, truth, weights=ALL)["reward"] == pytest.approx(1.0)


@settings(max_examples=30)
@given(st.one_of(traces, st.text(max_size=60)), traces)
def test_every_number_is_in_range(answer: str, truth: str) -> None:
    assert all(0.0 <= value <= 1.0 for value in reward(answer, truth, weights=ALL).values())


@settings(max_examples=30)
@given(traces, traces)
def test_the_order_of_lines_does_not_matter(answer: str, truth: str) -> None:
    turned = "\n".join(reversed(answer.splitlines()))
    assert reward(turned, truth)["reward"] == pytest.approx(reward(answer, truth)["reward"])


@settings(max_examples=30)
@given(traces, lines())
def test_a_false_finding_more_never_pays(truth: str, more: str) -> None:
    answer = truth + more.replace("present", "present midline").replace("midline left ", "midline ").replace(
        "midline right ", "midline "
    )
    assert reward(answer, truth)["reward"] < 1.0


@settings(max_examples=30)
@given(traces)
def test_a_box_around_the_whole_film_never_pays(truth: str) -> None:
    words = [line.split(" box ")[0] + " box 0 0 999 999" for line in truth.splitlines()]
    gamed = reward("\n".join(words), truth)
    assert gamed["fine whole_film"] == 1.0
    assert gamed["reward"] < 0.5


@pytest.mark.parametrize("answer", ["", " \n", "No finding.", "finding", "finding consolidation box 5 5 5 5"])
def test_an_answer_that_is_no_trace_gets_nothing(answer: str) -> None:
    assert reward(answer, 'say impression "No finding."\n')["reward"] == 0.0


def test_a_normal_film_is_rewarded_for_silence_about_findings() -> None:
    normal = 'say impression "No finding."\n'
    assert reward(normal, normal)["reward"] == 1.0
    assert reward(TRUTH, normal)["reward"] < 0.5


def test_a_copied_prior_is_fined_where_the_truth_has_changed() -> None:
    prior = TRUTH.splitlines()[3].replace("led 1", "") + "\n"
    copied = reward(prior, TRUTH, prior)
    assert copied["fine copied"] == 1.0
    assert copied["reward"] < reward(prior, TRUTH)["reward"]
    assert reward(TRUTH, TRUTH, TRUTH)["fine copied"] == 0.0


def test_length_and_repetition_are_fined() -> None:
    line = 'say findings "The bones are unremarkable."\n'
    long = reward(TRUTH + "".join(line.replace("bones", f"bones {n}") for n in range(20)), TRUTH)
    again = reward(TRUTH + 4 * line, TRUTH)
    assert long["fine length"] == 1.0 and long["reward"] < reward(TRUTH, TRUTH)["reward"]
    assert again["fine repeated"] == pytest.approx(3 / 9)


def test_a_wrong_side_loses_label_and_box() -> None:
    swapped = reward(TRUTH.replace("present right", "present left"), TRUTH)
    assert swapped["label"] == 0.5 and swapped["box"] == 0.5


def test_steps_are_right_by_region_and_by_what_they_led_to() -> None:
    other = TRUTH.replace("step heart led 2", "step heart led 1")
    assert reward(other, TRUTH, weights=ALL)["steps"] == 0.5
    assert reward("step heart\n" + TRUTH, TRUTH, weights=ALL)["steps"] == pytest.approx(0.8)


def test_a_measurement_pays_by_how_near_it_is() -> None:
    near = TRUTH.replace(" 0.6 ", " 0.63 ")
    assert reward(near, TRUTH, weights=ALL)["measurement"] == pytest.approx(0.5)
    assert reward(TRUTH.replace(" 0.6 ", " 0.7 "), TRUTH, weights=ALL)["measurement"] == 0.0


@settings(max_examples=30)
@given(st.lists(st.tuples(traces, traces), min_size=1, max_size=4))
def test_trl_verl_and_the_evaluator_agree(pairs: list[tuple[str, str]]) -> None:
    said, true = zip(*pairs, strict=True)
    as_messages = [[{"role": "assistant", "content": [{"type": "text", "text": text}]}] for text in said]
    ours = [reward(answer, truth)["reward"] for answer, truth in pairs]
    assert trl_rewards()(completions=list(said), truth=list(true), prompts=None) == ours
    assert trl_rewards()(completions=as_messages, truth=list(true)) == ours
    assert [compute_score("drawn", answer, truth)["score"] for answer, truth in pairs] == ours


def test_a_reward_that_is_not_a_number_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewards, "TERMS", {**TERMS, "box": lambda case: math.nan})
    with pytest.raises(BadInput, match="reward 'box' is nan"):
        reward(TRUTH, TRUTH)


@pytest.mark.parametrize("weights", [{"boxes": 1.0}, {"box": 0.0}, {"box": -1.0, "label": 2.0}])
def test_weights_are_checked_before_anything_is_scored(weights: dict[str, float]) -> None:
    with pytest.raises(BadInput, match="reward"):
        trl_rewards(weights)


def test_a_truth_that_is_no_trace_is_an_error() -> None:
    with pytest.raises(BadInput, match="truth"):
        reward(TRUTH, "finding nothing at all")
