"""One item of a JSON list of searches, validated; errors name line and column."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from radtrace.files.json_entries import JsonEntry, is_number, place_of
from radtrace.files.lines import shown, wrong
from radtrace.record import BadInput

# A recording has some hundred fixations; the limit protects against hostile files.
MOST_VALUES = 100_000


class SearchItem:
    """The object at one place of the list; `number` counts from 1.

    Raises
    ------
    BadInput
        If the item is no JSON object; and from every method, naming file, item, field, line and
        column, if a field is not what it must be.
    """

    def __init__(self, path: Path, text: str, number: int, item: JsonEntry) -> None:
        self._path, self._text, self._number, self._item = path, text, number, item
        self.value: dict[str, Any] = item.value
        if not isinstance(item.value, dict):
            raise self.error("must be an object with name, task, X, Y and T")

    def error(self, what: str, *keys: str | int) -> BadInput:
        """The error about the value under `keys`."""
        line, column = place_of(self._path, self._text, self._item, *keys)
        field = "".join(f"[{key}]" if isinstance(key, int) else f" {key}" for key in keys)
        return wrong(self._path, line, f"recording {self._number}:{field} {what}", column)

    @staticmethod
    def show(value: object) -> str:
        """A value of the file as JSON has it, fit for an error."""
        return shown(json.dumps(value), 40)

    def text(self, key: str) -> str:
        """A text that must be there."""
        if key not in self.value:
            raise self.error("is missing", key)
        value = self.value[key]
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self.error(f"must be text of printable characters, not {self.show(value)}", key)
        return value

    def optional_text(self, key: str) -> str | None:
        """A text, or None where there is none."""
        return None if self.value.get(key) is None else self.text(key)

    def identifier(self, key: str) -> str | None:
        """A text or a whole number as text, or None where there is none."""
        value = self.value.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
            return str(value)
        return self.optional_text(key)

    def numbers(self, key: str) -> list[float]:
        """A list of finite numbers that must be there."""
        if key not in self.value:
            raise self.error("is missing", key)
        values = self.value[key]
        if not isinstance(values, list) or len(values) > MOST_VALUES:
            raise self.error(f"must be a list of at most {MOST_VALUES:,} numbers", key)
        for place, value in enumerate(values):
            if not is_number(value):
                raise self.error(f"must be a finite number, not {self.show(value)}", key, place)
        return values
