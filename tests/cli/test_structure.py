"""`radtrace structure`: reports in many files to findings and labels, one line each."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from radtrace.cli.run import run
from radtrace.language import chexpert_labels, nih_labels, understand
from tests.metrics.chat_server import chat_server

TEXT = "Small left pleural effusion. No pneumothorax."


def write(path: Path, *records: Any) -> str:
    """A file of JSON lines."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return str(path)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def structured(tmp_path: Path, *arguments: str) -> list[dict[str, Any]]:
    out = tmp_path / "out.jsonl"
    assert run(["structure", *arguments, "--jsonl", str(out)]) == 0
    return lines(out)


def errors(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_a_line_holds_findings_with_their_words_and_both_label_sets(tmp_path: Path) -> None:
    (line,) = structured(tmp_path, write(tmp_path / "a.jsonl", {"id": "x", "text": TEXT}))
    understood = understand(TEXT)
    assert list(line) == ["id", "language", "findings", "labels"]
    assert line["findings"] == json.loads(json.dumps(understood.to_json()))
    assert line["labels"] == {"chexpert": chexpert_labels(understood), "nih": nih_labels(understood)}
    for finding in line["findings"]:
        assert TEXT[finding["start"] : finding["end"]] == finding["text"]


def test_sections_given_apart_and_ids_as_numbers(tmp_path: Path) -> None:
    sections = {"id": 7, "findings": "No effusion.", "impression": "Pneumonia."}
    one, two = structured(tmp_path, write(tmp_path / "a.jsonl", sections, {"id": "b", "text": TEXT}))
    assert (one["id"], two["id"]) == ("7", "b")
    assert [f["section"] for f in one["findings"]] == ["findings", "impression"]


def test_a_bad_first_line_does_not_hide_what_the_file_is(tmp_path: Path) -> None:
    file, out = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    file.write_text("{broken\n" + json.dumps({"id": "x", "text": TEXT}) + "\n")
    assert run(["structure", str(file), "--skip-bad", "--jsonl", str(out)]) == 2
    assert [row["id"] for row in lines(out)] == ["x"]


def test_text_xml_csv_and_a_folder_in_the_order_given(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "b.txt").write_text(TEXT)
    (folder / "a.xml").write_text(
        '<?xml version="1.0" encoding="utf-8"?><eCitation><Abstract><AbstractText Label="FINDINGS">Edema.'
        '</AbstractText><AbstractText Label="IMPRESSION"/></Abstract></eCitation>'
    )
    (tmp_path / "c.csv").write_text("id,text\nc,Pneumonia.\n")
    rows = structured(tmp_path, str(tmp_path / "c.csv"), str(folder))
    assert [(row["id"], row["findings"][0]["concept"]) for row in rows] == [
        ("c", "pneumonia"),
        ("a", "pulmonary_edema"),
        ("b", "pleural_effusion"),
    ]


def test_forms_stand_under_their_names(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", {"id": "x", "text": TEXT})
    (every,) = structured(tmp_path, file, "--form", "all")
    (two,) = structured(tmp_path, file, "--form", "graph", "--form", "srrg")
    assert list(every["forms"]) == ["srrg", "medtri", "lunguage", "graph"]
    assert two["forms"] == {name: every["forms"][name] for name in ("srrg", "graph")}
    assert every["forms"]["medtri"][0]["anatomy"] == "left pleura"


def test_own_words_are_laid_over_the_tables(tmp_path: Path) -> None:
    table = tmp_path / "own.toml"
    table.write_text('[names]\npleural_effusion = ["wet patch"]\n')
    file = write(tmp_path / "a.jsonl", {"id": "x", "text": "Wet patch."})
    (line,) = structured(tmp_path, file, "--tables", str(table))
    assert line["labels"]["nih"]["Effusion"] == 1


def test_without_out_or_with_a_dash_lines_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "a.jsonl", {"id": "x", "text": "Größe normal: no effusion."})
    assert run(["structure", file]) == 0
    plain = capsys.readouterr().out
    assert run(["structure", file, "--jsonl", "-"]) == 0
    assert capsys.readouterr().out == plain and json.loads(plain)["id"] == "x"


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", *[{"id": n, "text": TEXT} for n in range(3000)])
    command = [sys.executable, "-m", "radtrace.cli", "structure", file]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


BAD = {
    "no JSON": ('{"id": 2, "text": ', "not JSON"),
    "no record": ("[1]", "not a record"),
    "no id": ('{"text": "Edema."}', "no id"),
    "no text": ('{"id": 2}', "no report"),
    "null": ('{"id": 2, "text": null}', "not a report"),
    "NaN": ('{"id": 2, "text": NaN}', "not a report"),
    "number": ('{"id": 2, "text": 5}', "not a text"),
    "NaN id": ('{"id": NaN, "text": "Edema."}', "no id"),
    "half a character": ('{"id": 2, "text": "\\ud800"}', "surrogate"),
    "a book": (json.dumps({"id": 2, "text": "x" * 1_000_001}), "1000001 characters"),
}


@pytest.mark.parametrize(("line", "why"), BAD.values(), ids=BAD)
def test_a_bad_line_is_named_and_skipped_only_on_request(
    line: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    good = json.dumps({"id": "x", "text": TEXT})
    file.write_text(f"{good}\n\n{line}\n{good}\n")
    command = ["structure", str(file), "--jsonl", str(out)]
    assert run(command) == 2
    (error,) = errors(capsys)
    assert error.startswith(f"radtrace: {file}, line 3: ") and why in error
    assert not out.exists()
    assert run([*command, "--skip-bad"]) == 2
    assert errors(capsys) == [error]
    assert [row["id"] for row in lines(out)] == ["x", "x"]


FILES = {
    "empty.jsonl": (b"", "is empty"),
    "latin.txt": (b"\xe9", "not UTF-8"),
    "wide.jsonl": ('{"id": 1, "text": "x"}'.encode("utf-16"), "UTF-16"),
    "entities.xml": (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
    "broken.xml": (b"<a>\n<b>", "line 2: is not XML"),
    "other.xml": (b"<a/>", "no AbstractText"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_named(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, why = FILES[name]
    file, good = tmp_path / name, write(tmp_path / "good.jsonl", {"id": "x", "text": TEXT})
    file.write_bytes(content)
    assert run(["structure", str(file), good]) == 2
    (error,) = errors(capsys)
    assert str(file) in error and why in error
    assert run(["structure", str(file), good, "--skip-bad"]) == 2
    captured = capsys.readouterr()
    assert captured.err.splitlines() == [error] and json.loads(captured.out)["id"] == "x"


def test_a_missing_file_an_unknown_language_and_a_folder_for_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "a.jsonl", {"id": "x", "text": TEXT})
    for arguments in (
        [str(tmp_path / "none.jsonl")],
        [file, "--language", "xx"],
        [file, "--jsonl", str(tmp_path)],
    ):
        assert run(["structure", *arguments]) == 2
        assert len(errors(capsys)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_a_model_behind_a_url_gives_the_same_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADTRACE_API_KEY", "secret")
    answer = json.dumps({"findings": json.loads(json.dumps(understand(TEXT).to_json()))})
    file = write(tmp_path / "a.jsonl", {"id": "x", "text": TEXT})
    with chat_server(lambda handler, _, index: handler.say(answer)) as server:
        asked = structured(tmp_path, file, "--model-url", server.url, "--model", "reader")
    assert asked == structured(tmp_path, file)
    assert server.headers[0]["Authorization"] == "Bearer secret"


def test_a_report_a_model_fails_on_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "a.jsonl", *[{"id": name, "text": TEXT} for name in "xy"])
    with chat_server(
        lambda handler, body, index: handler.say("no" if index < 2 else '{"findings": []}')
    ) as server:
        model = ["--model-url", server.url, "--model", "reader"]
        assert run(["structure", file, *model, "--skip-bad"]) == 2
    captured = capsys.readouterr()
    assert "report x: model 'reader' gave no record" in captured.err
    assert [json.loads(line)["id"] for line in captured.out.splitlines()] == ["y"]


def test_real_reports(shared_data: Path, tmp_path: Path) -> None:
    import tarfile

    archive = shared_data / "reports" / "NLMCXR_reports.tgz"
    if not archive.exists():
        pytest.skip(f"no reports at {archive}")
    with tarfile.open(archive) as packed:
        members = [m for m in packed if m.name.endswith(".xml")][:100]
        packed.extractall(tmp_path / "reports", members, filter="data")
    rows = structured(tmp_path, str(tmp_path / "reports"), "--form", "all")
    assert len(rows) == 100 and sum(len(row["findings"]) for row in rows) > 400


def test_an_empty_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["structure", str(tmp_path)]) == 2
    assert "contains no .txt or .xml file" in capsys.readouterr().err


def test_an_empty_folder_among_others_is_skipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "one.txt").write_text("Small left effusion.")
    assert run(["structure", str(tmp_path / "empty"), str(tmp_path / "one.txt"), "--skip-bad"]) == 2
    told = capsys.readouterr()
    assert "contains no .txt or .xml file" in told.err and '"id": "one"' in told.out


def test_full_disk_behind_standard_output_is_one_sentence(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", {"id": "x", "text": TEXT})
    command = [sys.executable, "-m", "radtrace.cli", "structure", "-q", file]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "radtrace: cannot write the output: No space left on device; free space there or write elsewhere"
    ]
