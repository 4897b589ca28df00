"""Paths to files, files to studies, studies to folder names."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from radtrace.jobs.inputs import MAX_FILMS_A_STUDY, find_items, group_items, unique_names
from tests.cli.films import dicom_film, png

stems = st.lists(st.sampled_from(["a", "A", "a-2", "a-3", "b"]), max_size=12)


@given(stems)
def test_names_are_unique_whatever_their_case(given_stems: list[str]) -> None:
    names = unique_names(given_stems)
    assert len({name.casefold() for name in names}) == len(given_stems)
    assert all(name.startswith(stem) for name, stem in zip(names, given_stems, strict=True))


def test_a_lone_stem_keeps_its_name() -> None:
    assert unique_names(["a", "b", "a"]) == ["a", "b", "a-2"]


def test_files_come_in_the_order_of_the_paths(tmp_path: Path) -> None:
    late, early = png(tmp_path / "z.png"), png(tmp_path / "folder" / "a.png")
    items = find_items([late, tmp_path / "missing.png", tmp_path / "folder"])
    assert [item.file for item in items] == [late, tmp_path / "missing.png", early]


def test_an_empty_folder_is_an_item_with_a_problem(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    empty, film = find_items([tmp_path / "empty", png(tmp_path / "a.png")])
    assert "no film" in str(empty.problem)
    assert film.problem is None


def test_films_of_one_study_go_together_even_far_apart(tmp_path: Path) -> None:
    first = dicom_film(tmp_path / "one.dcm", "1.2.3")
    other = dicom_film(tmp_path / "two.dcm", "1.2.4")
    again = dicom_film(tmp_path / "three.dcm", "1.2.3")
    groups = group_items(find_items([first, other, png(tmp_path / "x.png"), again]))
    assert [[item.file.name for item in group.items] for group in groups] == [
        ["one.dcm", "three.dcm"],
        ["two.dcm"],
        ["x.png"],
    ]
    assert [group.name for group in groups] == ["one", "two", "x"]


def test_films_without_a_study_stand_alone(tmp_path: Path) -> None:
    paths = [dicom_film(tmp_path / f"{index}.dcm", "") for index in range(2)]
    assert len(group_items(find_items(paths))) == 2


def test_an_identifier_on_too_many_films_is_no_study(tmp_path: Path) -> None:
    paths = [dicom_film(tmp_path / f"{index}.dcm", "1.2.3") for index in range(MAX_FILMS_A_STUDY + 1)]
    assert len(group_items(find_items(paths))) == len(paths)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.dcm")
    assert len(group_items(find_items([tmp_path / "pipe.dcm"]))) == 1
