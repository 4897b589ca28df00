"""A model that understands reports, against a real server: good, malformed, slow and absent answers."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest

from radtrace.language import Understood, understand
from radtrace.language.remote import BadAnswer, understand_remote
from radtrace.llm.chat import Chat, ChatError
from radtrace.record import BadInput
from tests.metrics.chat_server import Handler, chat_server

TEXT = (
    "INDICATION: Pneumonia?\nFINDINGS: Small left pleural\neffusion. "
    "No pneumothorax, no effusion on the right."
)
EFFUSION: dict[str, Any] = {
    "concept": "pleural_effusion",
    "presence": "present",
    "sentence": 1,
    "text": "pleural effusion",
    "laterality": "left",
    "severity": "mild",
}
Behave = Callable[[Handler, dict[str, Any], int], None]


def says(*answers: str) -> Behave:
    """A server that gives these answers one after the other, the last one for ever."""
    return lambda handler, _, index: handler.say(answers[min(index, len(answers) - 1)])


def findings(*rows: object) -> str:
    return json.dumps({"findings": rows})


def asked(behave: Behave, text: str = TEXT, **options: Any) -> tuple[Understood, list[dict[str, Any]]]:
    with chat_server(behave) as server:
        chat = Chat(server.url, "reader", pause_s=0.0, **options)
        return understand_remote(text, chat), server.asked


def test_the_record_is_the_same_as_that_of_the_rules() -> None:
    text = "Small left pleural effusion is unchanged. Heart size is normal. 8 mm nodule at the right apex."
    rules = understand(text)
    rows = json.loads(json.dumps(rules.to_json()))
    assert asked(says(findings(*rows)), text)[0] == rules


def test_words_are_found_across_a_line_end_and_mentions_are_sorted() -> None:
    denied = {"concept": "pneumothorax", "presence": "absent", "sentence": 2, "text": "pneumothorax"}
    understood, _ = asked(says(findings(denied, EFFUSION)))
    assert [understood.words(m) for m in understood.mentions] == ["pleural\neffusion", "pneumothorax"]
    assert [m.section for m in understood.mentions] == ["findings", "findings"]


def test_what_is_asked() -> None:
    _, (request,) = asked(says(findings()), temperature=0.5, extra={"seed": 7})
    assert (request["model"], request["temperature"], request["seed"]) == ("reader", 0.5, 7)
    prompt = request["messages"][-1]["content"]
    assert "[1] (findings) Small left pleural effusion." in prompt and "Pneumonia?" not in prompt


def test_a_fence_around_the_answer_is_taken_off() -> None:
    assert len(asked(says(f"```json\n{findings(EFFUSION)}\n```"))[0].mentions) == 1


def test_a_report_without_sentences_is_not_sent() -> None:
    assert asked(says("never"), "  \n ") == (Understood("  \n ", (), ()), [])


BROKEN = {
    "no JSON": ("Here you are:", "not JSON"),
    "NaN": ('{"findings": [NaN]}', "not JSON"),
    "deep": ("[" * 100_000, "not JSON"),
    "twice": ('{"findings": [], "findings": []}', "given twice"),
    "a list": ("[]", "findings"),
    "more": ('{"findings": [], "labels": {}}', "findings"),
    "many": (findings(*[EFFUSION] * 1001), "1001 mentions"),
    "no object": (findings(3), "no JSON object"),
}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "concept": ({"concept": "sunshine"}, "'concept'"),
    "concept type": ({"concept": ["pneumonia"]}, "'concept'"),
    "presence": ({"presence": "maybe"}, "'presence'"),
    "unknown field": ({"colour": "blue"}, "'colour' is unknown"),
    "words": ({"text": "pleural effusions"}, "does not stand in sentence 1"),
    "empty words": ({"text": " "}, "holds no words"),
    "words elsewhere": ({"text": "pneumothorax"}, "does not stand"),
    "offsets": ({"start": 0, "end": 16}, "'start' and 'end'"),
    "end": ({"end": 3}, "'start' and 'end'"),
    "sentence": ({"sentence": 9}, "from 0 to 2"),
    "sentence type": ({"sentence": True}, "from 0 to 2"),
    "silent section": ({"sentence": 0, "text": "Pneumonia"}, "indication"),
    "section": ({"section": "impression"}, "'section'"),
    "side": ({"laterality": "leftish"}, "'laterality'"),
    "zones": ({"zones": ["lower", "attic"]}, "'zones'"),
    "zones type": ({"zones": "lower"}, "'zones'"),
    "severity": ({"severity": "small"}, "'severity'"),
    "size": ({"size_mm": [-1]}, "'size_mm'"),
    "size type": ({"size_mm": [True]}, "'size_mm'"),
    "size huge": ({"size_mm": [10**400]}, "'size_mm'"),
    "change": ({"change": "worse"}, "'change'"),
    "hedge": ({"hedge": "possible"}, "'hedge'"),
    "doubt": ({"presence": "uncertain"}, "'hedge'"),
    "normal": ({"normal": 1}, "'normal'"),
    "normal and present": ({"normal": True}, "absent"),
    "resolved and present": ({"change": "resolved"}, "absent"),
}


@pytest.mark.parametrize(("answer", "why"), BROKEN.values(), ids=BROKEN)
def test_a_broken_answer_is_an_error_after_one_more_try(answer: str, why: str) -> None:
    with chat_server(says(answer)) as server, pytest.raises(BadAnswer, match=why):
        understand_remote(TEXT, Chat(server.url, "reader"))
    assert len(server.asked) == 2


@pytest.mark.parametrize(("fields", "why"), WRONG.values(), ids=WRONG)
def test_no_field_is_taken_on_trust(fields: dict[str, Any], why: str) -> None:
    with chat_server(says(findings(EFFUSION | fields))) as server, pytest.raises(BadAnswer, match=why):
        understand_remote(TEXT, Chat(server.url, "reader"))
    told = server.asked[1]["messages"][-1]["content"]
    assert why in told and "mention 0" in told


def test_a_missing_field_is_named() -> None:
    row = {name: value for name, value in EFFUSION.items() if name != "presence"}
    with chat_server(says(findings(row))) as server, pytest.raises(BadAnswer, match="'presence' is missing"):
        understand_remote(TEXT, Chat(server.url, "reader"))


def test_a_model_that_mends_its_answer_is_understood() -> None:
    understood, requests = asked(says("Sorry?", findings(EFFUSION)))
    assert [m.concept for m in understood.mentions] == ["pleural_effusion"]
    assert [m["role"] for m in requests[1]["messages"]] == ["system", "user", "assistant", "user"]


def test_an_overloaded_server_is_asked_once_more() -> None:
    def behave(handler: Handler, _: dict[str, Any], index: int) -> None:
        handler.say(findings(EFFUSION)) if index else handler.send(b"busy", 503)

    understood, requests = asked(behave)
    assert (len(understood.mentions), len(requests)) == (1, 2)


FAILING: dict[str, tuple[Behave, int, str]] = {
    "overloaded": (lambda h, _, i: h.send(b"busy", 503), 2, "status 503 .busy"),
    "unknown model": (lambda h, _, i: h.send(b"no such\x1b[2J model", 404), 1, r"404 \(no such \[2J model"),
    "redirect": (lambda h, _, i: h.send(b"", 307, Location="http://127.0.0.1:1/"), 1, "status 307"),
    "no completion": (lambda h, _, i: h.send(b"<html>"), 2, "not a chat completion"),
    "no choices": (lambda h, _, i: h.send(b'{"choices": []}'), 2, "not a chat completion"),
    "empty": (lambda h, _, i: h.say(" "), 2, "is empty"),
    "too long": (lambda h, _, i: h.send(b" " * 10_000_001), 1, "longer than"),
}


@pytest.mark.parametrize(("behave", "tries", "why"), FAILING.values(), ids=FAILING)
def test_a_server_that_fails_is_one_sentence(behave: Behave, tries: int, why: str) -> None:
    with chat_server(behave) as server, pytest.raises(ChatError, match=why) as failure:
        understand_remote(TEXT, Chat(server.url, "reader", key="secret", pause_s=0.0))
    assert len(server.asked) == tries
    assert "secret" not in str(failure.value) and "\n" not in str(failure.value)


def test_an_answer_that_drips_is_cut_off() -> None:
    with chat_server(lambda h, _, i: h.drip(0.1, 50)) as server:
        chat = Chat(server.url, "reader", timeout_s=0.4, retries=0)
        with pytest.raises(ChatError, match=r"no answer within 0\.4 s"):
            understand_remote(TEXT, chat)


def test_no_server_at_all() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(ChatError, match="no answer"):
            understand_remote(TEXT, Chat(url, "reader", pause_s=0.0))


def test_the_key_goes_in_the_header_and_is_not_shown() -> None:
    with chat_server(says(findings())) as server:
        chat = Chat(server.url, "reader", key="secret")
        understand_remote(TEXT, chat)
    assert server.headers[0]["Authorization"] == "Bearer secret" and "secret" not in repr(chat)
    assert server.paths == ["/v1/chat/completions"]


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://host/v1", "host:8000", "http://", "http://a b/"]
)
def test_only_web_addresses(url: str) -> None:
    with pytest.raises(BadInput, match="http"):
        Chat(url, "reader")


@pytest.mark.parametrize("options", [{"model": ""}, {"key": "a\nb"}, {"timeout_s": 0.0}, {"retries": -1}])
def test_settings_that_cannot_be(options: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        Chat(**({"url": "http://host/v1", "model": "reader"} | options))
