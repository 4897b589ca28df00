"""Key frames and ordering items of recordings, as lines of JSON for training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from radtrace.gaze import fixations_of
from radtrace.gaze.behaviour import aspect_of
from radtrace.gaze.keyframes import Clue, KeyFrame, KeyFrameSettings, key_frames
from radtrace.gaze.ordering import MOST, order_items
from radtrace.record import Box, Reading
from radtrace.tasks.gaze.evidence import SentenceEvidence, evidence_of

_DIGITS = 4


def frame_lines(
    readings: Iterable[Reading],
    settings: KeyFrameSettings | None = None,
    *,
    orders: int = 0,
    most: int = MOST,
    seed: int = 0,
    counts: Counter[str] | None = None,
) -> Iterator[dict[str, Any]]:
    """One object a key frame, and up to `orders` ordering items a recording, in order.

    Boxes are fractions of the film, times seconds. Sentences without fixations, or without long enough
    ones, give no frame and are counted. The frames of an ordering item carry no times.
    """
    counts = Counter() if counts is None else counts
    settings = settings or KeyFrameSettings()
    for number, reading in enumerate(readings):
        evidences = evidence_of(reading, settings.lead_s)
        spoken = [one.spoken for one in evidences]
        frames = key_frames(spoken, fixations_of(reading), aspect_of(reading), settings)
        seen = [(frame, one) for frame, one in zip(frames, evidences, strict=True) if frame.observation]
        _count(counts, frames)
        about = {"film": reading.study.films[0].file, "reader": reading.provenance.reader}
        yield from (about | frame_json(frame, evidence) for frame, evidence in seen)
        for item in order_items(seen, seed + number, most, orders):
            counts["ordering items"] += 1
            shown = [_shown(frame, evidence) for frame, evidence in item.frames]
            yield {**about, "kind": "order", "frames": shown, "answer": item.answer}


def frame_json(frame: KeyFrame, evidence: SentenceEvidence) -> dict[str, Any]:
    """A key frame with what its sentence states, for `json.dumps`."""
    return {
        "kind": "frame",
        **_shown(frame, evidence),
        "interval_s": _rounded([frame.opened_s, frame.end_s]),
        "said_s": _rounded([frame.start_s, frame.end_s]),
        "fixations": list(frame.fixations),
        "times_s": _rounded([clue.time_s for clue in frame.clues]),
        "dwell_s": _rounded([clue.dwell_s for clue in frame.clues]),
    }


def _shown(frame: KeyFrame, evidence: SentenceEvidence) -> dict[str, Any]:
    stated = [
        {"concept": one.concept, "presence": one.presence.value, "laterality": one.laterality}
        for one in evidence.mentions
    ]
    return {
        "sentence": frame.sentence,
        "findings": stated,
        "regions": list(evidence.regions),
        "clues": [_clue(clue) for clue in frame.clues],
        "observation": _clue(frame.observation) if frame.observation else None,
    }


def _clue(clue: Clue) -> dict[str, Any]:
    return {"box": _corners(clue.box), "centroid": _rounded([clue.centroid.x, clue.centroid.y])}


def _corners(box: Box) -> list[float]:
    return _rounded([box.x_min, box.y_min, box.x_max, box.y_max])


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(value, _DIGITS) for value in values]


def _count(counts: Counter[str], frames: Sequence[KeyFrame]) -> None:
    counts["recordings"] += 1
    counts["recordings without a transcript"] += not frames
    counts["sentences"] += len(frames)
    counts["key frames"] += sum(one.observation is not None for one in frames)
    counts["sentences without a fixation in their interval"] += sum(not one.fixations for one in frames)
    short = sum(one.observation is None and bool(one.fixations) for one in frames)
    counts["sentences without a cluster of fixations"] += short
