"""Gaze: computed inspection paths, and the analysis of recorded ones."""

from radtrace.gaze.scanpath import Scanpath, fixations_of, scanpath_of
from radtrace.gaze.searcher import Visit, search

__all__ = ["Scanpath", "Visit", "fixations_of", "scanpath_of", "search"]
