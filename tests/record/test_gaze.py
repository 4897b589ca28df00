"""The gaze of a Reading: what it refuses, and reading a file of Readings back."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from radtrace.datasets.readings import read_readings
from radtrace.record import (
    BadInput,
    FilmReference,
    Fixation,
    Gaze,
    Provenance,
    Reading,
    StudyReference,
    Word,
    to_json,
)


def reading(file: str) -> Reading:
    """A person's reading of a film that is not at hand."""
    looks = (
        Fixation(x=0.5, y=0.5, start_s=0.0, duration_s=0.2),
        Fixation(x=0.1, y=0.9, start_s=0.3, duration_s=0.1),
    )
    return Reading(
        study=StudyReference(films=(FilmReference(file=file),), split="train"),
        gaze=Gaze(fixations=looks, words=(Word(text="clear", start_s=0.1, end_s=0.4),)),
        provenance=Provenance(reader="reader 1", version="1"),
    )


def test_fixations_come_in_order_of_time() -> None:
    late, early = (Fixation(x=0.5, y=0.5, start_s=start, duration_s=0.2) for start in (1.0, 0.5))
    with pytest.raises(ValidationError, match="in order of their start"):
        Gaze(fixations=(late, early))


def test_a_word_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValidationError, match="ends at 1"):
        Word(text="heart", start_s=2.0, end_s=1.0)


def test_a_file_of_readings_gives_them_back(tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    path.write_text("\n\n".join(to_json(reading(name), indent=None) for name in ("a.png", "b.png")))
    assert list(read_readings(path)) == [(1, reading("a.png")), (3, reading("b.png"))]


def test_lines_of_a_batch_are_readings_and_refused_films_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    held = to_json(reading("a.png"), indent=None)
    path.write_text(f'{{"file": "b.png", "refused": "no film"}}\n{{"file": "a.png", "reading": {held}}}\n')
    assert list(read_readings(path)) == [(2, reading("a.png"))]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"study": ', "line 2: column 10: is not JSON"),
        ('{"study": 3}', "line 2: is not a valid Reading: study"),
        ("[" * 100_000, "line 2: "),
        ('{"a": 1' + "0" * 5000 + "}", "line 2: column 1: holds a number of thousands of digits"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, what: str) -> None:
    path = tmp_path / "all.jsonl"
    path.write_text(f"{to_json(reading('a.png'), indent=None)}\n{line}\n")
    with pytest.raises(BadInput, match=what):
        list(read_readings(path))
