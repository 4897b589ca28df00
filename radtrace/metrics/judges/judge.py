"""A judge: a model behind an OpenAI-compatible URL that answers in JSON of a given schema."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from radtrace.llm.post import PostFailed, is_web_address, post
from radtrace.metrics.judges.cache import Cache
from radtrace.record import BadInput, RadtraceError

_FENCE = re.compile(r"\s*```(?:json)?[ \t]*\n(.*)\n[ \t]*```\s*", re.DOTALL)

Text = Annotated[str, Field(max_length=2000)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Count = Annotated[int, Field(ge=0, le=1000)]


class Form(BaseModel):
    """Base of the answer schemas: an unknown, missing or ill-typed field fails the answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class JudgeFailed(RadtraceError):
    """The judge gave no usable answer; the score is missing."""


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    choices: Annotated[list[_Choice], Field(min_length=1)]


FormT = TypeVar("FormT", bound=Form)


@dataclass(frozen=True)
class Judge:
    """A model to query, and how.

    Parameters ---------- url Base URL of the server ("http://localhost:8000/v1"), or its chat/completions
    address. key API key, sent as a bearer token; never shown. timeout_s, retries, pause_s A call times out
    after `timeout_s`. Failures that may pass are retried up to `retries` times, after `pause_s` (doubled each
    time) or as long as the server asks, at most a minute. most_bytes Longer answers are rejected. concurrency
    Maximum number of calls in flight. cache Where answers are stored, if anywhere. options Added to every
    request as they are ("max_tokens", "seed").

    Raises
    ------
    BadInput
        If the URL is not http or https.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    temperature: float = 0.0
    timeout_s: float = 120.0
    retries: int = 3
    pause_s: float = 1.0
    concurrency: int = 4
    most_bytes: int = 1_000_000
    cache: Cache | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not is_web_address(self.url):
            raise BadInput(
                f"judge URL {self.url!r} is not an http or https URL; give one like http://host:port/v1"
            )

    @property
    def address(self) -> str:
        """The address of chat completions."""
        base = self.url.rstrip("/")
        return base if base.endswith("/chat/completions") else f"{base}/chat/completions"

    def ask(self, instructions: str, material: Mapping[str, Any], form: type[FormT]) -> FormT:
        """The model's answer to `instructions` about `material`, which is sent as JSON.

        Raises
        ------
        JudgeFailed
            If there is no answer, or it does not match the schema `form`.
        """
        body = self._body(instructions, material)
        key = hashlib.sha256(self.address.encode() + b"\n" + body).hexdigest()
        known = self.cache.get(key) if self.cache else None
        if known is not None:
            return _parsed(known, form)
        content = _content(self._call(body))
        answer = _parsed(content, form)
        if self.cache:
            self.cache.put(key, self.model, content)
        return answer

    def _body(self, instructions: str, material: Mapping[str, Any]) -> bytes:
        messages = [
            {"role": "system", "content": instructions},
            {"role": "user", "content": json.dumps(material, ensure_ascii=False)},
        ]
        request = {"model": self.model, "temperature": self.temperature, "messages": messages}
        return json.dumps({**request, **self.options}, sort_keys=True).encode()

    def _call(self, body: bytes, attempt: int = 0) -> bytes:
        try:
            return post(self.address, body, self._headers(), self.timeout_s, self.most_bytes)
        except PostFailed as failure:
            if attempt >= self.retries or not failure.temporary:
                raise JudgeFailed(f"{self.address}: {failure}") from None
            failure.pause(self.pause_s * 2**attempt)
        return self._call(body, attempt + 1)

    def _headers(self) -> dict[str, str]:
        key = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return {"Content-Type": "application/json"} | key


def _content(answer: bytes) -> str:
    """The text of a completion that was not cut off."""
    try:
        choice = _Completion.model_validate_json(answer).choices[0]
    except ValidationError as error:
        raise JudgeFailed(f"answer is not a chat completion: {_first(error)}") from None
    if choice.finish_reason == "length":
        raise JudgeFailed("answer was cut off at the token limit")
    return choice.message.content


def _parsed(content: str, form: type[FormT]) -> FormT:
    """The content parsed as `form`; it may be wrapped in one code fence."""
    fenced = _FENCE.fullmatch(content)
    try:
        return form.model_validate_json(fenced[1] if fenced else content)
    except ValidationError as error:
        raise JudgeFailed(f"answer does not match the schema: {_first(error)}") from None


def _first(error: ValidationError) -> str:
    detail = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in detail["loc"]) or "the whole answer"
    return f"{where}: {detail['msg']}"[:300]
