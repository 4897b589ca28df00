"""A person's reading for the page: fixations over three places, words, a target."""

from __future__ import annotations

from radtrace.record import (
    Box,
    FilmReference,
    Fixation,
    Gaze,
    Provenance,
    Reading,
    Region,
    StudyReference,
    Target,
    Word,
)

PLACES = [(0.30, 0.45), (0.32, 0.50), (0.70, 0.48), (0.71, 0.52), (0.72, 0.54), (0.52, 0.68), (0.05, 0.05)]
REGIONS = (
    Region(id="right_mid_zone", box=Box(x_min=0.15, y_min=0.35, x_max=0.45, y_max=0.60)),
    Region(id="left_mid_zone", box=Box(x_min=0.55, y_min=0.35, x_max=0.85, y_max=0.60)),
    Region(id="heart", box=Box(x_min=0.40, y_min=0.55, x_max=0.70, y_max=0.80)),
)
WORDS = ("the", "lungs", "are", "clear", "heart", "normal")


def gaze_reading(regions: tuple[Region, ...] = REGIONS) -> Reading:
    """Seven fixations half a second apart: two, three and one in the regions, one outside."""
    looks = tuple(
        Fixation(x=x, y=y, start_s=0.5 * at, duration_s=0.2 + 0.03 * at) for at, (x, y) in enumerate(PLACES)
    )
    words = tuple(Word(text=text, start_s=0.6 * at, end_s=0.6 * at + 0.3) for at, text in enumerate(WORDS))
    target = Target(name="lung opacity", concept="lung_opacity", present=True)
    return Reading(
        study=StudyReference(films=(FilmReference(file="gaze.png"),)),
        regions=regions,
        gaze=Gaze(fixations=looks, words=words, target=target),
        provenance=Provenance(reader="reader 1", version="1"),
    )
