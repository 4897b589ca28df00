"""Validation scores by our own metrics, logged during training."""

from __future__ import annotations

from typing import Any

from transformers import TrainerCallback

from radtrace.training.vlm.data import DataFolder
from radtrace.training.vlm.lessons.lesson import Task
from radtrace.training.vlm.measure import ask
from radtrace.training.vlm.recipe import Recipe
from radtrace.training.vlm.scores import score_answers
from radtrace.training.vlm.tiny import LoadedModel


class ValidationCallback(TrainerCallback):  # type: ignore[misc]
    """Answers validation lessons every `evaluate.every` steps and logs the scores."""

    def __init__(self, recipe: Recipe, reader: LoadedModel, data: DataFolder, trainer: Any) -> None:
        self.recipe, self.reader, self.trainer = recipe, reader, trainer
        each = max(recipe.evaluate.during // max(len(recipe.weights()), 1), 1)
        self.lessons = [one for task in recipe.weights() for one in data.films("validate", Task(task), each)]

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Evaluate when due: in one process, or in all where the weights are sharded."""
        every = self.recipe.evaluate.every
        asks = state.is_world_process_zero or self.trainer.is_fsdp_enabled
        if every and state.global_step % every == 0 and asks:
            scores = score_answers(self.lessons, ask(self.recipe, self.reader, self.lessons))
            due = control.should_log
            self.trainer.log({f"score/{name}": one.value for name, one in scores.values.items()})
            control.should_log = due  # the trainer takes every log for its loss
