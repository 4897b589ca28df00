"""Help that lists commands by the job they do."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

FILMS = "Read films"
REPORTS = "Structure and score reports"
GAZE = "Study gaze"
READERS = "Train readers"
DATA = "Prepare data sets"
REFERENCE = "Look things up"
ORDER = (FILMS, REPORTS, GAZE, READERS, DATA, REFERENCE)

REST = "Commands"
WHOLE = 400  # characters: a summary is wrapped, not cut


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
