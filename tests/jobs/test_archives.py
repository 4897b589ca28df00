"""ZIP archives and DICOMDIRs: what is in them is read, and what is hostile is one sentence."""

from __future__ import annotations

import json
import os
import shutil
import struct
import tempfile
import zipfile
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom import Dataset, config, uid
from pydicom.dataset import FileMetaDataset

from radtrace.images.films import archive
from radtrace.jobs.batch import plan_batch, run_batch
from radtrace.jobs.inputs import InputFile, find_items, group_items
from radtrace.record import BadInput, RadtraceError
from tests.cli.films import BrightReader, dicom_film, png
from tests.conftest import dicom


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A ZIP of a study's two frontal films and a lateral, a picture, and what archives have besides."""
    path = tmp_path / "study.zip"
    films = tmp_path / "films"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.write(dicom_film(films / "pa.dcm", "1.2.3"), "disc/a/pa.dcm")
        target.write(dicom_film(films / "lat.dcm", "1.2.3", view="LL"), "disc/a/lat")
        target.write(dicom_film(films / "ap.dcm", "1.2.3", view="AP"), "disc/b/ap.dcm")
        target.write(png(films / "b.png"), "disc/b/b.png")
        target.writestr("disc/readme.txt", "A disc.")
        target.writestr("__MACOSX/disc/b/._b.png", "no film")
        target.mkdir("disc/empty")
    shutil.rmtree(films)
    return path


def names(items: list[InputFile], folder: Path) -> list[str]:
    return [str(item.file.relative_to(folder)) for item in items]


def refusal(path: Path) -> str:
    """The one sentence that rejects the archive or DICOMDIR at `path`."""
    (item,) = find_items([path])
    assert item.file == path and item.problem is not None
    sentence = str(item.problem)
    assert sentence.startswith(f"{path}: ") and sentence.endswith(".") and sentence.isprintable()
    return sentence


def test_members_are_films_of_the_batch(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    items = find_items([study])
    inside = ["disc/a/lat", "disc/a/pa.dcm", "disc/b/ap.dcm", "disc/b/b.png"]
    assert names(items, tmp_path) == [f"study.zip/{name}" for name in inside]
    groups = group_items(items)
    assert [[item.member for item in group.items] for group in groups] == [inside[:3], inside[3:]]
    batch = plan_batch([study], out=tmp_path / "out", jsonl=tmp_path / "o.jsonl")
    outcomes = list(run_batch(batch, BrightReader(), weights="w", resume=False))
    assert [bool(outcome.skipped) for outcome in outcomes] == [True, False, False, False]
    rows = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text("utf-8").splitlines()]
    assert [row["file"] for row in rows] == [f"{study}/{name}" for name in inside]
    assert rows[1]["reading"]["study"]["films"][0]["file"] == f"{study}/disc/a/pa.dcm"
    assert set(tmp_path.iterdir()) == {study, tmp_path / "out", tmp_path / "o.jsonl"}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["b", "lat"]


def test_a_member_is_the_film_it_was(study: Path, tmp_path: Path) -> None:
    item = next(item for item in find_items([study]) if item.member == "disc/b/b.png")
    same = InputFile(png(tmp_path / "b.png"))
    assert item.load().sha256 == same.load().sha256


def test_an_archive_is_resumed_until_it_changes(study: Path, tmp_path: Path) -> None:
    batch = plan_batch([study], out=None, jsonl=tmp_path / "o.jsonl")
    first, second, third = BrightReader(), BrightReader(), BrightReader()
    with closing(run_batch(batch, first, weights="w", resume=False)) as outcomes:
        list(islice(outcomes, 3))
    with closing(run_batch(batch, second, weights="w", resume=True)) as outcomes:
        list(islice(outcomes, 3))
    assert len(first.asked) == 2 and second.asked == []
    os.utime(study, (1, 1))
    list(run_batch(batch, third, weights="w", resume=True))
    assert len(third.asked) == 3


def write_zip(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members:
            target.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../a.png",
        "a/../../b.png",
        "/etc/a.png",
        "C:/a.png",
        "..\\a.png",
        "x/" + "n" * 300 + ".png",
        "a\nb.png",
    ],
)
def test_names_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / "z.zip", ("a.png", b"x"), (name, b"x"))
    assert "unsafe name" in refusal(path)


def test_bombs_are_not_unpacked(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "z.zip", ("a.png", bytes(2**27)))
    assert "would unpack into 128 MiB" in refusal(path)


def test_a_member_longer_than_it_declares_is_not_unpacked(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "z.zip", ("a.png", bytes(2**27 + 12_345)))
    size = struct.pack("<I", 2**27 + 12_345)
    assert path.read_bytes().count(size) == 2
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<I", 1000)))
    (item,) = find_items([path])
    with pytest.raises(BadInput, match="the ZIP archive is damaged"):
        item.load()


def test_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_zip(tmp_path / "z.zip", *((f"{index}.png", b"x") for index in range(30)))
    monkeypatch.setattr(archive, "MAX_MEMBERS", 29)
    assert "holds 30 files" in refusal(path)
    monkeypatch.setattr(archive, "_MAX_DIRECTORY", 1000)
    os.utime(path, (1, 1))
    assert "table of contents is too long" in refusal(path)


