"""The card says where a bar is missed."""

from __future__ import annotations

import pytest

from radtrace.evaluation.intervals import Estimate
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
