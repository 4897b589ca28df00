"""What an answer is fined for: ways to collect reward without looking.

The terms of `agreement` already pay nothing for most of these; the fines make each a loss, so that a policy
that finds one is driven away from it rather than left there.
"""

from __future__ import annotations

from radtrace.metrics.boxes.iou import area
from radtrace.training.vlm.reward_terms.answer import Judged, boxes_of

WHOLE = 0.6
LENGTH = 1.5
# Short answers may be a line longer than the truth.
SPARE = 80


def whole_film_fine(case: Judged) -> float:
    """Share of boxes that cover most of the film where no true box of their label does."""
    if case.said is None:
        return 0.0
    said, true = boxes_of(case.said), boxes_of(case.true)
    allowed = set(true.labels[area(true.xyxy) > WHOLE])
    covering = said.labels[area(said.xyxy) > WHOLE]
    return sum(label not in allowed for label in covering) / max(len(said), 1)


def repeated_fine(case: Judged) -> float:
    """Share of lines that stand there already."""
    lines = [line for line in case.text.splitlines() if line.strip()]
    return 1 - len(set(lines)) / len(lines) if lines else 0.0


def length_fine(case: Judged) -> float:
    """How far the answer exceeds one and a half times the truth's length: 0 within it, 1 from twice that."""
    allowed = LENGTH * len(case.true_text.strip()) + SPARE
    return min(max(len(case.text.strip()) / allowed - 1, 0.0), 1.0)


def copied_fine(case: Judged) -> float:
    """1 where the answer repeats the prior's trace word for word and the truth is another."""
    same = case.prior is not None and _words(case.text) == _words(case.prior)
    return float(same and _words(case.true_text) != _words(case.prior or ""))


def _words(text: str) -> list[str]:
    return text.split()
