"""Leaks: what is on both sides is found, what is not is not, and what cannot be checked is told."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.datasets.leaks import Found, Kind, find_leaks, read_splits
from radtrace.datasets.leaks.names import names_of, plain
from radtrace.datasets.leaks.near import SHINGLE, THRESHOLD, near_pairs, normal_form
from radtrace.datasets.leaks.report import lines, to_json
from radtrace.record import BadInput

REPORT = (
    "The heart is mildly enlarged. Small left pleural effusion with adjacent atelectasis. No pneumothorax."
)


def found_in(folder: Path, content: str) -> Found:
    path = folder / "split.csv"
    path.write_text(content)
    return find_leaks(read_splits([path]))


def counts(found: Found) -> dict[Kind, int]:
    return {kind: len(found.of(kind)) for kind in Kind if found.of(kind)}


@pytest.mark.parametrize(
    ("content", "kind", "shared"),
    [
        ("subject_id,split\n10000032,train\n10000032,test\n", Kind.PATIENT, "10000032"),
        ("Patient ID,Set Id\n1,train\n1.0,test\n", Kind.PATIENT, "1"),
        ("PatientID,split\np10000032,train\n10000032,validate\n", Kind.PATIENT, "10000032"),
        ("study_id,split\ns50414267,a\n50414267,b\n", Kind.STUDY, "50414267"),
        ("dicom_id;split\nabc;train\nabc;test\n", Kind.FILM, "abc"),
        ("Image Index,split\n00000005_000.png,train\n00000005_001.png,test\n", Kind.PATIENT, "5"),
        ("patient,name,split\nx,a.png,train\ny,sub/a.jpg,test\n", Kind.FILM, "a"),
        (
            "Path,split\nv/train/patient00001/study1/view1_frontal.jpg,train\n"
            "w/valid/patient00001/study2/view1_frontal.jpg,valid\n",
            Kind.PATIENT,
            "patient00001",
        ),
        (f'report,split\n"{REPORT}",train\n"{REPORT.upper()}",test\n', Kind.REPORT, normal_form(REPORT)),
    ],
)
def test_each_kind_is_found_under_the_columns_of_the_field(
    tmp_path: Path, content: str, kind: Kind, shared: str
) -> None:
    found = found_in(tmp_path, content)
    assert counts(found) == {kind: 1}
    assert found.cases[0].shared == shared
    assert [row.line for row in found.cases[0].rows] == [2, 3]


@pytest.mark.parametrize(
    "content",
    [
        "subject_id,study_id,dicom_id,split\n1,11,a,train\n1,11,b,train\n2,12,c,test\n",
        "subject_id,split\n,train\n,test\n",
        "Path,split\npatient1/study1/view1.jpg,train\npatient2/study1/view1.jpg,test\n",
        "report,split\nLungs are clear.,train\nLungs are clear.,test\n",
        f'report,split\n"{REPORT}",train\nThe heart is normal and the lungs are clear today.,test\n',
    ],
)
def test_what_is_apart_is_no_leak(tmp_path: Path, content: str) -> None:
    assert found_in(tmp_path, content).cases == ()


def test_mimic_paths_say_patient_and_study(tmp_path: Path) -> None:
    path = "files/p10/p10000032/s50414267/02aa804e-bde0afdd.jpg"
    assert names_of({"path": path}) == (
        (Kind.PATIENT, "10000032"),
        (Kind.STUDY, "50414267"),
        (Kind.FILM, "02aa804e-bde0afdd"),
    )
    assert (Kind.PATIENT, "7") in names_of({"path": path, "subject_id": "7"})
    assert (Kind.PATIENT, "10000032") not in names_of({"path": path, "subject_id": "7"})


def test_study_numbers_within_patients_are_not_compared(tmp_path: Path) -> None:
    local = "patient,study,split\na,study1,train\nb,study1,train\nc,study1,test\n"
    found = found_in(tmp_path, local)
    assert found.cases == () and found.local_studies
    table = read_splits([tmp_path / "split.csv"])
    assert "studies: not checked, they are numbered within a patient" in list(lines(table, found))


def test_a_near_duplicate_of_another_patient(tmp_path: Path) -> None:
    longer = REPORT + " Degenerative changes of the thoracic spine are again seen."
    near = longer.replace("mildly enlarged", "moderately enlarged")
    found = found_in(tmp_path, f'patient,report,split\n1,"{longer}",train\n2,"{near}",test\n')
    assert counts(found) == {Kind.REPORT: 1}
    assert THRESHOLD <= found.cases[0].similarity < 1


def test_the_same_report_of_the_same_patient_is_told_once(tmp_path: Path) -> None:
    found = found_in(tmp_path, f'patient,report,split\n1,"{REPORT}",train\n1,"{REPORT}",test\n')
    assert counts(found) == {Kind.PATIENT: 1}


def test_a_template_is_counted_and_is_no_leak(tmp_path: Path) -> None:
    rows = "".join(f'{patient},"{REPORT}",{"train" if patient else "test"}\n' for patient in range(5))
    found = found_in(tmp_path, f"patient,report,split\n{rows}")
    assert found.cases == () and found.templates == 1


def test_findings_and_impression_make_a_report(tmp_path: Path) -> None:
    found = found_in(tmp_path, f'uid,findings,impression,split\n1,"{REPORT}",,a\n2,"{REPORT}",,b\n')
    assert counts(found) == {Kind.REPORT: 1}


def test_one_file_a_side_and_lists_of_films(tmp_path: Path) -> None:
    for name, content in (
        ("train.txt", "00000001_000.png\n00000002_000.png\n"),
        ("test.txt", "00000002_001.png"),
    ):
        (tmp_path / name).write_text(content)
    (tmp_path / "valid.csv").write_text("Image Index,Patient ID\n00000003_000.png,3\n00000001_000.png,1\n")
    table = read_splits([tmp_path / name for name in ("train.txt", "test.txt", "valid.csv")])
    assert list(table.sides.values()) == [2, 1, 2]
    found = find_leaks(table)
    assert {case.shared for case in found.of(Kind.PATIENT)} == {"1", "2"}
    assert {case.shared for case in found.of(Kind.FILM)} == {"00000001_000"}
    told = json.loads(to_json(table, found))
    assert told["leaks"] == 3
    assert told["found"]["film"][0]["rows"][1] == {
        "file": str(tmp_path / "valid.csv"),
        "line": 3,
        "side": str(tmp_path / "valid.csv"),
    }


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("subject_id\n1\n", "has no column 'split'"),
        ("subject_id,split\n1,train\n2,train\n", "only one side \\(train\\)"),
        ("age,split\n1,train\n2,test\n", "names no patient"),
        ("", "is empty"),
        ("subject_id,split\n", "contains no rows"),
        ('subject_id,split\n"1,train\n', "line 2: is not CSV"),
    ],
)
def test_what_cannot_be_checked_is_refused(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        found_in(tmp_path, content)


def test_what_was_not_checked_is_told(tmp_path: Path) -> None:
    found = found_in(tmp_path, "subject_id,split\n1,train\n2,test\n")
    table = read_splits([tmp_path / "split.csv"])
    told = "\n".join(lines(table, found))
    assert "patients on both sides: 0" in told
    for kind in ("studies", "films", "near-duplicate reports"):
        assert f"{kind}: not checked" in told


@pytest.mark.parametrize(
    ("given", "same"), [("00000001", "1"), ("000", "0"), (" P12 ", "p12"), ("1.50", "1.50")]
)
def test_spellings(given: str, same: str) -> None:
    assert plain(given) == same


def jaccard(one: str, other: str) -> float:
    def shingles(text: str) -> set[tuple[str, ...]]:
        words = text.split()
        return {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}

    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b) if a | b else 0.0


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=14).map(" ".join), max_size=12, unique=True))
def test_every_near_pair_is_found_and_no_other(texts: list[str]) -> None:
    slow = {(i, j) for i, j in combinations(range(len(texts)), 2) if jaccard(texts[i], texts[j]) >= THRESHOLD}
    assert {(i, j) for i, j, _ in near_pairs(texts, lambda *_: True)} == slow
    assert all(
        s == pytest.approx(jaccard(texts[i], texts[j])) for i, j, s in near_pairs(texts, lambda *_: True)
    )
