"""Read a recipe from TOML: every error names file, line and key, before any weight is loaded."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from radtrace.record import BadInput
from radtrace.training.vlm.recipe import OLD_NAMES, Recipe, Stage, with_new_names

# A recipe is a page of text: anything larger is another file, given by mistake.
SIZE_LIMIT = 1_000_000


def read_recipe(
    path: Path, stage: str, changes: Sequence[str] = (), note: Callable[[str], None] = lambda _: None
) -> Recipe:
    """The recipe in a TOML file, for one stage.

    Parameters
    ----------
    changes
        Such as "train.steps=10": values that replace the file's.
    note
        Called with one line for each old name that the recipe uses.

    Raises
    ------
    BadInput
        Naming file, line and key of the first thing that is wrong.
    """
    text = _text(path)
    table = _table(path, text)
    if with_new_names(table) != table or any(change.split(".")[0] in OLD_NAMES for change in changes):
        note(f"{path}: the stage verify is called reinforce now; use the new name")
    table = with_new_names(table)
    for change in changes:
        _change(table, change)
    table.setdefault("stage", stage)
    try:
        recipe = Recipe.model_validate(table)
    except ValidationError as error:
        raise _wrong(path, text, error) from None
    return _fits(path, recipe, stage)


def _table(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path}: is not valid TOML: {error}") from error
    except RecursionError:
        raise BadInput(f"{path}: is not a recipe: its brackets are nested too deeply") from None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
        if len(data) > SIZE_LIMIT:
            raise BadInput(f"{path}: is larger than {SIZE_LIMIT // 1_000_000} MB; give a recipe in TOML")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}; give a recipe in TOML") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: is not UTF-8 text; give a recipe in TOML") from error


def _change(table: dict[str, Any], change: str) -> None:
    name, equals, value = change.partition("=")
    *tables, key = name.split(".")
    tables = [OLD_NAMES.get(part, part) for part in tables]
    try:
        new = tomllib.loads(f"value = {value}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        new = value
    if not (equals and key):
        raise BadInput(f"change {change!r} is not KEY=VALUE; give one such as train.steps=10")
    for part in tables:
        table = table.setdefault(part, {})
        if not isinstance(table, dict):
            raise BadInput(f"change {change!r}: {part} is not a table of the recipe")
    table[key] = new


def _wrong(path: Path, text: str, error: ValidationError) -> BadInput:
    first = error.errors(include_url=False)[0]
    where = [str(part) for part in first["loc"]]
    old = {new: old for old, new in OLD_NAMES.items()}
    line = _line_of(text, where) or _line_of(text, [old.get(part, part) for part in where])
    place = f", line {line}" if line else ""
    if first["type"] == "extra_forbidden":
        known = ", ".join(_keys(where))
        return BadInput(f"{path}{place}: unknown key {'.'.join(where)!r}; known here: {known}")
    return BadInput(f"{path}{place}: {'.'.join(where)}: {first['msg']}")


def _keys(where: Sequence[str]) -> list[str]:
    part: Any = Recipe
    for name in where[:-1]:
        annotation = part.model_fields[name].annotation
        choices = [annotation, *getattr(annotation, "__args__", ())]
        part = next((one for one in choices if isinstance(one, type) and issubclass(one, BaseModel)), Recipe)
    return list(part.model_fields)


def _line_of(text: str, where: Sequence[str]) -> int | None:
    """The line that sets the key at `where`; of its table, where the key has no line of its own."""
    table: tuple[str, ...] = ()
    best = None
    for number, line in enumerate(text.splitlines(), 1):
        heading = re.match(r"\s*\[\s*([\w.\-]+)\s*\]", line)
        if heading:
            table = tuple(heading[1].split("."))
        key = re.match(r"\s*([\w\-]+)\s*=", line)
        place = (*table, key[1]) if key else table
        if place == tuple(where):
            return number
        if place and place == tuple(where[: len(place)]):
            best = number
    return best


def _fits(path: Path, recipe: Recipe, stage: str) -> Recipe:
    if recipe.stage != stage:
        raise BadInput(f"{path}: is a recipe for {recipe.stage}; run radtrace train {recipe.stage} {path}")
    if (recipe.model is None) == (recipe.tiny is None):
        raise BadInput(f"{path}: give either model (a folder or an id) or a [tiny] table")
    if recipe.stage is Stage.ADAPT and recipe.lora is None:
        raise BadInput(f"{path}: stage adapt trains an adapter; add a [lora] table")
    if not sum(recipe.weights().values()) > 0 or min(recipe.weights().values()) < 0:
        raise BadInput(f"{path}: tasks must not be negative, and one must be above 0")
    if recipe.stage is Stage.REINFORCE:
        _check_groups(path, recipe)
    return recipe


def _check_groups(path: Path, recipe: Recipe) -> None:
    """GRPO compares the answers to one question, so that a step must hold all of a group."""
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    together = recipe.train.batch * recipe.train.accumulate * processes
    if together % recipe.reinforce.generations:
        raise BadInput(
            f"{path}: train.batch x train.accumulate over all processes is {together}, no multiple of "
            f"reinforce.generations, {recipe.reinforce.generations}; change one of them"
        )
