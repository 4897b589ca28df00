"""Facts as a report can state them, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from radtrace.language.mention import SEVERITIES, ZONES, Mention
from radtrace.language.understanding.attributes import measured, sided, zoned
from radtrace.language.writing.fact import Fact
from radtrace.language.writing.wording import english_wording
from radtrace.record import Laterality, Presence

CONCEPTS = sorted(english_wording().nouns)
SIDES = (None, Laterality.LEFT, Laterality.RIGHT, Laterality.BILATERAL)
CHANGES = (None, "new", "increased", "decreased", "unchanged")
SIZES = ((), (), (8.0,), (12.5, 7.0), (31.0, 20.0, 4.0))
_HEDGES = {Presence.PRESENT: (None, "probable"), Presence.UNCERTAIN: ("possible",)}


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    """A fact with any attributes its concept can have."""
    concept = draw(st.sampled_from(CONCEPTS))
    presence = draw(st.sampled_from(list(Presence)))
    placed = Fact(
        concept,
        presence,
        laterality=draw(st.sampled_from(SIDES)) if sided(concept) else None,
        zones=draw(st.frozensets(st.sampled_from(ZONES), max_size=3)) if zoned(concept) else frozenset(),
    )
    if presence is Presence.ABSENT:
        return placed._replace(change=draw(st.sampled_from([None, "resolved"])))
    return placed._replace(
        hedge=draw(st.sampled_from(_HEDGES[presence])),
        severity=draw(st.sampled_from([None, *SEVERITIES])),
        size_mm=draw(st.sampled_from(SIZES)) if measured(concept) else (),
        change=draw(st.sampled_from(CHANGES)),
    )


def mention(fact: Fact, section: str = "findings") -> Mention:
    """The fact as a mention; its place in a report is of no account."""
    fields = fact._asdict() | {"zones": tuple(sorted(fact.zones))}
    return Mention(start=0, end=1, sentence=0, section=section, **fields)
