"""`radtrace schema`: the JSON Schema of `reading.json`."""

from __future__ import annotations

import json

import typer


def schema() -> None:
    """Print the JSON Schema of `reading.json`."""
    from radtrace.record import published_schema

    typer.echo(json.dumps(published_schema(), indent=2))
