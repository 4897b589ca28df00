"""Judges against a real server: what is asked, what is counted, and what happens when it fails."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from radtrace.metrics.clinical.entailment import phrase
from radtrace.metrics.judges import (
    Judge,
    JudgeFailed,
    JudgeResult,
    crimson_judge,
    gema_judge,
    green_judge,
    judge_metric,
    judge_names,
    radfact_judge,
    radfact_judge_grounded,
)
from radtrace.metrics.judges.cache import Cache
from radtrace.metrics.report import Report
from radtrace.metrics.result import ErrorKind
from radtrace.record import BadInput, Box, BoxSet
from tests.metrics.chat_server import ChatServer, Handler, chat_server

PREDICTION = Report("1", "Small left pleural effusion. No pneumothorax.")
REFERENCE = Report("1", "Small right pleural effusion. No pneumothorax.")
GREEN: dict[str, Any] = {
    "matched": ["no pneumothorax"],
    "errors": [
        {
            "kind": "wrong place",
            "finding": "pleural effusion",
            "significant": True,
            "prediction": "left pleural effusion",
            "reference": "Right pleural effusion",
            "why": "the side is wrong",
        },
        {
            "kind": "missed finding",
            "finding": "scar",
            "significant": False,
            "prediction": None,
            "reference": "words that stand nowhere",
            "why": "of no weight",
        },
    ],
}
Behaviour = Callable[[Handler, dict[str, Any], int], None]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def judge_of(server: ChatServer, **settings: Any) -> Judge:
    return Judge(server.url, "a-model", **({"timeout_s": 10.0, "pause_s": 0.01} | settings))


def says(answer: Any) -> Behaviour:
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return lambda handler, request, index: handler.say(text)


def green_of(behave: Behaviour, **settings: Any) -> tuple[JudgeResult, ChatServer]:
    with chat_server(behave) as server:
        return green_judge([PREDICTION], [REFERENCE], judge=judge_of(server, **settings)), server


def test_green_counts_what_the_judge_lists() -> None:
    result, _ = green_of(says(GREEN))
    assert result.per_report.tolist() == [0.5]
    assert result.aggregate == {"mean": 0.5, "significant": 1.0, "insignificant": 1.0, "missing": 0.0}
    wrong, missed = result.errors[0]
    assert (wrong.kind, wrong.significant, missed.significant) == (ErrorKind.WRONG_PLACE, True, False)
    assert wrong.prediction is not None and wrong.reference is not None
    assert PREDICTION.text[slice(*wrong.prediction)] == "left pleural effusion"
    assert REFERENCE.text[slice(*wrong.reference)] == "right pleural effusion"
    assert missed.prediction is None and missed.reference is None


def test_what_is_asked_and_what_is_recorded() -> None:
    result, server = green_of(says(GREEN), key="secret", options={"seed": 7})
    asked = server.asked[0]
    assert server.paths == ["/v1/chat/completions"]
    assert (asked["model"], asked["temperature"], asked["seed"]) == ("a-model", 0.0, 7)
    assert json.loads(asked["messages"][1]["content"]) == {
        "prediction": PREDICTION.text,
        "reference": REFERENCE.text,
    }
    assert server.headers[0]["Authorization"] == "Bearer secret"
    assert (result.model, result.temperature, result.failures) == ("a-model", 0.0, (None,))
    assert result.url == f"{server.url}/chat/completions"
    assert "secret" not in repr(judge_of(server, key="secret"))


def test_an_answer_in_a_code_fence_is_read() -> None:
    result, _ = green_of(says(f"```json\n{json.dumps(GREEN)}\n```"))
    assert result.per_report.tolist() == [0.5]


def test_two_normal_reports_of_which_nothing_is_listed_agree() -> None:
    result, _ = green_of(says({"matched": [], "errors": []}))
    assert result.per_report.tolist() == [1.0]


@pytest.mark.parametrize(
    "content",
    [
        "I think the reports agree.",
        "",
        json.dumps(GREEN)[:-1],
        "Here it is: " + json.dumps(GREEN),
        json.dumps({"matched": [], "errors": [], "mood": "good"}),
        json.dumps({"matched": []}),
        json.dumps({"matched": "all", "errors": []}),
        json.dumps({"matched": [], "errors": [GREEN["errors"][0] | {"significant": "yes"}]}),
        json.dumps({"matched": [], "errors": [GREEN["errors"][0] | {"kind": "a new kind"}]}),
        json.dumps({"matched": ["x"] * 501, "errors": []}),
        json.dumps({"matched": ["x" * 2001], "errors": []}),
        "[" * 100_000,
        '{"matched":' * 50_000,
    ],
    ids=range(13),
)
def test_an_answer_of_another_form_is_missing_and_asked_once(content: str) -> None:
    result, server = green_of(says(content))
    assert np.isnan(result.per_report).tolist() == [True]
    assert result.aggregate["missing"] == 1.0
    assert np.isnan(result.aggregate["mean"])
    assert result.errors == ((),)
    assert result.failures[0] is not None and len(result.failures[0]) < 500
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"{}",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": null}}]}',
    ],
)
def test_an_answer_that_is_no_completion_is_missing(body: bytes) -> None:
    result, _ = green_of(lambda handler, request, index: handler.send(body))
    assert result.failures[0] is not None and "chat completion" in result.failures[0]


def test_an_answer_cut_off_is_missing() -> None:
    result, _ = green_of(lambda handler, request, index: handler.say(json.dumps(GREEN), "length"))
    assert result.failures[0] is not None and "cut off" in result.failures[0]


def test_a_huge_answer_is_not_read_to_its_end() -> None:
    result, _ = green_of(lambda handler, request, index: handler.say("x" * 20_000_000))
    assert result.failures[0] is not None and "longer than 1000000 bytes" in result.failures[0]


def test_a_server_that_recovers_is_asked_again() -> None:
    def behave(handler: Handler, request: dict[str, Any], index: int) -> None:
        handler.send(b"busy", 503, Retry_After="0") if index < 2 else handler.say(json.dumps(GREEN))

    result, server = green_of(behave, retries=2)
    assert result.per_report.tolist() == [0.5]
    assert len(server.asked) == 3


def test_tries_are_bounded() -> None:
    result, server = green_of(lambda handler, request, index: handler.send(b"", 500), retries=2)
    assert len(server.asked) == 3
    assert result.failures[0] is not None and "status 500" in result.failures[0]


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_refusal_is_not_asked_again(status: int) -> None:
    result, server = green_of(lambda handler, request, index: handler.send(b"no", status))
    assert len(server.asked) == 1
    assert result.failures[0] is not None and f"status {status}" in result.failures[0]


def test_the_server_says_how_long_to_wait() -> None:
    def behave(handler: Handler, request: dict[str, Any], index: int) -> None:
        handler.send(b"", 429, Retry_After="1") if index == 0 else handler.say(json.dumps(GREEN))

    start = time.monotonic()
    result, _ = green_of(behave, retries=1)
    assert result.per_report.tolist() == [0.5]
    assert time.monotonic() - start >= 1.0


def test_redirects_are_not_followed_as_they_would_carry_the_key_away() -> None:
    with chat_server(says(GREEN)) as other:
        there = f"{other.url}/chat/completions"
        result, _ = green_of(lambda handler, request, index: handler.send(b"", 307, Location=there), key="k")
        assert not other.asked
    assert result.failures[0] is not None and "status 307" in result.failures[0]


def test_a_server_that_hangs_up_is_missing() -> None:
    result, server = green_of(lambda handler, request, index: handler.connection.close(), retries=1)
    assert result.aggregate["missing"] == 1.0
    assert len(server.asked) == 2


def test_a_server_that_does_not_answer_in_time_is_missing() -> None:
    result, _ = green_of(lambda handler, request, index: time.sleep(1.0), timeout_s=0.2, retries=0)
    assert result.failures[0] is not None and "no answer within 0.2 s" in result.failures[0]


def test_a_server_that_drips_is_missing() -> None:
    start = time.monotonic()
    result, _ = green_of(lambda handler, request, index: handler.drip(0.1, 100), timeout_s=0.5, retries=0)
    assert result.failures[0] is not None and "no answer within 0.5 s" in result.failures[0]
    assert time.monotonic() - start < 8.0


def test_no_server_at_all_is_missing() -> None:
    with chat_server(says(GREEN)) as server:
        judge = judge_of(server, retries=0)
    result = green_judge([PREDICTION], [REFERENCE], judge=judge)
    assert result.failures[0] is not None and "no answer" in result.failures[0]


def test_failed_pairs_are_in_no_mean_and_counted() -> None:
    def behave(handler: Handler, request: dict[str, Any], index: int) -> None:
        bad = "bad" in request["messages"][1]["content"]
        handler.say("nonsense" if bad else json.dumps(GREEN))

    predictions = [PREDICTION, Report("2", "bad"), PREDICTION]
    with chat_server(behave) as server:
        result = green_judge(predictions, [REFERENCE] * 3, judge=judge_of(server))
    assert np.isnan(result.per_report).tolist() == [False, True, False]
    assert (result.aggregate["mean"], result.aggregate["missing"]) == (0.5, 1.0)
    assert result.resample(np.array([1, 1, 0]))["missing"] == 2.0
    assert [failure is not None for failure in result.failures] == [False, True, False]


def test_no_more_than_so_many_calls_at_once() -> None:
    def behave(handler: Handler, request: dict[str, Any], index: int) -> None:
        time.sleep(0.05)
        handler.say(json.dumps(GREEN))

    predictions = [Report(str(i), f"Effusion {i}.") for i in range(12)]
    with chat_server(behave) as server:
        green_judge(predictions, [REFERENCE] * 12, judge=judge_of(server, concurrency=3))
        assert len(server.asked) == 12
        assert 1 < server.most_at_once <= 3


def test_answers_are_kept_and_failures_are_not(tmp_path: Path) -> None:
    def behave(handler: Handler, request: dict[str, Any], index: int) -> None:
        handler.say("nonsense" if index == 0 else json.dumps(GREEN))

    with chat_server(behave) as server:
        judge = judge_of(server, cache=Cache(tmp_path / "answers.db"), key="secret")
        first, second, third = (green_judge([PREDICTION], [REFERENCE], judge=judge) for _ in range(3))
        other = Judge(server.url, "another", cache=judge.cache)
        green_judge([PREDICTION], [REFERENCE], judge=other)
        assert len(server.asked) == 3
    assert first.aggregate["missing"] == 1.0
    assert second.per_report.tolist() == third.per_report.tolist() == [0.5]
    assert b"secret" not in (tmp_path / "answers.db").read_bytes()


def test_a_cache_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "answers.db").write_text("not a database, whatever its name says" * 20)
    with chat_server(says(GREEN)) as server, pytest.raises(BadInput, match=r"answers\.db: cannot be used"):
        green_judge([PREDICTION], [REFERENCE], judge=judge_of(server, cache=Cache(tmp_path / "answers.db")))


def test_blank_reports_are_not_asked_about() -> None:
    with chat_server(says("nonsense")) as server:
        for name in judge_names():
            result = judge_metric(name, judge_of(server))([Report("1", " ")], [Report("1", "")])
            assert result.per_report.tolist() == [1.0], name
        assert not server.asked


def test_no_pairs_at_all_are_defined() -> None:
    judge = Judge("http://127.0.0.1:9/v1", "a-model")
    for name in judge_names():
        result = judge_metric(name, judge)([], [])
        assert result.per_report.shape == (0,)
        assert result.aggregate["missing"] == 0.0


def test_gema_weighs_the_parts_openly() -> None:
    answer = {
        "disease": {"matched": 1, "false": 1, "missed": 1},
        "location": {"matched": 0, "false": 1, "missed": 1},
        "severity": {"matched": 0, "false": 0, "missed": 0},
        "uncertainty": {"matched": 2, "false": 0, "missed": 0},
        "completeness": 1,
        "terminology": 0.5,
        "readability": 1.0,
        "why": "so",
    }
    with chat_server(says(answer)) as server:
        result = gema_judge([PREDICTION], [REFERENCE], judge=judge_of(server))
    expected = (0.35 * 0.5 + 0.1 + 0.15 + 0.05 * 0.5 + 0.05) / (1 - 0.15)
    assert result.per_report[0] == pytest.approx(expected)
    assert np.isnan(result.aggregate["severity"])
    assert result.aggregate["disease"] == 0.5


def weighed(weight: str, *significant: bool) -> dict[str, Any]:
    errors = [{"significant": value, "why": "so"} for value in significant]
    return {"finding": "effusion", "weight": weight, "attribute_errors": errors}


@pytest.mark.parametrize(
    ("matched", "missed", "false", "score"),
    [
        ([weighed("urgent")], [], [], 1.0),
        ([weighed("urgent", True, False)], [], [], 1 / 1.5),
        ([weighed("actionable", True)], ["actionable"], [], 0.25),
        ([], ["urgent"], [], 0.0),
        ([weighed("urgent")], [], ["actionable"], 0.5),
        ([], ["urgent"], ["urgent"], -0.5),
        ([], [], ["urgent", "urgent"], -2 / 3),
        ([], [], [], 1.0),
        ([weighed("benign", True)], ["benign"], ["benign"], 1.0),
    ],
)
def test_crimson_follows_its_formula(
    matched: list[dict[str, Any]], missed: list[str], false: list[str], score: float
) -> None:
    lists = {
        name: [{"finding": "scar", "weight": weight} for weight in weights]
        for name, weights in (("missed", missed), ("false", false))
    }
    with chat_server(says({"matched": matched, **lists})) as server:
        result = crimson_judge([PREDICTION], [REFERENCE], judge=judge_of(server))
    assert result.per_report[0] == pytest.approx(score)


def radfact_server(handler: Handler, request: dict[str, Any], index: int) -> None:
    """A judge to whom a phrase follows only where the other report has it word for word."""
    material = json.loads(request["messages"][1]["content"])
    other = material["other"]
    found = [[other.index(text)] if text in other else [] for text in material["phrases"]]
    handler.say(json.dumps({"verdicts": [{"entailed": bool(e), "evidence": e} for e in found]}))


def test_radfact_asks_both_ways_about_the_sentences_that_state() -> None:
    with chat_server(radfact_server) as server:
        reference = Report(
            "1", "INDICATION: Cough.\nFINDINGS: Small right pleural effusion. No pneumothorax."
        )
        result = radfact_judge([PREDICTION], [reference], judge=judge_of(server))
        asked = [json.loads(request["messages"][1]["content"]) for request in server.asked]
    assert [len(material["phrases"]) for material in asked] == [2, 2]
    assert "Cough" not in json.dumps(asked)
    assert result.per_report.tolist() == [0.5]
    assert result.aggregate["logical_precision"] == 0.5


def test_radfact_grounds_by_the_judges_evidence() -> None:
    box, elsewhere = Box(x_min=0, y_min=0, x_max=0.4, y_max=0.4), Box(x_min=0.5, y_min=0.5, x_max=1, y_max=1)
    here, there = (BoxSet.from_boxes("", [one]) for one in (box, elsewhere))
    predicted = [phrase("Effusion.", here), phrase("Nodule.", here)]
    stated = [phrase("Effusion.", here), phrase("Nodule.", there)]
    with chat_server(radfact_server) as server:
        result = radfact_judge_grounded([predicted], [stated], judge=judge_of(server))
    assert result.aggregate["logical_f1"] == 1.0
    assert result.aggregate["spatial_precision"] == 0.5


@pytest.mark.parametrize(
    "verdicts",
    [[], [{"entailed": True, "evidence": [0]}], [{"entailed": True, "evidence": [9]}] * 2],
    ids=["none", "too few", "no such evidence"],
)
def test_radfact_verdicts_that_do_not_fit_are_missing(verdicts: list[Any]) -> None:
    with chat_server(says({"verdicts": verdicts})) as server:
        result = radfact_judge([PREDICTION], [REFERENCE], judge=judge_of(server))
    assert result.aggregate["missing"] == 1.0


def test_a_judge_needs_a_web_address() -> None:
    for url in ("localhost:8000", "file:///etc/passwd", "http://", "http://a b/v1"):
        with pytest.raises(BadInput, match="judge URL"):
            Judge(url, "a-model")


def test_an_unknown_judge_is_a_sentence() -> None:
    with pytest.raises(BadInput, match="known are green_judge"):
        judge_metric("bleu", Judge("http://127.0.0.1:9/v1", "a-model"))


def test_asking_raises_what_the_metrics_count() -> None:
    from radtrace.metrics.judges.green import Green

    with (
        chat_server(says("nonsense")) as server,
        pytest.raises(JudgeFailed, match="does not match the schema"),
    ):
        judge_of(server).ask("Compare.", {}, Green)
