"""`radtrace score`, from files to numbers: shapes, honesty, and whatever bytes are given."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from radtrace.cli.run import run
from radtrace.metrics.report import Report
from radtrace.metrics.table import find_metrics, metric_names

TEXTS = {
    "c1": "FINDINGS: The heart is normal. Small left pleural effusion.\nIMPRESSION: Left effusion.",
    "c2": "FINDINGS: The lungs are clear. No pneumothorax.\nIMPRESSION: No acute disease.",
    "c3": "FINDINGS: Large right pneumothorax.\nIMPRESSION: Right pneumothorax.",
    "c4": "FINDINGS: Mild cardiomegaly. No effusion.\nIMPRESSION: Cardiomegaly.",
    "c5": "FINDINGS: Right lower lobe consolidation.\nIMPRESSION: Pneumonia.",
}
FLAWED = TEXTS | {"c1": "The lungs are clear.", "c3": "Large left pneumothorax."}
QUICK = ["--metrics", "trace,rouge_l"]


def lines(path: Path, reports: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps({"id": key, "text": text}) + "\n" for key, text in reports.items()))
    return path


def rexrank(path: Path, reports: dict[str, str]) -> Path:
    path.write_text(json.dumps({key: {"model_prediction": text} for key, text in reports.items()}, indent=2))
    return path


def table(path: Path, reports: dict[str, str]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("study_id", "report"), *reports.items()])
    return path


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Flawed predictions and their references."""
    return str(rexrank(tmp_path / "p.json", FLAWED)), str(lines(tmp_path / "r.jsonl", TEXTS))


def scored(arguments: list[str], out: Path) -> dict[str, Any]:
    assert run(["score", *arguments, "--json", str(out)]) == 0
    content: dict[str, Any] = json.loads(out.read_text(), parse_constant=pytest.fail)
    return content


def test_the_numbers_are_those_of_the_metric(files: tuple[str, str], tmp_path: Path) -> None:
    content = scored([*files, *QUICK], tmp_path / "o.json")
    metric = find_metrics(["trace"])["trace"]
    direct = metric(*([Report(key, side[key]) for key in TEXTS] for side in (FLAWED, TEXTS)))
    assert list(content["metrics"]) == ["trace", "rouge_l"]
    one = content["metrics"]["trace"]
    assert one["per_report"] == pytest.approx(dict(zip(TEXTS, direct.per_report.tolist(), strict=True)))
    assert one["mean"] == pytest.approx(float(np.mean(direct.per_report)))
    low, high = one["ci"]
    assert low <= one["mean"] <= high
    assert one["per_report"]["c1"] < one["per_report"]["c2"]


def test_every_registered_metric_runs_and_gives_the_shape(files: tuple[str, str], tmp_path: Path) -> None:
    content = scored([*files], tmp_path / "o.json")
    assert set(content["metrics"]) | set(content["left_out"]) == set(metric_names())
    for one in content["metrics"].values():
        assert set(one) >= {"mean", "ci", "per_report"}
        assert set(one["per_report"]) == set(TEXTS) and len(one["ci"]) == 2


@pytest.mark.parametrize("write", [lines, rexrank, table])
def test_the_format_does_not_change_the_scores(tmp_path: Path, files: tuple[str, str], write: Any) -> None:
    other = write(tmp_path / "other", FLAWED)
    first = scored([*files, *QUICK], tmp_path / "a.json")["metrics"]
    assert scored([str(other), files[1], *QUICK], tmp_path / "b.json")["metrics"] == first


