"""Data folders, models, disks and neighbours as a hostile or an unlucky user has them: one sentence each."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from radtrace.files.lock import exclusive
from radtrace.record import BadInput
from radtrace.training.vlm.arguments import last_checkpoint
from radtrace.training.vlm.data import build_data, drawn_examples, open_data
from radtrace.training.vlm.data.example import Example
from radtrace.training.vlm.disk import writing

ROOT = Path(__file__).parents[2]
Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("drawn") / "data"
    build_data(drawn_examples(3, 1, 64), out, {"source": "drawn films"})
    return out


def lesson(**changes: str) -> Change:
    def change(folder: Path) -> None:
        file = folder / "lessons.jsonl"
        first, *others = file.read_text("utf-8").splitlines()
        file.write_text("\n".join([json.dumps(json.loads(first) | changes), *others]), "utf-8")

    return change


def cut_short(folder: Path) -> None:
    file = folder / "lessons.jsonl"
    file.write_text(file.read_text("utf-8")[:-40], "utf-8")


def without_films(folder: Path) -> None:
    shutil.rmtree(folder / "films")


def bomb(side: int) -> Change:
    """A PNG of `side` by `side` pixels whose header is all there is to it."""

    def change(folder: Path) -> None:
        shape = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
        parts = b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            for kind, body in ((b"IHDR", shape), (b"IDAT", zlib.compress(bytes(99))), (b"IEND", b""))
        )
        (folder / "films" / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + parts)
        lesson(film="films/bomb.png")(folder)

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lesson(task="dance"), "line 1: task: Input should be 'read'"),
        (lesson(film="../../etc/passwd"), "line 1: film '../../etc/passwd' lies outside the folder"),
        (lesson(film="/etc/passwd"), "line 1: film '/etc/passwd' lies outside the folder"),
        (lesson(film="films"), "line 1: film 'films' cannot be read: Is a directory"),
        (lesson(film="lessons.jsonl"), "line 1: film 'lessons.jsonl' is not an image"),
        (lesson(truth="hello there"), "line 1: a reward's truth is not trace text"),
        (bomb(30_000), "line 1: film 'films/bomb.png' is too large"),
        (bomb(10_000), "line 1: film 'films/bomb.png': "),
        (cut_short, "Invalid JSON: EOF"),
        (without_films, "line 1: film 'films/drawn_000000.png' cannot be read: No such file"),
    ],
)
def test_what_is_wrong_with_data_is_told_by_line(
    good: Path, tmp_path: Path, change: Change, said: str
) -> None:
    folder = tmp_path / "Daten 胸 x"
    shutil.copytree(good, folder)
    change(folder)
    with pytest.raises(BadInput) as told:
        open_data(folder)
    assert said in str(told.value) and "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device; free disk space"),
        (
            RuntimeError("[enforce fail at inline_container.cc:672] . unexpected pos 1 vs 2"),
            "free disk space",
        ),
        (Exception("No space left on device (os error 28)"), "No space left on device; free disk space"),
        (OSError("image file is truncated"), "a film cannot be decoded: image file is truncated"),
        (SyntaxError("broken PNG file"), "a film cannot be decoded: broken PNG file"),
    ],
)
def test_what_a_full_disk_raises_is_one_sentence(error: Exception, said: str) -> None:
    """The errors that torch, tokenizers and Pillow were seen to raise on a full tmpfs and a cut film."""
    with pytest.raises(BadInput, match="rerun the command") as told, writing(Path("out")):
        raise error
    assert said in str(told.value)


def test_a_fault_of_its_own_is_not_blamed_on_the_disk() -> None:
    with pytest.raises(RuntimeError, match="shapes"), writing(Path("out")):
        raise RuntimeError("shapes do not fit")


def test_a_checkpoint_whose_state_is_cut_short_is_passed_over(tmp_path: Path) -> None:
    for step, state in ((1, '{"global_step": 1}'), (2, '{"global_st'), (3, "")):
        checkpoint = tmp_path / "checkpoints" / f"checkpoint-{step}"
        checkpoint.mkdir(parents=True)
        (checkpoint / "trainer_state.json").write_text(state, "utf-8")
    found = last_checkpoint(tmp_path)
    assert found is not None and found.name == "checkpoint-1"


def test_a_folder_is_one_run_s_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with exclusive(tmp_path):
        with pytest.raises(BadInput, match="another run is using"), exclusive(tmp_path):
            raise AssertionError("two runs in one folder")
        monkeypatch.setenv("RANK", "1")
        with exclusive(tmp_path):
            pass
    monkeypatch.delenv("RANK")
    with exclusive(tmp_path):
        pass


def test_a_build_that_fails_leaves_nothing_and_takes_over_what_a_kill_left(tmp_path: Path) -> None:
    out = tmp_path / "data"
    left = tmp_path / ".data.draft"
    (left / "films").mkdir(parents=True)
    (left / "films" / "half.png").write_bytes(b"half")

    def broken() -> list[Example]:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(BadInput, match="No space left on device"):
        build_data((case for _ in (1,) for case in broken()), out, {})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_build_leaves_no_process_and_runs_again(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "radtrace.cli", "data", "build", "--out", "data", "--size", "64"]
    command += ["--jobs", "2", "--test", "1", "--drawn"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    run = subprocess.Popen(
        [*command, "5000"], cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    films = tmp_path / ".data.draft" / "films"
    wait_for(lambda: films.is_dir() and any(films.iterdir()))
    if number is signal.SIGINT:
        os.killpg(run.pid, number)  # as a terminal does
    else:
        run.kill()
    said = run.communicate(timeout=60)[1]
    wait_for(lambda: not group_lives(run.pid))
    assert run.returncode == (130 if number is signal.SIGINT else -9), said
    assert not (tmp_path / "data").exists()
    if number is signal.SIGINT:
        assert said == "radtrace: stopped\n"
        assert not list(tmp_path.iterdir())
    subprocess.run([*command, "3"], cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def wait_for(there: Callable[[], bool], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < until
        time.sleep(0.05)


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


class TestModels:
    """A model folder is refused by what is in it, and nothing in it is run."""

    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            ("llama", "which takes no images"),
            ("clip", "which takes no images"),
            ("own code", "code of its own, which is never run"),
            ("empty", "cannot be loaded"),
        ],
    )
    def test_another_kind(self, tmp_path: Path, kind: str, said: str) -> None:
        from radtrace.training.vlm.models import load_vlm

        told = {"model_type": kind}
        if kind == "own code":
            told = {"model_type": "evil", "auto_map": {"AutoConfig": "evil.C"}}  # type: ignore[dict-item]
            (tmp_path / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", "utf-8")
        if kind != "empty":
            (tmp_path / "config.json").write_text(json.dumps(told), "utf-8")
        with pytest.raises(BadInput, match=said):
            load_vlm(str(tmp_path))
        assert not (tmp_path / "ran").exists()

    def test_pickled_or_cut_weights(self, good: Path, tmp_path: Path) -> None:
        import torch

        from radtrace.training.vlm.models import load_vlm, new_tiny_vlm, save_vlm
        from radtrace.training.vlm.tiny import TinySize

        reader = new_tiny_vlm(
            TinySize(image=64, width=32, heads=2, speaking_layers=1), open_data(good).lessons, 0
        )
        save_vlm(reader.model, reader.processor, tmp_path / "model")
        weights = tmp_path / "model" / "model.safetensors"
        whole = weights.read_bytes()
        weights.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(BadInput, match=r"cannot be loaded: .*not fully covered"):
            load_vlm(str(tmp_path / "model"))
        weights.unlink()
        torch.save(reader.model.state_dict(), weights.with_name("pytorch_model.bin"))
        with pytest.raises(BadInput, match=r"no file named model\.safetensors"):
            load_vlm(str(tmp_path / "model"))
