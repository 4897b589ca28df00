"""A report as metrics take it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from radtrace.language import Understood, chexpert_labels, nih_labels, understand


@dataclass(frozen=True)
class Report:
    """One report: its id and its text, understood when first asked."""

    id: str
    text: str

    @cached_property
    def understood(self) -> Understood:
        """What the report says; see `radtrace.language.understand`."""
        return understand(self.text)

    @cached_property
    def chexpert(self) -> dict[str, int | None]:
        """Its CheXpert labels; see `radtrace.language.chexpert_labels`."""
        return chexpert_labels(self.understood)

    @cached_property
    def nih(self) -> dict[str, int | None]:
        """Its NIH labels; see `radtrace.language.nih_labels`."""
        return nih_labels(self.understood)
