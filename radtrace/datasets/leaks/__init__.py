"""Leaks between the sides of a split: shared patients, studies, films, near-duplicate reports."""

from radtrace.datasets.leaks.find import Found, Leak, find_leaks
from radtrace.datasets.leaks.names import Kind
from radtrace.datasets.leaks.overlap import Overlap, films_on_both, overlaps
from radtrace.datasets.leaks.rows import read_splits
from radtrace.datasets.leaks.split import SplitRow, SplitTable

__all__ = [
    "Found",
    "Kind",
    "Leak",
    "Overlap",
    "SplitRow",
    "SplitTable",
    "films_on_both",
    "find_leaks",
    "overlaps",
    "read_splits",
]
