"""Which files a list of paths leads to, and which films are one study."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.images.films import find_films, group_studies
from radtrace.images.films.errors import NoFilms
from radtrace.record import BadInput, Film


def _touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_folders_are_opened_in_order_and_tables_left_out(tmp_path: Path) -> None:
    wanted = [tmp_path / name for name in ("IM0001", "a.png", "b/1.dcm", "b/c/2.JPG", "z.dcm")]
    other = [
        tmp_path / name for name in ("DICOMDIR", "a.csv", "b/readme.TXT", ".hidden", ".git/x.png", "e.json")
    ]
    _touch(*wanted, *other)
    assert sorted(find_films([tmp_path])) == sorted(wanted)
    assert find_films([tmp_path]) == find_films([tmp_path])


def test_named_files_stay_whatever_they_are(tmp_path: Path) -> None:
    table, absent = tmp_path / "a.csv", tmp_path / "absent.dcm"
    _touch(table)
    assert find_films([absent, table, absent]) == [absent, table, absent]


def test_links_to_folders_are_not_followed_round(tmp_path: Path) -> None:
    _touch(tmp_path / "a.png")
    (tmp_path / "again").symlink_to(tmp_path)
    assert find_films([tmp_path]) == [tmp_path / "a.png"]


def test_folders_without_films(tmp_path: Path) -> None:
    _touch(tmp_path / "empty" / "readme.txt", tmp_path / "film.png")
    with pytest.raises(NoFilms, match="empty: there is no film in it") as refusal:
        find_films([tmp_path / "empty"])
    assert isinstance(refusal.value, BadInput)
    assert find_films([tmp_path / "empty", tmp_path / "film.png"]) == [
        tmp_path / "empty",
        tmp_path / "film.png",
    ]


@given(uids=st.lists(st.sampled_from([None, "1.2", "1.3", "1.4"]), max_size=12))
def test_studies_share_a_uid_and_keep_the_order(uids: list[str | None]) -> None:
    films = [
        Film(pixels=np.zeros((1, 1), np.float32), file=str(place), sha256="", study_uid=uid)
        for place, uid in enumerate(uids)
    ]
    studies = group_studies(films)
    assert sorted(int(film.file) for study in studies for film in study.films) == list(range(len(uids)))
    firsts = [int(study.films[0].file) for study in studies]
    assert firsts == sorted(firsts)
    for study in studies:
        assert len({film.study_uid for film in study.films}) == 1
        assert study.films[0].study_uid is not None or len(study.films) == 1
    assert len(studies) == len({uid for uid in uids if uid}) + uids.count(None)
