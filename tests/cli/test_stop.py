"""Ctrl-C between two films: the one at hand is finished, the next run goes on."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from radtrace.cli.stop import Stopped, until_stopped
from tests.cli.films import png
from tests.conftest import ROOT

# The command itself, with a reader that needs no network and takes its time.
SLOW = """
import sys, time, types
import radtrace.readers
import radtrace.readers.embedded.model as model
from radtrace.cli.run import run
from tests.cli.films import BrightReader

class SlowReader(BrightReader):
    def read(self, study):
        time.sleep(0.1)
        return super().read(study)

radtrace.readers.load_reader = SlowReader
model.shipped_model = lambda: types.SimpleNamespace(sha256="w")
sys.exit(run(sys.argv[1:]))
"""


def test_the_film_at_hand_is_finished() -> None:
    seen = []
    with pytest.raises(Stopped, match="after 3 of 5 files") as stopped:
        for number in until_stopped(iter(range(5)), total=5):
            seen.append(number)
            if number == 2:
                os.kill(os.getpid(), signal.SIGINT)
    assert seen == [0, 1, 2]
    assert stopped.value.exit_code == 130


def test_the_last_film_is_not_stopped_after() -> None:
    for number in until_stopped(iter(range(3)), total=3):
        if number == 2:
            os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_second_signal_stops_at_once() -> None:
    def impatient() -> Iterator[int]:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        yield 1

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        list(until_stopped(impatient(), total=1))
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_command_resumes(tmp_path: Path, number: signal.Signals, code: int) -> None:
    films = [str(png(tmp_path / "in" / f"{index}.png")) for index in range(12)]
    out, jsonl = tmp_path / "out", tmp_path / "all.jsonl"
    command = [sys.executable, "-c", SLOW, "read", *films, "--out", str(out), "--jsonl", str(jsonl)]
    stopped = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert stopped.stdout is not None
    stopped.stdout.readline()  # the first film is done
    stopped.send_signal(number)
    _, errors = stopped.communicate(timeout=60)
    assert stopped.returncode == code
    assert errors.startswith("radtrace: stopped after ") and "--resume" in errors, errors
    assert not jsonl.exists()
    for folder in out.iterdir():
        assert len(list(folder.iterdir())) == 3

    resumed = subprocess.run([*command, "--resume"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "12 read, 0 rejected" in resumed.stderr
    assert [json.loads(line)["file"] for line in jsonl.read_text().splitlines()] == films
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.jsonl", "in", "out"]


def test_a_bar_on_a_terminal_leaves_stdout_clean(tmp_path: Path) -> None:
    films = [str(png(tmp_path / f"{index}.png")) for index in range(3)]
    command = [sys.executable, "-c", SLOW, "read", *films, "--jsonl", str(tmp_path / "o.jsonl")]
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, text=True) as running:
        os.close(theirs)
        drawn = _read_all(ours)
        assert running.stdout is not None
        assert running.stdout.read() == "".join(f"{film}: read\n" for film in films)
    assert running.returncode == 0
    assert "0/3" in drawn and "3/3" in drawn and "3 read, 0 rejected" in drawn


def _read_all(terminal: int) -> str:
    drawn = b""
    try:
        while part := os.read(terminal, 4096):
            drawn += part
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(terminal)
    return drawn.decode()
