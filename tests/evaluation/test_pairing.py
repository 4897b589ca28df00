"""Predictions and references by id: what does not match is listed, and an error unless allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from radtrace.datasets.reports import Entry, ReportFile
from radtrace.evaluation.kinds.reports import REPORTS, report_of
from radtrace.evaluation.pairing import Allowed, Pairs, in_common
from radtrace.evaluation.pairing import pair as pair_of
from radtrace.evaluation.report_files import case_file
from radtrace.metrics.report import Report
from radtrace.record import BadInput

ALL = Allowed(missing=True, duplicates=True, empty=True)


def file(name: str, *reports: tuple[str, str]) -> ReportFile:
    entries = tuple(Entry(identifier, text, line) for line, (identifier, text) in enumerate(reports, 1))
    return ReportFile(Path(name), "made by hand", entries)


def pair(predictions: ReportFile, references: ReportFile, allowed: Allowed) -> Pairs[Report]:
    ours, theirs = (case_file(REPORTS, one, report_of) for one in (predictions, references))
    return pair_of(REPORTS, ours, theirs, allowed)


def test_pairs_are_in_the_order_of_the_references() -> None:
    pairs = pair(file("p", ("b", "2"), ("a", "1")), file("r", ("a", "x"), ("b", "y")), Allowed())
    assert pairs.ids == ("a", "b")
    assert [(p.text, r.text) for p, r in zip(pairs.predictions, pairs.references, strict=True)] == [
        ("1", "x"),
        ("2", "y"),
    ]
    assert pairs.problems == ()


@pytest.mark.parametrize(
    ("predictions", "references", "allowed", "told", "flag"),
    [
        (
            file("p", ("a", "1")),
            file("r", ("a", "x"), ("b", "y")),
            "missing",
            "b (line 2)",
            "--allow-missing",
        ),
        (
            file("p", ("a", "1"), ("c", "3")),
            file("r", ("a", "x")),
            "missing",
            "c (line 2)",
            "--allow-missing",
        ),
        (
            file("p", ("a", "1"), ("a", "2")),
            file("r", ("a", "x")),
            "duplicates",
            "a (line 2)",
            "--allow-duplicates",
        ),
        (
            file("p", ("a", "1")),
            file("r", ("a", "x"), ("a", "x")),
            "duplicates",
            "a (line 2)",
            "--allow-duplicates",
        ),
        (file("p", ("a", " \n")), file("r", ("a", "x")), "empty", "a (line 1)", "--allow-empty"),
        (file("p", ("a", "1")), file("r", ("a", "")), "empty", "a (line 1)", "--allow-empty"),
    ],
)
def test_every_problem_is_listed_refused_and_can_be_allowed(
    predictions: ReportFile, references: ReportFile, allowed: str, told: str, flag: str
) -> None:
    others = Allowed(**{name: name != allowed for name in ("missing", "duplicates", "empty")})
    with pytest.raises(BadInput) as caught:
        pair(predictions, references, others)
    assert told in str(caught.value) and flag in str(caught.value)
    pairs = pair(predictions, references, Allowed(**{allowed: True}))
    assert pairs.ids == ("a",)
    assert pairs.problems[0].cases == (told,)


def test_of_duplicates_the_first_counts_and_empty_texts_stay() -> None:
    pairs = pair(file("p", ("a", ""), ("a", "2")), file("r", ("a", "x")), ALL)
    assert [report.text for report in pairs.predictions] == [""]


def test_all_that_is_wrong_is_told_at_once() -> None:
    many = file("p", *((f"id{number}", "x") for number in range(50)), ("a", ""), ("a", ""))
    with pytest.raises(BadInput) as caught:
        pair(many, file("r", ("a", "x")), Allowed())
    message = str(caught.value)
    first = message.splitlines()[0]
    assert all(flag in first for flag in ("--allow-missing", "--allow-duplicates", "--allow-empty"))
    assert "id19 (line 20)" in message and "id20" not in message and "and 30 more" in message


def test_no_common_id_is_an_error_whatever_is_allowed() -> None:
    with pytest.raises(BadInput, match="no id of p is in r"):
        pair(file("p", ("a", "1")), file("r", ("b", "x")), ALL)


def test_an_id_cannot_steer_the_terminal() -> None:
    with pytest.raises(BadInput) as caught:
        pair(file("p", ("a", "1"), ("\x1b[31mb\nradtrace: fine", "x")), file("r", ("a", "x")), Allowed())
    assert "\x1b" not in str(caught.value)
    assert not any(line.startswith("radtrace: fine") for line in str(caught.value).splitlines())


def test_two_systems_are_cut_to_what_both_have() -> None:
    references = file("r", ("a", "x"), ("b", "y"), ("c", "z"))
    first = pair(file("p", ("a", "1"), ("b", "2")), references, ALL)
    second = pair(file("q", ("b", "3"), ("c", "4")), references, ALL)
    ours, theirs = in_common(first, second)
    assert ours.ids == theirs.ids == ("b",)
    assert (ours.predictions[0].text, theirs.predictions[0].text) == ("2", "3")
    assert {case for problem in ours.problems for case in problem.cases} >= {"c (line 3)", "a (line 1)"}
    with pytest.raises(BadInput, match="in common"):
        in_common(pair(file("p", ("a", "1")), references, ALL), pair(file("q", ("c", "1")), references, ALL))
