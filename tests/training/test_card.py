"""The card says where a bar is missed, and opens with what was measured on films kept back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from radtrace.evaluation.intervals import Estimate
from radtrace.readers.embedded.model import shipped_folder, shipped_model
from radtrace.training.embedded.card import introduction
from radtrace.training.embedded.evaluate import CardFigure


@pytest.mark.parametrize(
    ("value", "bar", "missed"),
    [
        (0.71, "0.70", False),
        (0.69, "0.70", True),
        (0.07, "at most 0.08", False),
        (0.09, "at most 0.08", True),
        (0.1, "", False),
    ],
)
def test_a_bar_is_missed_on_its_wrong_side(value: float, bar: str, missed: bool) -> None:
    assert CardFigure("what", "where", Estimate(value, 0.0, 1.0), 10, None, bar).missed is missed


def test_the_shipped_card_opens_with_the_films_that_were_kept_back() -> None:
    text = (shipped_folder() / "card.md").read_text("utf-8")
    assert text.startswith(introduction(shipped_model(), patients=357, films=528))
    assert text.index("0.636") < text.index("0.703")


def test_other_weights_do_not_claim_the_figures_of_the_shipped_ones() -> None:
    other = replace(shipped_model(), sha256="0" * 64)
    assert "0.636" not in introduction(other, patients=1, films=1)
