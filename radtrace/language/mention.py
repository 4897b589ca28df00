"""What a report says: one mention a place where it speaks of a concept, tied to its words."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from radtrace.record import Change, Laterality, Presence

HEDGES = ("probable", "alternative", "borderline", "possible")
CHANGES = tuple(str(change) for change in Change if change is not Change.NOT_COMPARABLE)
SEVERITIES = ("trace", "mild", "moderate", "severe")
UNKNOWN = "unknown"  # the language of a report that no tables are for
LEVEL = re.compile(r"(?:[1-9]|1[0-2])|(?:T(?:[1-9]|1[0-2])|L[1-5]|C[1-7]|S1)")  # a rib, or a vertebra
ZONES = ("apical", "upper", "mid", "lower", "perihilar", "peripheral", "retrocardiac", "costophrenic")


@dataclass(frozen=True, slots=True)
class Mention:
    """One concept, as one sentence of a report states it.

    `concept` is a vocabulary id. `zones` are names in ZONES, `severity` one in SEVERITIES (sizes in
    words count: "small" is mild, "large" severe), `change` one in CHANGES. `size_mm` are measured
    extents in millimetres. `start` and `end` are character offsets in the report of the words that
    name the concept, `sentence` the index in `Understood.sentences`, `section` as in `sections`.
    `hedge` in HEDGES says how presence is weakened: probable ("likely", "consistent with") is present,
    the others are uncertain: alternative ("A or B"), borderline ("upper limits of normal"), possible.
    `normal` marks a concept whose region was called normal: absent ("heart size is normal"), or
    borderline ("at the upper limit of normal"). `levels` are the ribs ("1" to "12") or vertebrae ("T12")
    that are named. Of a device, `tip` is where it ends (a key of [tips] in `en/attributes.toml`),
    `tip_mm` how far above the carina in millimetres (negative below), `misplaced` whether that is the
    wrong place or it is said to be, and `urgent` whether the place is a danger at once, such as a tube in
    a main bronchus.
    """

    concept: str
    presence: Presence
    start: int
    end: int
    sentence: int
    section: str
    laterality: Laterality | None = None
    zones: tuple[str, ...] = ()
    severity: str | None = None
    size_mm: tuple[float, ...] = ()
    change: str | None = None
    hedge: str | None = None
    normal: bool = False
    levels: tuple[str, ...] = ()
    tip: str | None = None
    tip_mm: float | None = None
    misplaced: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the report, as character offsets, and the section it stands in."""

    start: int
    end: int
    section: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A report, understood: its text, its sentences in order, and what they state, in order.

    Sentences of sections that state no findings (indication, history, comparison, technique) are
    among `sentences` but have no mentions. `language` is a code ("en", "de"), or "unknown": such a
    report was not read, and that it has no mentions says nothing about the film.
    """

    text: str
    sentences: tuple[Span, ...]
    mentions: tuple[Mention, ...]
    language: str = "en"

    @property
    def recognized(self) -> bool:
        """Whether the report is in a language that the tables know."""
        return self.language != UNKNOWN

    def sentence_text(self, index: int) -> str:
        """The words of one sentence."""
        span = self.sentences[index]
        return self.text[span.start : span.end]

    def words(self, mention: Mention) -> str:
        """The words that name the mention's concept."""
        return self.text[mention.start : mention.end]

    def to_json(self) -> list[dict[str, Any]]:
        """The mentions as `radtrace structure` writes them."""
        return [asdict(m) | {"text": self.words(m)} for m in self.mentions]
