"""GRPO for fewer tokens has the loss and the gradient of TRL's."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("trl")

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from trl import GRPOTrainer

from radtrace.training.vlm.data import build_data, drawn_examples, open_data
from radtrace.training.vlm.recipe import Evaluation, Recipe, Reinforce, Stage, Steps
from radtrace.training.vlm.reinforce import reinforcement_trainer
from radtrace.training.vlm.sparse_grpo import informative_parts
from radtrace.training.vlm.tiny import TinySize, build_tiny

pytestmark = [
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

SIZE = TinySize(image=64, width=32, heads=2, speaking_layers=1)
FILM = 16


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("drawn") / "data"
    build_data(drawn_examples(6, 1, 64), folder, {"source": "drawn films"})
    recipe = Recipe(
        stage=Stage.REINFORCE,
        data=folder,
        out=folder.parent / "out",
        tiny=SIZE,
        train=Steps(steps=1, batch=8, bf16=False, threads=1),
        reinforce=Reinforce(generations=4),
        evaluate=Evaluation(longest=8),
    )
    data = open_data(folder)
    reader = build_tiny(SIZE, [lesson.answer for lesson in data.lessons], seed=1)
    return reinforcement_trainer(recipe, reader, data.some("train", recipe.weights(), 1))


def step(trainer: Any, advantages: list[float], lengths: list[int], prompt: int = 3) -> dict[str, Any]:
    """A step as TRL hands it to the loss, with random words."""
    torch.manual_seed(2)
    model = trainer.model
    count, longest = len(lengths), max(lengths)
    film = torch.full((count, FILM), model.config.image_token_index)
    told = torch.randint(10, 30, (count, prompt))
    mask = (torch.arange(longest)[None] < torch.tensor(lengths)[:, None]).int()
    return {
        "prompt_ids": torch.cat([film, told], dim=1),
        "prompt_mask": torch.ones(count, FILM + prompt, dtype=torch.int),
        "completion_ids": torch.randint(10, 30, (count, longest)) * mask,
        "completion_mask": mask,
        "advantages": torch.tensor(advantages),
        "num_items_in_batch": mask.sum(),
        "pixel_values": torch.rand(count, 3, 64, 64),
        "num_images": [1] * count,
    }


def measured(trainer: Any, compute: Any, inputs: dict[str, Any]) -> tuple[Tensor, Tensor]:
    model = trainer.model
    model.eval()  # the tower's norms are then the same for every part
    model.zero_grad()
    trainer.current_gradient_accumulation_steps = 1
    loss = compute(trainer, model, inputs)
    loss.backward()
    slopes = [weight.grad.flatten() for weight in model.parameters() if weight.grad is not None]
    return loss.detach(), torch.cat(slopes)


@pytest.mark.parametrize(
    ("advantages", "lengths"),
    [
        ([1.0, -1.0, 0.5, -0.5, 0.0, 0.0, 0.0, 0.0], [9, 2, 5, 7, 1, 3, 9, 4]),
        ([0.0, 0.0, 1.5, -1.5], [3, 8, 8, 1]),
        ([2.0, -1.0, -1.0], [1, 1, 12]),
    ],
)
def test_loss_and_gradient_are_those_of_the_whole_step(
    trainer: Any, advantages: list[float], lengths: list[int]
) -> None:
    inputs = step(trainer, advantages, lengths)
    whole, slope = measured(trainer, GRPOTrainer._compute_loss, inputs)
    ours, other = measured(trainer, type(trainer)._compute_loss, inputs)
    assert type(trainer)._compute_loss is not GRPOTrainer._compute_loss
    assert float(ours) == pytest.approx(float(whole), abs=1e-6)
    assert slope.norm() > 1e-3
    assert (slope - other).norm() < 1e-4 * slope.norm()


def test_a_step_of_one_mind_has_a_loss_and_no_gradient(trainer: Any) -> None:
    loss, slope = measured(trainer, type(trainer)._compute_loss, step(trainer, [0.0] * 4, [5, 6, 2, 3]))
    assert loss == 0
    assert slope.abs().max() == 0


def test_with_a_penalty_for_distance_the_step_is_taken_whole(
    trainer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert trainer._separable({"num_images": [1, 1]})
    assert not trainer._separable({"num_images": [2, 1]})
    assert not trainer._separable({"image_grid_thw": torch.ones(2, 3)})
    monkeypatch.setattr(trainer, "beta", 0.1)
    assert not trainer._separable({"num_images": [1, 1]})


@given(
    answers=st.lists(
        st.tuples(st.sampled_from([-1.0, 0.0, 0.0, 0.5]), st.integers(1, 20)), min_size=1, max_size=30
    )
)
def test_every_answer_that_tells_is_taken_once_and_whole(answers: list[tuple[float, int]]) -> None:
    advantages, lengths = (torch.tensor(column) for column in zip(*answers, strict=True))
    mask = (torch.arange(int(lengths.max()))[None] < lengths[:, None]).int()
    names = torch.arange(len(answers))
    inputs = {
        "advantages": advantages,
        "completion_mask": mask,
        "completion_ids": mask * (1 + names[:, None]),
        "names": names.tolist(),
        "num_items_in_batch": mask.sum(),
    }
    taken = list(informative_parts(inputs))
    said = [name for part in taken for name in part["names"]]
    telling = names[advantages != 0].tolist()
    assert sorted(said) == telling or (not telling and len(said) == 1)
    for part in taken:
        assert part["num_items_in_batch"] == mask.sum()
        assert part["completion_mask"].shape[1] == part["completion_mask"].sum(dim=1).max()
        assert part["completion_mask"].sum(dim=1).tolist() == lengths[part["names"]].tolist()
        assert part["completion_ids"].max(dim=1).values.tolist() == [name + 1 for name in part["names"]]
