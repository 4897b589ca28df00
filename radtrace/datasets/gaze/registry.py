"""The data sets that `radtrace gaze import` reads, by name; their modules load on demand."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path

from radtrace.datasets.gaze.summary import Summary
from radtrace.record import BadInput, Reading


class GazeDataset(StrEnum):
    """A data set; the value is its name on the command line."""

    REFLACX = "reflacx"
    EGD = "egd"
    GAZESEARCH = "gazesearch"
    COCOSEARCH18 = "cocosearch18"
    CSV = "csv"


_MODULES = {GazeDataset.COCOSEARCH18: "cocosearch", GazeDataset.CSV: "table"}
WITH_SAMPLES = (GazeDataset.REFLACX, GazeDataset.EGD)
"""The data sets with raw gaze samples, in which fixations can be detected."""


def read_gaze(
    source: GazeDataset, path: Path, summary: Summary, *, detector: str | None = None
) -> Iterator[Reading]:
    """One Reading a recording of the files at `path`, streamed; counts go to `summary`.

    `detector` ("ivt", "idt") detects the fixations in the raw samples instead of taking the files' own.

    Raises
    ------
    BadInput
        If `path` does not exist, the files are not as published, or there are no raw samples to detect in.
    """
    if not path.exists():
        raise BadInput(f"{path}: does not exist; give the file or folder as published")
    module = import_module(f"radtrace.datasets.gaze.{_MODULES.get(source, source.value)}")
    if source in WITH_SAMPLES:
        readings: Iterator[Reading] = module.read(path, summary, detector=detector)
        return readings
    if detector is not None:
        raise BadInput(f"{source} has no raw samples to detect fixations in; omit --detector")
    readings = module.read(path, summary)
    return readings
