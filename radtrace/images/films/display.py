"""The grayscale display pipeline of DICOM (PS3.4 N.2).

Design decisions:

- the standard's order: Modality LUT or rescale, VOI LUT or window, Presentation LUT Shape;
- a VOI LUT goes before a window, and the first of several goes first;
- padding counts nowhere and is drawn black;
- without a window, or where none shows anything, the 0.5 to 99.5 percentiles are stretched.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from radtrace.images.films.curve import Histogram
from radtrace.images.films.layout import Layout
from radtrace.images.films.lut import Values, read_lut
from radtrace.images.films.tags import Tags, tag_name
from radtrace.images.films.voi import choices

_SHARES = (0.005, 0.995)
_LEAST_SPREAD = 0.01
_LEAST_SHADES = 8  # a window narrower than that is a threshold, and shows no lung


def display(
    tags: Tags, layout: Layout, pixels: NDArray[np.integer[Any]], pipeline: list[str]
) -> NDArray[np.float32]:
    """Stored values as brightness: float32 in [0, 1], same shape, air dark and bone bright."""
    stored = Histogram.of(pixels)
    padding = _padding(tags, layout, stored)
    seen = Histogram(stored.stored, np.where(padding, 0, stored.counts))
    values, signed = _modality(tags, layout, seen, pipeline)
    values = _values_of_interest(tags, seen, values, pipeline, signed=signed)
    values = _presentation(tags, layout, values, pipeline)
    if padding.any():
        pipeline.append("Padding drawn black and left out of all statistics.")
    return stored.look_up(pixels, np.where(padding, 0.0, values))


def _padding(tags: Tags, layout: Layout, histogram: Histogram) -> NDArray[np.bool_]:
    """Which stored values are padding, PS3.3 C.7.5.1.1.2 and C.7.6.3.1.11."""
    none = np.zeros(len(histogram.stored), dtype=np.bool_)
    value, limit = tags.number("PixelPaddingValue"), tags.number("PixelPaddingRangeLimit")
    if value is None:
        return none
    ends = sorted(_as_stored(end, layout) for end in (value, value if limit is None else limit))
    padding = (histogram.stored >= ends[0]) & (histogram.stored <= ends[1])
    if histogram.counts[~padding].sum() > 0:
        return padding
    tags.notes.append(f"{tag_name('PixelPaddingValue')} covers every pixel and was ignored.")
    return none


def _as_stored(value: float, layout: Layout) -> float:
    """Files of signed pixels come with padding values written as unsigned ones."""
    wrapped = layout.signed and value >= 2 ** (layout.allocated - 1)
    return value - 2**layout.allocated if wrapped else value


def _modality(tags: Tags, layout: Layout, seen: Histogram, pipeline: list[str]) -> tuple[Values, bool]:
    """PS3.3 C.11.1: the values, and whether they can be negative."""
    items = tags.items("ModalityLUTSequence")
    table = read_lut(items[0], signed=layout.signed) if items else None
    if table is not None:
        pipeline.append(f"{tag_name('ModalityLUTSequence')} of {len(table.entries)} entries applied.")
        return table(seen.stored), False
    slope, intercept = tags.number("RescaleSlope"), tags.number("RescaleIntercept")
    if slope == 0:
        tags.notes.append(f"{tag_name('RescaleSlope')} is 0 and was ignored.")
        slope = None
    if slope is None and intercept is None:
        return seen.stored, layout.signed
    slope, intercept = 1.0 if slope is None else slope, intercept or 0.0
    pipeline.append(f"Rescaled: {slope:g} x stored value + {intercept:g}.")
    return seen.stored * slope + intercept, layout.signed or intercept < 0 or slope < 0


def _values_of_interest(
    tags: Tags, seen: Histogram, values: Values, pipeline: list[str], *, signed: bool
) -> Values:
    """To [0, 1] by the first VOI LUT or window that shows something, or by percentiles."""
    for choice in choices(tags, signed=signed):
        shown = choice.show(values)
        if seen.spread(shown) < _LEAST_SPREAD:
            tags.notes.append(f"{choice.name} shows nothing of this picture and was ignored.")
        elif seen.shades(shown) < min(_LEAST_SHADES, int(np.count_nonzero(seen.counts))):
            tags.notes.append(f"{choice.name} leaves {seen.shades(shown)} shades of grey and was ignored.")
        else:
            pipeline.append(f"{choice.name} applied.")
            return shown
    low, high = seen.percentiles(values, _SHARES)
    pipeline.append(f"No usable window: stretched from {low:g} to {high:g}, the 0.5 and 99.5 percentiles.")
    return np.asarray(np.clip((values - low) / max(high - low, 1e-9), 0, 1))


def _presentation(tags: Tags, layout: Layout, values: Values, pipeline: list[str]) -> Values:
    """PS3.3 C.7.6.3.1.2 and C.11.6: MONOCHROME1 and Shape INVERSE say the same thing once."""
    inverted = layout.photometric == "MONOCHROME1"
    shape = tags.text("PresentationLUTShape")
    if shape is not None and (shape == "INVERSE") != inverted:
        tags.notes.append(
            f"{tag_name('PresentationLUTShape')} {shape} contradicts {layout.photometric}, which was obeyed."
        )
    if not inverted:
        return values
    pipeline.append("Inverted, because MONOCHROME1 shows its lowest value white.")
    return 1 - values
