"""`radtrace leaks`: what train, validation and test splits share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from radtrace.cli.panels import FileCommand

STDOUT = "-"


class BareJson(FileCommand):
    """A command whose `--json` may stand without a file; then it means standard output."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give a bare `--json` its value: one at the end, before an option, or before the only file."""
        for place in [place for place, word in enumerate(args) if word == "--json"]:
            rest = args[:place] + args[place + 1 :]
            following = args[place + 1 : place + 2]
            files = [word for word in rest if not _is_option(word)]
            if not following or _is_option(following[0]) or len(files) == 1:
                args = [*args[:place], f"--json={STDOUT}", *args[place + 1 :]]
        return super().parse_args(ctx, args)


def _is_option(word: str) -> bool:
    return word.startswith("-") and word != STDOUT


def leaks(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="SPLIT",
            help="CSV or JSON Lines of Readings: one file with a split column, or one file a split.",
        ),
    ],
    json: Annotated[
        Path | None,
        typer.Option(metavar="[FILE]", help="Write every leak as JSON; without FILE to standard output."),
    ] = None,
) -> None:
    """Find patients, studies, films and near-duplicate reports shared between train, validation and test.

    Exit code 0: no leak; 1: leaks found; 2: the files cannot be used.
    """
    from radtrace.datasets.leaks import find_leaks, read_splits
    from radtrace.datasets.leaks.report import lines, to_json, write_json

    table = read_splits(files)
    found = find_leaks(table)
    if json is not None and str(json) == STDOUT:
        typer.echo(to_json(table, found), nl=False)
    else:
        typer.echo("\n".join(lines(table, found)))
    if json is not None and str(json) != STDOUT:
        write_json(json, table, found)
    raise typer.Exit(1 if found.cases else 0)
