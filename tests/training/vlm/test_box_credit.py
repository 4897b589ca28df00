"""The words of a box are credited with that box, and no others are."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("trl")

import torch
from hypothesis import given
from hypothesis import strategies as st

from radtrace.training.vlm.box_credit import pieces_of, with_box_credit
from radtrace.training.vlm.reward_terms.credit import box_credits
from radtrace.training.vlm.tokenizer import train_tokenizer

HEAD = 'step left_mid_zone seen "opacity"\nstep right_costophrenic_zone seen "blunted"\n'
TRUTH = HEAD + (
    "finding consolidation present left box 600 300 900 600 zones left_mid_zone steps 1\n"
    "finding pleural_effusion present right box 100 700 400 900 zones right_costophrenic_zone steps 2"
)
OTHER = TRUTH.replace("600 300 900 600", "610 310 910 610")
GOOD, WIDE, OFF = "600 300 900 600", "500 200 950 700", "10 10 20 20"


def answer(*boxes: str) -> str:
    """The truth with other boxes for its first ones."""
    lines = TRUTH.split("finding")
    changed = [
        re.sub(r"box( \d+){4}", f"box {box}", line) for line, box in zip(lines[1:], boxes, strict=False)
    ]
    return "finding".join([lines[0], *changed, *lines[1 + len(boxes) :]])


def spread_over(texts: list[str], given: list[float], truths: list[str]) -> torch.Tensor:
    """The advantages of the words of answers whose own are `given`."""
    said = [pieces(text) for text in texts]
    own = torch.tensor(given)[:, None].repeat(1, max(map(len, said)))
    return with_box_credit(own, said, truths)


def pieces(text: str) -> list[str]:
    """A text as a model writes it: the numbers and the words between them."""
    return re.findall(r"\d+|\D+", text)


def numbers(text: str, row: torch.Tensor) -> list[list[float]]:
    """The advantages of the numbers of each box."""
    said = pieces(text)
    found = []
    for place, word in enumerate(said):
        if word.endswith(" box "):
            found.append(row[place + 1 : place + 8 : 2].tolist())
    return found


def test_every_box_has_its_own_iou_and_its_place() -> None:
    text = answer(WIDE, "100 700 400 900")
    credits = box_credits(text, TRUTH)
    assert [text[slice(*credit.span)] for credit in credits] == [WIDE, "100 700 400 900"]
    assert [credit.true for credit in credits] == [0, 1]
    assert credits[0].iou == pytest.approx(300 * 300 / (450 * 500))
    assert credits[1].iou == pytest.approx(1.0)


def test_a_box_far_off_is_paired_and_earns_nothing() -> None:
    (first, _) = box_credits(answer(OFF), TRUTH)
    assert (first.true, first.iou) == (0, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no trace at all",
        TRUTH.replace("left box", "left bx"),
        "finding nodule present left box 1 2 3 4 zones left_mid_zone",
        TRUTH.replace("present", "absent"),
    ],
)
def test_what_is_no_trace_or_not_there_has_no_credit(text: str) -> None:
    assert box_credits(text, TRUTH) == ()


def test_a_good_box_does_not_pay_for_a_bad_one_beside_it() -> None:
    texts = [answer(GOOD, "100 700 400 990"), answer(WIDE, "100 700 400 900")]
    spread = spread_over(texts, [0.25, -0.25], [TRUTH] * 2)
    first, second = (numbers(text, row) for text, row in zip(texts, spread, strict=True))
    for box in (*first, *second):
        assert len(set(box)) == 1, "the numbers of a box are credited alike"
    assert first[0][0] > 0 > first[1][0]
    assert second[1][0] > 0 > second[0][0]
    assert first[0][0] == pytest.approx(-second[0][0])


def test_all_other_words_keep_the_advantage_of_the_answer() -> None:
    texts = [answer(GOOD), answer(WIDE)]
    said = [pieces(text) for text in texts]
    spread = spread_over(texts, [0.25, -0.25], [TRUTH] * 2)
    for row, words, own in zip(spread, said, (0.25, -0.25), strict=True):
        outside = {
            value for word, value in zip(words, row.tolist(), strict=False) if re.search("[a-z]", word)
        }
        assert outside == {own}
        assert row[len(words) :].tolist() == [own] * (len(row) - len(words))


def test_groups_are_compared_within_themselves() -> None:
    texts = [answer(GOOD), answer(GOOD), answer(OFF), answer(OFF)]
    given = [0.5, -0.5, 0.5, -0.5]
    spread = spread_over(texts, given, [TRUTH, TRUTH, OTHER, OTHER])
    assert torch.equal(spread, torch.tensor(given)[:, None].expand_as(spread)), "boxes alike tell nothing"


@given(st.lists(st.tuples(*[st.integers(0, 400)] * 2, *[st.integers(500, 999)] * 2), min_size=4, max_size=4))
def test_the_boxes_of_a_group_balance(boxes: list[tuple[int, ...]]) -> None:
    texts = [answer(" ".join(map(str, box))) for box in boxes]
    credits = [box_credits(text, TRUTH) for text in texts]
    spread = spread_over(texts, [0.0] * 4, [TRUTH] * 4)
    of_first = [numbers(text, row)[0][0] for text, row in zip(texts, spread, strict=True)]
    assert sum(of_first) == pytest.approx(0.0, abs=1e-4)
    order = sorted(range(4), key=lambda row: credits[row][0].iou)
    assert [of_first[row] for row in order] == sorted(of_first)


def test_words_of_the_tiny_reader_are_found() -> None:
    words = train_tokenizer([TRUTH])
    said = []
    for text in (TRUTH, answer(WIDE)):
        ids = words.encode(text, add_special_tokens=False)
        said.append(pieces_of(words, [*ids, words.eos_token_id, words.pad_token_id]))
        assert "".join(said[-1]) == text
    size = max(map(len, said))
    spread = with_box_credit(torch.zeros(2, size), said, [TRUTH] * 2)
    credited = [word for word, value in zip(said[1], spread[1].tolist(), strict=False) if value]
    assert credited == [f" {number}" for number in WIDE.split()]


def test_words_that_do_not_make_the_answer_when_put_together_are_not_credited() -> None:
    words = train_tokenizer(["é"])
    ids = words.encode("\N{SNOWMAN}", add_special_tokens=False)
    assert len(ids) > 1
    assert pieces_of(words, ids) == []
