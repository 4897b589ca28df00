"""How alike two paths of gaze are: one metric a file, each over many pairs at once."""

from radtrace.metrics.scanpath.multimatch import multimatch, multimatch_matrix
from radtrace.metrics.scanpath.scanmatch import scanmatch, scanmatch_matrix

__all__ = ["multimatch", "multimatch_matrix", "scanmatch", "scanmatch_matrix"]
