"""How fast the stages concept and reinforce train, beside TRL's own trainers on the same work.

    OMP_NUM_THREADS=1 python benchmarks/training_speed.py DATA --sight MODEL --concept MODEL

DATA is a folder of `radtrace data build`, the models are those that the stages sight and concept leave. Every
arm has the same model, frozen tower, lessons, order, batch and steps; a lesson comes five times, about as
often as a film does in the 1,500 steps of `recipes/cpu`. Printed: processor seconds (of one thread, so that
neighbours count little), answers' and all tokens a second, the share of padding, how far the losses are from
TRL's at most; for reinforce the reward; then the padding of batches as they come and by length. Its arms
have the same reward function and settings; answers are sampled, and are not the same ones in all arms.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from transformers.trainer_pt_utils import get_length_grouped_indices
from trl import GRPOTrainer, SFTConfig, SFTTrainer

from radtrace.training.vlm.arguments import arguments
from radtrace.training.vlm.data import open_data
from radtrace.training.vlm.feature_cache import cache_features
from radtrace.training.vlm.hf_datasets import prompt_dataset, supervised_dataset
from radtrace.training.vlm.lessons.lesson import Lesson
from radtrace.training.vlm.models import freeze_tower, load_vlm
from radtrace.training.vlm.recipe import Recipe
from radtrace.training.vlm.recipe_file import read_recipe
from radtrace.training.vlm.reinforce import grpo_settings, reinforcement_trainer
from radtrace.training.vlm.rewards import trl_rewards
from radtrace.training.vlm.supervised import supervised_trainer
from radtrace.training.vlm.tiny import LoadedModel

RECIPES = Path(__file__).parents[1] / "recipes" / "cpu"
COMES = 5
Make = Callable[[Recipe, LoadedModel, Sequence[Lesson]], Any]


@dataclass
class Counting:
    """A collator that counts what it hands on."""

    inner: Any
    answers: int = 0
    tokens: int = 0
    places: int = 0

    def __call__(self, examples: Any) -> Any:
        batch = self.inner(examples)
        self.answers += int((batch["labels"] != -100).sum())
        self.tokens += int(batch["attention_mask"].sum())
        self.places += batch["attention_mask"].numel()
        return batch


@dataclass
class Arm:
    """What one arm took."""

    seconds: float
    losses: list[float] = field(default_factory=list)
    reward: float = 0.0


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sight", required=True)
    parser.add_argument("--concept", required=True)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--reinforce-steps", type=int, default=2)
    parser.add_argument("--reinforce-batch", type=int, default=128)
    given = parser.parse_args()
    torch.set_num_threads(1)
    with TemporaryDirectory() as out:
        _concept(_recipe("concept", given.data, given.sight, given.steps, Path(out)))
        if given.reinforce_steps:
            batch = f"train.batch={given.reinforce_batch}"
            _reinforce(
                _recipe("reinforce", given.data, given.concept, given.reinforce_steps, Path(out), batch)
            )
        _padding(_recipe("concept", given.data, given.sight, given.steps, Path(out)))


def _recipe(stage: str, data: Path, model: str, steps: int, out: Path, *others: str) -> Recipe:
    changes = [f"data={data}", f"model={model}", f"out={out / stage}", f"train.steps={steps}"]
    never = ["train.log_every=1", f"train.checkpoint_every={steps + 1}", "evaluate.every=0"]
    return read_recipe(RECIPES / f"{stage}.toml", stage, [*changes, *never, *others])


def _concept(recipe: Recipe) -> None:
    lessons = open_data(recipe.data).some("train", recipe.weights(), recipe.seed)
    lessons = lessons[: recipe.train.steps * recipe.train.batch // COMES]
    print(f"concept: {recipe.train.steps} steps of {recipe.train.batch}, {len(lessons)} lessons\n")
    print("| | s | answer tokens/s | tokens/s | padding | losses within |\n|---|---:|---:|---:|---:|---:|")
    first: Arm | None = None
    arms: list[tuple[str, Make, int, bool]] = [
        ("plain TRL", _plain, 0, False),
        ("loss of the answers alone, in parts", supervised_trainer, 0, True),
        ("and films remembered", supervised_trainer, 512, True),
    ]
    for name, make, remember, ours in arms:
        trainer = make(recipe, _reader(recipe, remember, ours), lessons)
        trainer.data_collator = counted = Counting(trainer.data_collator)
        arm = _run(trainer)
        first = first or arm
        apart = max(abs(one - other) for one, other in zip(arm.losses, first.losses, strict=True))
        print(
            f"| {name} | {arm.seconds:.1f} | {counted.answers / arm.seconds:.0f} | "
            f"{counted.tokens / arm.seconds:.0f} | {1 - counted.tokens / counted.places:.0%} | {apart:.4f} |",
            flush=True,
        )
    print(f"\nours over plain TRL: {first.seconds / arm.seconds:.2f} times as fast\n" if first else "")


def _plain(recipe: Recipe, reader: LoadedModel, lessons: Sequence[Lesson]) -> SFTTrainer:
    """What TRL's documentation would have one write."""
    return SFTTrainer(
        model=reader.model,
        args=SFTConfig(**arguments(recipe), max_length=None),
        train_dataset=supervised_dataset(lessons, recipe.data),
        processing_class=reader.processor,
    )


