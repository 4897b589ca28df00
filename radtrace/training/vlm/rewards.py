"""Rewards that can be checked: an answer as trace text against the truth, one number in [0, 1].

    reward = max(0, sum_i w_i term_i / sum_i w_i - sum_j f_j fine_j)

with the terms of `reward_terms.agreement` and the fines of `reward_terms.gaming`. An answer that is no valid
trace text gets 0, whatever it says; so does an empty one. Pure functions: the same in TRL's GRPO
(`trl_rewards`), in verl (`compute_score`) and in the evaluator (`reward`).

References: BoxMed-RL (IoU rewards), ChestX-Reasoner (process rewards), MedMO (GIoU), DeepSeek-R1 (format).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from radtrace.record import BadInput
from radtrace.training.vlm.reward_terms.agreement import (
    box_term,
    format_term,
    giou_term,
    label_term,
    measurement_term,
    steps_term,
)
from radtrace.training.vlm.reward_terms.answer import ParsedAnswer, parse_answer
from radtrace.training.vlm.reward_terms.gaming import copied_fine, length_fine, repeated_fine, whole_film_fine

Term = Callable[[ParsedAnswer], float]
TERMS: Mapping[str, Term] = {
    "format": format_term,
    "box": box_term,
    "giou": giou_term,
    "label": label_term,
    "steps": steps_term,
    "measurement": measurement_term,
}
FINES: Mapping[str, Term] = {
    "whole_film": whole_film_fine,
    "repeated": repeated_fine,
    "length": length_fine,
    "copied": copied_fine,
}
WEIGHTS: Mapping[str, float] = {"format": 0.5, "box": 2.0, "giou": 1.0, "label": 1.5}
FINE = 0.5


def reward(
    answer: str, truth: str, prior: str | None = None, weights: Mapping[str, float] = WEIGHTS
) -> dict[str, float]:
    """The reward under "reward", beside every term and fine.

    Raises
    ------
    BadInput
        If a weight has no term, none is positive, the truth is not trace text, or a term is not finite.
    """
    check_weights(weights)
    case = parse_answer(answer, truth, prior)
    terms = {name: _finite(name, TERMS[name](case), answer) for name in weights}
    fines = {name: _finite(name, fine(case), answer) for name, fine in FINES.items()}
    paid = sum(weights[name] * value for name, value in terms.items()) / sum(weights.values())
    total = max(0.0, paid - FINE * sum(fines.values())) if case.parsed is not None else 0.0
    return {"reward": total} | terms | {f"fine {name}": value for name, value in fines.items()}


def check_weights(weights: Mapping[str, float]) -> None:
    """Raise BadInput unless every weight is of a term and some weight is positive."""
    unknown = sorted(weights.keys() - TERMS.keys())
    if unknown:
        raise BadInput(f"reward {unknown[0]!r} is not known; known are {', '.join(TERMS)}")
    if min(weights.values(), default=0.0) < 0 or not sum(weights.values()) > 0:
        raise BadInput("reward weights must not be negative, and one must be above 0")


def trl_rewards(weights: Mapping[str, float] = WEIGHTS) -> Callable[..., list[float]]:
    """A reward function for TRL's GRPOTrainer; the data set's column `truth` holds the true traces.

    A column `prior`, where there is one, holds the traces of earlier films or None.
    """
    check_weights(weights)

    def trace_reward(
        completions: Sequence[Any], truth: Sequence[str], prior: Sequence[str | None] = (), **_: Any
    ) -> list[float]:
        earlier = prior or [None] * len(truth)
        return [
            reward(text_of(completion), true, before, weights)["reward"]
            for completion, true, before in zip(completions, truth, earlier, strict=True)
        ]

    return trace_reward


def compute_score(
    data_source: str,
    solution_str: str,
    ground_truth: str,
    extra_info: Mapping[str, Any] | None = None,
) -> dict[str, float]:
    """The reward as verl asks for it (`custom_reward_function`): the total under "score".

    `extra_info` may hold "prior" and "weights"; `data_source` does not matter.
    """
    extra = extra_info or {}
    values = reward(solution_str, ground_truth, extra.get("prior"), extra.get("weights", WEIGHTS))
    return {"score": values.pop("reward")} | values


def text_of(completion: Any) -> str:
    """The text of a completion: a string, or messages whose contents are text or parts of it."""
    if isinstance(completion, str):
        return completion
    contents = [message["content"] for message in completion]
    return "".join(
        content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
        for content in contents
    )


def _finite(name: str, value: float, answer: str) -> float:
    if not math.isfinite(value):
        raise BadInput(f"reward {name!r} is {value} for the answer {answer[:60]!r}; fix that reward first")
    return value
