"""`radtrace read`: films in, reports out."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from radtrace.files.names import printable

if TYPE_CHECKING:
    from radtrace.jobs.batch import Outcome
    from radtrace.record import Context


_KEY = "RADTRACE_API_KEY"


def read(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Films, folders, ZIP archives.")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a folder for each study: JSON, text, HTML page.")
    ] = None,
    jsonl: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write one JSON line for each input file, in order.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue a batch that was stopped.")] = False,
    reader: Annotated[
        str,
        typer.Option(metavar="NAME", help=f"embedded, vlm:URL#MODEL (API key in {_KEY}) or hf:PATH_OR_ID."),
    ] = "embedded",
    settings: Annotated[
        Path | None,
        typer.Option(metavar="FILE.toml", help="Settings for a language model."),
    ] = None,
    prior: Annotated[
        list[Path] | None,
        typer.Option(metavar="PATH", help="Earlier study: films or its report (.txt); may be repeated."),
    ] = None,
    prior_date: Annotated[
        datetime | None,
        typer.Option(metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="Date of the earlier study."),
    ] = None,
    indication: Annotated[str | None, typer.Option(metavar="TEXT", help="Why the films were taken.")] = None,
    history: Annotated[str | None, typer.Option(metavar="TEXT", help="The patient's history.")] = None,
    age: Annotated[
        float | None, typer.Option(metavar="YEARS", min=0, max=150, help="The patient's age in years.")
    ] = None,
    sex: Annotated[str | None, typer.Option(metavar="SEX", help="female, male or other.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print rejected files only.")] = False,
) -> None:
    """Read films: write findings, boxes, report and checks as JSON, text and an HTML page.

    Date, age, sex, indication and history are read from DICOM headers; options override them. They and
    the earlier study can be given for one study at a time.

    Laterals and DICOM objects that are no radiographs are skipped. Exit code 0: all other files were read;
    2: at least one file was rejected, the others were read; or there was nothing to read.
    """
    from radtrace.readers.embedded.model import preload

    preload()
    from radtrace.cli.progress import with_progress
    from radtrace.cli.stop import until_stopped
    from radtrace.errors import BadInput
    from radtrace.jobs.batch import plan_batch, run_batch
    from radtrace.jobs.prior import load_prior
    from radtrace.readers.named import open_reader

    opened = open_reader(reader, settings=settings, key=os.environ.get(_KEY))
    batch = plan_batch(paths, out=out, jsonl=jsonl)
    total = len(batch.items)
    if prior_date and not prior:
        raise BadInput("--prior-date needs an earlier study; name it with --prior")
    outcomes = run_batch(
        batch,
        opened.reader,
        weights=opened.identity,
        resume=resume,
        at_once=opened.at_once,
        context=_context(indication, history, age, sex),
        prior=load_prior(prior, prior_date and prior_date.date()) if prior else None,
    )
    rejected = skipped = 0
    for outcome in with_progress(until_stopped(outcomes, total), total, quiet):
        rejected += outcome.refused is not None
        skipped += outcome.skipped is not None
        _show(outcome, alone=total == 1, quiet=quiet)
    none_read = rejected + skipped == total
    if total > 1:
        passed = f", {skipped} skipped" if skipped else ""
        typer.echo(f"{total - rejected - skipped} read{passed}, {rejected} rejected", err=True)
    if none_read and skipped:
        typer.echo("radtrace: nothing was read; give a frontal chest film", err=True)
    raise typer.Exit(2 if rejected or none_read else 0)


def _context(indication: str | None, history: str | None, age: float | None, sex: str | None) -> Context:
    from pydantic import ValidationError

    from radtrace.record import BadInput, Context, Demographics

    known = {"age_years": age, "sex": sex and sex.strip().lower()}
    try:
        patient = None if age is None and sex is None else Demographics.model_validate(known)
    except ValidationError:
        raise BadInput(f"--sex {sex!r} is not one of female, male, other") from None
    for option, text in (("--indication", indication), ("--history", history)):
        if text and any("\ud800" <= character <= "\udfff" for character in text):
            raise BadInput(f"{option} holds bytes that are not UTF-8; give it as UTF-8 text")
    return Context(indication=indication or None, history=history or None, demographics=patient)


def _show(outcome: Outcome, *, alone: bool, quiet: bool) -> None:
    if outcome.refused is not None:
        typer.echo(f"radtrace: {outcome.refused}", err=True)
    if quiet or outcome.refused is not None:
        return
    if outcome.skipped is not None:
        typer.echo(f"skipped: {outcome.skipped}", err=True)
        return
    if alone and outcome.reading is not None:
        from radtrace.exports import render_text

        typer.echo(render_text(outcome.reading))
    page = outcome.page and printable(outcome.page)
    typer.echo(f"Page: {page}" if alone and page else f"{printable(outcome.file)}: {page or 'read'}")
