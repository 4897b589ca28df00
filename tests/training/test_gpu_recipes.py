"""The recipes for big readers, on shrunk models of the same classes: real steps, no weights, no torchvision.

The recipe is the published one; only what says where and how much is replaced.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from radtrace.training.vlm.data import build_data, drawn_examples, open_data
from radtrace.training.vlm.recipe import Recipe, Stage
from radtrace.training.vlm.recipe_file import read_recipe
from tests.training.shrunk import SHRUNK
from tests.training.trained import history

pytestmark = [
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

RECIPES = Path(__file__).parents[2] / "recipes" / "gpu"
STAGES = [stage for stage in Stage if stage is not Stage.SIGHT]
FEW = (
    "train.steps=1",
    "train.accumulate=2",
    "train.bf16=false",
    "evaluate.films=1",
    "evaluate.longest=4",
    "evaluate.controls=false",
    "train.log_every=1",
)
# A model of random weights says no valid trace, and no answer of it is better than another.
UNTAUGHT = ("reinforce.cold_start=0", "reinforce.generations=2", "prefer.films=2", "prefer.least_gap=0")


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("drawn") / "data"
    build_data(drawn_examples(6, 1, 64), out, {"source": "drawn films"})
    return out


@pytest.fixture(scope="module", params=sorted(SHRUNK))
def which(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def shrunk(which: str, films: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = [text for lesson in open_data(films).lessons for text in (lesson.prompt, lesson.answer)]
    return SHRUNK[which](corpus, tmp_path_factory.mktemp(which))


def recipe(which: str, stage: str, *changes: str) -> Recipe:
    return read_recipe(RECIPES / which / f"{stage}.toml", stage, changes)


def test_every_stage_has_a_recipe(which: str) -> None:
    for stage in STAGES:
        found = recipe(which, stage)
        assert found.model in ("google/medgemma-4b-it", "Qwen/Qwen2-VL-2B-Instruct")
        assert found.out == Path("out") / which / stage


@pytest.mark.parametrize("stage", ["concept", "reinforce", "adapt", "prefer"])
def test_one_step(stage: str, which: str, films: Path, shrunk: Path, tmp_path: Path) -> None:
    from radtrace.training.vlm.models import load_vlm
    from radtrace.training.vlm.stage import run_stage

    out = tmp_path / stage
    size = "train.batch=2" if stage == "reinforce" else "train.batch=1"
    where = (f"data={films}", f"out={out}", f"model={shrunk}", size)
    run_stage(recipe(which, stage, *where, *FEW, *UNTAUGHT), lambda _: None)
    scores = json.loads((out / "scores.json").read_text("utf-8"))
    assert [row["name"] for row in scores["rows"]] == [stage]
    before, after = load_vlm(str(shrunk)), load_vlm(str(out / "model"))
    assert type(after.model) is type(before.model)
    assert after.processor.chat_template == before.processor.chat_template
    if stage == "reinforce":  # answers of random weights are all worth 0: there is nothing to learn
        assert [entry["reward"] for entry in history(out) if "reward" in entry] == [0]
    else:
        weights = after.model.state_dict()
        assert any(not weight.equal(weights[name]) for name, weight in before.model.state_dict().items())


def test_without_torchvision_a_processor_of_videos_reads_pictures(shrunk: Path, tmp_path: Path) -> None:
    """What it saves is what transformers saves with torchvision: settings for videos included."""
    from radtrace.readers.hf.processor import load_processor

    shutil.copy(shrunk / "config.json", tmp_path)
    load_processor(shrunk).save_pretrained(tmp_path)
    saved = json.loads((tmp_path / "processor_config.json").read_text("utf-8"))
    again = load_processor(tmp_path)
    assert saved["processor_class"] == type(again).__name__
    if shrunk.name.startswith("qwen"):
        assert saved["video_processor"]["patch_size"] == 14
        assert again.image_processor.merge_size == 2