def test_what_is_always_printed(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", *files, *QUICK]) == 0
    out = capsys.readouterr().out
    for told in ("n = 5 reports", "length ratio", "1,000 bootstrap resamples", "95% interval"):
        assert told in out
    assert "constant normal report" in out and "random reference" in out
    assert "3 predictions are their references" in out
    assert re.search(r"trace +0\.\d{3} +0\.\d{3} to \d\.\d{3} +0\.\d{3} +0\.\d{3}", out)
    assert "\x1b" not in out


def test_a_constant_is_chosen_on_the_development_set(files: tuple[str, str], tmp_path: Path) -> None:
    often = "Mild cardiomegaly. No effusion."
    development = lines(tmp_path / "d.jsonl", {f"d{number}": often for number in range(9)} | {"x": "Clear."})
    blind = scored([*files, *QUICK, "--dev", str(development)], tmp_path / "o.json")["blind"]
    assert blind["best constant of the development set"]["texts"]["rouge_l"] == often
    assert set(blind) == {
        "constant normal report",
        "empty report",
        "random reference",
        "best constant of the development set",
    }
    for row in blind.values():
        assert 0 <= row["metrics"]["rouge_l"]["mean"] <= 1


def test_the_random_reference_is_never_ones_own(files: tuple[str, str], tmp_path: Path) -> None:
    same = [files[1], files[1], *QUICK]
    content = scored(same, tmp_path / "o.json")
    assert content["metrics"]["rouge_l"]["mean"] == pytest.approx(1.0)
    assert content["blind"]["random reference"]["metrics"]["rouge_l"]["mean"] < 0.6


def test_two_systems_are_compared_in_pairs(files: tuple[str, str], tmp_path: Path) -> None:
    against = ["--against", str(table(tmp_path / "q.csv", TEXTS))]
    content = scored([*files, *QUICK, *against], tmp_path / "o.json")
    one = content["metrics"]["rouge_l"]
    difference = one["against"]["difference"]
    assert difference["value"] == pytest.approx(one["mean"] - one["against"]["mean"])
    assert difference["ci"][0] <= difference["value"] <= difference["ci"][1] <= 0
    assert 0.25 <= difference["p"] <= 1  # two of five differ: no test can be sure


def test_seeds(files: tuple[str, str], tmp_path: Path) -> None:
    first, again, other = (
        scored([*files, *QUICK, "--seed", seed], tmp_path / "o.json") for seed in ("1", "1", "2")
    )
    assert first == again
    assert first["metrics"]["trace"]["per_report"] == other["metrics"]["trace"]["per_report"]
    assert first["blind"] != other["blind"]


def test_what_does_not_match_is_refused_listed_and_can_be_allowed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    predictions = lines(tmp_path / "p", {"c1": "", "c2": "Clear.", "zz": "x"})
    references = lines(tmp_path / "r", {"c1": "Clear.", "c2": "Clear.", "c3": "Clear."})
    base = [str(predictions), str(references), *QUICK]
    assert run(["score", *base]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith("radtrace: ")
    for what in ("zz (line 3)", "c3 (line 3)", "c1 (line 1)", "--allow-missing", "--allow-empty"):
        assert what in told.err
    content = scored([*base, "--allow-missing", "--allow-empty"], tmp_path / "o.json")
    assert content["n"] == 2
    assert sorted(case for cases in content["problems"].values() for case in cases) == [
        "c1 (line 1)",
        "c3 (line 3)",
        "zz (line 3)",
    ]
    printed = capsys.readouterr().out
    assert "n = 2 reports" in printed and "allowed by --allow-empty: 1 texts" in printed


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        (["--metrics", "trace,nonsense"], "unknown metric 'nonsense'"),
        (["--dev", "nowhere.json"], "nowhere.json: No such file"),
        (["--against", "nowhere.json"], "nowhere.json: No such file"),
        (["--json", "/dev/null/x.json"], "cannot write"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    files: tuple[str, str], extra: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["score", *files, *(QUICK if "--metrics" not in extra else []), *extra]) == 2
    err = capsys.readouterr().err
    assert told in err and err.count("\n") == 1


def test_no_output_replaces_an_input(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(files[1]).read_bytes()
    assert run(["score", *files, *QUICK, "--json", files[1]]) == 2
    assert run(["structure", files[1], "--jsonl", files[1]]) == 2
    assert run(["read", files[1], "--jsonl", files[1]]) == 2
    assert capsys.readouterr().err.count("is an input and would be overwritten") == 3
    assert Path(files[1]).read_bytes() == before


@pytest.mark.parametrize(("splits", "left"), [("train, valid", 0), ("", 2), (",", 2)])
def test_splits_may_have_spaces_and_are_not_empty(tmp_path: Path, splits: str, left: int) -> None:
    rows = [
        {"id": key, "text": text, "split": "train" if key == "c1" else "valid" if key == "c2" else "test"}
        for key, text in TEXTS.items()
    ]
    truth = tmp_path / "r.jsonl"
    truth.write_text("".join(json.dumps(row) + "\n" for row in rows))
    predictions = str(rexrank(tmp_path / "p.json", FLAWED))
    assert run(["score", predictions, str(truth), *QUICK, "--unseen-in", splits]) == left


def test_one_report_alone(tmp_path: Path) -> None:
    one = str(lines(tmp_path / "one", {"a": "Small left effusion."}))
    content = scored([one, one, *QUICK], tmp_path / "o.json")
    assert content["metrics"]["trace"]["ci"] == [None, None]
    assert set(content["blind"]) == {"constant normal report", "empty report"}


def test_the_folder_holds_the_page_and_the_scores(files: tuple[str, str], tmp_path: Path) -> None:
    assert run(["score", *files, *QUICK, "--out", str(tmp_path / "out")]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["report.html", "score.json"]


GOOD = "".join(json.dumps({"id": key, "text": text}) + "\n" for key, text in TEXTS.items()).encode()
_value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "text", "report", "findings", "prediction", "boxes", "file", "reading", "images"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
_cut = st.tuples(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)), st.binary(max_size=6)).map(
    lambda places: GOOD[: min(places[:2])] + places[2] + GOOD[max(places[:2]) :]
)
_sheet = st.text(st.sampled_from("idtex,;\t\"\n\r'|0\ufeff"), max_size=60).map(
    lambda text: f"id,text\n{text}".encode()
)
_any_file = (
    st.binary(max_size=200)
    | _value.map(lambda value: json.dumps(value).encode())
    | st.lists(_value, max_size=4).map(lambda rows: "\n".join(json.dumps(row) for row in rows).encode())
    | _cut
    | _sheet
)


@settings(max_examples=120)
@given(_any_file)
@example(b"id,text\nc1," + b"(" * 2000)
@example(b'{"id": "c1", "text": "' + b"no " * 40_000 + b'"}')
@example(b'{"prediction": [{"text": "c1", "boxes": [[]]}]}')
def test_any_bytes_give_a_score_or_one_refusal(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "p").write_bytes(content)
    (folder / "r").write_bytes(GOOD)
    allow = ["--allow-missing", "--allow-duplicates", "--allow-empty", "--metrics", "rouge_l"]
    for arguments in ([str(folder / "p"), str(folder / "r")], [str(folder / "r"), str(folder / "p")]):
        assert run(["score", *arguments, *allow]) in (0, 2)
