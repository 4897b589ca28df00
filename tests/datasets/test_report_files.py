"""Report files: every format gives the same entries; what is wrong is named with file and line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.datasets.reports import ReportPart, Role, read_reports
from radtrace.files.json_entries import walk_json
from radtrace.files.lines import read_lines
from radtrace.record import BadInput, Section, to_json
from tests.verify.sample import sample

FINDINGS = "Small left effusion."
IMPRESSION = "Effusion, new."
BOTH = f"FINDINGS: {FINDINGS}\nIMPRESSION: {IMPRESSION}"


def written(folder: Path, content: str | bytes, name: str = "reports.any") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def texts(path: Path, role: Role = Role.REFERENCES, section: ReportPart = ReportPart.WHOLE) -> dict[str, str]:
    return {entry.id: entry.text for entry in read_reports(path, role, section).entries}


def refusal(path: Path, role: Role = Role.REFERENCES) -> str:
    with pytest.raises(BadInput) as caught:
        read_reports(path, role)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        '{"id": "a", "findings": "F", "impression": "I"}\n{"id": "b", "findings": "G", "impression": ""}\n',
        '{"id": "a", "findings": "F", "impression": "I"}\n\n{"id": "b", "findings": "G"}',
        '[{"id": "a", "findings": "F", "impression": "I"},\n {"id": "b", "findings": "G", "impression": ""}]',
        '{"a": {"section_findings": "F", "section_impression": "I"},\n "b": {"section_findings": "G"}}',
        "ID,Findings,IMPRESSION\na,F,I\nb,G,\n",
        "study_id;findings;impression\r\na;F;I\r\nb;G\r\n",
        '\ufeff"id"\t"section_findings"\t"section_impression"\n"a"\t"F"\t"I"\n"b"\t"G"\t""\n',
    ],
)
def test_sections_in_any_form_are_joined_the_same_way(tmp_path: Path, content: str) -> None:
    assert texts(written(tmp_path, content)) == {"a": "FINDINGS: F\nIMPRESSION: I", "b": "FINDINGS: G"}


@pytest.mark.parametrize(
    "content",
    [
        '{"id": "a", "text": "One."}\n{"id": "b", "text": "Two,\\nlines."}\n',
        '{"a": "One.", "b": "Two,\\nlines."}',
        'id,text\na,One.\nb,"Two,\nlines."\n',
        ',Report,ID\n0,One.,a\n1,"Two,\nlines.",b\n',
        '[{"study_id": "a", "report": "One."}, {"study_id": "b", "report": "Two,\\nlines."}]',
    ],
)
def test_whole_texts_in_any_form(tmp_path: Path, content: str) -> None:
    assert texts(written(tmp_path, content)) == {"a": "One.", "b": "Two,\nlines."}


def test_one_record_alone_is_a_file_too(tmp_path: Path) -> None:
    assert texts(written(tmp_path, '{"id": "a", "text": "One."}')) == {"a": "One."}


def test_rexrank_gives_each_side_its_own_text(tmp_path: Path) -> None:
    entry = {
        "section_findings": FINDINGS,
        "section_impression": IMPRESSION,
        "report": "whole",
        "model_prediction": "said",
    }
    path = written(tmp_path, json.dumps({"CXR1": entry}))
    assert texts(path, Role.PREDICTIONS) == {"CXR1": "said"}
    assert texts(path) == {"CXR1": "whole"}
    assert texts(path, section=ReportPart.FINDINGS) == {"CXR1": FINDINGS}
    assert texts(path, section=ReportPart.IMPRESSION) == {"CXR1": IMPRESSION}
    assert texts(path, Role.PREDICTIONS, ReportPart.FINDINGS) == {"CXR1": "said"}


def test_a_missing_prediction_is_never_filled_from_the_reference(tmp_path: Path) -> None:
    path = written(tmp_path, '{"a": {"report": "x", "model_prediction": "y"},\n "b": {"report": "truth"}}')
    assert "line 2" in refusal(path, Role.PREDICTIONS) and "'model_prediction'" in refusal(
        path, Role.PREDICTIONS
    )
    assert texts(path) == {"a": "x", "b": "truth"}


def test_a_csv_with_both_sides(tmp_path: Path) -> None:
    path = written(tmp_path, "example_id,prediction,target\n7,said,truth\n")
    assert texts(path, Role.PREDICTIONS) == {"7": "said"}
    assert texts(path) == {"7": "truth"}


def test_readings_of_a_batch_of_a_folder_and_alone(tmp_path: Path) -> None:
    reading = sample()
    file = reading.study.films[0].file
    said = {part: " ".join(s.text for s in reading.sentences if s.section is part) for part in Section}
    lines = [json.dumps({"file": f"in/{file}", "reading": json.loads(to_json(reading))})]
    lines.append(json.dumps({"file": "in/tibia.dcm", "refused": "not a chest film"}))
    batch = written(tmp_path, "\n".join(lines))
    (tmp_path / "out" / "study").mkdir(parents=True)
    written(tmp_path / "out" / "study", to_json(reading), "reading.json")
    name = Path(file).stem if Path(file).suffix in (".dcm", ".png") else Path(file).name
    alone = texts(tmp_path / "out" / "study" / "reading.json")
    assert texts(batch) == {name: alone[name], "tibia": ""}
    assert texts(tmp_path / "out") == alone
    assert said[Section.FINDINGS] in alone[name]
    assert texts(batch, section=ReportPart.FINDINGS)[name] == said[Section.FINDINGS]


def test_a_uid_keeps_its_dots(tmp_path: Path) -> None:
    line = {"file": "1.2.840.10008", "refused": "why"}
    assert list(texts(written(tmp_path, json.dumps(line)))) == ["1.2.840.10008"]


def test_grounded_phrases(tmp_path: Path) -> None:
    box = {"x_min": 0.1, "y_min": 0.2, "x_max": 0.3, "y_max": 0.4}
    pair = {
        "prediction": [{"text": "Left effusion.", "boxes": [box]}, {"text": "No edema.", "boxes": None}],
        "target": [{"text": "Effusion.", "boxes": []}],
    }
    path = written(tmp_path, json.dumps([{"example_id": "e1", **pair}]))
    entry = read_reports(path, Role.PREDICTIONS).entries[0]
    assert (entry.id, entry.text) == ("e1", "Left effusion. No edema.")
    assert [len(p.boxes) if p.boxes is not None else None for p in entry.phrases] == [1, None]
    assert texts(path) == {"e1": "Effusion."}
    assert texts(written(tmp_path, json.dumps({"e1": pair["target"]}))) == {"e1": "Effusion."}
    unnamed = read_reports(written(tmp_path, json.dumps(pair)), Role.REFERENCES)
    assert [entry.id for entry in unnamed.entries] == ["1"]
    assert "have no id" in unnamed.notes[0]


@pytest.mark.parametrize(
    ("box", "told"),
    [
        ({"x_min": 0.1}, "bad box"),
        ({"x_min": 3, "y_min": 0, "x_max": 9, "y_max": 1}, "bad box"),
        (5, "bad box"),
    ],
)
def test_bad_boxes_are_told(tmp_path: Path, box: Any, told: str) -> None:
    path = written(tmp_path, json.dumps([{"id": "a", "prediction": [{"text": "x", "boxes": [box]}]}]))
    assert told in refusal(path, Role.PREDICTIONS) and "line 1" in refusal(path, Role.PREDICTIONS)


def test_numbers_as_ids_become_text_and_this_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, '{"id": 17, "text": "x"}\n{"id": 10000032.0, "text": "y"}\n')
    file = read_reports(path, Role.REFERENCES)
    assert [entry.id for entry in file.entries] == ["17", "10000032"]
    assert "2 ids" in file.notes[0] and "taken as text" in file.notes[0]


def test_a_byte_order_mark_is_skipped_and_told(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbfid,text\na,x\n")
    assert texts(path) == {"a": "x"}
    assert "byte order mark" in read_reports(path, Role.REFERENCES).notes[0]


def test_a_gzip_file_is_read_as_what_is_in_it(tmp_path: Path) -> None:
    assert texts(written(tmp_path, gzip.compress(b"id,text\na,x\n"), "r.csv.gz")) == {"a": "x"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "line 1: is empty"),
        ("\n \n", "line 1: is empty"),
        ('{"id": "a", "text": "x"}\n{"id": "b", "text": NaN}\n', "line 2: 'text' of 'b' is nan"),
        ('{"id": "a", "text": "x"}\n{"id": "b", "text": null}\n', "line 2: 'text' of 'b' is None"),
        ('{"id": "a", "text": "x"}\n{"id": "b"}\n', "line 2: has no 'text'"),
        ('{"id": "a", "text": "x"}\n{"id": "b", "text": 5}\n', "line 2: 'text' of 'b' is a number"),
        ('{"id": "a", "text": "x"}\n{"id": "b", "text": "nan"}\n', "line 2: 'text' of 'b' is nan"),
        ('{"id": "a", "text": "x"}\n[1]\n', "line 2: is a list, not a record"),
        ('{"id": "a", "text": "x"}\n{"id": "b" "text"}\n', "line 2: column 12: is not JSON"),
        ('{"id": "a", "text": "x"}\n{"id": "b", "text": "y"} trailing\n', "line 2: has more after"),
        ('{"id": "a", "text": "x"}\n{"id": NaN, "text": "y"}\n', "line 2: has no id"),
        ('{"id": "a", "text": "x"}\n{"id": true, "text": "y"}\n', "line 2: has no id"),
        ('{"id": "a", "text": "x"}\n{"id": "  ", "text": "y"}\n', "line 2: has no id"),
        ('{"id": "a", "text": "x"}\n{"id": "b", "text": "\\ud800"}\n', "line 2: 'text' of 'b' holds half"),
        ('{"text": "x"}\n{"text": "y"}\n', "line 1: has no id"),
        ('{"id": "a", "labels": 1}\n{"id": "b", "labels": 2}\n', "line 1: has no report"),
        ('{\n "a": {"report": "x"},\n "b": {"report": NaN}\n}', "line 3: 'report' of 'b' is nan"),
        ('{\n "a": {"report": "x"},\n "b": {"report": "y"},\n "c" {}}', "line 4: column 6: is not JSON"),
        ('{\n "a": {"report": "x"},\n "b": ', "line 3: column 6: is not JSON"),
        ('{"a": "x"}}', "has more after"),
        ("[1, 2]", "line 1: is a number, not a record"),
        ("[]", "holds no reports"),
        ("{}", "holds no reports"),
        ("[" * 100_000, "nested too deeply"),
        ('[{"id": ' + "9" * 5000 + ', "text": "x"}]', "thousands of digits"),
        ("id,text\na,x\nb,nan\n", "line 3: 'text' of 'b' is nan"),
        ("id,text\na,x\nb,x,y\n", "line 3: has 3 cells"),
        ('id,text\na,x\nb,"open\n', "line 3: is not CSV"),
        ("id,text,Text\na,x,y\n", "two columns named 'text'"),
        ("id,labels\na,x\n", "line 2: has no report"),
        ("id,text\n", "no reports below its header"),
        (b"id,text\na,caf\xe9\n", "line 2: is not UTF-8 (byte 0xe9 at column 6)"),
        ("id,text\na,x\n".encode("utf-16"), "line 1: is UTF-16"),
        ("id,text\na,x\n".encode("utf-16-le"), "line 1: holds zero bytes"),
        (gzip.compress(b"id,text\na,x\n", mtime=0)[:-9], "broken gzip"),
        (b"\x1f\x8bnonsense", "broken gzip"),
        ('{"schema_version": "1.0", "study": 3}', "line 1: is not a valid Reading"),
        (
            '{"file": "a.dcm", "reading": null}\n{"file": "b.dcm", "reading": null}',
            "line 1: is not a valid Reading",
        ),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, content: str | bytes, told: str) -> None:
    assert told in refusal(written(tmp_path, content))


def test_files_that_are_not_there(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "nothing.json")
    assert "no reading.json" in refusal(tmp_path)


def test_a_line_over_100_mb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        file.write(b'{"id": "a", "text": "x"}\n{"id": "b", "text": "')
        for _ in range(101):
            file.write(b"x" * 1_000_000)
    assert "line 2: is longer than 100 MB" in refusal(path)


def test_a_zipped_line_is_refused_before_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "bomb.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(130):
            file.write(b"x" * 1_000_000)
    with pytest.raises(BadInput, match="line 1: is longer than 100 MB"):
        list(read_lines(path))


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.text(max_size=5), st.text(max_size=9) | st.lists(st.integers()), min_size=1, max_size=5
    ),
    st.sampled_from([None, 0, 2]),
)
def test_walking_json_is_parsing_it_with_lines(content: dict[str, Any], indent: int | None) -> None:
    text = json.dumps(content, indent=indent)
    items = list(walk_json(Path("x.json"), text))
    assert {item.key: item.value for item in items} == content
    assert all(json.dumps(item.key) in text.split("\n")[item.line - 1] for item in items)


@settings(max_examples=40)
@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1, max_size=5))
def test_text_survives_every_form(tmp_path_factory: pytest.TempPathFactory, reports: dict[str, str]) -> None:
    kept = {
        key.strip(): value
        for key, value in reports.items()
        if key.strip() and value.strip().lower() not in {"nan", "null", "none", "n/a", "#n/a"}
    }
    if kept:
        folder = tmp_path_factory.mktemp("forms")
        lines = "".join(json.dumps({"id": key, "text": value}) + "\n" for key, value in kept.items())
        assert texts(written(folder, lines)) == kept
        assert texts(written(folder, json.dumps([{"id": k, "text": v} for k, v in kept.items()]))) == kept
