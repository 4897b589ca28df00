"""Scores of intent as a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from rich.console import Console

from radtrace.tasks.gaze.intent_score import ROWS, IntentScore, Scored
from radtrace.tasks.gaze.tables import counted, interval, number, plain, say, table

_ALWAYS = "always yes: the best answer that is the same for every fixation; no row sees the film"


def print_intent_score(score: IntentScore, console: Console) -> None:
    """Print F1 and AUC of every finding, predictor first, then the rows that know less."""
    head = ["finding", "row", "F1", "95% interval", "AUC", "95% interval", "share"]
    recordings, patients = counted(score.recordings, "recording"), counted(score.groups, "patient")
    say(console, [f"held out: {counted(score.fixations, 'fixation')} of {recordings}, {patients}"])
    if not score.scores:
        say(console, ["no finding can be scored"])
    else:
        console.print(table("Intent of fixations", head, _rows(score)))
        say(console, [_ALWAYS])
    if score.rare:
        say(console, [f"in too few patients to be scored: {', '.join(score.rare)}"])


def intent_score_json(score: IntentScore) -> str:
    """The scores as JSON; what could not be computed is null."""
    return json.dumps(plain(asdict(score)), indent=1, allow_nan=False) + "\n"


def _rows(score: IntentScore) -> Iterator[list[str]]:
    for finding in ["all", *dict.fromkeys(one.finding for one in score.scores if one.finding != "all")]:
        for one in score.scores:
            if one.finding == finding:
                yield _cells(one)


def _cells(one: Scored) -> list[str]:
    name = one.finding.replace("_", " ") if one.row == ROWS[0] else ""
    share = "" if one.finding == "all" or one.row != ROWS[0] else f"{100 * one.share:.0f}%"
    f1, auc = (number(one.f1.value, 3), interval(one.f1, 2)), (number(one.auc.value, 3), interval(one.auc, 2))
    return [name, one.row, *f1, *auc, share]
