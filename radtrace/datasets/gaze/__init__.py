"""Eye tracking of radiologists, from the layouts it is published in to Readings."""

from radtrace.datasets.gaze.registry import WITH_SAMPLES, GazeDataset, read_gaze
from radtrace.datasets.gaze.summary import Summary

__all__ = ["WITH_SAMPLES", "GazeDataset", "Summary", "read_gaze"]
