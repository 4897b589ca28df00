"""What an import did, counted: nothing is left out without a line here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Summary:
    """Counts of one import.

    `read` counts what the files held ("recordings", "fixations", ...), `kept` what went into
    Readings, under the same keys; `why` counts, in plain words, what was changed or left out.
    """

    read: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
