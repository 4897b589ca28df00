"""COCO-Search18 (Chen et al. 2021): people looking for one of 18 everyday objects in photographs.

Frame: the display of 1680 x 1050 pixels, to which the published pictures are padded. T is in
milliseconds. Every search starts with a fixation at the centre, which is kept. No film of a chest is
in it: it is the set that models of visual search are compared on.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from radtrace.datasets.gaze.searches import SearchFormat, read_searches
from radtrace.datasets.gaze.summary import Summary
from radtrace.record import Reading

FORMAT = SearchFormat("cocosearch18", width=1680, height=1050, ticks=1000.0, framed=True)


def read(path: Path, summary: Summary) -> Iterator[Reading]:
    """One Reading a recording; see `searches.read_searches`."""
    return read_searches(path, FORMAT, summary)
