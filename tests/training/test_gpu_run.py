"""runs/gpu.sh where there is no GPU: what it refuses, and with two pretended ones, what it would start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "runs" / "gpu.sh"
# Says that torch sees two GPUs, and in place of a stage writes what it was asked for, and the stage's scores.
PRETENDED = """#!/bin/sh
case "$*" in
    "-c import torch"*) echo {gpus} ;;
    "-m accelerate"*)
        for word in "$@"; do
            out=${{word#out=}}
            [ "$out" = "$word" ] || {{ mkdir -p "$out"; echo > "$out/scores.json"; }}
        done
        echo "$@" ;;
    "-m radtrace.cli train table"*) echo "$@" ;;
    *) exec "{python}" "$@" ;;
esac
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "lessons.jsonl").touch()
    return tmp_path / "data"


def run(folder: Path, *words: str, gpus: int = 2, **settings: str) -> subprocess.CompletedProcess[str]:
    python = folder / "python"
    python.write_text(PRETENDED.format(gpus=gpus, python=sys.executable), "utf-8")
    python.chmod(0o755)
    environment = {**os.environ, "PYTHON": str(python), "HF_HOME": str(folder / "cache"), **settings}
    command = ["sh", str(SCRIPT), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_it_refuses_in_one_sentence(tmp_path: Path, data: Path) -> None:
    out = str(tmp_path / "out")
    for words, gpus, said in (
        ((str(data),), 2, "give DATA and OUT"),
        ((str(data), out, "llava"), 2, "give one of: medgemma-4b qwen2-vl-2b"),
        ((str(tmp_path), out), 2, "is not a data folder"),
        ((str(data), out), 0, "torch sees no GPU here"),
        (
            (str(data), out),
            2,
            "Qwen/Qwen2-VL-2B-Instruct: is neither a folder nor a model in the local Hugging Face cache",
        ),
    ):
        done = run(tmp_path, *words, gpus=gpus)
        assert done.returncode == 2
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert not Path(out).exists()


def test_stages_follow_each_other_and_those_done_are_left(tmp_path: Path, data: Path) -> None:
    out = tmp_path / "out"
    done = run(tmp_path, str(data), str(out), MODEL=str(data), SET="train.steps=10 seed=3")
    *stages, table = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    asked = {line.split(" train ")[1].split()[0]: line for line in stages}
    assert list(asked) == ["gaze", "concept", "reinforce", "adapt", "prefer"]
    assert f"--set model={data} " in asked["gaze"]
    for stage, before in (
        ("concept", "gaze"),
        ("reinforce", "concept"),
        ("adapt", "reinforce"),
        ("prefer", "reinforce"),
    ):
        assert f"--set model={out}/{before}/model " in asked[stage]
    assert all("--num_processes 2 " in line for line in stages)
    assert all(line.endswith("--set train.steps=10 --set seed=3") for line in stages)
    assert table.endswith(f"--out {out}/table.md")
    (out / "adapt" / "scores.json").unlink()
    again = run(tmp_path, str(data), str(out), MODEL=str(data)).stdout.splitlines()
    assert [line for line in again if "done before" in line] == [
        f"{stage}: done before" for stage in ("gaze", "concept", "reinforce", "prefer")
    ]
    assert any(" train adapt " in line for line in again)
