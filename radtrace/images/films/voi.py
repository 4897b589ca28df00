"""Values of interest: the VOI LUTs and windows a file offers, PS3.3 C.11.2."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from radtrace.images.films.lut import Values, read_lut
from radtrace.images.films.tags import Tags, tag_name

_FUNCTIONS = ("LINEAR", "LINEAR_EXACT", "SIGMOID")


@dataclass(frozen=True)
class Choice:
    """One way of showing the picture: a map from modality values to [0, 1], and its name."""

    name: str
    show: Callable[[Values], Values]


def choices(tags: Tags, *, signed: bool) -> list[Choice]:
    """VOI LUTs first, then windows, each in the file's order; leaves notes where there is a choice."""
    tables, windows = _tables(tags, signed=signed), _windows(tags)
    if tables and windows:
        tags.notes.append("Both a VOI LUT and a window are given; the VOI LUT goes first.")
    for what, found in (("VOI LUTs", tables), ("windows", windows)):
        if len(found) > 1:
            tags.notes.append(f"{len(found)} {what} are given; the first goes first.")
    return tables + windows


def window(values: Values, centre: float, width: float, function: str) -> Values:
    """`values` seen through a window, in [0, 1].

    LINEAR (C.11.2.1.2.1) needs width >= 1, LINEAR_EXACT (C.11.2.1.3.2) and SIGMOID
    (C.11.2.1.3.1) need width > 0. pydicom's apply_windowing turns the picture into its
    negative where the rescale slope is below zero; so the few lines are here.
    """
    if function == "SIGMOID":
        return np.asarray(1 / (1 + np.exp(np.clip(-4 * (values - centre) / width, -700, 700))))
    if function == "LINEAR":
        centre, width = centre - 0.5, width - 1
    if width == 0:
        return (values > centre).astype(np.float64)
    return np.asarray(np.clip((values - centre) / width + 0.5, 0, 1))


def _tables(tags: Tags, *, signed: bool) -> list[Choice]:
    tables = [read_lut(item, signed=signed) for item in tags.items("VOILUTSequence")]
    return [
        Choice(
            f"{tag_name('VOILUTSequence')} of {len(table.entries)} entries",
            lambda values, table=table: table(values) / table.full_scale,  # type: ignore[misc]
        )
        for table in tables
        if table is not None
    ]


def _windows(tags: Tags) -> list[Choice]:
    centres, widths = tags.numbers("WindowCenter"), tags.numbers("WindowWidth")
    if len(centres) != len(widths):
        tags.notes.append(f"There are {len(centres)} window centres but {len(widths)} widths.")
    function = _function(tags)
    narrowest = 1.0 if function == "LINEAR" else 1e-6
    pairs = zip(centres, widths, strict=False)
    return [_window(*pair, function) for pair in pairs if _wide_enough(tags, pair[1], narrowest)]


def _window(centre: float, width: float, function: str) -> Choice:
    return Choice(
        f"Window centre {centre:g}, width {width:g} ({function})",
        lambda values: window(values, centre, width, function),
    )


def _function(tags: Tags) -> str:
    function = tags.text("VOILUTFunction") or "LINEAR"
    if function in _FUNCTIONS:
        return function
    tags.notes.append(f"{tag_name('VOILUTFunction')} is {function}, which is unknown; LINEAR was used.")
    return "LINEAR"


def _wide_enough(tags: Tags, width: float, narrowest: float) -> bool:
    if width >= narrowest:
        return True
    tags.notes.append(f"{tag_name('WindowWidth')} is {width:g}, which is impossible; the window was ignored.")
    return False
