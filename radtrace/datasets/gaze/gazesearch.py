"""GazeSearch (Pham et al. 2025): for a finding on a film of MIMIC-CXR, the fixations that serve to find it.

Frame: 224 x 224, to which the film was stretched, so a fraction of the film is X / 224 whatever its
shape. T is in seconds. At most six fixations; the start at the centre that the paper's models add is
not in the file and is not added here. Nothing tells readers or patients apart; `subject` is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from radtrace.datasets.gaze.searches import SearchFormat, read_searches
from radtrace.datasets.gaze.summary import Summary
from radtrace.record import Reading

FORMAT = SearchFormat("gazesearch", width=224, height=224, ticks=1.0)


def read(path: Path, summary: Summary) -> Iterator[Reading]:
    """One Reading a recording; see `searches.read_searches`."""
    return read_searches(path, FORMAT, summary)
