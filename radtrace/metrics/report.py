"""A report as the metrics take it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from radtrace.language import Understood, chexpert_labels, nih_labels, understand


@dataclass(frozen=True)
class Report:
    """One report: id and text. Understanding and labels are computed at first use and kept.

    Examples
    --------
    >>> Report("1", "Small left effusion.").chexpert["Pleural Effusion"]
    1
    """

    id: str
    text: str

    @cached_property
    def understood(self) -> Understood:
        """The findings stated in the text; see `radtrace.language.understand`."""
        return understand(self.text)

    @cached_property
    def chexpert(self) -> dict[str, int | None]:
        """Its CheXpert labels; see `radtrace.language.chexpert_labels`."""
        return chexpert_labels(self.understood)

    @cached_property
    def nih(self) -> dict[str, int | None]:
        """Its NIH labels; see `radtrace.language.nih_labels`."""
        return nih_labels(self.understood)
