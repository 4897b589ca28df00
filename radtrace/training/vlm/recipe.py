"""A recipe: every setting of one training stage."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from radtrace.record import BadInput
from radtrace.training.vlm.lessons.lesson import Task
from radtrace.training.vlm.rewards import WEIGHTS, check_weights
from radtrace.training.vlm.tiny import TinySize

# No lesson needs to be repeated more often than this.
MOST_OFTEN = 1000.0
# The stage shared its name with the checks of `radtrace.verify` until 0.3; recipes still may use it.
OLD_NAMES = {"verify": "reinforce"}


class Stage(StrEnum):
    """The stages, in the order in which they are usually run."""

    SIGHT = "sight"
    GAZE = "gaze"
    CONCEPT = "concept"
    REINFORCE = "reinforce"
    ADAPT = "adapt"
    PREFER = "prefer"


class RecipeTable(BaseModel):
    """A table of a recipe; unknown keys are rejected."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Steps(RecipeTable):
    """The optimiser's settings. `batch` is per process; `rate` is the peak of a cosine schedule with warm-up.

    `remember` is the size in megabytes of the cache for a frozen tower's features, 0 for none
    (docs/guides/train.md, Speed). `by_length` puts answers of one length in one batch: less padding, but
    where length depends on content, as in traces, a small model learns little from such batches.
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


class Lora(RecipeTable):
    """The adapter: its rank, its scale, and the linear layers it goes to."""

    rank: int = Field(default=16, gt=0)
    alpha: float = Field(default=32.0, gt=0)
    dropout: float = Field(default=0.0, ge=0, lt=1)
    layers: tuple[Annotated[str, Field(pattern=r"^\w+$")], ...] = Field(
        default=("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"), min_length=1
    )


class Reinforce(RecipeTable):
    """GRPO. Before training at least the share `cold_start` of the model's answers must be valid traces.

    `credit` "box" gives the tokens of a box that box's own advantage, "answer" gives all tokens the answer's
    (`box_credit`). `scale` is what advantages are divided by: the standard deviation of rewards in the group
    (tiny differences then count as much as large ones), that in the whole batch, or nothing.
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


class Prefer(RecipeTable):
    """Preference training: the loss, how pairs are sampled, and the least difference of their rewards."""

    loss: Literal["dpo", "ipo", "kto", "orpo", "simpo"] = "dpo"
    beta: float = Field(default=0.1, gt=0)
    samples: int = Field(default=4, ge=2)
    temperature: float = Field(default=1.0, gt=0)
    films: int = Field(default=200, gt=0)
    least_gap: float = Field(default=0.05, ge=0)


class Evaluation(RecipeTable):
    """Evaluation: on how many held-out films, and every how many steps (0: at the end only)."""

    films: int = Field(default=200, gt=0)
    during: int = Field(default=64, gt=0)
    every: int = Field(default=0, ge=0)
    batch: int = Field(default=50, gt=0)
    longest: int = Field(default=160, gt=0)
    controls: bool = True


class Recipe(RecipeTable):
    """All settings of one stage.

    `model` is a folder or a model id; with `tiny` instead, a model is built with random weights. `tasks` is
    the share of each task's lessons that is used; more than 1 repeats them.

    `boxed` is the share of films trained with their own boxes; the others are treated as if only the report
    were known, and have the boxes of the zones it names. Rewards and scores use a film's own boxes.
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
    reinforce: Reinforce = Reinforce()
    prefer: Prefer = Prefer()
    evaluate: Evaluation = Evaluation()

    @model_validator(mode="before")
    @classmethod
    def _with_new_names(cls, table: Any) -> Any:
        return with_new_names(table) if isinstance(table, dict) else table

    def weights(self) -> Mapping[Task, float]:
        """The lessons of this stage, the recipe's or else the stage's own."""
        return self.tasks or DEFAULT_TASKS[self.stage]


DEFAULT_TASKS: Mapping[Stage, Mapping[Task, float]] = {
    Stage.SIGHT: {Task.READ: 1.0},
    Stage.GAZE: {Task.CLUES: 1.0, Task.MIMIC: 1.0, Task.ORDER: 1.0},
    Stage.CONCEPT: {Task.READ: 2.0, Task.GROUND: 1.0, Task.QUESTION: 1.0},
    Stage.REINFORCE: {Task.READ: 1.0},
    Stage.ADAPT: {Task.REPORT: 1.0},
    Stage.PREFER: {Task.READ: 1.0},
}


def with_new_names(table: Mapping[str, Any]) -> dict[str, Any]:
    """The keys and the stage of a recipe with old names replaced; where both are given, the old one stays."""
    made = {key if OLD_NAMES.get(key, key) in table else OLD_NAMES.get(key, key): table[key] for key in table}
    stage = made.get("stage")
    return made | {"stage": OLD_NAMES[stage]} if isinstance(stage, str) and stage in OLD_NAMES else made
