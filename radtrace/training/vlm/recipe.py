"""Recipes: everything a stage needs to know, in one TOML file, checked before any weight is loaded."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from radtrace.record import BadInput
from radtrace.training.vlm.lessons.lesson import Task
from radtrace.training.vlm.rewards import WEIGHTS, check_weights
from radtrace.training.vlm.tiny import TinySize

# A recipe is a page of text, and no lesson needs to be taken more often than this.
SIZE_LIMIT = 1_000_000
MOST_OFTEN = 1000.0


class Stage(StrEnum):
    """The stages, in the order in which they are usually run."""

    SIGHT = "sight"
    GAZE = "gaze"
    CONCEPT = "concept"
    VERIFY = "verify"
    ADAPT = "adapt"
    PREFER = "prefer"


class Part(BaseModel):
    """A table of a recipe; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Steps(Part):
    """How long and how fast. `batch` is per process; `rate` is the peak of a cosine with warm-up.

    `remember` is how many megabytes of a frozen tower's tokens are kept from step to step, 0 for none
    (docs/guides/train.md, Speed).

    `by_length` puts answers of one length in one batch: less padding, but where length goes with content, as
    in traces, such batches teach a small reader little (docs/guides/train.md).
    """

    steps: int = Field(default=1000, gt=0)
    batch: int = Field(default=16, gt=0)
    accumulate: int = Field(default=1, gt=0)
    rate: float = Field(default=1e-3, gt=0)
    warmup: float = Field(default=0.05, ge=0, lt=1)
    weight_decay: float = Field(default=0.05, ge=0)
    clip: float = Field(default=1.0, gt=0)
    bf16: bool = True
    gradient_checkpointing: bool = False
    frozen_tower: bool = False
    remember: int = Field(default=512, ge=0)
    by_length: bool = False
    checkpoint_every: int = Field(default=200, gt=0)
    log_every: int = Field(default=20, gt=0)
    threads: int | None = Field(default=None, gt=0, le=1024)


class Lora(Part):
    """The adapter: its rank, its scale, and the linear layers it goes to."""

    rank: int = Field(default=16, gt=0)
    alpha: float = Field(default=32.0, gt=0)
    dropout: float = Field(default=0.0, ge=0, lt=1)
    layers: tuple[Annotated[str, Field(pattern=r"^\w+$")], ...] = Field(
        default=("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"), min_length=1
    )


class Verify(Part):
    """GRPO. The model must answer with valid traces at least `cold_start` of the time before it starts.

    `credit` "box" gives the words of a box the advantage of that box, "answer" all words the answer's
    (`crediting`). `scale` is what an answer's advantage is divided by: the spread of rewards in its group,
    which makes hair's breadths count as much as wide differences, that in the whole batch, or none.
    """

    generations: int = Field(default=8, ge=2)
    temperature: float = Field(default=1.0, gt=0)
    beta: float = Field(default=0.0, ge=0)
    cold_start: float = Field(default=0.8, ge=0, le=1)
    iterations: int = Field(default=1, gt=0)
    credit: Literal["answer", "box"] = "answer"
    scale: Literal["group", "batch", "none"] = "group"
    reward: dict[str, float] = Field(default_factory=lambda: dict(WEIGHTS))

    @field_validator("reward")
    @classmethod
    def _known(cls, weights: dict[str, float]) -> dict[str, float]:
        try:
            check_weights(weights)
        except BadInput as error:
            raise ValueError(str(error)) from error
        return weights


class Prefer(Part):
    """Preferences: the loss, how pairs are sampled, and how far apart their scores must be."""

    loss: Literal["dpo", "ipo", "kto", "orpo", "simpo"] = "dpo"
    beta: float = Field(default=0.1, gt=0)
    samples: int = Field(default=4, ge=2)
    temperature: float = Field(default=1.0, gt=0)
    films: int = Field(default=200, gt=0)
    least_gap: float = Field(default=0.05, ge=0)


class Evaluation(Part):
    """What is measured: on how many unseen films, and every how many steps on the way (0: at the end)."""

    films: int = Field(default=200, gt=0)
    during: int = Field(default=64, gt=0)
    every: int = Field(default=0, ge=0)
    batch: int = Field(default=50, gt=0)
    longest: int = Field(default=160, gt=0)
    controls: bool = True


class Recipe(Part):
    """One stage, told in full.

    `model` is a folder or a model's id; with `tiny` instead, one is built from nothing. `tasks` weigh the
    lessons: of each task that share of its lessons is taken, more than 1 repeats them.

    `boxed` is the share of films whose own boxes are taught; of the others nothing is known but the report,
    and the boxes of the zones that it names are taught instead. Rewards and scores go by a film's own boxes.
    """

    stage: Stage
    data: Path
    out: Path
    model: str | None = Field(default=None, min_length=1)
    tiny: TinySize | None = None
    tasks: dict[Task, Annotated[float, Field(le=MOST_OFTEN)]] = Field(default_factory=dict)
    boxed: float = Field(default=1.0, ge=0, le=1)
    seed: int = Field(default=7, ge=0)
    train: Steps = Steps()
    lora: Lora | None = None
    verify: Verify = Verify()
    prefer: Prefer = Prefer()
    evaluate: Evaluation = Evaluation()

    def weights(self) -> Mapping[Task, float]:
        """The lessons of this stage, the recipe's or else the stage's own."""
        return self.tasks or DEFAULT_TASKS[self.stage]


DEFAULT_TASKS: Mapping[Stage, Mapping[Task, float]] = {
    Stage.SIGHT: {Task.READ: 1.0},
    Stage.GAZE: {Task.CLUES: 1.0, Task.MIMIC: 1.0, Task.ORDER: 1.0},
    Stage.CONCEPT: {Task.READ: 2.0, Task.GROUND: 1.0, Task.QUESTION: 1.0},
    Stage.VERIFY: {Task.READ: 1.0},
    Stage.ADAPT: {Task.REPORT: 1.0},
    Stage.PREFER: {Task.READ: 1.0},
}


def read_recipe(path: Path, stage: str, changes: Sequence[str] = ()) -> Recipe:
    """The recipe in a TOML file, for one stage; `changes` such as "train.steps=10" replace what it says.

    Raises
    ------
    BadInput
        Naming file, line and key of the first thing that is wrong.
    """
    text = _text(path)
    table = _table(path, text)
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
        raise BadInput(f"{path}: is no TOML: {error}") from error
    except RecursionError:
        raise BadInput(f"{path}: is no recipe: its brackets are nested too deeply") from None


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
    try:
        new = tomllib.loads(f"value = {value}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        new = value
    if not (equals and key):
        raise BadInput(f"change {change!r} is not KEY=VALUE; give one such as train.steps=10")
    for part in tables:
        table = table.setdefault(part, {})
        if not isinstance(table, dict):
            raise BadInput(f"change {change!r}: {part} is no table of the recipe")
    table[key] = new


def _wrong(path: Path, text: str, error: ValidationError) -> BadInput:
    first = error.errors(include_url=False)[0]
    where = [str(part) for part in first["loc"]]
    line = _line_of(text, where)
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
    if recipe.stage is Stage.VERIFY:
        _check_groups(path, recipe)
    return recipe


def _check_groups(path: Path, recipe: Recipe) -> None:
    """GRPO compares the answers to one question, so that a step must hold all of a group."""
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    together = recipe.train.batch * recipe.train.accumulate * processes
    if together % recipe.verify.generations:
        raise BadInput(
            f"{path}: train.batch x train.accumulate over all processes is {together}, no multiple of "
            f"verify.generations, {recipe.verify.generations}; change one of them"
        )
