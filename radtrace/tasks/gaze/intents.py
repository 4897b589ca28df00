"""Recordings whose fixations are labelled with the findings they look for, under one policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from radtrace.gaze.align import LEAD_S
from radtrace.gaze.behaviour import looks_of
from radtrace.gaze.heat import Looks
from radtrace.gaze.intent import Policy, label_fixations
from radtrace.gaze.scanpath import fixations_of
from radtrace.record import Reading
from radtrace.tasks.gaze.evidence import evidence_of, findings_of, sought_in


@dataclass(frozen=True, eq=False)
class Labelled:
    """One recording; `labels` are the findings each look was after. `group` is the patient, or the film."""

    film: str
    reader: str
    group: str
    looked: Looks
    labels: tuple[tuple[str, ...], ...]


def labelled(
    readings: Iterable[Reading],
    policy: Policy,
    lead_s: float = LEAD_S,
    counts: Counter[str] | None = None,
) -> Iterator[Labelled]:
    """The recordings whose fixations can be labelled, in order; the others are counted."""
    counts = Counter() if counts is None else counts
    for reading in readings:
        one = _labelled(reading, policy, lead_s)
        counts["recordings"] += 1
        counts["fixations"] += len(one.labels)
        counts["fixations looking for something"] += sum(bool(names) for names in one.labels)
        reason = _unusable(reading, one)
        if reason is None:
            yield one
        else:
            counts[f"recordings left out: {reason}"] += 1


def intent_line(one: Labelled, policy: Policy) -> dict[str, Any]:
    """A labelled recording, for `json.dumps`: positions in fractions of the film, seconds, labels."""
    path = zip(
        one.looked.x,
        one.looked.y,
        one.looked.time_s - one.looked.dwell_s / 2,
        one.looked.dwell_s,
        strict=True,
    )
    return {
        "film": one.film,
        "reader": one.reader,
        "policy": policy.value,
        "fixations": [
            {
                "x": float(x),
                "y": float(y),
                "start_s": round(float(start), 6),
                "duration_s": float(dwell),
                "seeks": seeks,
            }
            for (x, y, start, dwell), seeks in zip(path, map(list, one.labels), strict=True)
        ],
    }


def _labelled(reading: Reading, policy: Policy, lead_s: float) -> Labelled:
    evidence = evidence_of(reading, lead_s)
    fixations = [one for one in fixations_of(reading) if one.film == 0]
    study, film = reading.study, reading.study.films[0].file
    labels = label_fixations(policy, fixations, findings_of(reading, evidence), sought_in(evidence, lead_s))
    return Labelled(film, reading.provenance.reader, study.patient or film, looks_of(reading), labels)


def _unusable(reading: Reading, one: Labelled) -> str | None:
    if not one.labels:
        return "no fixations"
    if any(one.labels):
        return None
    if reading.gaze is None or not (reading.gaze.words or reading.gaze.target):
        return "no transcript and no target"
    return "no finding stated"
