"""A frozen tower's tokens are remembered, and nothing else changes."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path

import pytest

pytest.importorskip("trl")

import torch

from radtrace.training.vlm.answer import GenerationSettings, answers
from radtrace.training.vlm.data import build_data, drawn_examples, open_data
from radtrace.training.vlm.feature_cache import FeatureCache, cache_features, takes_paths
from radtrace.training.vlm.lessons.lesson import Task
from radtrace.training.vlm.models import freeze_tower, save_vlm
from radtrace.training.vlm.prefer import Pair, preference_trainer
from radtrace.training.vlm.recipe import Evaluation, Prefer, Recipe, Reinforce, Stage, Steps
from radtrace.training.vlm.reinforce import reinforcement_trainer
from radtrace.training.vlm.supervised import supervised_trainer
from radtrace.training.vlm.tiny import LoadedModel, TinySize, build_tiny

pytestmark = [
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

SIZE = TinySize(image=64, width=32, heads=2, speaking_layers=1)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("drawn") / "data"
    build_data(drawn_examples(12, 2, 64), out, {"source": "drawn films"})
    return out


def reader(size: TinySize = SIZE) -> LoadedModel:
    made = build_tiny(size, ["step finding effusion present right box 1 2 3 4"], seed=1)
    freeze_tower(made.model)
    made.model.set_attn_implementation("eager")
    made.model.eval()  # as a loaded reader is
    return made


def recipe(data: Path, out: Path, stage: Stage, bf16: bool) -> Recipe:
    steps = Steps(
        steps=3, batch=4, log_every=1, checkpoint_every=9, bf16=bf16, frozen_tower=True, threads=1, rate=1e-2
    )
    return Recipe(
        stage=stage,
        data=data,
        out=out,
        tiny=SIZE,
        train=steps,
        reinforce=Reinforce(generations=2),
        prefer=Prefer(beta=0.5),
        evaluate=Evaluation(longest=8),
    )


def losses(recipe: Recipe, some: LoadedModel) -> list[tuple[float, float]]:
    """Loss and length of the gradient, step by step."""
    folder = open_data(recipe.data)
    lessons = folder.some("train", recipe.weights(), recipe.seed)
    torch.manual_seed(3)
    if recipe.stage is Stage.REINFORCE:
        trainer = reinforcement_trainer(recipe, some, lessons)
    elif recipe.stage is Stage.PREFER:
        pairs = [Pair(lesson, lesson.answer, "finding") for lesson in lessons]
        trainer = preference_trainer(recipe, some, pairs)
    else:
        trainer = supervised_trainer(recipe, some, lessons)
    trainer.train()
    history = trainer.state.log_history
    return [(one["loss"], one["grad_norm"]) for one in history if "loss" in one]


@pytest.mark.parametrize(
    ("stage", "bf16"),
    [
        (Stage.CONCEPT, False),
        (Stage.CONCEPT, True),
        (Stage.PREFER, False),
        (Stage.REINFORCE, True),
    ],
)
def test_the_losses_are_those_of_a_reader_that_looks_again(
    data: Path, tmp_path: Path, stage: Stage, bf16: bool
) -> None:
    again = losses(recipe(data, tmp_path / "again", stage, bf16), reader())
    once = losses(recipe(data, tmp_path / "once", stage, bf16), cache_features(reader(), 8))
    assert len(once) == 3
    assert once == [pytest.approx(one, rel=1e-5, abs=1e-6) for one in again]


def test_answers_and_noise_are_the_same(data: Path) -> None:
    lessons = open_data(data).some("train", {Task.READ: 1.0}, 0)[:6]
    plain, remembering = reader(), cache_features(reader(), 8)
    for noise in (False, True, False):
        settings = GenerationSettings(batch=4, longest=6, bf16=False, noise=noise)
        assert answers(plain, lessons, data, settings) == answers(remembering, lessons, data, settings)


def test_a_film_is_looked_at_once_and_no_more_is_kept_than_there_is_room_for() -> None:
    looked: list[str] = []

    def look(paths: Sequence[str]) -> torch.Tensor:
        looked.extend(paths)
        return torch.stack([torch.full((256, 512), float(path)) for path in paths])

    memory = FeatureCache(look, megabytes=1)
    numbers = [memory.number(path) for path in ("5", "6", "7")]
    assert [memory.number(path) for path in ("7", "5")] == [numbers[2], numbers[0]]
    for _ in range(2):
        seen = memory.tokens([numbers[1], numbers[0], numbers[1], numbers[2]])
        assert seen[:, 0, 0].tolist() == [6.0, 5.0, 6.0, 7.0]
    assert looked == ["6", "5", "7", "7"]


def test_tokens_of_two_precisions_are_kept_apart() -> None:
    kind = torch.float32
    memory = FeatureCache(lambda paths: torch.ones((len(paths), 2, 2), dtype=kind), megabytes=1)
    one = memory.number("a")
    assert memory.tokens([one], torch.float32).dtype is torch.float32
    kind = torch.bfloat16
    assert memory.tokens([one], torch.bfloat16).dtype is torch.bfloat16
    assert memory.tokens([one], torch.float32).dtype is torch.float32


def test_the_tower_is_not_run_again_for_a_film_it_knows(data: Path) -> None:
    some = reader()
    runs: list[int] = []
    some.model.model.vision_tower.layers.register_forward_hook(lambda *_: runs.append(1))
    some = cache_features(some, 8)
    lessons = open_data(data).some("train", {Task.READ: 1.0}, 0)[:4]
    for _ in range(3):
        answers(some, lessons, data, GenerationSettings(batch=4, longest=2, bf16=False))
    assert runs == [1]
    copied = LoadedModel(copy.deepcopy(some.model), some.processor)
    answers(copied, lessons, data, GenerationSettings(batch=4, longest=2, bf16=False))
    assert runs == [1]


def test_what_is_saved_is_what_would_have_been(tmp_path: Path) -> None:
    save_vlm(*reader(), tmp_path / "plain")
    save_vlm(*cache_features(reader(), 8), tmp_path / "remembering")
    plain, other = (
        {file.name: file.read_bytes() for file in folder.iterdir()} for folder in tmp_path.iterdir()
    )
    assert plain == other


def test_other_towers_and_no_room_leave_the_reader_as_it_is() -> None:
    siglip = reader(TinySize(**{**SIZE.model_dump(), "tower": "siglip", "seeing_layers": 1}))
    assert cache_features(siglip, 8) is siglip
    eye = reader()
    assert cache_features(eye, 0) is eye
    assert not takes_paths(eye.processor)
    assert takes_paths(cache_features(eye, 8).processor)
