"""Tokens of a line of trace text, and the error with line and column."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import NoReturn

from radtrace.errors import BadInput
from radtrace.files.lines import shown

_TOKEN = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?=\s|$)|(?P<word>[^\s"]+)(?=\s|$)')
_BARE = re.compile(r"[a-z][a-z0-9_]*")
# Line separators of other programs, and characters that UTF-8 cannot encode.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class TraceError(BadInput):
    """Text that is not valid trace text. `line` and `column` count from 1."""

    def __init__(self, what: str, line: int, column: int = 1) -> None:
        super().__init__(f"trace, line {line}, column {column}: {what}")
        self.what = what
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Token:
    """A word, or a quoted text without its quotes, and its column."""

    value: str
    quoted: bool
    column: int


def quote(text: str) -> str:
    """`text` as a JSON string on one line."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def name(text: str, reserved: frozenset[str]) -> str:
    """`text` itself if it is a plain lower-case word and not a keyword, else quoted."""
    return text if _BARE.fullmatch(text) and text not in reserved else quote(text)


def split_line(line: str, number: int) -> list[Token]:
    """The tokens of one line.

    Raises
    ------
    TraceError
        At the first character that belongs to no token.
    """
    tokens, at = [], 0
    while at < len(line):
        if line[at].isspace():
            at += 1
            continue
        found = _TOKEN.match(line, at)
        if found is None:
            _no_token(line, at, number)
        tokens.append(_token(found, number))
        at = found.end()
    return tokens


def _token(found: re.Match[str], number: int) -> Token:
    quoted, column = found["text"] is not None, found.start() + 1
    try:
        value = json.loads(found[0]) if quoted else found["word"]
        value.encode()
        return Token(value, quoted, column)
    except UnicodeEncodeError:
        raise TraceError(
            "holds half a character (a lone surrogate); repair its escapes", number, column
        ) from None
    except ValueError as error:
        raise TraceError(f"is not a valid JSON string ({shown(str(error), 60)})", number, column) from None


def _no_token(line: str, at: int, number: int) -> NoReturn:
    raise TraceError("a quote is not closed, or is inside a word", number, at + 1)
