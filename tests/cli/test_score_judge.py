"""`radtrace score --model-url`: a judge behind a real server on this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from radtrace.cli.run import run
from tests.metrics.chat_server import ChatServer, chat_server

TEXTS = {"a": "Small left effusion.", "b": "Right pneumothorax."}
GREEN = {"matched": ["left effusion"], "errors": []}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("RADTRACE_API_KEY", "secret")


def reports(path: Path) -> str:
    path.write_text("".join(json.dumps({"id": key, "text": text}) + "\n" for key, text in TEXTS.items()))
    return str(path)


def ask(server: ChatServer, folder: Path) -> dict[str, Any]:
    """The metrics of `radtrace score` with this judge; answers are kept in the folder."""
    files = [reports(folder / "p.jsonl"), reports(folder / "r.jsonl")]
    judge = ["--model-url", server.url, "--model", "m", "--cache", str(folder / "answers.db")]
    out = folder / "s.json"
    assert run(["score", *files, *judge, "--metrics", "green_judge", "--json", str(out)]) == 0
    scores: dict[str, Any] = json.loads(out.read_text())["metrics"]
    return scores


def test_a_judge_scores_and_its_answers_are_kept(tmp_path: Path) -> None:
    with chat_server(lambda handler, request, index: handler.say(json.dumps(GREEN))) as server:
        first = ask(server, tmp_path)
        calls = len(server.asked)
        again = ask(server, tmp_path)
        assert len(server.asked) == calls and server.headers[0]["Authorization"] == "Bearer secret"
    assert first == again and set(first) == {"green_judge"}
    assert first["green_judge"]["per_report"] == {"a": 1.0, "b": 1.0}


def test_a_failed_call_is_missing_not_wrong(tmp_path: Path) -> None:
    with chat_server(lambda handler, request, index: handler.send(b"no", 400)) as server:
        scores = ask(server, tmp_path)["green_judge"]
    assert scores["per_report"] == {"a": None, "b": None} and scores["mean"] is None


def test_a_judge_needs_a_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = reports(tmp_path / "r.jsonl")
    assert run(["score", path, path, "--model-url", "http://127.0.0.1:1/v1"]) == 2
    assert "--model NAME" in capsys.readouterr().err
