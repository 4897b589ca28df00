"""`radtrace vocabulary`: the concepts that a reading can use."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def vocabulary(
    as_json: Annotated[bool, typer.Option("--json", help="Print all fields, as a JSON list.")] = False,
) -> None:
    """Print the concepts that a reading can use, with ids and names."""
    from radtrace.record import vocabulary as concepts

    if as_json:
        typer.echo(json.dumps([concept.to_json() for concept in concepts()], indent=2))
    else:
        for concept in concepts():
            typer.echo(f"{concept.id:24}{concept.name}")
