"""The stage reinforce: TRL's GRPOTrainer with our rewards, for a model that writes valid traces.

Departures from BoxMed-RL: the reward is the weighted sum of `radtrace.training.vlm.rewards` with its fines;
no KL term unless the recipe asks for one, as in DAPO.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from radtrace.record import BadInput
from radtrace.training.vlm.answer import GenerationSettings, answers
from radtrace.training.vlm.arguments import arguments
from radtrace.training.vlm.hf_datasets import prompt_dataset
from radtrace.training.vlm.lessons.lesson import Lesson
from radtrace.training.vlm.recipe import Recipe
from radtrace.training.vlm.rewards import trl_rewards
from radtrace.training.vlm.scores import score_answers
from radtrace.training.vlm.tiny import LoadedModel

if TYPE_CHECKING:
    from trl import GRPOConfig

# The standard error of a share of 48 is at most 7 points, enough to check the threshold.
_COLD_FILMS = 48


def reinforcement_trainer(recipe: Recipe, reader: LoadedModel, lessons: Sequence[Lesson]) -> Any:
    """The trainer of the stage reinforce."""
    from radtrace.training.vlm.box_credit import BoxCreditTrainer
    from radtrace.training.vlm.decoding import enable_early_exit
    from radtrace.training.vlm.feature_cache import takes_paths
    from radtrace.training.vlm.sparse_grpo import SparseGRPOTrainer

    enable_early_exit(reader.model)
    kind = BoxCreditTrainer if recipe.reinforce.credit == "box" else SparseGRPOTrainer
    return kind(
        model=reader.model,
        reward_funcs=trl_rewards(recipe.reinforce.reward),
        args=grpo_settings(recipe),
        train_dataset=prompt_dataset(lessons, recipe.data, takes_paths(reader.processor)),
        processing_class=reader.processor,
    )


def grpo_settings(recipe: Recipe) -> GRPOConfig:
    """The recipe's table `reinforce` as TRL's configuration."""
    from trl import GRPOConfig

    settings = recipe.reinforce
    return GRPOConfig(
        **arguments(recipe),
        num_generations=settings.generations,
        max_completion_length=recipe.evaluate.longest,
        temperature=settings.temperature,
        beta=settings.beta,
        num_iterations=settings.iterations,
        scale_rewards=settings.scale,
        mask_truncated_completions=False,
    )


def check_cold_start(recipe: Recipe, reader: LoadedModel, lessons: Sequence[Lesson]) -> float:
    """The share of valid traces among sampled answers.

    Raises
    ------
    BadInput
        If it is below the recipe's `reinforce.cold_start`: the rewards of a group would then be equal and
        teach nothing.
    """
    some = list(lessons[:_COLD_FILMS])
    settings = GenerationSettings(
        batch=recipe.evaluate.batch,
        longest=recipe.evaluate.longest,
        temperature=recipe.reinforce.temperature,
        seed=recipe.seed,
        bf16=recipe.train.bf16,
    )
    sampled = [texts[0] for texts in answers(reader, some, recipe.data, settings)]
    rate = score_answers(some, sampled).value("valid")
    if not rate >= recipe.reinforce.cold_start:
        raise BadInput(
            f"{recipe.model} answers with a valid trace {rate:.0%} of the time, and reinforce needs "
            f"{recipe.reinforce.cold_start:.0%}; run radtrace train concept first, or for longer"
        )
    return rate
