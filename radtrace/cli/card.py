"""`radtrace card`: the model card of the embedded reader."""

from __future__ import annotations

import typer


def card() -> None:
    """Print the model card."""
    from importlib.resources import files

    typer.echo(files("radtrace.readers.embedded").joinpath("card.md").read_text("utf-8"))
