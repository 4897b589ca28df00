"""The commands, grouped by job. Each file imports what it needs only when its command runs."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from radtrace.cli.anatomy import anatomy
from radtrace.cli.card import card
from radtrace.cli.data import data
from radtrace.cli.draw import draw
from radtrace.cli.gaze import gaze
from radtrace.cli.inspect import inspect
from radtrace.cli.leaks import BareJson, leaks
from radtrace.cli.panels import DATA, FILMS, GAZE, READERS, REFERENCE, REPORTS, FileCommand, Panels
from radtrace.cli.read import read
from radtrace.cli.schema import schema
from radtrace.cli.score import score
from radtrace.cli.structure import structure
from radtrace.cli.train import train
from radtrace.cli.vocabulary import vocabulary
from radtrace.version import __version__

# Rich would double the start-up time (0.22 s against 0.14 s).
app = typer.Typer(
    name="radtrace", cls=Panels, add_completion=False, no_args_is_help=True, rich_markup_mode=None
)
app.command(cls=FileCommand, rich_help_panel=FILMS)(read)
app.command(cls=FileCommand, rich_help_panel=FILMS)(inspect)
app.command(cls=FileCommand, rich_help_panel=FILMS)(anatomy)
app.command(cls=FileCommand, rich_help_panel=REPORTS)(structure)
app.command(cls=FileCommand, rich_help_panel=REPORTS)(score)
app.add_typer(gaze, name="gaze", rich_help_panel=GAZE)
app.add_typer(train, name="train", rich_help_panel=READERS)
app.add_typer(data, name="data", rich_help_panel=DATA)
app.command(rich_help_panel=DATA)(draw)
app.command(cls=BareJson, rich_help_panel=DATA)(leaks)
app.command(rich_help_panel=REFERENCE)(card)
app.command(rich_help_panel=REFERENCE)(vocabulary)
app.command(rich_help_panel=REFERENCE)(schema)


def _version(requested: bool) -> None:
    if requested:
        typer.echo(f"radtrace {__version__}")
        raise typer.Exit()


@app.callback()
def radtrace(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an internal error.")] = False,
) -> None:
    """Read chest films, with the evidence for every sentence. For research use only. Not for clinical use.

    Run `radtrace COMMAND --help` for the options of a command.
    """
    if debug:
        logging.basicConfig()
        logging.getLogger("radtrace").setLevel(logging.DEBUG)
