"""One question to a model behind an OpenAI-compatible URL (`POST {url}/chat/completions`).

Nothing goes over the network unless the user gave the URL. Only http and https, no redirects (one
would take the key elsewhere), answers of at most ANSWER_LIMIT bytes.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict
from urllib.parse import urlsplit

from radtrace.record import BadInput, RadtraceError

ANSWER_LIMIT = 10_000_000
_TOLD = 200  # characters of a server's own words in an error


class Message(TypedDict):
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


class ChatError(RadtraceError):
    """A model gave no answer. `passing` says that asking again may help (time out, overload)."""

    def __init__(self, message: str, *, passing: bool) -> None:
        super().__init__(message)
        self.passing = passing


@dataclass(frozen=True)
class Chat:
    """A model and how it is asked.

    `url` is the base URL ("http://localhost:8000/v1"), `key` is sent as a bearer token and never
    shown, `timeout_s` holds for every wait on the server, `retries` is how often a failure that may
    pass is tried again after `pause_s`, `extra` is laid over the request (such as "response_format").

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
        try:
            parts = urlsplit(self.url)
        except ValueError as error:
            raise BadInput(f"model URL {self.url!r}: {error}; give one like http://host:8000/v1") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadInput(f"model URL {self.url!r}: is not http or https; give one like http://host:8000/v1")
        if not self.model:
            raise BadInput(f"model URL {self.url}: no model is named; give the name the server knows it by")
        if self.key and not (self.key.isascii() and self.key.isprintable()):
            raise BadInput(
                f"model URL {self.url}: the key holds characters that no header takes; copy it again"
            )
        if self.timeout_s <= 0 or self.retries < 0 or self.pause_s < 0:
            raise BadInput("a model's time-out must be above 0, its retries and pause not below")

    def ask(self, messages: Sequence[Message]) -> str:
        """The text of the model's answer, never empty.

        Raises
        ------
        ChatError
            If no usable answer came, after the retries.
        """
        for left in range(self.retries, -1, -1):
            try:
                return _content(self.url, self._post(messages))
            except ChatError as error:
                if not left or not error.passing:
                    raise
                time.sleep(self.pause_s)
        raise AssertionError("unreachable: the last try returns or raises")

    def _post(self, messages: Sequence[Message]) -> bytes:
        try:
            with _OPENER.open(self._request(messages), timeout=self.timeout_s) as answer:
                raw: bytes = answer.read(ANSWER_LIMIT + 1)
        except urllib.error.HTTPError as error:
            raise _refused(self.url, error) from error
        except TimeoutError as error:
            raise self._late() from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._unreached(error) from error
        if len(raw) > ANSWER_LIMIT:
            raise ChatError(f"{self.url}: the answer is over {ANSWER_LIMIT} bytes", passing=False)
        return raw

    def _request(self, messages: Sequence[Message]) -> urllib.request.Request:
        body = {"model": self.model, "messages": list(messages), "temperature": self.temperature}
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        target = f"{self.url.rstrip('/')}/chat/completions"
        return urllib.request.Request(target, json.dumps(body | dict(self.extra)).encode(), headers)

    def _late(self) -> ChatError:
        return ChatError(
            f"{self.url}: no answer within {self.timeout_s:g} s; raise the time-out", passing=True
        )

    def _unreached(self, error: Exception) -> ChatError:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, TimeoutError):
            return self._late()
        return ChatError(f"{self.url}: cannot be reached ({reason}); is the server running?", passing=True)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def _refused(url: str, error: urllib.error.HTTPError) -> ChatError:
    with error:
        try:
            told = error.read(_TOLD * 4).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            told = ""
    said = " ".join("".join(c if c.isprintable() else " " for c in told).split())[:_TOLD]
    passing = error.code >= 500 or error.code in (408, 429)
    return ChatError(f"{url}: HTTP {error.code}" + (f" ({said})" if said else ""), passing=passing)


def _content(url: str, raw: bytes) -> str:
    try:
        content = json.loads(raw)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ChatError(
            f"{url}: the answer is no chat completion; is this the /v1 URL?", passing=True
        ) from error
    if not isinstance(content, str) or not content.strip():
        raise ChatError(f"{url}: the model's answer is empty", passing=True)
    return content
