"""Batches: order, refusals, what is on disk, and going on after a stop."""

from __future__ import annotations

import gc
import json
import re
import shutil
import subprocess
import sys
import weakref
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread, uid

from radtrace.datasets.readings import read_readings
from radtrace.datasets.reports.load import read_reports
from radtrace.datasets.reports.report_file import Role
from radtrace.jobs.batch import BatchPlan, Outcome, plan_batch, run_batch
from radtrace.readers.protocol import ReadResult
from radtrace.record import BadInput, Film, Study, from_json
from tests.cli.films import BrightReader, dicom_film, png
from tests.conftest import dicom


def run(batch: BatchPlan, reader: BrightReader, *, resume: bool = False, weights: str = "w") -> list[Outcome]:
    return list(run_batch(batch, reader, weights=weights, resume=resume))


def stop_after(count: int, batch: BatchPlan, reader: BrightReader) -> None:
    with closing(run_batch(batch, reader, weights="w", resume=False)) as outcomes:
        list(islice(outcomes, count))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _under(folder: Path, name: str | None) -> Path | None:
    return None if name is None else folder / name


@pytest.fixture
def mixed(tmp_path: Path) -> list[Path]:
    """A film, a file that is none, a dark film, a missing path, a film."""
    folder = tmp_path / "in"
    (paths := [png(folder / "a.png"), folder / "b.png", png(folder / "c.png", grey=20)])[1].write_text("no")
    return [*paths, folder / "missing.png", png(folder / "e.png")]


def test_one_line_a_file_in_input_order(tmp_path: Path, mixed: list[Path]) -> None:
    batch = plan_batch(mixed, out=None, jsonl=tmp_path / "out.jsonl")
    outcomes = run(batch, BrightReader())
    rows = lines(tmp_path / "out.jsonl")
    assert [row["file"] for row in rows] == [str(path) for path in mixed]
    assert ["reading" in row for row in rows] == [True, False, False, False, True]
    assert [row.get("refused") for row in rows] == [outcome.refused for outcome in outcomes]
    assert all(from_json(json.dumps(row["reading"])).study for row in rows if "reading" in row)


def test_a_folder_a_study(tmp_path: Path, mixed: list[Path]) -> None:
    outcomes = run(plan_batch(mixed, out=tmp_path / "out", jsonl=None), BrightReader())
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "e"]
    assert {path.name for path in (tmp_path / "out" / "a").iterdir()} == {
        "reading.json",
        "report.txt",
        "reading.html",
    }
    written = from_json((tmp_path / "out" / "a" / "reading.json").read_bytes())
    assert written == outcomes[0].reading
    assert outcomes[0].page == tmp_path / "out" / "a" / "reading.html"


def test_files_that_share_a_stem_do_not_share_a_folder(tmp_path: Path) -> None:
    paths = [png(tmp_path / "x" / "film.png"), png(tmp_path / "y" / "film.png", grey=210)]
    outcomes = run(plan_batch(paths, out=tmp_path / "out", jsonl=None), BrightReader())
    assert [outcome.page and outcome.page.parent.name for outcome in outcomes] == ["film", "film-2"]
    read = from_json((tmp_path / "out" / "film-2" / "reading.json").read_bytes())
    assert read.study.films[0].file == str(paths[1])


def test_a_study_of_several_films(tmp_path: Path) -> None:
    frontal = dicom_film(tmp_path / "pa.dcm", "1.2.3")
    lateral = dicom_film(tmp_path / "lat.dcm", "1.2.3", view="LL")
    second = dicom_film(tmp_path / "pa2.dcm", "1.2.3")
    batch = plan_batch([lateral, frontal, second], out=tmp_path / "out", jsonl=tmp_path / "o.jsonl")
    run(batch, BrightReader())
    skipped, first, again = lines(tmp_path / "o.jsonl")
    assert "lateral" in skipped["skipped"].lower()
    assert first["reading"]["study"]["films"][0]["file"] == str(frontal)
    assert again["reading"]["study"]["films"][0]["file"] == str(second)
    assert any("lat.dcm" in told for told in first["reading"]["study"]["not_read"])
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["lat"]


