"""`radtrace leaks`: exit codes, what is printed, the JSON, and whatever bytes are given."""

from __future__ import annotations

import json
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.cli.run import run

LEAKY = "subject_id,study_id,split\n1,10,train\n2,20,train\n2,21,test\n"
CLEAN = "subject_id,study_id,split\n1,10,train\n2,20,test\n"


def split(folder: Path, content: str | bytes, name: str = "split.csv") -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_leaks_are_listed_and_are_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "leaks.json"
    assert run(["leaks", split(tmp_path, LEAKY), "--json", str(out)]) == 1
    printed = capsys.readouterr()
    assert "patients on both sides: 1" in printed.out and "line 3 [train]" in printed.out
    assert "line 4 [test]" in printed.out and printed.err == ""
    content = json.loads(out.read_text())
    assert content["leaks"] == 1 and content["sides"] == {"train": 2, "test": 1}
    assert [row["line"] for row in content["found"]["patient"][0]["rows"]] == [3, 4]


def test_a_clean_split_is_exit_code_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["leaks", split(tmp_path, CLEAN)]) == 0
    assert "patients on both sides: 0" in capsys.readouterr().out


def test_one_file_a_side(tmp_path: Path) -> None:
    train = split(tmp_path, "patient\na\nb\n", "train.csv")
    assert run(["leaks", train, split(tmp_path, "patient\nb\n", "test.csv")]) == 1
    assert run(["leaks", train, split(tmp_path, "patient\nc\n", "test.csv")]) == 0


def test_bad_input_is_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["leaks", split(tmp_path, "subject_id\n1\n")]) == 2
    assert "has no column 'split'" in capsys.readouterr().err
    assert run(["leaks", str(tmp_path / "none.csv")]) == 2


def test_the_films_here_leak_where_they_are_split_by_film(shared_data: Path, tmp_path: Path) -> None:
    head, *rows = (shared_data / "films.csv").read_text().splitlines(keepends=True)
    halves = [split(tmp_path, head + "".join(rows[start::2]), f"{start}.csv") for start in (0, 1)]
    assert run(["leaks", *halves]) == 1


@settings(max_examples=80)
@given(
    st.binary(max_size=200)
    | st.text(st.sampled_from('abt,;"\n\r01|\t'), max_size=80).map(
        lambda text: f"subject_id,report,split\n{text}".encode()
    )
)
def test_any_bytes_give_an_answer_or_one_refusal(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    alone, other = split(folder, content), split(folder, CLEAN, "b.csv")
    for files in ([alone], [alone, other]):
        with redirect_stderr(StringIO()) as errors:
            code = run(["leaks", *files])
        assert code in (0, 1, 2) and "internal error" not in errors.getvalue()
        assert (code == 2) == errors.getvalue().startswith("radtrace: ")
