"""What two sides of a split share and must not: patients, studies, films, near-duplicate reports."""

from radtrace.tasks.leaks.find import Case, Found, find_leaks
from radtrace.tasks.leaks.names import Kind
from radtrace.tasks.leaks.rows import SplitRow, SplitTable, read_splits

__all__ = ["Case", "Found", "Kind", "SplitRow", "SplitTable", "find_leaks", "read_splits"]
