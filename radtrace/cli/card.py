"""`radtrace card`: the model card of the embedded reader."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def card(
    data: Annotated[
        Path | None, typer.Option(help="Folder with films.csv: measure everything again on it.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="With --data: folder for the new card.")] = None,
) -> None:
    """Print the model card of the embedded reader. With --data and --out, measure it again."""
    from radtrace.readers.embedded.model import shipped_folder, shipped_model
    from radtrace.record import BadInput

    if (data is None) is not (out is None):
        raise BadInput(
            "--data and --out go together: give the folder with films.csv and the folder for the card"
        )
    folder = shipped_folder()
    if data is not None and out is not None:
        from radtrace.cli.train import training_room

        training_room().measure(data, out, shipped_model())
        folder = out
    typer.echo((folder / "card.md").read_text("utf-8"))
