"""The stage prefer: pairs of sampled answers ranked by our reward, and five preference losses.

DPO (Rafailov et al. 2023) and IPO (Azar et al. 2023) are TRL's DPOTrainer, KTO (Ethayarajh et al. 2024) its
KTOTrainer. TRL's ORPO and CPO trainers take no pictures, so ORPO (Hong et al. 2024) and SimPO (Meng et al.
2024) are computed here on the batches of DPOTrainer; neither needs a reference model:

    ORPO   -log p(chosen)/|chosen| - beta * log sigmoid(log odds(chosen) - log odds(rejected))
    SimPO  -log sigmoid(b * (log p(chosen)/|chosen| - log p(rejected)/|rejected|) - gamma),  gamma = b / 2

with b = 20 * beta, so that one `beta` of a recipe has a comparable effect in all losses (SimPO's own b is 2).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
from torch.nn import functional
from trl import DPOConfig, DPOTrainer, KTOConfig, KTOTrainer

from radtrace.record import BadInput
from radtrace.training.vlm.answer import GenerationSettings, answers
from radtrace.training.vlm.arguments import arguments
from radtrace.training.vlm.feature_cache import takes_paths
from radtrace.training.vlm.hf_datasets import preference_dataset, unpaired_dataset
from radtrace.training.vlm.lessons.lesson import Lesson
from radtrace.training.vlm.recipe import Recipe
from radtrace.training.vlm.rewards import reward
from radtrace.training.vlm.tiny import LoadedModel

# b = 20 beta and gamma / b = 0.5, see above.
_SIMPO = 20.0
_MARGIN = 0.5


class Pair(NamedTuple):
    """A lesson with a better and a worse answer."""

    lesson: Lesson
    chosen: str
    rejected: str


def build_pairs(recipe: Recipe, reader: LoadedModel, lessons: Sequence[Lesson]) -> list[Pair]:
    """The best and the worst of several sampled answers, where their rewards differ enough.

    Raises
    ------
    BadInput
        If no lesson has two answers that are `prefer.least_gap` apart.
    """
    some = list(lessons[: recipe.prefer.films])
    settings = GenerationSettings(
        batch=max(recipe.evaluate.batch // recipe.prefer.samples, 1),
        longest=recipe.evaluate.longest,
        temperature=recipe.prefer.temperature,
        samples=recipe.prefer.samples,
        seed=recipe.seed,
        bf16=recipe.train.bf16,
    )
    sampled = answers(reader, some, recipe.data, settings)
    pairs = [
        _pair(lesson, texts, recipe.prefer.least_gap) for lesson, texts in zip(some, sampled, strict=True)
    ]
    kept = [pair for pair in pairs if pair is not None]
    if not kept:
        raise BadInput(
            f"no two answers to one question are {recipe.prefer.least_gap} apart in reward; "
            "raise prefer.temperature or lower prefer.least_gap"
        )
    return kept


def _pair(lesson: Lesson, texts: Sequence[str], least_gap: float) -> Pair | None:
    ranked = sorted(
        ((reward(text, lesson.truth)["reward"], text) for text in texts), key=lambda pair: pair[0]
    )
    (worst, rejected), (best, chosen) = ranked[0], ranked[-1]
    return Pair(lesson, chosen, rejected) if best - worst >= least_gap and rejected else None


def length_ratio(pairs: Sequence[Pair]) -> float:
    """Characters of the chosen answers over those of the rejected ones; 1 rewards neither length."""
    return sum(len(pair.chosen) for pair in pairs) / max(sum(len(pair.rejected) for pair in pairs), 1)


def preference_trainer(recipe: Recipe, reader: LoadedModel, pairs: Sequence[Pair]) -> Any:
    """The trainer of the stage prefer."""
    loss, beta = recipe.prefer.loss, recipe.prefer.beta
    paths = takes_paths(reader.processor)
    given: dict[str, Any] = {
        "model": reader.model,
        "ref_model": copy.deepcopy(reader.model),
        "processing_class": reader.processor,
    }
    if loss == "kto":
        settings = KTOConfig(**arguments(recipe), beta=beta, max_length=None)
        return KTOTrainer(**given, args=settings, train_dataset=unpaired_dataset(pairs, recipe.data, paths))
    kind = "ipo" if loss == "ipo" else "sigmoid"
    config = DPOConfig(**arguments(recipe), beta=beta, loss_type=[kind], max_length=None)
    if loss in ("dpo", "ipo"):
        return DPOTrainer(**given, args=config, train_dataset=preference_dataset(pairs, recipe.data, paths))
    trainer = PairTrainer(**given, args=config, train_dataset=preference_dataset(pairs, recipe.data, paths))
    trainer.loss_of = orpo if loss == "orpo" else simpo
    return trainer


class PairTrainer(DPOTrainer):  # type: ignore[misc]
    """DPOTrainer with a loss that needs no reference model."""

    loss_of: Callable[[torch.Tensor, torch.Tensor, float], torch.Tensor]

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """The loss of a batch whose first half is chosen and whose second half is rejected."""
        counted = inputs.pop("completion_mask")
        outputs = model(**inputs, use_cache=False)
        tokens, mask = inputs["input_ids"][:, 1:], counted[:, 1:].bool()
        logs = functional.log_softmax(outputs.logits[:, :-1].float(), dim=-1)
        each = logs.gather(-1, tokens[..., None])[..., 0].masked_fill(~mask, 0.0)
        chosen, rejected = (each.sum(1) / mask.sum(1).clamp(min=1)).chunk(2)
        loss = self.loss_of(chosen, rejected, self.beta).mean()
        return (loss, outputs) if return_outputs else loss


def orpo(chosen: torch.Tensor, rejected: torch.Tensor, beta: float) -> torch.Tensor:
    """ORPO's loss of mean log-probabilities, (pairs) each."""
    odds = [mean - torch.log1p(-mean.exp().clamp(max=1 - 1e-6)) for mean in (chosen, rejected)]
    return -chosen - beta * functional.logsigmoid(odds[0] - odds[1])


def simpo(chosen: torch.Tensor, rejected: torch.Tensor, beta: float) -> torch.Tensor:
    """SimPO's loss of mean log-probabilities, (pairs) each."""
    scale = _SIMPO * beta
    return -functional.logsigmoid(scale * (chosen - rejected) - _MARGIN * scale)