def _reinforce(recipe: Recipe) -> None:
    lessons = open_data(recipe.data).some("train", recipe.weights(), recipe.seed)
    print(f"reinforce: {recipe.train.steps} steps of {recipe.train.batch} answers\n")
    print("| | s a step | reward |\n|---|---:|---:|")
    taken = []
    for name, make, remember, ours in (
        ("plain TRL", _plain_grpo, 0, False),
        ("as the stage reinforce does it", reinforcement_trainer, 512, True),
    ):
        arm = _run(make(recipe, _reader(recipe, remember, ours), lessons))
        taken.append(arm.seconds)
        print(f"| {name} | {arm.seconds / recipe.train.steps:.1f} | {arm.reward:.3f} |", flush=True)
    print(f"\nours over plain TRL: {taken[0] / taken[1]:.2f} times as fast")


def _plain_grpo(recipe: Recipe, reader: LoadedModel, lessons: Sequence[Lesson]) -> GRPOTrainer:
    return GRPOTrainer(
        model=reader.model,
        reward_funcs=trl_rewards(recipe.reinforce.reward),
        args=grpo_settings(recipe),
        train_dataset=prompt_dataset(lessons, recipe.data),
        processing_class=reader.processor,
    )


def _padding(recipe: Recipe) -> None:
    lessons = open_data(recipe.data).some("train", recipe.weights(), recipe.seed)
    reader = load_vlm(str(recipe.model))
    film = (reader.model.config.vision_config.image_size // reader.processor.patch_size) ** 2
    words = reader.processor.tokenizer([lesson.prompt + lesson.answer for lesson in lessons])["input_ids"]
    lengths = torch.tensor([film + len(one) for one in words])
    draw = torch.Generator().manual_seed(recipe.seed)
    size = recipe.train.batch
    alike = get_length_grouped_indices([len(lesson.answer) for lesson in lessons], size, generator=draw)
    for name, order in (("as they come", torch.randperm(len(lessons), generator=draw)), ("by length", alike)):
        batches = torch.split(lengths[order], size)
        places = sum(int(batch.max()) * len(batch) for batch in batches)
        print(f"padding, {len(lessons)} lessons {name}: {1 - int(lengths.sum()) / places:.1%}")


def _reader(recipe: Recipe, remember: int, ours: bool) -> LoadedModel:
    reader = load_vlm(str(recipe.model))
    freeze_tower(reader.model)
    if ours:
        reader.model.set_attn_implementation("eager")
    return cache_features(reader, remember)


def _run(trainer: Any) -> Arm:
    start = time.process_time()
    trainer.train()
    told = [entry for entry in trainer.state.log_history if "loss" in entry]
    rewards = [entry.get("reward", 0.0) for entry in told]
    seconds = time.process_time() - start
    return Arm(seconds, [entry["loss"] for entry in told], sum(rewards) / len(rewards))


if __name__ == "__main__":
    main()
