"""Scores by our own metrics while a trainer runs, logged beside its loss."""

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
    """Asks the reader some validation lessons every `evaluate.every` steps; the scores are logged."""

    def __init__(self, recipe: Recipe, reader: LoadedModel, data: DataFolder, trainer: Any) -> None:
        self.recipe, self.reader, self.trainer = recipe, reader, trainer
        each = max(recipe.evaluate.during // max(len(recipe.weights()), 1), 1)
        self.lessons = [one for task in recipe.weights() for one in data.films("validate", Task(task), each)]

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Measure, if it is time: by one process, or by all where each holds a share of the weights."""
        every = self.recipe.evaluate.every
        asks = state.is_world_process_zero or self.trainer.is_fsdp_enabled
        if every and state.global_step % every == 0 and asks:
            scores = score_answers(self.lessons, ask(self.recipe, self.reader, self.lessons))
            due = control.should_log
            self.trainer.log({f"score/{name}": one.value for name, one in scores.values.items()})
            control.should_log = due  # to the trainer, whatever is logged was its loss
