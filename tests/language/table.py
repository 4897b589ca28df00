"""Tables of sentences and what they state, in a notation a radiologist can write.

A line at the margin is a report (`\\n` is a line feed); the indented lines below it are all it states:
sign and concept (`+` present, `-` absent, `?` uncertain, `~` absent because its region was called
normal), then hedge, side, zones, degree, change, size, ribs or vertebrae (`levels=4,5`), and of a device
`tip=`, `tip_mm=`, `misplaced` and `urgent`, each where it is given. `#` starts a comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from radtrace.language import Mention, Understood
from radtrace.record import Presence

SIGNS = {Presence.PRESENT: "+", Presence.ABSENT: "-", Presence.UNCERTAIN: "?"}


def read_table(name: str) -> list[tuple[str, list[str]]]:
    """Reports of `name` beside this file, each with the sorted lines it must state."""
    rows: list[tuple[str, list[str]]] = []
    for line in Path(__file__).with_name(name).read_text("utf-8").splitlines():
        if line.startswith("    "):
            rows[-1][1].append(line.strip())
        elif line and not line.startswith("#"):
            rows.append((line.replace("\\n", "\n"), []))
    return [(text, sorted(expected)) for text, expected in rows]


def written(understood: Understood) -> list[str]:
    """What was understood, in the notation of the tables, sorted."""
    return sorted(map(_line, understood.mentions))


def _line(mention: Mention) -> str:
    sign = "~" if mention.normal and mention.presence is Presence.ABSENT else SIGNS[mention.presence]
    size = "x".join(f"{extent:g}" for extent in mention.size_mm)
    parts = [sign + mention.concept, mention.hedge, mention.laterality, *mention.zones]
    parts += [mention.severity, mention.change, size and f"{size}mm"]
    return " ".join(str(part) for part in [*parts, *_further(mention)] if part)


def _further(mention: Mention) -> Iterator[str]:
    if mention.levels:
        yield f"levels={','.join(mention.levels)}"
    if mention.tip is not None:
        yield f"tip={mention.tip}"
    if mention.tip_mm is not None:
        yield f"tip_mm={mention.tip_mm:g}"
    if mention.misplaced:
        yield "misplaced"
    if mention.urgent:
        yield "urgent"
