"""Writing a file in one step, and what is said when it cannot be done."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from radtrace.files.atomic import atomic_write, keep_inputs
from radtrace.files.lines import read_lines
from radtrace.record import BadInput


def test_text_and_bytes_are_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "report.txt"
    atomic_write(path, "ä first")
    assert path.read_text("utf-8") == "ä first"
    atomic_write(path, b"\x00second")
    assert path.read_bytes() == b"\x00second"
    assert list(path.parent.iterdir()) == [path]


def test_file_gets_the_usual_rights(tmp_path: Path) -> None:
    atomic_write(tmp_path / "ours", "x")
    (tmp_path / "plain").write_text("x")
    ours, plain = ((tmp_path / name).stat().st_mode for name in ("ours", "plain"))
    assert stat.S_IMODE(ours) == stat.S_IMODE(plain)


def test_a_name_of_the_greatest_length_works(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 251 + ".txt")
    atomic_write(path, "x")
    assert path.read_text() == "x"


@pytest.mark.parametrize("name", ["taken", "file/below"])
def test_what_cannot_be_written_is_named_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "taken" / "inside").mkdir(parents=True)
    (tmp_path / "file").write_text("kept")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BadInput, match=r"cannot write .*choose a path that can be written") as caught:
        atomic_write(tmp_path / name, "x")
    assert str(tmp_path / name) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "file").read_text() == "kept"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    atomic_write(pipe, "content")
    reader.join()
    assert read == [b"content"]
    assert list(tmp_path.iterdir()) == [pipe]
    assert pipe.is_fifo()


def test_a_pipe_as_input_is_rejected_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(BadInput, match="is a pipe or a device; save its content as a file"):
        list(read_lines(tmp_path / "pipe.txt"))


def test_an_output_that_is_an_input_is_rejected_under_any_name(tmp_path: Path) -> None:
    (tmp_path / "input").write_text("x")
    (tmp_path / "link").symlink_to("input")
    (tmp_path / "other").write_text("x")
    keep_inputs([tmp_path / "input", tmp_path / "missing"], None, tmp_path / "other", tmp_path / "new")
    for name in ("input", "link"):
        with pytest.raises(BadInput, match="is an input and would be overwritten; give"):
            keep_inputs([tmp_path / "missing", tmp_path / "input"], None, tmp_path / name)
