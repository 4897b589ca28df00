"""A model behind an OpenAI-compatible URL: `vlm:URL#MODEL`."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radtrace.llm.chat import Chat, Message, picture_part, text_part
from radtrace.readers.vlm.fit import png
from radtrace.readers.vlm.reader import Turn
from radtrace.readers.vlm.settings import Settings
from radtrace.record import BadInput, Provenance
from radtrace.record.trace import trace_grammar


class ServerModel:
    """Queries a server, with at most `settings.at_once` requests in flight over all threads.

    Parameters
    ----------
    address
        "URL#MODEL", such as "http://localhost:8000/v1#google/medgemma-4b-it".
    key
        Sent as a bearer token; never stored or shown.

    Raises
    ------
    BadInput
        If the address has no model or is not an http or https URL.
    """

    def __init__(self, address: str, settings: Settings, key: str | None = None) -> None:
        url, _, model = address.partition("#")
        if not model:
            raise BadInput(f"reader 'vlm:{address}' has no model name; use vlm:URL#MODEL")
        extra: dict[str, Any] = {"max_tokens": settings.most_tokens}
        self._unconstrained = Chat(
            url,
            model,
            key,
            timeout_s=settings.timeout_s,
            retries=settings.retries,
            pause_s=settings.pause_s,
            extra=extra,
        )
        self._constrained = replace(self._unconstrained, extra=extra | _constraint(settings.grammar))
        self._open = threading.BoundedSemaphore(settings.at_once)

    @property
    def made_by(self) -> Provenance:
        """Provenance: the model's name on the server."""
        return Provenance(reader="vlm", version=self._unconstrained.model)

    def generate(self, picture: NDArray[np.uint8], turns: Sequence[Turn], constrained: bool) -> str:
        """The server's answer; raises ChatError if there is none."""
        chat = self._constrained if constrained else self._unconstrained
        with self._open:
            return chat.ask(_messages(png(picture), turns))


def _messages(picture: bytes, turns: Sequence[Turn]) -> list[Message]:
    first, *later = turns
    opening = Message(role=first.role, content=[picture_part(picture), text_part(first.text)])
    return [opening, *(Message(role=turn.role, content=turn.text) for turn in later)]


def _constraint(server: str) -> dict[str, Any]:
    """Request fields for constrained decoding (vLLM: structured outputs; llama.cpp: its own field)."""
    if server == "vllm":
        return {"structured_outputs": {"grammar": trace_grammar()}}
    return {"grammar": trace_grammar()} if server == "llama.cpp" else {}
