"""Real films, from the command line to the files it writes, and the same from Python."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import radtrace
from radtrace.cli.run import run
from radtrace.record import Reading, Section, from_json, protocol
from tests.cli.films import dicom_film, png
from tests.conftest import dicom


@pytest.fixture(scope="module")
def folder(chest_film: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `radtrace read` makes of the chest film."""
    out = tmp_path_factory.mktemp("out")
    assert run(["read", str(chest_film), "--out", str(out), "--jsonl", str(out / "all.jsonl")]) == 0
    return out / chest_film.stem


@pytest.fixture(scope="module")
def reading(folder: Path) -> Reading:
    """The reading in that folder."""
    return from_json((folder / "reading.json").read_bytes())


def test_the_masses_are_named_and_boxed(reading: Reading) -> None:
    finding = next(finding for finding in reading.findings if finding.concept == "lung_nodule_or_mass")
    assert finding.presence in ("present", "uncertain")
    assert finding.boxes and finding.evidence
    assert any(finding.id in sentence.findings for sentence in reading.sentences)


def test_every_concept_scored_is_listed_once(reading: Reading) -> None:
    concepts = [finding.concept for finding in reading.findings]
    assert len(concepts) == len(set(concepts)) >= 13


def test_every_region_is_visited(reading: Reading) -> None:
    assert [region.id for region in protocol()] == [region.id for region in reading.regions]
    assert {step.region for step in reading.steps} == {region.id for region in reading.regions}


def test_the_report_has_both_sections_and_its_notice(folder: Path, reading: Reading) -> None:
    assert {sentence.section for sentence in reading.sentences} == set(Section)
    text = " ".join((folder / "report.txt").read_text("utf-8").split())
    assert "research use only" in text
    assert all(" ".join(sentence.text.split()) in text for sentence in reading.sentences)


def test_no_check_fails(reading: Reading) -> None:
    assert reading.checks
    assert not [check for check in reading.checks if check.verdict == "fail"]


def test_the_line_is_the_reading_in_the_folder(folder: Path, reading: Reading, chest_film: Path) -> None:
    (line,) = (folder.parent / "all.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["file"] == str(chest_film)
    assert from_json(json.dumps(json.loads(line)["reading"])) == reading


def test_python_gives_the_same_reading(reading: Reading, chest_film: Path) -> None:
    assert radtrace.read(chest_film) == radtrace.read(str(chest_film)) == reading


def test_the_report_is_printed_with_its_page(
    chest_film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["read", str(chest_film), "--out", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "IMPRESSION" in out and f"Page: {tmp_path / chest_film.stem / 'reading.html'}" in out


def test_a_tibia_is_refused(tibia_film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", str(tibia_film), "--out", str(tmp_path)]) == 2
    errors = capsys.readouterr().err
    assert tibia_film.name in errors and "chest" in errors and "Traceback" not in errors
    assert not list(tmp_path.iterdir())
    with pytest.raises(radtrace.NotAChestFilm):
        radtrace.read(tibia_film)


def test_a_batch_goes_on_after_the_tibia(
    tibia_film: Path, chest_film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jsonl = tmp_path / "all.jsonl"
    assert run(["read", str(tibia_film), str(chest_film), "--jsonl", str(jsonl), "--quiet"]) == 2
    refused, read = map(json.loads, jsonl.read_text("utf-8").splitlines())
    assert set(refused) == {"file", "refused"} and set(read) == {"file", "reading"}
    captured = capsys.readouterr()
    assert captured.out == "" and "1 read, 1 rejected" in captured.err


def test_a_study_with_a_lateral_and_a_report_exits_with_0(
    chest_film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lateral, report = dicom_film(tmp_path / "lat.dcm", "1.2.3", view="LL"), dicom("test-SR.dcm")
    assert run(["read", str(lateral), str(report), str(chest_film), "--out", str(tmp_path / "out")]) == 0
    captured = capsys.readouterr()
    assert captured.err.count("skipped: ") == 2 and "1 read, 2 skipped, 0 rejected" in captured.err


@pytest.mark.parametrize("view", ["LL", "RL"])
def test_a_lateral_alone_is_skipped_and_nothing_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], view: str
) -> None:
    lateral = dicom_film(tmp_path / "lat.dcm", "1.2.3", view=view)
    assert run(["read", str(lateral), "--out", str(tmp_path / "out")]) == 2
    skipped, nothing = capsys.readouterr().err.splitlines()
    assert skipped.startswith(f"skipped: {lateral}: ") and "lateral" in skipped
    assert nothing == "radtrace: nothing was read; give a frontal chest film"


def test_masks_have_the_film_s_size(
    chest_film: Path, tibia_film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["anatomy", str(chest_film), str(tibia_film), "--out", str(tmp_path)]) == 2
    assert tibia_film.name in capsys.readouterr().err
    (path,) = tmp_path.iterdir()
    assert path.name == f"{chest_film.stem}_mask.png"
    mask = np.asarray(Image.open(path))
    assert mask.shape == radtrace.load_film(chest_film).pixels.shape and mask.dtype == np.uint8
    left, right = (np.argwhere(mask & bit)[:, 1].mean() for bit in (1, 2))
    assert right < left  # the patient's left is on the picture's right
    assert mask.max() < 32


def test_a_folder_of_two_studies_is_not_one_reading(tmp_path: Path) -> None:
    dicom_film(tmp_path / "a.dcm", "1.2.3")
    dicom_film(tmp_path / "b.dcm", "1.2.4")
    with pytest.raises(radtrace.RadtraceError, match="holds 2 studies"):
        radtrace.read(tmp_path)


def test_what_is_no_film_raises_its_own_error(tmp_path: Path) -> None:
    with pytest.raises(radtrace.NotAChestFilm):
        radtrace.read(png(tmp_path / "grey.png"))
    with pytest.raises(radtrace.RadtraceError, match=r"missing\.dcm"):
        radtrace.read(tmp_path / "missing.dcm")


def test_the_card_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["card"]) == 0
    assert "95%" in capsys.readouterr().out
