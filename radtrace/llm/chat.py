"""One question to a model behind an OpenAI-compatible URL (`POST {url}/chat/completions`).

Nothing goes over the network unless the user gave the URL.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

from radtrace.errors import BadInput, RadtraceError
from radtrace.llm.post import PostFailed, is_web_address, post

ANSWER_LIMIT = 10_000_000


class Message(TypedDict):
    """One turn of a conversation: text, or parts of text and pictures (see `picture_part`)."""

    role: Literal["system", "user", "assistant"]
    content: str | Sequence[Mapping[str, Any]]


def text_part(text: str) -> Mapping[str, Any]:
    """A text among the parts of a message."""
    return {"type": "text", "text": text}


def picture_part(png: bytes) -> Mapping[str, Any]:
    """A PNG picture among the parts of a message, inside the message itself (RFC 2397)."""
    data = base64.b64encode(png).decode("ascii")
    return {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}


class ChatError(RadtraceError):
    """A model gave no answer."""


@dataclass(frozen=True)
class Chat:
    """A model and how it is asked.

    `url` is the base URL ("http://localhost:8000/v1"), `key` is sent as a bearer token and never
    shown, `timeout_s` holds for every wait on the server, `retries` is how often a failure that may
    pass is tried again, after `pause_s` or as long as the server says (a minute at most). `extra` is
    laid over the request (such as "response_format").

    Raises
    ------
    BadInput
        If the URL is not http or https, the model has no name, the key is broken or a number out of range.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    temperature: float = 0.0
    timeout_s: float = 60.0
    retries: int = 1
    pause_s: float = 1.0
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not is_web_address(self.url):
            raise BadInput(f"model URL {self.url!r}: is not http or https; give one like http://host:8000/v1")
        if not self.model:
            raise BadInput(f"model URL {self.url}: no model is named; give the name the server knows it by")
        if self.key and not (self.key.isascii() and self.key.isprintable()):
            raise BadInput(f"model URL {self.url}: the key holds characters no header takes; copy it again")
        if self.timeout_s <= 0 or self.retries < 0 or self.pause_s < 0:
            raise BadInput("a model's time-out must be above 0, its retries and pause not below")

    def ask(self, messages: Sequence[Message]) -> str:
        """The text of the model's answer, never empty.

        Raises
        ------
        ChatError
            If no usable answer came, after the retries.
        """
        body = {"model": self.model, "messages": list(messages), "temperature": self.temperature}
        return self._ask(json.dumps(body | dict(self.extra)).encode(), self.retries)

    def _ask(self, body: bytes, left: int) -> str:
        target = f"{self.url.rstrip('/')}/chat/completions"
        try:
            return _content(post(target, body, self._headers(), self.timeout_s, ANSWER_LIMIT))
        except PostFailed as failure:
            if not left or not failure.passing:
                raise ChatError(f"model at {target}: {failure}") from None
            failure.pause(self.pause_s)
        return self._ask(body, left - 1)

    def _headers(self) -> dict[str, str]:
        key = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return {"Content-Type": "application/json", "Accept": "application/json"} | key


def _content(answer: bytes) -> str:
    try:
        content = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise PostFailed("the answer is no chat completion; is this the /v1 URL?", passing=True) from None
    if not isinstance(content, str) or not content.strip():
        raise PostFailed("the model's answer is empty", passing=True)
    return content
