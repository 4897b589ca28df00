"""Stages end to end with a reader of a few thousand weights: they run, resume, refuse, and save whole."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from radtrace.record import BadInput
from radtrace.training.vlm.data import open_data
from tests.training.small import TINY, recipe
from tests.training.trained import losses, run

pytestmark = [
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


def test_a_frozen_tower_stays_as_it_was(films: Path, tmp_path: Path, reader: str) -> None:
    from radtrace.training.vlm.models import load_vlm
    from radtrace.training.vlm.stage import run_stage

    made = recipe(tmp_path, films, "concept", "\n", steps=2, model=reader)
    frozen = made.model_copy(update={"train": made.train.model_copy(update={"frozen_tower": True})})
    run_stage(frozen, lambda _: None)
    before, after = (load_vlm(name).model.state_dict() for name in (reader, str(frozen.out / "model")))
    changed = {name for name in before if not before[name].equal(after[name])}
    assert changed
    assert not [name for name in changed if "vision_tower" in name]


def test_a_trained_reader_says_how_it_was_asked(reader: str) -> None:
    from radtrace.readers.hf.local import LocalModel

    prompts = LocalModel(reader).settings().prompts
    assert prompts == {
        "report": "Read the film.",
        "grounding": "Where is {concept}?",
        "question": "{question}",
    }


def test_another_recipe_does_not_go_on_there(films: Path, tmp_path: Path) -> None:
    from radtrace.training.vlm.stage import run_stage

    first = recipe(tmp_path, films, "concept", TINY, steps=2)
    run_stage(first, lambda _: None)
    other = recipe(tmp_path, films, "concept", TINY, steps=3)
    with pytest.raises(BadInput, match="started with another recipe"):
        run_stage(other, lambda _: None)


def test_reinforce_refuses_a_reader_that_cannot_answer_yet(films: Path, tmp_path: Path, reader: str) -> None:
    from radtrace.training.vlm.stage import run_stage

    with pytest.raises(BadInput, match=r"valid trace 0% of the time, and reinforce needs 80%"):
        run_stage(
            recipe(tmp_path, films, "reinforce", "\n[reinforce]\ngenerations = 4\n", model=reader),
            lambda _: None,
        )
    assert not (tmp_path / "reinforce" / "model").exists()


def test_sight_trains_the_tower_and_nothing_else(films: Path, tmp_path: Path) -> None:
    import torch

    from radtrace.training.vlm.models import load_vlm, new_tiny_vlm
    from radtrace.training.vlm.stage import run_stage

    made = recipe(tmp_path, films, "sight", TINY)
    run_stage(made, lambda _: None)
    lessons = [lesson for lesson in open_data(films).lessons if lesson.split == "train"]
    assert made.tiny is not None
    before = new_tiny_vlm(made.tiny, lessons, made.seed).model.state_dict()
    after = load_vlm(str(made.out / "model")).model.state_dict()
    changed = {name for name, weight in before.items() if not torch.equal(weight, after[name])}
    assert changed and all("vision_tower" in name for name in changed)


def test_the_adapter_leaves_its_base_as_it_is(films: Path, tmp_path: Path, reader: str) -> None:
    import torch
    from safetensors.torch import load_file

    from radtrace.training.vlm.models import load_vlm
    from radtrace.training.vlm.stage import run_stage

    before = load_file(Path(reader) / "model.safetensors")
    made = recipe(tmp_path, films, "adapt", "\n[lora]\nrank = 2\n", model=reader)
    run_stage(made, lambda _: None)
    assert all(
        torch.equal(weight, before[name])
        for name, weight in load_file(Path(reader) / "model.safetensors").items()
    )
    adapter = load_file(made.out / "adapter" / "adapter_model.safetensors")
    assert adapter and all("lora" in name and "language_model" in name for name in adapter)
    merged = load_vlm(str(made.out / "model")).model.state_dict()
    base = load_vlm(reader).model.state_dict()
    assert any(not torch.equal(merged[name], base[name]) for name in base)


@pytest.mark.parametrize("loss", ["dpo", "orpo", "kto"])
def test_preferences_are_learned_from_pairs(films: Path, tmp_path: Path, reader: str, loss: str) -> None:
    from radtrace.training.vlm.arguments import last_checkpoint
    from radtrace.training.vlm.models import load_vlm
    from radtrace.training.vlm.prefer import Pair, length_ratio, preference_trainer

    body = f'\n[prefer]\nloss = "{loss}"\n'
    made = recipe(tmp_path, films, "prefer", body, steps=2, model=reader)
    asked = open_data(films).some("train", made.weights(), 0)[:8]
    pairs = [Pair(lesson, lesson.answer, 'say impression "No."') for lesson in asked]
    assert length_ratio(pairs) > 1
    trainer = preference_trainer(made, load_vlm(reader), pairs)
    trainer.train()
    assert last_checkpoint(made.out) is not None


def test_orpo_and_simpo_prefer_the_chosen_answer() -> None:
    import torch

    from radtrace.training.vlm.prefer import orpo, simpo

    better, worse = torch.tensor([-0.5]), torch.tensor([-2.0])
    for loss in (orpo, simpo):
        assert loss(better, worse, 0.1) < loss(worse, better, 0.1)
    # SimPO, by hand: scale 2, margin 1: -log sigmoid(2 * 1.5 - 1).
    assert float(simpo(better, worse, 0.1)) == pytest.approx(0.126928, abs=1e-5)


def test_loss_and_gradient_are_trl_s_own(films: Path, tmp_path: Path, reader: str) -> None:
    import torch
    from trl import SFTTrainer

    from radtrace.training.vlm.models import load_vlm
    from radtrace.training.vlm.supervised import supervised_trainer

    made = recipe(tmp_path, films, "concept", "\n", model=reader)
    trainer = supervised_trainer(made, load_vlm(reader), open_data(films).some("train", made.weights(), 0))
    batch = trainer.data_collator([trainer.train_dataset[place] for place in range(7)])
    assert trainer._separable(batch)
    assert len(batch["attention_mask"].sum(dim=1).unique()) > 1
    found = []
    for compute in (type(trainer).compute_loss, SFTTrainer.compute_loss):
        trainer.model.zero_grad()
        loss = compute(trainer, trainer.model, dict(batch))
        loss.backward()
        slopes = [weight.grad.flatten() for weight in trainer.model.parameters() if weight.grad is not None]
        found.append((float(loss), torch.cat(slopes)))
    (ours, slope), (theirs, other) = found
    assert ours == pytest.approx(theirs, rel=1e-4)
    assert (slope - other).norm() < 1e-3 * other.norm()


def test_a_model_of_the_wrong_kind_is_refused_by_its_configuration(tmp_path: Path) -> None:
    from radtrace.training.vlm.models import load_vlm

    (tmp_path / "config.json").write_text('{"model_type": "bert"}', "utf-8")
    with pytest.raises(BadInput, match="kind 'bert', which takes no images"):
        load_vlm(str(tmp_path))


def test_a_full_disk_leaves_the_old_reader(tmp_path: Path, reader: str) -> None:
    from radtrace.training.vlm.models import load_vlm, save_vlm

    kept = load_vlm(reader)
    save_vlm(kept.model, kept.processor, tmp_path / "model")

    class Full:
        def save_pretrained(self, folder: Path) -> None:
            raise OSError(28, "No space left on device")

    with pytest.raises(BadInput, match="No space left on device"):
        save_vlm(kept.model, Full(), tmp_path / "model")
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    load_vlm(str(tmp_path / "model"))


def test_two_processes_give_the_losses_of_one(films: Path, tmp_path: Path, reader: str) -> None:
    """Four lessons a step either way: two a process, or one process that accumulates twice."""
    found = []
    for processes, accumulate in ((1, 2), (2, 1)):
        folder = tmp_path / str(processes)
        folder.mkdir()
        made = recipe(folder, films, "concept", "\n", model=reader)
        # With --cpu accelerate starts one process, however many are asked for.
        kind = "--multi_gpu" if processes > 1 else "--cpu"
        launch = ["accelerate.commands.launch", kind, "--num_machines", "1", "--mixed_precision", "no"]
        launch += ["--num_processes", str(processes), "-m", "radtrace.cli", "train", "concept"]
        changes = ["batch=2", "steps=3", f"accumulate={accumulate}"]
        given = [word for change in changes for word in ("--set", f"train.{change}")]
        run([sys.executable, "-m", *launch, str(folder / "concept.toml"), *given])
        found.append(losses(made.out))
    assert found[0] == pytest.approx(found[1], rel=1e-4)
