"""Penalties for reward hacking: ways to collect reward without looking at the film.

The terms of `agreement` pay nothing for most of these already; the penalties make them a loss, so that a
policy that finds one moves away from it.
"""

from __future__ import annotations

from radtrace.metrics.boxes.iou import area
from radtrace.training.vlm.reward_terms.answer import ParsedAnswer, boxes_of

# Share of the film above which a box says nothing about location.
WHOLE = 0.6
LENGTH = 1.5
# Short answers may be a line longer than the truth.
SPARE = 80


def whole_film_fine(case: ParsedAnswer) -> float:
    """Share of boxes that cover most of the film where no true box of their label does."""
    if case.parsed is None:
        return 0.0
    said, true = boxes_of(case.parsed), boxes_of(case.truth)
    allowed = set(true.labels[area(true.xyxy) > WHOLE])
    covering = said.labels[area(said.xyxy) > WHOLE]
    return sum(label not in allowed for label in covering) / max(len(said), 1)


def repeated_fine(case: ParsedAnswer) -> float:
    """Share of lines that repeat an earlier line."""
    lines = [line for line in case.text.splitlines() if line.strip()]
    return 1 - len(set(lines)) / len(lines) if lines else 0.0


def length_fine(case: ParsedAnswer) -> float:
    """Excess over one and a half times the truth's length: 0 within it, 1 from twice that."""
    allowed = LENGTH * len(case.truth_text.strip()) + SPARE
    return min(max(len(case.text.strip()) / allowed - 1, 0.0), 1.0)


def copied_fine(case: ParsedAnswer) -> float:
    """1 where the answer copies the prior's trace word for word and the truth differs."""
    same = case.prior is not None and _words(case.text) == _words(case.prior)
    return float(same and _words(case.truth_text) != _words(case.prior or ""))


def _words(text: str) -> list[str]:
    return text.split()