def test_a_film_the_reader_refuses_is_named_by_the_study_s_others(tmp_path: Path) -> None:
    dark = dicom_film(tmp_path / "dark.dcm", "1.2.3", bright=False)
    bright = dicom_film(tmp_path / "bright.dcm", "1.2.3")
    run(plan_batch([dark, bright], out=None, jsonl=tmp_path / "o.jsonl"), BrightReader())
    first, second = lines(tmp_path / "o.jsonl")
    assert first == {"file": str(dark), "refused": f"{dark}: too dark"}
    assert second["reading"]["study"]["films"][0]["file"] == str(bright)
    assert second["reading"]["study"]["not_read"] == [f"{dark}: too dark"]


class BrokenReader(BrightReader):
    """A reader with a fault that one film brings out."""

    def read(self, study: Study) -> ReadResult:
        """Fails on a film called bad."""
        if "bad" in study.films[0].file:
            raise ZeroDivisionError("a fault of ours")
        return super().read(study)


def test_a_fault_of_ours_does_not_stop_the_others(tmp_path: Path) -> None:
    paths = [png(tmp_path / "bad.png"), png(tmp_path / "good.png")]
    run(plan_batch(paths, out=None, jsonl=tmp_path / "o.jsonl"), BrokenReader())
    bad, good = lines(tmp_path / "o.jsonl")
    assert "internal error, ZeroDivisionError: a fault of ours" in bad["refused"]
    assert "reading" in good


def test_nothing_but_the_results_is_left(tmp_path: Path, mixed: list[Path]) -> None:
    batch = plan_batch(mixed, out=tmp_path / "out", jsonl=tmp_path / "out" / "all.jsonl")
    run(batch, BrightReader())
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "all.jsonl", "e"]


@pytest.mark.parametrize("done", range(1, 5))
@pytest.mark.parametrize(("out", "jsonl"), [(None, "o.jsonl"), ("out", None), ("out", "o.jsonl")])
def test_a_stopped_batch_goes_on_where_it_was(
    tmp_path: Path, mixed: list[Path], done: int, out: str | None, jsonl: str | None
) -> None:
    batch = plan_batch(mixed, out=_under(tmp_path, out), jsonl=_under(tmp_path, jsonl))
    before, after, whole = BrightReader(), BrightReader(), BrightReader()
    stop_after(done, batch, before)
    assert jsonl is None or not (tmp_path / jsonl).exists()
    outcomes = run(batch, after, resume=True)
    assert [outcome.file for outcome in outcomes] == mixed
    assert [outcome.refused is None for outcome in outcomes] == [True, False, False, False, True]
    assert not set(before.asked) & set(after.asked)
    if jsonl is not None:
        resumed = (tmp_path / jsonl).read_bytes()
        run(batch, whole)
        assert resumed == (tmp_path / jsonl).read_bytes()


def test_what_changed_since_is_read_again(tmp_path: Path, mixed: list[Path]) -> None:
    batch = plan_batch(mixed, out=None, jsonl=tmp_path / "o.jsonl")
    stop_after(3, batch, BrightReader())
    png(mixed[0], grey=30)
    after = BrightReader()
    assert run(batch, after, resume=True)[0].refused is not None
    assert after.asked == [str(mixed[0]), str(mixed[4])]


def test_other_weights_read_everything_again(tmp_path: Path, mixed: list[Path]) -> None:
    batch = plan_batch(mixed, out=None, jsonl=tmp_path / "o.jsonl")
    stop_after(3, batch, BrightReader())
    after = BrightReader()
    run(batch, after, resume=True, weights="other")
    assert str(mixed[0]) in after.asked


