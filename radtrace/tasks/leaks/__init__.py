"""What two sides of a split share and must not: patients, studies, films, near-duplicate reports."""

from radtrace.tasks.leaks.find import Case, Found, find_leaks
from radtrace.tasks.leaks.names import Kind
from radtrace.tasks.leaks.overlap import Overlap, films_on_both, overlaps
from radtrace.tasks.leaks.rows import read_splits
from radtrace.tasks.leaks.split import SplitRow, SplitTable

__all__ = [
    "Case",
    "Found",
    "Kind",
    "Overlap",
    "SplitRow",
    "SplitTable",
    "films_on_both",
    "find_leaks",
    "overlaps",
    "read_splits",
]
