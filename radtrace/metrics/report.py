"""A report as metrics take it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from radtrace.language import Understood, understand


@dataclass(frozen=True)
class Report:
    """One report: its id and its text, understood when first asked."""

    id: str
    text: str

    @cached_property
    def understood(self) -> Understood:
        """What the report says; see `radtrace.language.understand`."""
        return understand(self.text)