def test_a_lost_folder_is_made_again(tmp_path: Path, mixed: list[Path]) -> None:
    batch = plan_batch(mixed, out=tmp_path / "out", jsonl=None)
    stop_after(3, batch, BrightReader())
    (tmp_path / "out" / "a" / "reading.html").unlink()
    after = BrightReader()
    run(batch, after, resume=True)
    assert str(mixed[0]) in after.asked and (tmp_path / "out" / "a" / "reading.html").exists()


def test_a_batch_has_no_more_than_the_first_film_of_a_study_in_memory(tmp_path: Path) -> None:
    paths = [png(tmp_path / f"{index}.png") for index in range(4)]
    paths += [dicom_film(tmp_path / f"{index}.dcm", "1.2.3") for index in range(4)]
    alive: list[weakref.ref[Film]] = []
    most = []

    class Watcher(BrightReader):
        """Remembers every film it was given, weakly."""

        def read(self, study: Study) -> ReadResult:
            """Reads, and counts the films that are still there."""
            gc.collect()
            most.append(sum(film() is not None for film in alive))
            alive.append(weakref.ref(study.films[0]))
            return super().read(study)

    outcomes = run(plan_batch(paths, out=tmp_path / "o", jsonl=None), Watcher())
    assert [outcome.refused for outcome in outcomes] == [None] * 8
    assert most == [0, 0, 0, 0, 0, 1, 1, 1]


def test_there_must_be_somewhere_to_write(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="give --out DIR, --jsonl FILE or both"):
        plan_batch([png(tmp_path / "a.png")], out=None, jsonl=None)


@pytest.mark.parametrize("where", ["file/out", "file", "/proc/nowhere"])
def test_unwritable_output_is_found_before_the_work(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadInput, match="cannot write to"):
        plan_batch([png(tmp_path / "a.png")], out=tmp_path / where, jsonl=None)


def test_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not a plain file"):
        plan_batch([png(tmp_path / "a.png")], out=None, jsonl=Path("/dev/null"))


@pytest.mark.parametrize(("out", "jsonl"), [(None, "o.jsonl"), ("out", None), ("out", "o.jsonl")])
def test_two_runs_into_one_output_are_told_at_once(
    tmp_path: Path, mixed: list[Path], out: str | None, jsonl: str | None
) -> None:
    batch = plan_batch(mixed, out=_under(tmp_path, out), jsonl=_under(tmp_path, jsonl))
    second = BrightReader()
    with closing(run_batch(batch, BrightReader(), weights="w", resume=False)) as outcomes:
        next(outcomes)
        with pytest.raises(BadInput, match="another run is using"):
            plan_batch(mixed, out=batch.out, jsonl=batch.jsonl)
        with pytest.raises(BadInput, match="another run is using"):
            run(batch, second, resume=True)
        assert second.asked == []
        assert len(list(outcomes)) == 4
    assert len(run(batch, second)) == 5


def test_runs_into_one_folder_of_json_lines_do_not_wait_for_each_other(
    tmp_path: Path, mixed: list[Path]
) -> None:
    first, second = (plan_batch(mixed, out=None, jsonl=tmp_path / name) for name in ("1.jsonl", "2.jsonl"))
    with closing(run_batch(first, BrightReader(), weights="w", resume=False)) as outcomes:
        next(outcomes)
        assert len(run(second, BrightReader())) == 5


