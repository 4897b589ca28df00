"""`radtrace gaze intent`: label fixations with the findings they look for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from radtrace.gaze.intent import Policy
    from radtrace.tasks.gaze.intents import Labelled


class _Policy(StrEnum):
    """The choices of `--policy`, here so that `--help` loads nothing heavy."""

    SEQ = "seq"
    EXPLORE = "explore"
    HYBRID = "hybrid"


def intent(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="Readings with gaze, one a line.")],
    policy: Annotated[
        _Policy,
        typer.Option(
            help="seq: one finding at a time; explore: all findings; hybrid: all, then one at a time."
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="LABELS.jsonl", help="Write one recording a line.")
    ] = None,
    lead: Annotated[
        float, typer.Option(metavar="S", min=0, help="Seconds of gaze before a sentence that belong to it.")
    ] = 2.0,
    score: Annotated[
        bool, typer.Option("--score", help="Cross-validate a predictor of the labels from gaze.")
    ] = False,
    json: Annotated[Path | None, typer.Option(metavar="OUT", help="Write the scores as JSON.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of folds and intervals.")] = 0,
) -> None:
    """Label every fixation with the findings it looks for, from dictation and labels.

    With --score, a logistic regression on gaze features is cross-validated by patient, beside baselines.
    Exit code 2: the file cannot be used.
    """
    from collections import Counter

    from radtrace.datasets.readings import recordings
    from radtrace.gaze.intent import Policy
    from radtrace.tasks.gaze.intents import labelled

    counts: Counter[str] = Counter()
    chosen = Policy(policy.value)
    found = list(labelled(recordings(file), chosen, lead, counts))
    for name, count in counts.items():
        typer.echo(f"{count:8d} {name}")
    if out is not None:
        _write(found, chosen, out)
    if score or json is not None:
        _score(found, seed, json)


def _write(found: Sequence[Labelled], policy: Policy, out: Path) -> None:
    from radtrace.tasks.gaze.intents import intent_line
    from radtrace.tasks.structure import json_line, writing

    with writing(out) as write:
        for one in found:
            write(json_line(intent_line(one, policy)))
    typer.echo(f"wrote {out}")


def _score(found: Sequence[Labelled], seed: int, json: Path | None) -> None:
    from rich.console import Console

    from radtrace.files.atomic import atomic_write
    from radtrace.tasks.gaze.intent_score import intent_score_json, print_intent_score, score_intent

    scored = score_intent(found, seed)
    print_intent_score(scored, Console())
    if json is not None:
        atomic_write(json, intent_score_json(scored))
