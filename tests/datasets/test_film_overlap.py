"""Splits of Readings: the films on two sides, exactly; how much of a side that is; which film is which."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.datasets.leaks import Kind, Overlap, films_on_both, find_leaks, overlaps, read_splits
from radtrace.datasets.leaks.report import lines
from radtrace.datasets.leaks.report import to_json as leaks_json
from radtrace.record import BadInput, FilmReference, Provenance, Reading, Section, StudyReference, to_json
from radtrace.record import Sentence as Said

ONE, OTHER = "1" * 64, "2" * 64


def reading(*files: str, split: str | None = None, sha256: str | None = None, **study: Any) -> Reading:
    return Reading(
        study=StudyReference(
            films=tuple(FilmReference(file=file, sha256=sha256) for file in files), split=split, **study
        ),
        provenance=Provenance(reader="R", version="1"),
    )


def written(folder: Path, readings: Iterable[Reading], name: str = "all.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(to_json(one, indent=None) + "\n" for one in readings))
    return path


def answer(*files: Path) -> dict[str, Any]:
    table = read_splits(files)
    content: dict[str, Any] = json.loads(leaks_json(table, find_leaks(table)))
    return content


def told(*files: Path) -> str:
    table = read_splits(files)
    return "\n".join(lines(table, find_leaks(table)))


def benchmark(shared: int = 363, again: int = 18, test: int = 470) -> list[Reading]:
    """A public benchmark's shape: most test films are in train too, some of them for two findings."""
    train = [reading(f"t{n}.jpg", split="train") for n in range(1500) for _ in range(2)]
    leaked = [reading(f"t{n}.jpg", split="test") for n in [*range(shared), *range(again)]]
    return train + leaked + [reading(f"own{n}.jpg", split="test") for n in range(test - shared)]


def test_the_benchmark_is_told_exactly(tmp_path: Path) -> None:
    path = written(tmp_path, benchmark())
    sentence = "363 of 470 test films (77%), 381 of 488 test readings, are also in train"
    content = answer(path)
    assert content["leaks"] == 363 and content["sides"] == {"train": 3000, "test": 488}
    assert content["films"]["leaked"] == [f"t{n}.jpg" for n in range(363)]
    (pair,) = content["films"]["by_sides"]
    assert pair["sides"] == ["train", "test"] and pair["shared"] == content["films"]["leaked"]
    assert pair["films"] == [1500, 470] and pair["rows_affected"] == [726, 381]
    assert pair["share_of_second"] == 363 / 470 and pair["sentence"] == sentence
    assert sentence in told(path) and "and 353 more; --json lists all" in told(path)


def test_a_film_with_two_tasks_on_one_side_is_no_leak(tmp_path: Path) -> None:
    path = written(tmp_path, [reading("a.jpg", split="train")] * 2 + [reading("b.jpg", split="test")] * 2)
    content = answer(path)
    assert content["leaks"] == 0 and content["films"]["leaked"] == []
    assert content["films"]["by_sides"][0]["shared"] == []


sides = st.sampled_from(["train", "valid", "test"])


@given(st.lists(st.tuples(sides, st.integers(0, 12)), min_size=2, max_size=60))
def test_leaks_are_what_counting_says(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int]]
) -> None:
    on = {side: {film for one, film in rows if one == side} for side, _ in rows}
    path = written(tmp_path_factory.mktemp("any"), [reading(f"{film}.png", split=s) for s, film in rows])
    if len(on) < 2:
        with pytest.raises(BadInput, match="has only one side"):
            read_splits([path])
        return
    content = answer(path)["films"]
    twice = {film for _, film in rows if sum(film in films for films in on.values()) > 1}
    assert set(content["leaked"]) == {f"{film}.png" for film in twice}
    for pair in content["by_sides"]:
        one, other = pair["sides"]
        assert set(pair["shared"]) == {f"{film}.png" for film in on[one] & on[other]}
        assert pair["films"] == [len(on[one]), len(on[other])]
        assert pair["rows_affected"][1] == sum(s == other and film in on[one] for s, film in rows)


def test_sides_are_compared_train_first_and_valid_is_a_side() -> None:
    found = films_on_both({side: [reading("a.png")] for side in ("test", "valid", "train")})
    assert [overlap.sides for overlap in found] == [("train", "valid"), ("train", "test"), ("valid", "test")]
    assert films_on_both({"train": [reading("a.png")], "test": [reading("b.png")]}) == ()
    assert films_on_both({"train": [reading("a.png")], "test": []}) == ()
    assert films_on_both({}) == ()


