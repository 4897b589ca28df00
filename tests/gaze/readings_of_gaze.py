"""Readings with gaze, drawn by hand or at random."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from radtrace.record import (
    FilmReference,
    Finding,
    Fixation,
    Gaze,
    Provenance,
    Reading,
    StudyReference,
    Target,
    Word,
)

FRACTION = st.floats(0.0, 1.0)


def fixation(x: float, y: float, start_s: float = 0.0, duration_s: float = 0.25) -> Fixation:
    """One fixation."""
    return Fixation(x=x, y=y, start_s=start_s, duration_s=duration_s)


@st.composite
def paths(draw: st.DrawFn, most: int = 12) -> tuple[Fixation, ...]:
    """Fixations one after the other, each of 0.05 to 1 s, with gaps of up to 0.2 s."""
    spots = draw(
        st.lists(st.tuples(FRACTION, FRACTION, st.floats(0.05, 1.0), st.floats(0.0, 0.2)), max_size=most)
    )
    found, time = [], 0.0
    for x, y, duration, gap in spots:
        found.append(fixation(x, y, time, duration))
        time += duration + gap
    return tuple(found)


def dictation(text: str, start_s: float = 0.0, a_word_s: float = 0.3) -> tuple[Word, ...]:
    """The words of a text, one after the other; a full stop is a word of its own, as in REFLACX."""
    words, time = [], start_s
    for token in text.replace(".", " .").split():
        length = 0.0 if token == "." else a_word_s
        words.append(Word(text=token, start_s=time, end_s=time + length))
        time += length
    return tuple(words)


def reading(
    fixations: Sequence[Fixation] = (),
    words: Sequence[Word] = (),
    findings: Sequence[Finding] = (),
    target: Target | None = None,
    film: str = "film.dcm",
    reader: str = "reader",
) -> Reading:
    """A Reading of one square film."""
    return Reading(
        study=StudyReference(films=(FilmReference(file=film, rows=1000, columns=1000),)),
        findings=tuple(findings),
        gaze=Gaze(fixations=tuple(fixations), words=tuple(words), target=target),
        provenance=Provenance(reader=reader, version="0"),
    )
