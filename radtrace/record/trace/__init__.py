"""Trace text: a Reading as lines of text, for language models to write.

The grammar is in docs/guides/language-models.md.
"""

from radtrace.record.trace.compact import compact_reading
from radtrace.record.trace.grammar import trace_grammar, trace_regex
from radtrace.record.trace.parse import parse_trace
from radtrace.record.trace.repair import Repaired, repair_trace
from radtrace.record.trace.scales import Scale
from radtrace.record.trace.tokens import TraceError
from radtrace.record.trace.write import format_trace

__all__ = [
    "Repaired",
    "Scale",
    "TraceError",
    "compact_reading",
    "format_trace",
    "parse_trace",
    "repair_trace",
    "trace_grammar",
    "trace_regex",
]
