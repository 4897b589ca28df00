"""Scanpath similarity: one metric a file, each computed over many pairs at once."""

from radtrace.metrics.scanpath.multimatch import multimatch, multimatch_matrix
from radtrace.metrics.scanpath.scanmatch import scanmatch, scanmatch_matrix
from radtrace.metrics.scanpath.sequence_score import sequence_score
from radtrace.metrics.scanpath.string_edit import string_edit
from radtrace.metrics.scanpath.time_delay import time_delay

__all__ = [
    "multimatch",
    "multimatch_matrix",
    "scanmatch",
    "scanmatch_matrix",
    "sequence_score",
    "string_edit",
    "time_delay",
]
