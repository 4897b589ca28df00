"""Supervised training (the stages gaze, concept and adapt): TRL's SFTTrainer on questions and answers.

One departure: the loss is computed where there are labels alone. TRL's own goes over the whole sequence, film
tokens too, in float32; on a CPU that is a third of a small model's time. The loss is the same number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from torch.nn import functional
from trl import SFTConfig, SFTTrainer

from radtrace.record import BadInput
from radtrace.training.vlm.arguments import arguments
from radtrace.training.vlm.asked import taught
from radtrace.training.vlm.features import takes_paths
from radtrace.training.vlm.lessons.lesson import Lesson
from radtrace.training.vlm.recipe import Lora, Recipe
from radtrace.training.vlm.tiny import Reader

if TYPE_CHECKING:
    from peft import LoraConfig


class AnswerTrainer(SFTTrainer):  # type: ignore[misc]
    """SFTTrainer whose logits are those of the answers."""

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """Mean cross-entropy of the answers' tokens, over the whole accumulated batch."""
        labels = inputs.pop("labels")
        first = int((labels != -100).any(dim=0).nonzero()[0])
        kept = labels.shape[1] - first + 1
        outputs = model(**inputs, logits_to_keep=kept, use_cache=False)
        wanted = labels[:, first:].reshape(-1)
        said = outputs.logits[:, :-1].reshape(len(wanted), -1)
        count = num_items_in_batch if num_items_in_batch is not None else (wanted != -100).sum()
        loss = functional.cross_entropy(said.float(), wanted, ignore_index=-100, reduction="sum") / count
        if self.args.average_tokens_across_devices and num_items_in_batch is not None:
            loss = loss * self.accelerator.num_processes
        self._total_train_tokens += int(inputs["attention_mask"].sum())
        self._metrics["train"]["num_tokens"] = [self._total_train_tokens]
        return (loss, outputs) if return_outputs else loss


def supervised_trainer(recipe: Recipe, reader: Reader, lessons: Sequence[Lesson]) -> SFTTrainer:
    """The trainer of a supervised stage, ready to run."""
    if recipe.lora:
        _check_layers(recipe.lora, reader)
    settings = SFTConfig(
        **arguments(recipe),
        max_length=None,
        train_sampling_strategy="group_by_length" if recipe.train.by_length else "random",
        remove_unused_columns=False,
    )
    return AnswerTrainer(
        model=reader.model,
        args=settings,
        train_dataset=taught(lessons, recipe.data, takes_paths(reader.processor)),
        processing_class=reader.processor,
        peft_config=lora(recipe.lora) if recipe.lora else None,
    )


def lora(adapter: Lora) -> LoraConfig:
    """The adapter that a recipe describes, on the decoder alone: the tower and the base stay as they are."""
    from peft import LoraConfig

    return LoraConfig(
        r=adapter.rank,
        lora_alpha=adapter.alpha,
        lora_dropout=adapter.dropout,
        target_modules=_layers(adapter),
        task_type="CAUSAL_LM",
    )


def _layers(adapter: Lora) -> str:
    """Which modules it goes to, as an expression over their names."""
    return rf".*language_model.*\.({'|'.join(adapter.layers)})"


def _check_layers(adapter: Lora, reader: Reader) -> None:
    if not any(re.fullmatch(_layers(adapter), name) for name, _ in reader.model.named_modules()):
        raise BadInput(
            f"the model has no layer {' or '.join(adapter.layers)} in its decoder; name its in lora.layers"
        )
