"""The table of words for writing, and how one of several is chosen."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from radtrace.record import concept_by_id

Choose = Callable[[Sequence[str]], str]


@dataclass(frozen=True)
class Wording:
    """The words of one language for mentions; see en/writing.toml."""

    nouns: Mapping[str, list[str]]
    plural: frozenset[str]
    countable: frozenset[str]
    tables: Mapping[str, Mapping[str, list[str]]]

    def noun(self, concept: str) -> list[str]:
        """Names of a concept; the vocabulary's for one that the table does not know."""
        return self.nouns.get(concept) or [concept_by_id()[concept].name]

    def words(self, table: str, key: str) -> list[str]:
        """The choices under a key of a table; none if it is not there."""
        return self.tables[table].get(key, [])


@cache
def english_wording() -> Wording:
    """The shipped English words."""
    text = files("radtrace.language").joinpath("en", "writing.toml").read_text("utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    number = table.pop("number")
    return Wording(table.pop("nouns"), frozenset(number["plural"]), frozenset(number["countable"]), table)


def first(options: Sequence[str]) -> str:
    """The plain choice."""
    return options[0]