@pytest.mark.parametrize(
    ("train", "test", "shared"),
    [
        (reading("x/A.PNG"), reading("y/a.jpg"), ("a",)),
        (reading("a.png", sha256=ONE), reading("a.png", sha256=OTHER), ()),
        (reading("a.png", sha256=ONE), reading("b.png", sha256=ONE), ("a",)),
        (reading("a.png", sha256=ONE), reading("a.dcm"), ("a",)),
        (reading("a.png"), reading("b.png", "a.png"), ("a",)),
        (reading("1.2.840.113.1"), reading("1.2.840.113.2"), ()),
        (reading(" "), reading("nan"), ()),
    ],
)
def test_a_film_is_its_content_or_else_its_name(
    train: Reading, test: Reading, shared: tuple[str, ...]
) -> None:
    assert tuple(f for o in films_on_both({"train": [train], "test": [test]}) for f in o.shared) == shared


def test_two_contents_of_one_name_are_two_films(tmp_path: Path) -> None:
    both = [reading("a.png", sha256=content) for content in (ONE, OTHER)]
    (found,) = films_on_both({"train": both, "test": both[1:]})
    assert found.films == (2, 1) and found.shared == (f"a (sha256 {OTHER})",)


def test_an_empty_side_is_no_division_by_zero() -> None:
    assert Overlap(("a", "b"), (), (0, 0), (0, 0), (0, 0)).shares == (0.0, 0.0)
    assert list(overlaps([])) == []


def test_patients_studies_and_reports_of_readings_are_compared_too(tmp_path: Path) -> None:
    text = "The heart is enlarged and there is a small left pleural effusion."
    said = (Said(id="s1", section=Section.FINDINGS, text=text),)
    rows = [
        reading("a.png", split="train", patient="7", study_uid="1.2.3"),
        reading("b.png", split="test", patient="07", study_uid="1.2.3"),
        reading("c.png", split="train").model_copy(update={"sentences": said}),
        reading("d.png", split="test").model_copy(update={"sentences": said}),
        reading("files/p10/p10000032/s50414267/e.jpg", split="train"),
        reading("files/p10/p10000032/s50000000/f.jpg", split="test"),
        reading("g.png"),
    ]
    path = written(tmp_path, rows)
    table = read_splits([path])
    found = find_leaks(table)
    assert [case.shared for case in found.of(Kind.PATIENT)] == ["7", "10000032"]
    assert [case.shared for case in found.of(Kind.STUDY)] == ["1.2.3"]
    assert len(found.of(Kind.REPORT)) == 1 and not found.of(Kind.FILM)
    assert "on no side, not compared: 1 readings" in told(path)


def test_several_files_are_a_side_each(tmp_path: Path) -> None:
    names = ("one.jsonl", "two.jsonl")
    files = [written(tmp_path, [reading("a.png", split="train"), reading(f"{n}.png")], n) for n in names]
    content = answer(*files)
    assert content["films"]["leaked"] == ["a.png"]
    assert content["films"]["by_sides"][0]["sides"] == [str(file) for file in files]


def test_one_form_for_all_sides_and_two_sides_at_least(tmp_path: Path) -> None:
    path, table = written(tmp_path, [reading("a.png", split="train")]), tmp_path / "t.csv"
    table.write_text("film\na\n")
    with pytest.raises(BadInput, match="not all files are Readings"):
        read_splits([path, table])
    with pytest.raises(BadInput, match=r"only one side \(train\); give Readings with two"):
        read_splits([path])


def test_a_published_list_must_be_imported_first(tmp_path: Path) -> None:
    path = tmp_path / "searches.json"
    path.write_text('[{"name": "a.jpg", "split": "train"}]')
    with pytest.raises(BadInput, match=r"is a JSON list.*\(radtrace gaze import"):
        read_splits([path])


def test_a_broken_reading_is_told_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, [reading("a.png", split="train")])
    path.write_text(path.read_text() + '{"study": 3}\n')
    with pytest.raises(BadInput, match=r"all\.jsonl, line 2: is not a valid Reading: study"):
        read_splits([path])


def test_rows_of_csv_have_their_shares_too(tmp_path: Path) -> None:
    path = tmp_path / "split.csv"
    path.write_text("image,split\na.png,train\na.png,test\nb.png,test\nc.png,\n")
    assert "1 of 2 test films (50%), 1 of 2 test rows, are also in train" in told(path)
    content = answer(path)
    assert content["films"]["leaked"] == ["a"] and content["rows_on_no_side"] == 1


def test_a_set_of_the_published_size_takes_seconds(tmp_path: Path) -> None:
    path = written(tmp_path, benchmark() + benchmark()[:1387])
    start = time.process_time()
    assert answer(path)["leaks"] == 363
    assert time.process_time() - start < 4.0
