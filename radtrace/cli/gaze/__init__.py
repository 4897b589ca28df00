"""`radtrace gaze`: import eye tracking, analyse it, predict and score scanpaths."""

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
from radtrace.cli.panels import FileCommand, Panels

ANALYSE = "Import and analyse recordings"
MODELS = "Model scanpaths"

gaze = typer.Typer(cls=Panels, no_args_is_help=True, rich_markup_mode=None)


@gaze.callback()
def _group() -> None:
    """Import eye tracking of radiologists, analyse it, predict and score scanpaths."""


gaze.command("import", cls=FileCommand, rich_help_panel=ANALYSE)(import_)
gaze.command("describe", cls=FileCommand, rich_help_panel=ANALYSE)(describe)
gaze.command("keyframes", cls=FileCommand, rich_help_panel=ANALYSE)(keyframes)
gaze.command("intent", cls=FileCommand, rich_help_panel=ANALYSE)(intent)
gaze.command("plot", cls=FileCommand, rich_help_panel=ANALYSE)(plot)
gaze.command("fit", cls=FileCommand, rich_help_panel=MODELS)(fit)
gaze.command("predict", cls=FileCommand, rich_help_panel=MODELS)(predict)
gaze.command("score", cls=FileCommand, rich_help_panel=MODELS)(score)
