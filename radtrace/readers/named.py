"""Readers by name: `embedded`, `vlm:URL#MODEL`, `hf:PATH_OR_ID`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from radtrace.readers.protocol import Reader
from radtrace.record import BadInput


@dataclass(frozen=True)
class Opened:
    """A reader, ready. Two of one `identity` read alike; `at_once` is how many films to give it at a time."""

    reader: Reader
    identity: str
    at_once: int = 1


def open_reader(name: str, *, settings: Path | None = None, key: str | None = None) -> Opened:
    """The reader called `name`; `settings` is a TOML file for a language model, `key` its server's.

    Raises
    ------
    BadInput
        If there is no such reader, or it cannot be made ready.
    """
    kind, _, rest = name.partition(":")
    if kind == "vlm" and rest:
        return _behind_url(rest, settings, key)
    if kind == "hf" and rest:
        return _in_process(rest, settings)
    if name != "embedded":
        raise BadInput(f"{name!r} is no reader; give embedded, vlm:URL#MODEL or hf:PATH_OR_ID")
    if settings is not None:
        raise BadInput(f"{settings}: the embedded reader has no settings; they are for vlm: and hf:")
    return _embedded()


def _embedded() -> Opened:
    from radtrace.readers import load_reader
    from radtrace.readers.embedded.model import shipped_model

    return Opened(load_reader(), shipped_model().sha256)


def _behind_url(address: str, settings: Path | None, key: str | None) -> Opened:
    from radtrace.readers.embedded.reader import EmbeddedReader
    from radtrace.readers.vlm.reader import TraceReader
    from radtrace.readers.vlm.settings import read_settings, settings_for
    from radtrace.readers.vlm.speaker import ChatSpeaker

    chosen = read_settings(settings, settings_for(address.partition("#")[2]))
    speaker = ChatSpeaker(address, chosen, key)
    identity = _identity(f"vlm:{address}", chosen.model_dump_json())
    return Opened(TraceReader(speaker, chosen, EmbeddedReader()), identity, chosen.at_once)


def _in_process(model: str, settings: Path | None) -> Opened:
    from radtrace.readers.embedded.reader import EmbeddedReader
    from radtrace.readers.hf.speaker import HfSpeaker
    from radtrace.readers.vlm.reader import TraceReader
    from radtrace.readers.vlm.settings import Settings, read_settings

    read_settings(settings, Settings())  # a wrong key is told before any weight is loaded
    speaker = HfSpeaker(model)
    chosen = read_settings(settings, speaker.settings())
    speaker.most_tokens = chosen.most_tokens
    identity = _identity(f"hf:{speaker.made_by.weights_sha256}", chosen.model_dump_json())
    return Opened(TraceReader(speaker, chosen, EmbeddedReader()), identity)


def _identity(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
