"""What a fitted model is, in a few lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from radtrace.gaze.models.stored import StoredModel

FEW = 30


def told(model: StoredModel, out: Path) -> Iterator[str]:
    """Where the model is, what it was fitted on, and which targets had few paths."""
    origin = model.origin
    side = "all sides" if origin.split is None else f"side {origin.split!r}"
    yield f"{out}: {model.model}, fitted on {origin.paths:,} paths over {origin.films:,} films ({side})"
    counts = [f"{name} {path.fitted_on}" for name, path in model.paths.items()]
    yield f"paths by target: {', '.join(counts)}"
    if few := [name for name, path in model.paths.items() if path.fitted_on < FEW]:
        yield f"fewer than {FEW} paths, so expect little of: {', '.join(few)}"
    yield from origin.notes
