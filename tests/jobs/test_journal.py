"""The journal survives being cut anywhere, and never gives out a line that is not whole."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radtrace.jobs.journal import Journal

AUTHOR = "radtrace 0 test"


def line(file: Path, **rest: object) -> str:
    return json.dumps({"file": str(file), **rest})


@pytest.fixture
def films(tmp_path: Path) -> list[Path]:
    """Three files with something in them."""
    paths = [tmp_path / f"{name}.png" for name in "abc"]
    for path in paths:
        path.write_bytes(path.name.encode())
    return paths


def write(path: Path, films: list[Path]) -> list[str]:
    """A journal of `films`, the second refused; its lines."""
    lines = [line(films[0], reading={"é": 1}), line(films[1], refused="dark"), line(films[2], reading=None)]
    with Journal(path, AUTHOR, resume=False) as journal:
        for film, text in zip(films, lines, strict=True):
            journal.add(film, text)
    return lines


def copied(journal: Journal, films: list[Path]) -> list[str]:
    target = BytesIO()
    journal.copy(films, target)
    return target.getvalue().decode().splitlines()


def test_lines_come_back_in_the_order_asked(tmp_path: Path, films: list[Path]) -> None:
    lines = write(tmp_path / "j", films)
    with Journal(tmp_path / "j", AUTHOR, resume=True) as journal:
        assert copied(journal, films[::-1]) == lines[::-1]
        assert [getattr(journal.done(film), "refused", "?") for film in films] == [None, "dark", None]


def test_without_resume_it_starts_empty(tmp_path: Path, films: list[Path]) -> None:
    write(tmp_path / "j", films)
    with Journal(tmp_path / "j", AUTHOR, resume=False) as journal:
        assert not any(journal.done(film) for film in films)


def test_another_author_is_not_trusted(tmp_path: Path, films: list[Path]) -> None:
    write(tmp_path / "j", films)
    with Journal(tmp_path / "j", "radtrace 1", resume=True) as journal:
        assert not any(journal.done(film) for film in films)


def test_a_changed_file_is_not_done(tmp_path: Path, films: list[Path]) -> None:
    write(tmp_path / "j", films)
    films[0].write_bytes(b"something else")
    films[1].unlink()
    with Journal(tmp_path / "j", AUTHOR, resume=True) as journal:
        assert [journal.done(film) is not None for film in films] == [False, False, True]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 400), junk=st.binary(max_size=5))
def test_a_journal_cut_anywhere_goes_on(tmp_path: Path, films: list[Path], cut: int, junk: bytes) -> None:
    path = tmp_path / "j"
    lines = write(path, films)
    path.write_bytes(path.read_bytes()[:cut] + junk)
    with Journal(path, AUTHOR, resume=True) as journal:
        for film, text in zip(films, lines, strict=True):
            if journal.done(film) is None:
                journal.add(film, text)
        assert copied(journal, films) == lines
    with Journal(path, AUTHOR, resume=True) as journal:
        assert copied(journal, films) == lines


def test_remove_leaves_nothing(tmp_path: Path, films: list[Path]) -> None:
    write(tmp_path / "j", films)
    with Journal(tmp_path / "j", AUTHOR, resume=True) as journal:
        journal.remove()
    assert not (tmp_path / "j").exists()
