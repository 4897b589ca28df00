"""The commands, put together. Each file imports what it needs only when its command runs."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from radtrace import __version__
from radtrace.cli.anatomy import anatomy
from radtrace.cli.card import card
from radtrace.cli.data import data
from radtrace.cli.draw import draw
from radtrace.cli.gaze import gaze
from radtrace.cli.inspect import inspect
from radtrace.cli.leaks import BareJson, leaks
from radtrace.cli.read import read
from radtrace.cli.schema import schema
from radtrace.cli.score import score
from radtrace.cli.structure import structure
from radtrace.cli.train import train
from radtrace.cli.vocabulary import vocabulary

# Rich's help pages would double the start-up time (0.22 s against 0.14 s).
app = typer.Typer(name="radtrace", add_completion=False, no_args_is_help=True, rich_markup_mode=None)
for _command in (read, inspect, anatomy, vocabulary, schema, card, score, structure, draw):
    app.command()(_command)
app.command(cls=BareJson)(leaks)
app.add_typer(gaze, name="gaze")
app.add_typer(train, name="train")
app.add_typer(data, name="data")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"radtrace {__version__}")
        raise typer.Exit()


@app.callback()
def radtrace(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an internal error.")] = False,
) -> None:
    """Read chest films and show the work. For research use only. Not for clinical use."""
    if debug:
        logging.basicConfig()
        logging.getLogger("radtrace").setLevel(logging.DEBUG)
