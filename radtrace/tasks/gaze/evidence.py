"""The sentences of a dictation, what each states, and the fixations that belong to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze import fixations_of
from radtrace.gaze.align import LEAD_S, DictatedSentence, fixations_behind, sentences
from radtrace.gaze.intent import FindingInterval
from radtrace.language import Mention, understand
from radtrace.record import Fixation, Laterality, Presence, Reading, concept_by_id, region_by_id

CLAIMED = (Presence.PRESENT, Presence.UNCERTAIN)
_PERIHILAR = {"perihilar": "hilum", "costophrenic": "costophrenic_angle"}


@dataclass(frozen=True)
class SentenceEvidence:
    """A dictated sentence, what it states, and the fixations in its interval.

    `fixations` are indices into the recording's, `dwell_s` the seconds of each inside the interval.
    """

    spoken: DictatedSentence
    mentions: tuple[Mention, ...]
    fixations: tuple[int, ...]
    dwell_s: NDArray[np.float64]

    @property
    def concepts(self) -> tuple[str, ...]:
        """The findings it states as present or uncertain, each once, in order."""
        return tuple(dict.fromkeys(one.concept for one in self.mentions if one.presence in CLAIMED))

    @property
    def regions(self) -> tuple[str, ...]:
        """The protocol's regions its statements are about, in the protocol's order."""
        about = {name for mention in self.mentions for name in regions_about(mention)}
        return tuple(name for name in region_by_id() if name in about)


def evidence_of(reading: Reading, lead_s: float = LEAD_S) -> tuple[SentenceEvidence, ...]:
    """The dictated sentences of a Reading in order; none where it has no transcript."""
    gaze, fixations = reading.gaze, fixations_of(reading)
    spoken = sentences(gaze.words) if gaze is not None else ()
    return tuple(_evidence(sentence, fixations, lead_s) for sentence in spoken)


def dwell_by_concept(evidence: Sequence[SentenceEvidence]) -> dict[str, float]:
    """Seconds of fixation for each finding stated as present or uncertain, in order of dictation.

    Fixations that belong to two sentences about one finding count once for it.
    """
    seconds: dict[str, dict[int, float]] = {}
    for sentence in evidence:
        for concept in sentence.concepts:
            held = seconds.setdefault(concept, {})
            for index, dwell in zip(sentence.fixations, sentence.dwell_s, strict=True):
                held[index] = max(held.get(index, 0.0), float(dwell))
    return {concept: sum(held.values()) for concept, held in seconds.items()}


def findings_of(reading: Reading, evidence: Sequence[SentenceEvidence]) -> tuple[str, ...]:
    """The findings of a Reading: labelled, dictated, and its target, each once; none that is absent."""
    named = [finding.concept for finding in reading.findings if finding.presence in CLAIMED]
    dictated = [concept for sentence in evidence for concept in sentence.concepts]
    return tuple(dict.fromkeys([*_sought_target(reading), *named, *dictated]))


def sought_in(evidence: Sequence[SentenceEvidence], lead_s: float = LEAD_S) -> tuple[FindingInterval, ...]:
    """The sentences that state findings, as the intent policies take them."""
    return tuple(
        FindingInterval(one.concepts, one.spoken.opened_s(lead_s), one.spoken.end_s)
        for one in evidence
        if one.concepts
    )


def regions_about(mention: Mention) -> Iterator[str]:
    """The regions a statement refers to: its concept's regions, on its side and in its zones."""
    concept = concept_by_id().get(mention.concept)
    sides = {Laterality.LEFT: "left", Laterality.RIGHT: "right"}
    side = sides.get(mention.laterality) if mention.laterality is not None else None
    possible = [name for name in (concept.regions if concept else ()) if _on_side(name, side)]
    named = [name for name in possible if any(_in_zone(name, zone) for zone in mention.zones)]
    yield from named or possible


def _on_side(region: str, side: str | None) -> bool:
    return side is None or region_by_id()[region].side in (None, side)


def _in_zone(region: str, zone: str) -> bool:
    return region.endswith(_PERIHILAR.get(zone, f"_{zone}_zone"))


def _sought_target(reading: Reading) -> Iterator[str]:
    """The target of the search, whether it was present or not."""
    target = reading.gaze.target if reading.gaze is not None else None
    if target is not None:
        yield target.concept or target.name


def _evidence(sentence: DictatedSentence, fixations: Sequence[Fixation], lead_s: float) -> SentenceEvidence:
    chosen, dwell = fixations_behind(sentence, fixations, lead_s)
    return SentenceEvidence(sentence, _stated(sentence.text), chosen, dwell)


@lru_cache(maxsize=4096)
def _stated(text: str) -> tuple[Mention, ...]:
    return understand(text).mentions
