"""`radtrace structure`: free-text reports to findings and labels."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from radtrace.language import Lexis, Understood

_KEY = "RADTRACE_API_KEY"


class _Form(StrEnum):
    """The choices of `--form`, here so that `--help` loads nothing heavy."""

    SRRG = "srrg"
    MEDTRI = "medtri"
    LUNGUAGE = "lunguage"
    GRAPH = "graph"
    ALL = "all"


def structure(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES", help="Reports: JSON Lines, CSV, ReXrank JSON, .txt, Open-i .xml, or folders."
        ),
    ],
    jsonl: Annotated[
        Path | None,
        typer.Option(metavar="OUT", help="Write one JSON line for each report; default: standard output."),
    ] = None,
    language: Annotated[
        str,
        typer.Option(metavar="auto|en|es|de|fr|pt", help="Language of the reports; auto: detected for each."),
    ] = "auto",
    tables: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="Your own terms, added to the shipped tables.")
    ] = None,
    form: Annotated[
        list[_Form] | None, typer.Option(help="Also write this form, under 'forms'; repeatable.")
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Skip and list lines that cannot be used.")
    ] = False,
    model_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help=f"Use the model at this URL instead of the rules; API key in {_KEY}."
        ),
    ] = None,
    model: Annotated[str, typer.Option(metavar="NAME", help="Model name at that URL.")] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar, no summary.")] = False,
) -> None:
    """Extract findings from reports, with their text spans and CheXpert-14 and NIH-14 labels.

    A report in a language that is not recognized is not read; its record and the summary say so.

    Exit code 0: done; 2: a file or a line cannot be used; with --skip-bad the rest is written.
    """
    from radtrace.cli.progress import with_progress
    from radtrace.language import unread_note
    from radtrace.tasks.structure import FORMS, json_line, read_entries, records, writing

    understanding = _understanding(language, tables, model_url, model)
    forms = [name for name in FORMS if form and (_Form.ALL in form or name in form)]
    bad: list[str] = []
    unread: list[str] = []
    written = 0
    skipped = bad.append if skip_bad else None
    entries = list(read_entries(files, skipped))
    with writing(None if jsonl is None or str(jsonl) == "-" else jsonl) as write:
        for record in records(with_progress(entries, len(entries), quiet), understanding, forms, skipped):
            write(json_line(record))
            written += 1
            if "note" in record:
                unread.append(record["id"])
    if jsonl is not None and str(jsonl) != "-" and not quiet:
        typer.echo(f"wrote {jsonl}: {written:,} report{'s' * (written != 1)}")
    if unread:
        typer.echo(f"radtrace: {unread_note(unread, len(entries))}", err=True)
    for sentence in bad:
        typer.echo(f"radtrace: {sentence}", err=True)
    raise typer.Exit(2 if bad else 0)


def _understanding(
    language: str, tables: Path | None, url: str | None, model: str
) -> Callable[[str], Understood]:
    """The rules with their tables, or the model behind the URL.

    Own tables are laid over the given language's, or over English: reports that are detected to be
    in another language are then read with the shipped tables.
    """
    from radtrace.language import detect_language, load_lexis, understand

    given = load_lexis("en" if language == "auto" else language, tables)
    own = None if tables is None else given

    def chosen(text: str) -> str | Lexis:
        if own is None or (language == "auto" and detect_language(text, own) != own.language):
            return language
        return own

    if url is None:
        return lambda text: understand(text, chosen(text))
    from radtrace.language.remote import understand_remote
    from radtrace.llm.chat import Chat

    chat = Chat(url, model, key=os.environ.get(_KEY))
    return lambda text: understand_remote(text, chat, chosen(text))
