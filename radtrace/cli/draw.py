"""`radtrace draw`: synthetic films with exact ground truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def draw(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Output folder for films, readings and masks.")],
    n: Annotated[int, typer.Option(min=1, max=1_000_000, help="Number of films.")] = 8,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first film; each further film adds 1.")] = 0,
    size: Annotated[int, typer.Option(help="Width and height in pixels.")] = 256,
    finding: Annotated[
        list[str] | None, typer.Option(metavar="CONCEPT", help="Draw exactly these findings; repeatable.")
    ] = None,
    prior: Annotated[
        bool, typer.Option("--prior", help="Also draw an earlier film of each patient.")
    ] = False,
    lateral: Annotated[bool, typer.Option("--lateral", help="Also draw the lateral view.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Draw synthetic chest films with exact ground truth: boxes, masks, report, gaze and questions.

    Writes drawn_*.png, readings.jsonl, questions.jsonl and masks/. Without --finding, a quarter of the films
    are normal, and each finding is on about 22% of them. Exit code 2: an option or the folder cannot be used.
    """
    from radtrace.cli.progress import with_progress
    from radtrace.files.atomic import atomic_write
    from radtrace.phantom import contents, question_lines, visits
    from radtrace.phantom import draw as drawn
    from radtrace.record import to_json
    from radtrace.tasks.structure import writing

    with writing(out / "readings.jsonl") as reading, writing(out / "questions.jsonl") as question:
        for number in with_progress(range(seed, seed + n), n, quiet):
            drawing = drawn(number, size, findings=finding, prior=prior, lateral=lateral)
            for name, data in contents(drawing):
                atomic_write(out / name, data)
            for one in visits(drawing):
                reading(to_json(one.reading, indent=None) + "\n")
            for line in question_lines(drawing):
                question(line)
    typer.echo(f"{n} drawn film{'s' if n > 1 else ''} in {out}")
