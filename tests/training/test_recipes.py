"""Recipes: what is wrong is told with file, line and key, before anything heavy is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from radtrace.cli.run import run
from radtrace.record import BadInput
from radtrace.training.vlm.lessons import Task
from radtrace.training.vlm.recipe import Stage
from radtrace.training.vlm.recipe_file import read_recipe

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
    changes = ["train.steps=3", "out=/elsewhere", "tasks.read=2.5", "reinforce.reward.box=4"]
    changed = read_recipe(recipe(tmp_path, GOOD), "reinforce", changes)
    assert (changed.train.steps, str(changed.out)) == (3, "/elsewhere")
    assert changed.weights() == {Task.READ: 2.5}
    assert changed.reinforce.reward == {"box": 4.0}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + "foo = 1\n", "line 4: unknown key 'foo'; known here: stage, data"),
        (GOOD + "[train]\nrate = 1\nstepps = 4\n", "line 6: unknown key 'train.stepps'; known here: steps"),
        (GOOD + "[train]\nsteps = 0\n", "line 5: train.steps"),
        (GOOD + "[reinforce.reward]\nboxes = 1\n", "line 4: reinforce.reward"),
        (GOOD + "[tasks]\nrread = 1\n", "tasks.rread"),
        (GOOD + "[tasks]\nread = -1\n", "tasks must not be negative"),
        (GOOD + "[tiny]\n", "give either model"),
        ('data = "d"\nout = "o"\n', "give either model"),
        ('data = "d"\nmodel = "m"\n', "out: Field required"),
        (GOOD + 'stage = "adapt"\n', "is a recipe for adapt"),
        (GOOD + "steps 4\n", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, said: str) -> None:
    file = recipe(tmp_path, text)
    with pytest.raises(BadInput) as told:
        read_recipe(file, "concept")
    assert str(file) in str(told.value) and said in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "text",
    [
        GOOD + "[verify]\ngenerations = 4\n",
        GOOD + 'stage = "verify"\n[verify]\ngenerations = 4\n',
        GOOD + "[reinforce]\ngenerations = 4\n",
    ],
)
def test_the_stage_verify_of_old_recipes_is_reinforce(tmp_path: Path, text: str) -> None:
    notes: list[str] = []
    read = read_recipe(recipe(tmp_path, text), "reinforce", ["reinforce.beta=0.5"], notes.append)
    assert (read.stage, read.reinforce.generations, read.reinforce.beta) == (Stage.REINFORCE, 4, 0.5)
    assert len(notes) == ("verify" in text) and all("called reinforce now" in note for note in notes)


def test_the_old_name_in_a_change_is_noted(tmp_path: Path) -> None:
    notes: list[str] = []
    read = read_recipe(recipe(tmp_path, GOOD), "reinforce", ["verify.beta=0.5"], notes.append)
    assert read.reinforce.beta == 0.5 and len(notes) == 1


def test_a_mistake_under_an_old_name_has_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"line 5: reinforce\.generations"):
        read_recipe(recipe(tmp_path, GOOD + "[verify]\ngenerations = 0\n"), "reinforce")


def test_old_and_new_name_together_are_rejected(tmp_path: Path) -> None:
    text = GOOD + "[verify]\nbeta = 1\n[reinforce]\nbeta = 2\n"
    with pytest.raises(BadInput, match="unknown key 'verify'"):
        read_recipe(recipe(tmp_path, text), "reinforce")


def test_the_old_command_still_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "verify", str(recipe(tmp_path, GOOD + "foo = 1\n"))]) == 2
    told = capsys.readouterr().err
    assert "note: radtrace train verify is called radtrace train reinforce now" in told
    assert "line 4: unknown key 'foo'" in told


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
        "import sys; from pathlib import Path; from radtrace.training.vlm.recipe_file import read_recipe; "
        f"read_recipe(Path({str(recipe(tmp_path, GOOD))!r}), 'concept'); "
        "sys.exit(bool({'torch', 'transformers', 'trl'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
