"""The card of a trained reader: what it was trained on, how, and how well it reads unseen films."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from radtrace import __version__
from radtrace.evaluation.score import ScoreRow
from radtrace.training.vlm.data import DataFolder
from radtrace.training.vlm.recipe import Recipe
from radtrace.training.vlm.table import markdown


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
## On {len(films["test"])} films it never saw, at most {recipe.evaluate.films} lessons a task

Values with 95% intervals over lessons (bootstrap). An answer that is no valid trace counts as nothing said.

{markdown(trained.rows)}
{_failings(trained)}"""


def _failings(trained: Trained) -> str:
    """What the numbers say against this reader."""
    if not trained.rows:
        return "It has learned to see and not yet to speak; the next stage is measured.\n"
    row = trained.rows[0]
    said = []
    if row.value("valid") < 0.98:
        said.append(f"- {1 - row.value('valid'):.0%} of its answers are no valid trace.")
    if len(trained.rows) == 3:
        noise, blind = trained.rows[1], trained.rows[2]
        if noise.value("finding F1") > blind.value("finding F1") + 0.02:
            said.append(
                "- It claims findings on noise more often right than the best answer without looking."
            )
        if not row.value("finding F1") > blind.value("finding F1"):
            said.append("- It finds no more than the best answer without looking.")
        if row.value("length") > 1.2:
            said.append(f"- Its answers are {row.value('length'):.1f} times as long as the true ones.")
    return "## Where it fails\n\n" + "\n".join(said or ["- See the table: what is below 1 is wrong."]) + "\n"
