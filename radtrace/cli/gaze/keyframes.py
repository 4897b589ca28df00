"""`radtrace gaze keyframes`: the gaze before each dictated sentence, as training examples."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def keyframes(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="Readings with gaze and transcript.")],
    out: Annotated[Path, typer.Option(metavar="FRAMES.jsonl", help="Output file: one JSON object a line.")],
    order: Annotated[
        int, typer.Option(metavar="N", min=0, help="Number of ordering tasks for each recording.")
    ] = 0,
    frames: Annotated[int, typer.Option(min=3, max=9, help="Most frames in an ordering task.")] = 9,
    lead: Annotated[
        float, typer.Option(metavar="S", min=0, help="Seconds of gaze before a sentence that belong to it.")
    ] = 2.0,
    degrees: Annotated[float, typer.Option(min=0.1, max=10, help="Sigma of the heat map, in degrees.")] = 1.0,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the ordering tasks.")] = 0,
) -> None:
    """Extract key frames from dictated readings: sentence, interval, visual clues, observation (GazeX).

    Boxes and centroids are fractions of the film. Exit code 2: the file cannot be used.
    """
    from collections import Counter

    from radtrace.datasets.readings import recordings
    from radtrace.gaze.keyframes import KeyFrameSettings
    from radtrace.tasks.gaze.frames import frame_lines
    from radtrace.tasks.structure import json_line, writing

    counts: Counter[str] = Counter()
    settings = KeyFrameSettings(lead_s=lead, degrees=degrees)
    with writing(out) as write:
        for line in frame_lines(
            recordings(file), settings, orders=order, most=frames, seed=seed, counts=counts
        ):
            write(json_line(line))
    for name, count in counts.items():
        typer.echo(f"{count:8d} {name}")
    typer.echo(f"wrote {out}")
