"""The model card of a trained model: data, settings and held-out scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from radtrace.evaluation.score import ScoreRow
from radtrace.training.vlm.data import DataFolder
from radtrace.training.vlm.recipe import Recipe
from radtrace.training.vlm.table import markdown
from radtrace.version import __version__


@dataclass(frozen=True)
class Trained:
    """A finished stage: its rows on unseen films, what else is worth knowing, its seconds, its weights."""

    out: Path
    rows: tuple[ScoreRow, ...]
    notes: Mapping[str, float]
    seconds: float
    weights: int


def card(recipe: Recipe, trained: Trained, data: DataFolder) -> str:
    """The card as Markdown."""
    films = {split: {one.film for one in data.lessons if one.split == split} for split in ("train", "test")}
    tasks = ", ".join(f"{task} x {weight:g}" for task, weight in recipe.weights().items())
    notes = "".join(f"- {name}: {value:.4g}\n" for name, value in trained.notes.items())
    return f"""# {recipe.out.name}: a reader after stage {recipe.stage}

For research use only. Not for clinical use. Trained with radtrace {__version__}.

- From: {recipe.model or "nothing (random weights)"}; {trained.weights:,} weights
- Data: {recipe.data} ({data.about.get("source", "?")}), {len(films["train"])} training films
- Lessons: {tasks}
- {recipe.train.steps} steps of {recipe.train.batch * recipe.train.accumulate} a process, peak rate \
{recipe.train.rate:g}, seed {recipe.seed}, {trained.seconds:.0f} s
{notes}
## On {len(films["test"])} held-out films, at most {recipe.evaluate.films} lessons a task

Values with 95% intervals over lessons (bootstrap). An answer that is not a valid trace counts as empty.

{markdown(trained.rows)}
{_failings(trained)}"""


def _failings(trained: Trained) -> str:
    """The model's failings, from its scores."""
    if not trained.rows:
        return "This stage trains the vision tower only; the next stage is evaluated.\n"
    row = trained.rows[0]
    failings = []
    if row.value("valid") < 0.98:
        failings.append(f"- {1 - row.value('valid'):.0%} of its answers are not valid traces.")
    if len(trained.rows) == 3:
        noise, blind = trained.rows[1], trained.rows[2]
        if noise.value("finding F1") > blind.value("finding F1") + 0.02:
            failings.append("- On noise it scores higher than the image-blind baseline.")
        if not row.value("finding F1") > blind.value("finding F1"):
            failings.append("- Its finding F1 does not exceed the image-blind baseline.")
        if row.value("length") > 1.2:
            failings.append(f"- Its answers are {row.value('length'):.1f} times as long as the references.")
    return (
        "## Where it fails\n\n"
        + "\n".join(failings or ["- See the table: every value below 1 is an error."])
        + "\n"
    )