def test_the_lock_of_a_killed_run_does_not_block(tmp_path: Path, mixed: list[Path]) -> None:
    holder = (
        "import sys, time; from pathlib import Path; from radtrace.files.lock import exclusive\n"
        "with exclusive(Path(sys.argv[1])): print('locked', flush=True); time.sleep(60)"
    )
    (tmp_path / "out").mkdir()
    arguments = [sys.executable, "-c", holder, str(tmp_path / "out")]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "locked\n"
        with pytest.raises(BadInput, match="another run is using"):
            plan_batch(mixed, out=tmp_path / "out", jsonl=None)
        process.kill()
    assert len(run(plan_batch(mixed, out=tmp_path / "out", jsonl=None), BrightReader())) == 5


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("test-SR.dcm", "SR STORAGE"),
        ("reportsi.dcm", "SR STORAGE"),
        ("rtplan.dcm", "RT PLAN STORAGE"),
        ("rtstruct.dcm", "RT STRUCTURE SET STORAGE"),
        ("waveform_ecg.dcm", "WAVEFORM STORAGE"),
        ("rtdose.dcm", "RT DOSE STORAGE"),
        ("CT_small.dcm", "Modality is CT"),
    ],
)
def test_what_a_study_has_beside_its_films_is_skipped(tmp_path: Path, name: str, why: str) -> None:
    folder = tmp_path / "in"
    frontal = dicom_film(folder / "pa.dcm", "1.2.3")
    shutil.copy(dicom(name), folder / "other.dcm")
    batch = plan_batch([folder], out=tmp_path / "out", jsonl=tmp_path / "o.jsonl")
    other, read = run(batch, BrightReader())
    assert other.refused is None and other.skipped is not None and re.search(why, other.skipped)
    assert read.file == frontal and read.reading is not None
    row, _ = lines(tmp_path / "o.jsonl")
    assert row == {"file": str(folder / "other.dcm"), "skipped": other.skipped}
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["pa"]


@pytest.mark.parametrize(
    ("sop_class", "modality"),
    [
        (uid.GrayscaleSoftcopyPresentationStateStorage, "PR"),
        (uid.KeyObjectSelectionDocumentStorage, "KO"),
        (uid.SegmentationStorage, "SEG"),
        (uid.EncapsulatedPDFStorage, "DX"),
        (uid.RawDataStorage, "CR"),
        (uid.RawDataStorage, None),
        (None, "DOC"),
        (uid.SecondaryCaptureImageStorage, "OT"),
    ],
)
def test_objects_of_the_study_are_skipped_by_class_or_modality(
    tmp_path: Path, sop_class: str | None, modality: str | None
) -> None:
    film = dicom_film(tmp_path / "pa.dcm", "1.2.3")
    dataset = dcmread(film)
    for keyword, value in (("SOPClassUID", sop_class), ("Modality", modality)):
        dataset.pop(keyword, None)
        if value is not None:
            setattr(dataset, keyword, value)
    dataset.save_as(tmp_path / "other.dcm")
    paths = [tmp_path / "other.dcm", film]
    outcomes = run(plan_batch(paths, out=None, jsonl=tmp_path / "o.jsonl"), BrightReader())
    assert [outcome.skipped is not None for outcome in outcomes] == [True, False]
    reading = lines(tmp_path / "o.jsonl")[1]["reading"]
    assert reading["study"]["not_read"] == [outcomes[0].skipped]


def test_skipped_files_are_resumed(tmp_path: Path) -> None:
    lateral = dicom_film(tmp_path / "lat.dcm", "1.2.3", view="LL")
    others = [png(tmp_path / "a.png"), png(tmp_path / "b.png")]
    batch = plan_batch([lateral, *others], out=tmp_path / "out", jsonl=None)
    stop_after(2, batch, BrightReader())
    outcomes = run(batch, BrightReader(), resume=True)
    assert outcomes[0].skipped is not None and outcomes[0].page is None and outcomes[1].page is not None


def test_lines_of_skipped_files_have_no_report(tmp_path: Path) -> None:
    paths = [dicom_film(tmp_path / "lat.dcm", "1.2.3", view="LL"), png(tmp_path / "a.png")]
    run(plan_batch(paths, out=None, jsonl=tmp_path / "o.jsonl"), BrightReader())
    assert [entry.id for entry in read_reports(tmp_path / "o.jsonl", Role.PREDICTIONS).entries] == ["a"]
    assert [number for number, _ in read_readings(tmp_path / "o.jsonl")] == [2]
