"""A cursor over the tokens of one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NoReturn

from radtrace.files.lines import shown
from radtrace.record.change import Change
from radtrace.record.geometry import Box, FilmBox, Point
from radtrace.record.trace.scales import LONGEST_S, Scale
from radtrace.record.trace.tokens import Token, TraceError

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]{1,310}(\.[0-9]{1,310})?(e[+-]?[0-9]{1,3})?")
_REFERENCES = re.compile(r"([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?")
_FIXATION = re.compile(r"([0-9]{1,9}),([0-9]{1,9}),([0-9]{1,12})([+-][0-9]{1,12})?")
_DIGEST = re.compile("[0-9a-f]{64}")
_WHEN = re.compile(r"([0-9]{1,12}),([0-9]{1,12})")
MOST_REFERENCES = 10_000  # in one line; bounds the memory that a range can take

Gazed = tuple[float, float, int, int]


class Cursor:
    """The tokens of one line. Every method consumes what it returns, or raises TraceError."""

    def __init__(self, tokens: Sequence[Token], line: int, reserved: frozenset[str], scale: Scale) -> None:
        self.line = line
        self.scale = scale
        self._tokens = tokens
        self._at = 0
        self._reserved = reserved

    @property
    def done(self) -> bool:
        """Whether all tokens are taken."""
        return self._at == len(self._tokens)

    @property
    def keyword(self) -> str | None:
        """The next token, if it is a keyword."""
        if self.done or self._tokens[self._at].quoted:
            return None
        word = self._tokens[self._at].value
        return word if word in self._reserved else None

    def take(self, expected: str) -> Token:
        """The next token; `expected` describes it in the error."""
        if self.done:
            self.wrong(f"expected {expected}, got the end of the line")
        self._at += 1
        return self._tokens[self._at - 1]

    def wrong(self, what: str) -> NoReturn:
        """Raise the error for the token that was taken last."""
        column = self._tokens[max(self._at, 1) - 1].column if self._tokens else 1
        raise TraceError(what, self.line, column)

    def name(self, expected: str = "a name") -> str:
        """A plain word that is no keyword, or a quoted text."""
        if self.keyword is not None:
            self._at += 1
            self.wrong(f"expected {expected}, got {self._tokens[self._at - 1].value!r}")
        return self.take(expected).value

    def concept(self) -> str:
        """The id of a concept."""
        return self.name("a concept")

    def region(self) -> str:
        """The id of a region."""
        return self.name("a region")

    def concepts(self) -> tuple[str, ...]:
        """Concepts up to the next keyword, at least one."""
        return self.names()

    def regions(self) -> tuple[str, ...]:
        """Regions up to the next keyword, at least one."""
        return self.names()

    def text(self) -> str:
        """A quoted text."""
        token = self.take("a quoted text")
        if not token.quoted:
            self.wrong(f"expected a text in double quotes, got {shown(token.value)!r}")
        return token.value

    def names(self) -> tuple[str, ...]:
        """Names up to the next keyword, at least one."""
        names = [self.name()]
        while not self.done and self.keyword is None:
            names.append(self.name())
        return tuple(names)

    def references(self) -> tuple[int, ...]:
        """Positions counted from 1 and ranges of them ("3-10"), or "none"."""
        if self._next_matches(re.compile("none")):
            self._at += 1
            return ()
        numbers = [*self._range()]
        while self._next_matches(_REFERENCES):
            numbers += self._range()
            if len(numbers) > MOST_REFERENCES:
                self.wrong(f"refers to more than {MOST_REFERENCES} positions")
        return tuple(numbers)

    def reference(self) -> int:
        """One position, from 1."""
        return int(self._matched(re.compile("[1-9][0-9]{0,8}"), "a position counted from 1")[0])

    def integer(self) -> int:
        """A whole number."""
        return int(self._matched(_INTEGER, "a whole number")[0])

    def milliseconds(self) -> float:
        """A whole number of milliseconds, as seconds."""
        value = self.integer() / 1000
        if abs(value) > LONGEST_S:
            self.wrong(f"{value:g} s is too long; give less than {LONGEST_S:g} s")
        return value

    def number(self) -> float:
        """A decimal number."""
        value = float(self._matched(_NUMBER, "a number")[0])
        if value in (float("inf"), float("-inf")):
            self.wrong("the number is too large")
        return value

    def share(self) -> float:
        """A number in [0, 1]."""
        value = self.number()
        if not 0.0 <= value <= 1.0:
            self.wrong(f"{value:g} is not between 0 and 1")
        return value

    def point(self) -> tuple[float, float]:
        """Two coordinates, x y, as fractions of the picture."""
        return self.on_picture(self.coordinate(), self.coordinate())

    def coordinate(self) -> int:
        """A coordinate, unscaled."""
        return int(self._matched(_INTEGER, "a coordinate")[0])

    def on_picture(self, x: int, y: int) -> tuple[float, float]:
        """(x, y) as fractions of the picture."""
        for value, most in ((x, self.scale.x), (y, self.scale.y)):
            if not 0 <= value <= most:
                self.wrong(f"{value} is not a coordinate from 0 to {most}")
        return x / self.scale.x, y / self.scale.y

    def box(self) -> Box:
        """Four coordinates: x_min y_min x_max y_max."""
        (x_min, y_min), (x_max, y_max) = self.point(), self.point()
        if not (x_min < x_max and y_min < y_max):
            self.wrong("a box is x_min y_min x_max y_max, the greater ones last")
        return Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)

    def scored_box(self) -> tuple[Box, float | None]:
        """A box and, if one follows, its score."""
        box = self.box()
        return box, self.share() if self._next_matches(_NUMBER) else None

    def film(self) -> int:
        """The index of a film in its study."""
        return int(self._matched(re.compile("[0-9]{1,4}"), "the index of a film, from 0")[0])

    def own_box(self) -> FilmBox:
        """A box on film 0 and, if one follows, its score."""
        return self._film_box(0)

    def film_box(self) -> FilmBox:
        """The number of a film, a box on it and, if one follows, its score."""
        return self._film_box(self.film())

    def _film_box(self, film: int) -> FilmBox:
        box, score = self.scored_box()
        return FilmBox(**box.model_dump(), film=film, score=score)

    def change(self) -> Change:
        """A word of `Change`."""
        word = self.name("a change")
        if word not in tuple(Change):
            self.wrong(f"{shown(word)!r} is not a change; use one of {', '.join(Change)}")
        return Change(word)

    def value(self) -> float | str:
        """A number, or a quoted text."""
        quoted = not self.done and self._tokens[self._at].quoted
        return self.text() if quoted else self.number()

    def digest(self) -> str:
        """A SHA-256, hexadecimal."""
        return self._matched(_DIGEST, "a SHA-256 of 64 hexadecimal digits")[0]

    def degree(self) -> tuple[float, float]:
        """Two numbers above 0: one degree of visual angle, as fractions of the film."""
        x, y = self.number(), self.number()
        if not (x > 0 and y > 0):
            self.wrong("a degree of visual angle must be above 0 in x and y")
        return x, y

    def landmark(self) -> tuple[str, Point]:
        """A name and its point."""
        name, (x, y) = self.name(), self.point()
        return name, Point(x=x, y=y)

    def polygon(self) -> tuple[Point, ...]:
        """Points, two coordinates each, as many as follow."""
        points = []
        while self._next_matches(_INTEGER):
            x, y = self.point()
            points.append(Point(x=x, y=y))
        return tuple(points)

    def fixation(self) -> Gazed:
        """(x, y, duration, gap): fractions of the picture; milliseconds; gap since the previous fixation
        ended.
        """
        found = self._matched(_FIXATION, "a fixation x,y,ms")
        x, y = self.on_picture(int(found[1]), int(found[2]))
        return x, y, int(found[3]), int(found[4] or 0)

    def spoken(self) -> tuple[int, int, str]:
        """(start, duration, text): milliseconds."""
        found = self._matched(_WHEN, "the time of a word, start_ms,duration_ms")
        return int(found[1]), int(found[2]), self.text()

    def _range(self) -> range:
        found = self._matched(_REFERENCES, "a position counted from 1")
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first or last - first >= MOST_REFERENCES:
            self.wrong(f"{found[0]} is not a valid range")
        return range(first, last + 1)

    def _next_matches(self, pattern: re.Pattern[str]) -> bool:
        if self.done or self._tokens[self._at].quoted:
            return False
        return pattern.fullmatch(self._tokens[self._at].value) is not None

    def _matched(self, pattern: re.Pattern[str], expected: str) -> re.Match[str]:
        token = self.take(expected)
        found = None if token.quoted else pattern.fullmatch(token.value)
        if found is None:
            self.wrong(f"expected {expected}, got {shown(token.value)!r}")
        return found
