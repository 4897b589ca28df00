"""Counts of an import: everything that is left out is counted with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Summary:
    """Counts of one import.

    `read` counts what the files held ("recordings", "fixations", ...), `kept` what went into
    Readings, under the same keys. `left_out` counts what did not, by key and reason in plain words;
    `why` counts what was kept but changed, or is odd. For every key

        read = kept + the sum of left_out
    """

    read: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, Counter[str]] = field(default_factory=dict)

    def take(self, kind: str, count: int = 1) -> None:
        """Count what was read and kept."""
        self.read[kind] += count
        self.kept[kind] += count

    def leave_out(self, kind: str, why: str, count: int = 1) -> None:
        """Count what was read and left out, and why."""
        self.read[kind] += count
        self.left_out.setdefault(kind, Counter())[why] += count

    def unexplained(self) -> dict[str, int]:
        """Items neither kept nor left out for a reason, by key; empty unless the importer is wrong."""
        rest = {kind: self.read[kind] - self.kept[kind] - self._left(kind) for kind in self.kinds()}
        return {kind: count for kind, count in rest.items() if count}

    def kinds(self) -> list[str]:
        """The keys, recordings first, the others in the order they came."""
        every = dict.fromkeys([*self.read, *self.kept, *self.left_out])
        return sorted(every, key=lambda kind: kind != "recordings")

    def lines(self) -> Iterator[str]:
        """The summary for a terminal."""
        for kind in self.kinds():
            counts = f"{self.read[kind]:,} read = {self.kept[kind]:,} kept + {self._left(kind):,} left out"
            yield f"{kind}: {counts}"
            yield from _counts(self.left_out.get(kind, Counter()), "left out: ")
            if lost := self.unexplained().get(kind):
                yield f"    {lost:>9,}  UNEXPLAINED; this is an error of radtrace, please report it"
        if any(self.why.values()):
            yield "noted:"
            yield from _counts(self.why, "")

    def _left(self, kind: str) -> int:
        return sum(self.left_out.get(kind, Counter()).values())


def _counts(counts: Counter[str], label: str) -> Iterator[str]:
    for what, count in counts.items():
        if count:
            yield f"    {count:>9,}  {label}{what}"
