"""Supervised fine-tuning (the stages gaze, concept and adapt): TRL's SFTTrainer on prompts and answers.

Two departures that leave the loss unchanged. Logits are computed only where there are labels: TRL computes
them over the whole sequence, film tokens included, in float32, which on a CPU takes a third of a small
model's time. And where every lesson is one row, a batch is split into micro-batches of similar length
(`microbatches`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional
from trl import SFTConfig, SFTTrainer

from radtrace.record import BadInput
from radtrace.training.vlm.arguments import arguments
from radtrace.training.vlm.feature_cache import takes_paths
from radtrace.training.vlm.hf_datasets import supervised_dataset
from radtrace.training.vlm.lessons.lesson import Lesson
from radtrace.training.vlm.microbatches import split_by_length
from radtrace.training.vlm.recipe import Lora, Recipe
from radtrace.training.vlm.tiny import LoadedModel

if TYPE_CHECKING:
    from peft import LoraConfig


class AnswerTrainer(SFTTrainer):  # type: ignore[misc]
    """SFTTrainer that computes logits for the answers only."""

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """Mean cross-entropy of the answers' tokens, over the whole accumulated batch."""
        count = num_items_in_batch if num_items_in_batch is not None else (inputs["labels"] != -100).sum()
        whole = return_outputs or not self._separable(inputs)
        found = [_summed(model, part) for part in ([inputs] if whole else _parts(inputs))]
        loss = torch.stack([one for one, _ in found]).sum() / count
        if self.args.average_tokens_across_devices and num_items_in_batch is not None:
            loss = loss * self.accelerator.num_processes
        self._total_train_tokens += int(inputs["attention_mask"].sum())
        self._metrics["train"]["num_tokens"] = [self._total_train_tokens]
        return (loss, found[0][1]) if return_outputs else loss

    def _separable(self, inputs: dict[str, Any]) -> bool:
        """Whether each tensor has one row a lesson, padded on the right, in a single process."""
        rows = {len(value) for value in inputs.values()}
        one_process = self.accelerator.num_processes == 1
        return one_process and len(rows) == 1 and bool(inputs["attention_mask"][:, 0].all())


def _parts(inputs: dict[str, Any]) -> Iterator[dict[str, Any]]:
    lengths = inputs["attention_mask"].sum(dim=1)
    along = {name for name, value in inputs.items() if value.shape[:2] == inputs["input_ids"].shape}
    return split_by_length(inputs, lengths, torch.arange(len(lengths)), along)


def _summed(model: Any, inputs: dict[str, Any]) -> tuple[torch.Tensor, Any]:
    """The summed cross-entropy of the labels, and the model's outputs."""
    labels = inputs["labels"]
    first = int((labels != -100).any(dim=0).nonzero()[0])
    others = {name: value for name, value in inputs.items() if name != "labels"}
    outputs = model(**others, logits_to_keep=labels.shape[1] - first + 1, use_cache=False)
    targets = labels[:, first:].reshape(-1)
    logits = outputs.logits[:, :-1].reshape(len(targets), -1)
    return functional.cross_entropy(logits.float(), targets, ignore_index=-100, reduction="sum"), outputs


def supervised_trainer(recipe: Recipe, reader: LoadedModel, lessons: Sequence[Lesson]) -> SFTTrainer:
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
        train_dataset=supervised_dataset(lessons, recipe.data, takes_paths(reader.processor)),
        processing_class=reader.processor,
        peft_config=lora(recipe.lora) if recipe.lora else None,
    )


def lora(adapter: Lora) -> LoraConfig:
    """The adapter that a recipe describes, on the decoder only; tower and base weights stay frozen."""
    from peft import LoraConfig

    return LoraConfig(
        r=adapter.rank,
        lora_alpha=adapter.alpha,
        lora_dropout=adapter.dropout,
        target_modules=_layers(adapter),
        task_type="CAUSAL_LM",
    )


def _layers(adapter: Lora) -> str:
    """A regular expression for the names of the adapted modules."""
    return rf".*language_model.*\.({'|'.join(adapter.layers)})"


def _check_layers(adapter: Lora, reader: LoadedModel) -> None:
    if not any(re.fullmatch(_layers(adapter), name) for name, _ in reader.model.named_modules()):
        raise BadInput(
            f"the model has no layer {' or '.join(adapter.layers)} in its decoder; change lora.layers"
        )
