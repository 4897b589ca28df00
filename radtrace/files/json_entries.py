"""JSON parsed entry by entry at the top level, so that every entry has its line."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from radtrace.errors import BadInput
from radtrace.files.lines import wrong

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class JsonEntry:
    """One entry of the top level: the line it starts on, its key (None in a list), its value.

    `at` is where the value starts in the text, as an index.
    """

    line: int
    key: str | None
    value: Any
    at: int = 0


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a JSON value is a number that a float can hold."""
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # a whole number beyond all floats
        return False


def parse_json(path: Path, line: int, text: str) -> Any:
    """The value of `text`, which stands on `line` of the file.

    Raises
    ------
    BadInput
        Naming file and line, if `text` is not JSON.
    """
    value, end = _Text(path, text, line).value(_after_space(text, 0))
    if _after_space(text, end) < len(text):
        raise wrong(path, line, "has more after its JSON value; give one JSON value a line")
    return value


def walk_json(path: Path, text: str) -> Iterator[JsonEntry]:
    """The entries of the object or list that `text`, a whole file, holds; duplicate keys are kept.

    Raises
    ------
    BadInput
        Naming file and line, if `text` is not JSON, or neither an object nor a list.
    """
    walker = _Text(path, text)
    at = _after_space(text, 0)
    if text[at : at + 1] not in ("{", "["):
        raise walker.error(at, "holds no JSON object or list")
    yield from walker.entries(at)


def place_of(path: Path, text: str, item: JsonEntry, *keys: str | int) -> tuple[int, int]:
    """Line and column, from 1, of a value inside an entry of `text`, a whole file.

    `keys` lead to the value, as in `item.value["X"][3]`; what is missing has the place of what lacks it.
    """
    at = item.at
    for key in keys:
        at = _Text(path, text).child(at, key)
    return text.count("\n", 0, at) + 1, _column(text, at)


def _column(text: str, at: int) -> int:
    return at - text.rfind("\n", 0, at)


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


class _Text:
    """JSON text of a file, and where its lines end."""

    def __init__(self, path: Path, text: str, first_line: int = 1) -> None:
        self.path, self.text = path, text
        self._counted, self._line = 0, first_line

    def line(self, at: int) -> int:
        """The line of a place; places are asked for in order."""
        self._line += self.text.count("\n", self._counted, at)
        self._counted = at
        return self._line

    def error(self, at: int, what: str) -> BadInput:
        """The error at a position; for truncated text that is its end, not the line after."""
        at = max(min(at, len(self.text.rstrip())), self._counted)
        return wrong(self.path, self.line(at), what, _column(self.text, at))

    def value(self, at: int) -> tuple[Any, int]:
        """The value that starts at a place, and where it ends."""
        try:
            return _DECODER.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            raise self.error(error.pos, f"is not JSON: {error.msg}") from error
        except RecursionError as error:
            raise self.error(at, "is nested too deeply") from error
        except ValueError as error:  # a number of more digits than Python converts
            raise self.error(at, "holds a number of thousands of digits") from error

    def entries(self, at: int) -> Iterator[JsonEntry]:
        """The entries of the container that opens at a place, to the end of the file."""
        keyed = self.text[at] == "{"
        close, at = "}" if keyed else "]", _after_space(self.text, at + 1)
        if self.text[at : at + 1] != close:
            at = yield from self._each(at, keyed, close)
        if _after_space(self.text, at + 1) < len(self.text):
            raise self.error(at, "has more after the end of its JSON value")

    def child(self, at: int, key: str | int) -> int:
        """Where the value under `key` starts in the container that opens at a place, or that place."""
        keyed = self.text[at] == "{"
        close, first = "}" if keyed else "]", _after_space(self.text, at + 1)
        if self.text[at] not in "{[" or self.text[first] == close:
            return at
        entries = enumerate(self._each(first, keyed, close))
        return {entry.key if keyed else place: entry.at for place, entry in entries}.get(key, at)

    def _each(self, at: int, keyed: bool, close: str) -> Generator[JsonEntry, None, int]:
        while True:
            line = self.line(at)
            key, at = self._key(at) if keyed else (None, at)
            start = at
            value, at = self.value(start)
            yield JsonEntry(line, key, value, start)
            at = _after_space(self.text, at)
            if self.text[at : at + 1] == close:
                return at
            if self.text[at : at + 1] != ",":
                raise self.error(at, f"is not JSON: a comma or {close!r} is missing")
            at = _after_space(self.text, at + 1)

    def _key(self, at: int) -> tuple[str, int]:
        if self.text[at : at + 1] != '"':
            raise self.error(at, "is not JSON: a key in double quotes is missing")
        key, end = self.value(at)
        end = _after_space(self.text, end)
        if self.text[end : end + 1] != ":":
            raise self.error(end, "is not JSON: a colon is missing after the key")
        return key, _after_space(self.text, end + 1)
