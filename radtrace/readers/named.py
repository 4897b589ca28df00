"""Readers by name: `embedded`, `vlm:URL#MODEL`, `hf:PATH_OR_ID`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from radtrace.readers.protocol import Reader
from radtrace.record import BadInput


@dataclass(frozen=True)
class OpenedReader:
    """A reader that is ready to use.

    Readers with the same `identity` give the same readings; `at_once` is how many films to read in parallel.
    """

    reader: Reader
    identity: str
    at_once: int = 1


def open_reader(name: str, *, settings: Path | None = None, key: str | None = None) -> OpenedReader:
    """The reader called `name`.

    Parameters
    ----------
    name
        "embedded", "vlm:URL#MODEL" (an OpenAI-compatible server) or "hf:PATH_OR_ID" (a local model).
    settings
        TOML file with settings for a language model.
    key
        API key for the model's server.

    Raises
    ------
    BadInput
        If the name is unknown or the reader cannot be loaded.

    Examples
    --------
    >>> open_reader("embedded").at_once
    1
    """
    kind, _, rest = name.partition(":")
    if kind == "vlm" and rest:
        return _behind_url(rest, settings, key)
    if kind == "hf" and rest:
        return _in_process(rest, settings)
    if name != "embedded":
        raise BadInput(f"unknown reader {name!r}; use embedded, vlm:URL#MODEL or hf:PATH_OR_ID")
    if settings is not None:
        raise BadInput(f"{settings}: the embedded reader has no settings; they are for vlm: and hf:")
    return _embedded()


def _embedded() -> OpenedReader:
    from radtrace.readers import load_reader
    from radtrace.readers.embedded.model import shipped_model

    return OpenedReader(load_reader(), shipped_model().sha256)


def _behind_url(address: str, settings: Path | None, key: str | None) -> OpenedReader:
    from radtrace.readers.embedded.reader import EmbeddedReader
    from radtrace.readers.vlm.reader import TraceReader
    from radtrace.readers.vlm.server import ServerModel
    from radtrace.readers.vlm.settings import read_settings, settings_for

    chosen = read_settings(settings, settings_for(address.partition("#")[2]))
    loaded = ServerModel(address, chosen, key)
    identity = _identity(f"vlm:{address}", chosen.model_dump_json())
    return OpenedReader(TraceReader(loaded, chosen, EmbeddedReader()), identity, chosen.at_once)


def _in_process(model: str, settings: Path | None) -> OpenedReader:
    from radtrace.readers.embedded.reader import EmbeddedReader
    from radtrace.readers.hf.local import LocalModel
    from radtrace.readers.vlm.reader import TraceReader
    from radtrace.readers.vlm.settings import Settings, read_settings

    read_settings(settings, Settings())  # reject a wrong key before loading weights
    loaded = LocalModel(model)
    chosen = read_settings(settings, loaded.settings())
    loaded.most_tokens = chosen.most_tokens
    identity = _identity(f"hf:{loaded.made_by.weights_sha256}", chosen.model_dump_json())
    return OpenedReader(TraceReader(loaded, chosen, EmbeddedReader()), identity)


def _identity(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
