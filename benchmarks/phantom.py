"""Drawn films: how fast they are drawn, how often each finding is there, whether reports read back, how
often the best blind answer to a question is right, and how the embedded reader takes them.

    python benchmarks/phantom.py [FILMS] [speed|truth|questions|reader]

Prints Markdown tables. Time is the processor's own of one thread, which other work on the machine disturbs
less, and wall time; two workers are two processes. "Read back" is the share of sentences in which the rules
of `radtrace structure` find the finding with its presence and side. The blind answer to a question is the
most frequent one on the films of even seeds, tried on those of odd seeds. Intervals are Wilson's, 95%.
No other program draws films with reports and gaze, so there is no peer to time beside.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import cv2
import numpy as np

from radtrace.anatomy.organs import box_around
from radtrace.evaluation.intervals import proportion
from radtrace.language import understand
from radtrace.phantom import CONCEPTS, Drawing, draw
from radtrace.readers.embedded.reader import EmbeddedReader
from radtrace.record import Finding, NotAChestFilm, Presence, Study
from radtrace.verify import verify


def main(films: int, part: str = "") -> None:
    cv2.setNumThreads(1)
    parts = {"speed": speed, "truth": truth, "questions": blind, "reader": reader}
    for one in [parts[part]] if part else parts.values():
        one(films)
        print()


def speed(films: int) -> None:
    draw(0)
    print(
        "| drawn | films/s of processor time | films/s, wall | fastest film, ms |\n| --- | --- | --- | --- |"
    )
    print(_speed("256 px", films, lambda seed: draw(seed)))
    print(_speed("512 px", films // 4, lambda seed: draw(seed, 512)))
    print(_speed("256 px, prior and lateral", films // 4, lambda seed: draw(seed, prior=True, lateral=True)))
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_drawn, range(2)))
        wall = time.perf_counter()
        list(pool.map(_drawn, range(films), chunksize=8))
        wall = time.perf_counter() - wall
    print(f"| 256 px, two workers | - | {films / wall:.0f} | - |")


def _drawn(seed: int) -> None:
    cv2.setNumThreads(1)
    draw(seed)


def truth(films: int) -> None:
    drawings = [draw(seed, 128) for seed in range(films)]
    print(f"| finding | share of {films} films | left of one-sided | read back |\n| --- | --- | --- | --- |")
    for concept in CONCEPTS:
        print(_balance(concept, drawings))
    normal = sum(not any(_there(f) for f in d.reading.findings if f.concept in CONCEPTS) for d in drawings)
    failed = sum(check.verdict != "pass" for d in drawings for check in verify(d.reading))
    print(f"\nnormal: {_share(normal, films)}; flags and fails of radtrace.verify: {failed}")


def blind(films: int) -> None:
    asked = [
        (seed, one.kind or "", one.text, one.answer.text)
        for seed in range(films)
        for one in draw(seed, 64).questions
        if one.choices and one.answer
    ]
    learnt: dict[str, Counter[str]] = defaultdict(Counter)
    for seed, _, text, answer in asked:
        learnt[text][answer] += 1 - seed % 2
    right: dict[str, list[bool]] = defaultdict(list)
    for seed, kind, text, answer in asked:
        if seed % 2:
            right[kind].append(learnt[text].most_common(1)[0][0] == answer)
    print("| question | blind answer is right |\n| --- | --- |")
    for kind, hits in right.items():
        print(f"| {kind} | {_share(sum(hits), len(hits))} |")
    every = [hit for hits in right.values() for hit in hits]
    print(f"| all | {_share(sum(every), len(every))} |\n\n{len(asked) / films:.2f} questions a film")


def reader(films: int) -> None:
    embedded = EmbeddedReader()
    overlap, off, accepted = defaultdict[str, list[float]](list), list[float](), 0
    for drawing in (draw(seed, 512) for seed in range(films)):
        try:
            read = embedded.read(Study(films=(drawing.film,))).reading
        except NotAChestFilm:
            continue
        accepted += 1
        organs = embedded.anatomy(drawing.film)
        for name, bit in (("left_lung", 1), ("right_lung", 2), ("heart", 4)):
            found, drawn = box_around((organs & bit) > 0), box_around(drawing.masks[name])
            overlap[name].append(found.iou(drawn) if found and drawn else 0.0)
        ratios = [one.value for side in (read, drawing.reading) for one in side.measurements]
        off += [abs(ratios[0] - ratios[1])] if len(ratios) == 2 else []
    print(f"accepted by the gate: {_share(accepted, films)}")
    for name, values in overlap.items():
        print(f"mean box IoU, {name}: {np.mean(values):.2f}, least {min(values):.2f} (n={len(values)})")
    print(f"cardiothoracic ratio, mean absolute error: {np.mean(off):.3f} (n={len(off)})")


def _speed(name: str, films: int, one: Callable[[int], Drawing]) -> str:
    wall, busy, best = time.perf_counter(), time.process_time(), float("inf")
    for seed in range(films):
        start = time.process_time()
        one(seed)
        best = min(best, time.process_time() - start)
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    return f"| {name} | {films / busy:.0f} | {films / wall:.0f} | {best * 1e3:.1f} |"


def _balance(concept: str, drawings: list[Drawing]) -> str:
    found = [(d, f) for d in drawings for f in d.reading.findings if f.concept == concept]
    there = [finding for _, finding in found if _there(finding)]
    sides = Counter(str(finding.laterality) for finding in there)
    one_sided = sides["left"] + sides["right"]
    told = [_read_back(d, f) for d, f in found if _there(f)]
    left = _share(sides["left"], one_sided) if one_sided else "-"
    back = _share(sum(map(sum, told)), sum(map(len, told)))
    return f"| {concept} | {_share(len(there), len(drawings))} | {left} | {back} |"


def _read_back(drawing: Drawing, finding: Finding) -> list[bool]:
    texts = [sentence.text for sentence in drawing.reading.sentences if finding.id in sentence.findings]
    return [_says(text, finding) for text in texts]


def _says(text: str, finding: Finding) -> bool:
    mentions = [m for m in understand(text).mentions if m.concept == finding.concept]
    same = [m.presence is finding.presence and m.laterality == finding.laterality for m in mentions]
    return bool(same) and all(same)


def _there(finding: Finding) -> bool:
    return finding.presence is not Presence.ABSENT


def _share(hits: int, n: int) -> str:
    """A share with Wilson's interval."""
    found = proportion(hits, n)
    return f"{found.value:.3f} ({found.low:.3f}-{found.high:.3f}, n={n})"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400, *sys.argv[2:3])
