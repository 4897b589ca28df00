"""Peers that are not installed are a sentence, and peers that point the other way are refused."""

from __future__ import annotations

import sys

import pytest

from radtrace.metrics.adapters import radeval_metric, radgraph_f1
from radtrace.metrics.report import Report
from radtrace.record import BadInput

REPORTS = [Report("1", "No effusion is seen now.")]


def test_a_missing_peer_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("radgraph", "radeval"):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(BadInput, match=r"radgraph cannot be imported .*pip install radgraph"):
        radgraph_f1(REPORTS, REPORTS)
    with pytest.raises(BadInput, match=r"radeval cannot be imported .*pip install radeval"):
        radeval_metric("bleu")(REPORTS, REPORTS)


def test_what_is_lower_for_better_reports_is_refused() -> None:
    with pytest.raises(BadInput, match="lower is better"):
        radeval_metric("radcliq")


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(BadInput, match="simple, partial, complete"):
        radgraph_f1(REPORTS, REPORTS, level="full")


def test_radeval_scores_are_passed_on_where_it_is_installed() -> None:
    pytest.importorskip("radeval", reason="radeval is not installed")
    result = radeval_metric("bleu")(REPORTS, REPORTS)
    assert result.name == "radeval_bleu"
    assert result.aggregate == {"mean": 1.0, "bleu": 1.0}
