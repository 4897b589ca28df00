"""Requests to a model behind an OpenAI-compatible URL (`POST {url}/chat/completions`).

The only network traffic is to the URL that the user gives.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

from radtrace.errors import BadInput, RadtraceError
from radtrace.llm.post import PostFailed, is_web_address, post

ANSWER_LIMIT = 10_000_000  # bytes; answers are untrusted


class Message(TypedDict):
    """One message of a conversation: text, or a list of text and image parts (see `picture_part`)."""

    role: Literal["system", "user", "assistant"]
    content: str | Sequence[Mapping[str, Any]]


def text_part(text: str) -> Mapping[str, Any]:
    """A text part of a message."""
    return {"type": "text", "text": text}


def picture_part(png: bytes) -> Mapping[str, Any]:
    """A PNG image as a part of a message, embedded as a data URL (RFC 2397)."""
    data = base64.b64encode(png).decode("ascii")
    return {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}


class ChatError(RadtraceError):
    """The model gave no usable answer."""


@dataclass(frozen=True)
class Chat:
    """A model and how to query it.

    Parameters
    ----------
    url
        Base URL ("http://localhost:8000/v1").
    key
        Sent as a bearer token; never shown.
    timeout_s
        Limit for every wait on the server.
    retries, pause_s
        How often a temporary failure is retried, after `pause_s` or as long as the server asks, at most a
        minute.
    extra
        Fields added to the request (such as "response_format").

    Raises
    ------
    BadInput
        If the URL is not http or https, or the model, key or a number is invalid.

    Examples
    --------
    >>> chat = Chat("http://localhost:8000/v1", "medgemma-4b-it")
    >>> chat.ask([Message(role="user", content="Is there an effusion?")])  # doctest: +SKIP
    'Yes, a small one on the left.'
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
            raise BadInput(f"model URL {self.url}: no model name; give the name that the server uses")
        if self.key and not (self.key.isascii() and self.key.isprintable()):
            raise BadInput(f"model URL {self.url}: invalid character in the API key; copy it again")
        if self.timeout_s <= 0 or self.retries < 0 or self.pause_s < 0:
            raise BadInput("the model's timeout_s must be above 0, retries and pause_s 0 or more")

    def ask(self, messages: Sequence[Message]) -> str:
        """The text of the model's answer, never empty.

        Raises
        ------
        ChatError
            If there is no usable answer after the retries.
        """
        body = {"model": self.model, "messages": list(messages), "temperature": self.temperature}
        return self._ask(json.dumps(body | dict(self.extra)).encode(), self.retries)

    def _ask(self, body: bytes, left: int) -> str:
        target = f"{self.url.rstrip('/')}/chat/completions"
        try:
            return _content(post(target, body, self._headers(), self.timeout_s, ANSWER_LIMIT))
        except PostFailed as failure:
            if not left or not failure.temporary:
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
        raise PostFailed(
            "the answer is not a chat completion; check that the URL ends in /v1", temporary=True
        ) from None
    if not isinstance(content, str) or not content.strip():
        raise PostFailed("the model's answer is empty", temporary=True)
    return content
