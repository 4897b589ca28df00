"""Recipes as a hostile and as a clumsy user writes them: one sentence each, before anything is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from radtrace.record import BadInput
from radtrace.training.vlm.recipe_file import SIZE_LIMIT, read_recipe

GOOD = b'data = "d"\nout = "o"\nmodel = "m"\n'


def refused(file: Path, stage: str = "concept", *changes: str) -> str:
    with pytest.raises(BadInput) as told:
        read_recipe(file, stage, changes)
    sentence = str(told.value)
    assert "\n" not in sentence and len(sentence) < 400
    return sentence


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "data: Field required"),
        (bytes(range(128, 256)), "is not UTF-8 text"),
        (GOOD + b"\0", "is not valid TOML"),
        (GOOD + b"#" * SIZE_LIMIT, "is larger than 1 MB"),
        (GOOD + b"x = " + b"[" * 5000, "nested too deeply"),
        (GOOD + b"[trian]\nsteps = 3\n", "line 4: unknown key 'trian'"),
        (GOOD + b'[train]\nsteps = "many"\n', "line 5: train.steps"),
        (GOOD + b"train = 3\n", "line 4: train"),
        (GOOD + b"[train]\nrate = inf\n", "line 5: train.rate: Input should be a finite number"),
        (GOOD + b"[train]\nrate = nan\n", "line 5: train.rate"),
        (GOOD + b"[train]\nrate = -1.0\n", "line 5: train.rate"),
        (GOOD + b"[train]\nthreads = 1000000\n", "line 5: train.threads"),
        (GOOD + b"[tasks]\nread = inf\n", "line 5: tasks.read"),
        (GOOD + b"[tasks]\nread = 1e12\n", "line 5: tasks.read"),
        (GOOD + b"[lora]\nlayers = []\n", "line 5: lora.layers"),
        (GOOD + b'[lora]\nlayers = ["("]\n', "lora.layers"),
        (GOOD + b"[evaluate]\nfilms = 0\n", "line 5: evaluate.films"),
        (b'data = "d"\nout = "o"\n[tiny]\nwidth = 33\n', "multiple of 4 and of twice the heads"),
    ],
)
def test_what_cannot_be_a_recipe_is_told(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "recipe.toml"
    file.write_bytes(data)
    assert said in refused(file)


def test_a_folder_is_no_recipe(tmp_path: Path) -> None:
    assert "Is a directory" in refused(tmp_path)


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    file = tmp_path / "Läufe 胸.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD)
    assert read_recipe(file, "concept").model == "m"


def test_a_group_of_answers_must_fit_a_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "reinforce.toml"
    file.write_bytes(GOOD + b"[train]\nbatch = 6\n[reinforce]\ngenerations = 4\n")
    assert "is 6, no multiple of reinforce.generations, 4" in refused(file, "reinforce")
    assert "reinforce.generations" in refused(file, "reinforce", "reinforce.generations=1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert read_recipe(file, "reinforce").reinforce.generations == 4
