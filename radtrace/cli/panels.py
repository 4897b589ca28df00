"""Help that lists commands by the job they do, and checks of file names: dashes, outputs that are inputs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from radtrace.files.atomic import keep_inputs
from radtrace.files.names import printable

FILMS = "Read films"
REPORTS = "Structure and score reports"
GAZE = "Study gaze"
READERS = "Train readers"
DATA = "Prepare data sets"
REFERENCE = "Look things up"
ORDER = (FILMS, REPORTS, GAZE, READERS, DATA, REFERENCE)

REST = "Commands"
WHOLE = 400  # characters: a summary is wrapped, not cut
OUTPUTS = ("out", "json", "jsonl")


class FileCommand(TyperCommand):
    """A command on files.

    A file whose name starts with a dash is taken for options: its error says so. An output that would replace
    an input is rejected before anything is written.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As typer does, with `--` in the usage error where a file name was meant."""
        try:
            return super().parse_args(ctx, list(args))
        except TyperException as error:
            if hasattr(error, "option_name"):  # typer has no public name for an unknown option's error
                error.message += _dash_hint(args, ctx.command_path)
            raise

    def invoke(self, ctx: Any) -> Any:
        """As typer does, once no output is found to be an input."""
        _keep_inputs(ctx.params)
        return super().invoke(ctx)


def _keep_inputs(values: Mapping[str, Any]) -> None:
    outputs = [Path(values[name]) for name in OUTPUTS if isinstance(values.get(name), str | Path)]
    given = [value for name, value in values.items() if name not in OUTPUTS]
    inputs = [one for value in given for one in (value if isinstance(value, list | tuple) else [value])]
    files = [Path(one) for one in inputs if isinstance(one, str | Path) and Path(one).is_file()]
    keep_inputs(files, *(output for output in outputs if output.is_file()))


def _dash_hint(args: list[str], command: str) -> str:
    """What to do if the first argument before any `--` that exists or has a file's ending is a file."""
    options = args[: args.index("--")] if "--" in args else args
    dashed = (word for word in options if word.startswith("-"))
    file = next((word for word in dashed if Path(word).suffix or Path(word).exists()), None)
    return "" if file is None else f"; if {printable(file)} is a file: {command} -- {printable(file)}"


class Panels(TyperGroup):
    """A group of commands whose `--help` has one list for each `rich_help_panel`.

    Panels come in the order of `ORDER`, then in order of appearance. Rich draws such panels too, but loading
    it doubles the time of `radtrace --help`.
    """

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each panel as a section: the commands' names and the first sentence of their help."""
        panels: dict[str, list[tuple[str, str]]] = {panel: [] for panel in ORDER}
        for name in self.list_commands(ctx):
            command: Any = self.get_command(ctx, name)
            if command.hidden:
                continue
            panel = command.rich_help_panel if isinstance(command.rich_help_panel, str) else REST
            panels.setdefault(panel, []).append((name, command.get_short_help_str(WHOLE)))
        width = max((len(name) for rows in panels.values() for name, _ in rows), default=0)
        for panel, rows in panels.items():
            if rows:
                with formatter.section(panel):
                    formatter.write_dl([(name.ljust(width), summary) for name, summary in rows])
