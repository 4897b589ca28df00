"""`radtrace gaze`: eye tracking, from its files to training signal, models and scores."""

from __future__ import annotations

import typer

from radtrace.cli.gaze.describe import describe
from radtrace.cli.gaze.fit import fit
from radtrace.cli.gaze.import_ import import_
from radtrace.cli.gaze.intent import intent
from radtrace.cli.gaze.keyframes import keyframes
from radtrace.cli.gaze.plot import plot
from radtrace.cli.gaze.predict import predict
from radtrace.cli.gaze.score import score

gaze = typer.Typer(help="Eye tracking of radiologists.", no_args_is_help=True, rich_markup_mode=None)


@gaze.callback()
def _group() -> None:
    """Eye tracking of radiologists: import, understand, predict, score and show it."""


gaze.command("import")(import_)
gaze.command("describe")(describe)
gaze.command("keyframes")(keyframes)
gaze.command("intent")(intent)
gaze.command("plot")(plot)
gaze.command("fit")(fit)
gaze.command("predict")(predict)
gaze.command("score")(score)
