"""GazeX's three lessons from recorded gaze: where the evidence is, where the eye goes next, in which order.

Departures from the paper: frames are boxes on the one film instead of images of their own, so that a small
model can take several; answers are trace text (or bare digits) instead of the paper's tags.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from radtrace.gaze.align import sentences
from radtrace.gaze.keyframes import Clue, KeyFrame, KeyFrameSettings, key_frames
from radtrace.gaze.ordering import order_items
from radtrace.gaze.scanpath import fixations_of, scanpath_of
from radtrace.record import Box, Fixation, Gaze, Reading, Target
from radtrace.record.trace import format_trace
from radtrace.training.vlm.lessons.prompts import prompt

MOST_CLUES = 3
SEEN, NEXT = 3, 4
FRAMES = 4
_TOP = 999
# Half a degree a cell: as fine as small films can show.
_KEY_FRAMES = KeyFrameSettings(grid=64)

PromptAnswer = tuple[str, str]


def frames_of(reading: Reading) -> list[KeyFrame]:
    """The key frames of the sentences whose evidence was looked at."""
    if reading.gaze is None or not reading.gaze.fixations:
        return []
    spoken = sentences(reading.gaze.words)
    frames = key_frames(spoken, reading.gaze.fixations, scanpath_of(reading).aspect, _KEY_FRAMES)
    return [frame for frame in frames if frame.observation is not None]


def clue_lessons(reading: Reading, frames: Sequence[KeyFrame]) -> Iterator[PromptAnswer]:
    """For every key frame: its visual clues, and the box around what was observed."""
    for frame in frames:
        yield prompt("clues", sentence=frame.sentence), _clues(reading, frame)


def mimic_lessons(reading: Reading, start: int) -> Iterator[PromptAnswer]:
    """Some fixations of the path from number `start` on, and the next ones."""
    fixations = fixations_of(reading)
    shown = fixations[start : start + SEEN]
    coming = fixations[start + SEEN : start + SEEN + NEXT]
    if len(coming) == NEXT:
        yield prompt("mimic", before=_look(shown)), _gaze(reading, Gaze(fixations=_from_zero(coming)))


def order_lessons(frames: Sequence[KeyFrame], seed: int) -> Iterator[PromptAnswer]:
    """Visual clues out of order, and the order in which they were looked at."""
    clues = sorted((clue for frame in frames for clue in frame.clues), key=lambda clue: clue.time_s)
    for item in order_items(clues, seed, most=FRAMES):
        shown = " ".join(f"{place}: {_place(clue.box)}" for place, clue in enumerate(item.frames, 1))
        digits = item.answer.removeprefix("<seq>").removesuffix("</seq>")
        yield prompt("order", frames=shown), " ".join(digits)


def _clues(reading: Reading, frame: KeyFrame) -> str:
    clues = sorted(frame.clues, key=lambda clue: -clue.dwell_s)[:MOST_CLUES]
    box = frame.observation.box if frame.observation else None
    looked = Gaze(fixations=_at_centroids(clues), target=Target(name="clue", box=box))
    return _gaze(reading, looked)


def _at_centroids(clues: Sequence[Clue]) -> tuple[Fixation, ...]:
    rests, start = [], 0.0
    for clue in sorted(clues, key=lambda clue: clue.time_s):
        spot = clue.centroid
        rests.append(Fixation(x=spot.x, y=spot.y, start_s=start, duration_s=round(clue.dwell_s, 2)))
        start += rests[-1].duration_s
    return tuple(rests)


def _from_zero(fixations: Sequence[Fixation]) -> tuple[Fixation, ...]:
    rests, start = [], 0.0
    for one in fixations:
        rest = round(one.duration_s, 2)
        rests.append(Fixation(x=one.x, y=one.y, start_s=start, duration_s=rest))
        start += rest
    return tuple(rests)


def _gaze(reading: Reading, gaze: Gaze) -> str:
    return format_trace(Reading(study=reading.study, gaze=gaze, provenance=reading.provenance))


def _look(fixations: Sequence[Fixation]) -> str:
    return " ".join(f"{round(one.x * _TOP)},{round(one.y * _TOP)}" for one in fixations)


def _place(box: Box) -> str:
    return " ".join(str(round(side * _TOP)) for side in (box.x_min, box.y_min, box.x_max, box.y_max))
