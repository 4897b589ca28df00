"""Recipes: what is wrong is told with file, line and key, before anything heavy is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from radtrace.record import BadInput
from radtrace.training.vlm.lessons import Task
from radtrace.training.vlm.recipe import Stage, read_recipe

ROOT = Path(__file__).parents[2]
GOOD = 'data = "d"\nout = "o"\nmodel = "m"\n'
SHIPPED = sorted((ROOT / "recipes").rglob("*.toml"))


def recipe(folder: Path, text: str) -> Path:
    file = folder / "recipe.toml"
    file.write_text(text, "utf-8")
    return file


def stage_of(file: Path) -> str:
    return file.stem.split("_")[0]


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_shipped_recipe_is_valid(file: Path) -> None:
    assert read_recipe(file, stage_of(file)).stage == stage_of(file)


def test_defaults_are_the_stage_s_own(tmp_path: Path) -> None:
    read = read_recipe(recipe(tmp_path, GOOD), "gaze")
    assert read.stage is Stage.GAZE
    assert set(read.weights()) == {Task.CLUES, Task.MIMIC, Task.ORDER}


def test_changes_replace_values_and_make_tables(tmp_path: Path) -> None:
    changes = ["train.steps=3", "out=/elsewhere", "tasks.read=2.5", "verify.reward.box=4"]
    changed = read_recipe(recipe(tmp_path, GOOD), "verify", changes)
    assert (changed.train.steps, str(changed.out)) == (3, "/elsewhere")
    assert changed.weights() == {Task.READ: 2.5}
    assert changed.verify.reward == {"box": 4.0}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + "foo = 1\n", "line 4: unknown key 'foo'; known here: stage, data"),
        (GOOD + "[train]\nrate = 1\nstepps = 4\n", "line 6: unknown key 'train.stepps'; known here: steps"),
        (GOOD + "[train]\nsteps = 0\n", "line 5: train.steps"),
        (GOOD + "[verify.reward]\nboxes = 1\n", "line 4: verify.reward"),
        (GOOD + "[tasks]\nrread = 1\n", "tasks.rread"),
        (GOOD + "[tasks]\nread = -1\n", "tasks must not be negative"),
        (GOOD + "[tiny]\n", "give either model"),
        ('data = "d"\nout = "o"\n', "give either model"),
        ('data = "d"\nmodel = "m"\n', "out: Field required"),
        (GOOD + 'stage = "adapt"\n', "is a recipe for adapt"),
        (GOOD + "steps 4\n", "is no TOML"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, said: str) -> None:
    file = recipe(tmp_path, text)
    with pytest.raises(BadInput) as told:
        read_recipe(file, "concept")
    assert str(file) in str(told.value) and said in str(told.value)
    assert "\n" not in str(told.value)


def test_adapt_needs_an_adapter(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"\[lora\]"):
        read_recipe(recipe(tmp_path, GOOD), "adapt")


@pytest.mark.parametrize("change", ["train.steps", "=3", "data.x=1"])
def test_a_change_that_is_none_is_told(tmp_path: Path, change: str) -> None:
    with pytest.raises(BadInput, match="change"):
        read_recipe(recipe(tmp_path, GOOD), "concept", [change])


def test_a_missing_recipe_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="recipe in TOML"):
        read_recipe(tmp_path / "none.toml", "concept")


def test_reading_a_recipe_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from radtrace.training.vlm.recipe import read_recipe; "
        f"read_recipe(Path({str(recipe(tmp_path, GOOD))!r}), 'concept'); "
        "sys.exit(bool({'torch', 'transformers', 'trl'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
