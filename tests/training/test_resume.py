"""A stage that was killed or failed goes on from its last whole checkpoint, as if it had not been."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pytest

pytest.importorskip("trl")

from radtrace.record import BadInput
from radtrace.training.vlm import rewards
from radtrace.training.vlm.reward_terms.answer import ParsedAnswer
from tests.training.small import TINY, recipe
from tests.training.trained import losses, run

pytestmark = [
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

# Ends the process, as a kill does, when the fifth step is computed.
KILLED = """
import os, sys
from pathlib import Path
import transformers
from radtrace.training.vlm.recipe_file import read_recipe
from radtrace.training.vlm.stage import run_stage
step, steps = transformers.Trainer.training_step, []
def training_step(self, *given, **named):
    steps.append(1)
    if len(steps) == 5:
        os._exit(9)
    return step(self, *given, **named)
transformers.Trainer.training_step = training_step
run_stage(read_recipe(Path(sys.argv[1]), sys.argv[2]), print)
"""
REINFORCE = "\n[reinforce]\ngenerations = 4\ncold_start = 0.0\n"


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.mark.parametrize(
    ("stage", "body"), [("sight", TINY), ("gaze", "\n"), ("concept", "\n"), ("adapt", "\n[lora]\nrank = 2\n")]
)
def test_a_killed_run_goes_on_as_if_it_had_not_been(
    films: Path, tmp_path: Path, reader: str, stage: str, body: str
) -> None:
    from safetensors.torch import load_file

    from radtrace.training.vlm.stage import run_stage

    (tmp_path / "again").mkdir()
    start = {} if body is TINY else {"model": reader}
    whole, cut = (
        recipe(folder, films, stage, body, steps=6, **start) for folder in (tmp_path, tmp_path / "again")
    )
    run_stage(whole, lambda _: None)
    run([sys.executable, "-c", KILLED, str(tmp_path / "again" / f"{stage}.toml"), stage], ends=9)
    assert not (cut.out / "model").exists()
    (cut.out / "checkpoints" / "checkpoint-99").mkdir()  # what a kill in the middle of writing leaves
    said: list[str] = []
    run_stage(cut, said.append)
    assert any("resuming from checkpoint-4" in line for line in said)
    assert losses(cut.out) == pytest.approx(losses(whole.out), rel=1e-4)
    first, second = (load_file(made.out / "model" / "model.safetensors") for made in (whole, cut))
    assert first.keys() == second.keys()
    for name, weight in first.items():
        assert second[name].float().numpy() == pytest.approx(weight.float().numpy(), abs=1e-4), name


def test_a_reward_that_is_no_number_stops_reinforce_and_leaves_its_checkpoint(
    films: Path, tmp_path: Path, reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from radtrace.training.vlm.arguments import last_checkpoint
    from radtrace.training.vlm.stage import run_stage

    made = recipe(tmp_path, films, "reinforce", REINFORCE, model=reader)
    asked: list[ParsedAnswer] = []

    def broken(case: ParsedAnswer) -> float:
        asked.append(case)
        return math.nan if len(asked) > 8 else 0.0  # four answers a step: the third step's

    with monkeypatch.context() as patch:
        patch.setattr(rewards, "TERMS", {**rewards.TERMS, "box": broken})
        with pytest.raises(BadInput, match=r"reward 'box' is nan for the answer .*fix that reward first"):
            run_stage(made, lambda _: None)
    assert not (made.out / "model").exists()
    checkpoint = last_checkpoint(made.out)
    assert checkpoint is not None and checkpoint.name == "checkpoint-2"
    said: list[str] = []
    run_stage(made, said.append)
    assert any("resuming from checkpoint-2" in line for line in said)
    assert (made.out / "model" / "model.safetensors").is_file()