def test_encrypted_and_oddly_packed_archives(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "z.zip", ("a.png", b"x"))
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(data)
    assert "encrypted; unpack it with its password first" in refusal(path)
    with zipfile.ZipFile(tmp_path / "l.zip", "w", zipfile.ZIP_LZMA) as target:
        target.writestr("a.png", b"x")
    assert "ZIP method 14" in refusal(tmp_path / "l.zip")


def test_an_archive_in_an_archive_is_refused_beside_its_films(study: Path, tmp_path: Path) -> None:
    film = png(tmp_path / "a.png")
    path = write_zip(tmp_path / "z.zip", ("a.png", film.read_bytes()), ("in.zip", study.read_bytes()))
    batch = plan_batch([path], out=None, jsonl=tmp_path / "o.jsonl")
    read, nested = run_batch(batch, BrightReader(), weights="w", resume=False)
    assert read.refused is None and nested.refused is not None
    assert nested.refused.startswith(f"{path}/in.zip: this is a ZIP archive; ")


@pytest.mark.parametrize("members", [(), (("a.txt", b"x"),), (("word/document.xml", b"x"),)])
def test_archives_without_films(tmp_path: Path, members: tuple[tuple[str, bytes], ...]) -> None:
    assert "no film in this ZIP archive" in refusal(write_zip(tmp_path / "z.zip", *members))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(cut=st.integers(0, 3000), junk=st.binary(max_size=6))
def test_damaged_archives_are_one_sentence_each(study: Path, tmp_path: Path, cut: int, junk: bytes) -> None:
    data = study.read_bytes()
    path = tmp_path / "damaged.zip"
    path.write_bytes(b"PK\3\4" + data[4:cut] + junk + data[cut + len(junk) :][-(cut * 7 % len(data)) :])
    for item in find_items([path]):
        try:
            item.load(lateral=True)
        except RadtraceError as error:
            assert str(error).isprintable()


def write_dicomdir(path: Path, *file_ids: list[str]) -> Path:
    """A DICOMDIR at `path` that lists files by the parts of their paths."""
    index = Dataset()
    index.file_meta = FileMetaDataset()
    index.file_meta.MediaStorageSOPClassUID = uid.MediaStorageDirectoryStorage
    index.file_meta.MediaStorageSOPInstanceUID = uid.UID("1.2.3")
    index.file_meta.TransferSyntaxUID = uid.ExplicitVRLittleEndian
    index.DirectoryRecordSequence = [Dataset()]  # a patient, which refers to no file
    index.DirectoryRecordSequence[0].DirectoryRecordType = "PATIENT"
    with config.disable_value_validation():
        for file_id in file_ids:
            record = Dataset()
            record.DirectoryRecordType, record.ReferencedFileID = "IMAGE", file_id
            index.DirectoryRecordSequence.append(record)
        index.save_as(path, enforce_file_format=True)
    return path


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    """The DICOMDIR of a disc with a frontal film and a structured report."""
    folder = tmp_path / "disc"
    dicom_film(folder / "A" / "PA", "1.2.3")
    shutil.copy(dicom("test-SR.dcm"), folder / "SR")
    return write_dicomdir(folder / "DICOMDIR", ["A", "PA"], ["SR"], ["SR"])


def test_a_dicomdir_leads_to_its_files(disc: Path, tmp_path: Path) -> None:
    (disc.parent / "unlisted.png").write_bytes(b"no film")
    batch = plan_batch([disc], out=None, jsonl=tmp_path / "o.jsonl")
    outcomes = list(run_batch(batch, BrightReader(), weights="w", resume=False))
    assert [outcome.file for outcome in outcomes] == [disc.parent / "A" / "PA", disc.parent / "SR"]
    assert [bool(outcome.skipped) for outcome in outcomes] == [False, True]
    assert not any(outcome.refused for outcome in outcomes)


def test_real_dicomdirs(tmp_path: Path) -> None:
    real = dicom("DICOMDIR")
    files = find_items([real])
    assert len(files) > 20 and all(item.file.is_file() for item in files)
    shutil.copy(real, tmp_path / "DICOMDIR")
    missing = find_items([tmp_path / "DICOMDIR"])
    with pytest.raises(BadInput, match="No such file"):
        missing[0].load()
    assert "lists no files" in refusal(dicom("DICOMDIR-empty.dcm"))


@pytest.mark.parametrize("part", ["..", "/etc", "link"])
def test_a_dicomdir_that_leads_elsewhere(disc: Path, part: str) -> None:
    (disc.parent / "link").symlink_to("/etc")
    assert "outside its folder" in refusal(write_dicomdir(disc, ["A", "PA"], [part, "passwd"]))


def test_a_dicomdir_has_bounds(disc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("radtrace.images.films.dicomdir.MAX_FILES", 1)
    assert "lists 2 files" in refusal(disc)


def test_a_damaged_dicomdir_is_one_sentence(disc: Path) -> None:
    for data in (dicom("DICOMDIR").read_bytes(), disc.read_bytes()):
        for end in range(140, len(data), len(data) // 40):
            disc.write_bytes(data[:end])
            items = find_items([disc])
            assert [item.file for item in items] == [disc]
            with pytest.raises(BadInput, match=r"^[^\n]*\.$"):
                items[0].load()
