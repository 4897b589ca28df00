"""Eye tracking of radiologists, from the layouts it is published in to Readings."""

from radtrace.datasets.gaze.summary import Summary

__all__ = ["Summary"]
