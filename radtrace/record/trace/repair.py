"""Repair a model's output into valid trace text: every repair is listed, nothing is added."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from radtrace.files.lines import shown
from radtrace.record.geometry import FilmBox
from radtrace.record.protocol import region_by_id
from radtrace.record.reading import Provenance, Reading
from radtrace.record.reference import StudyReference
from radtrace.record.trace.build import PREFIXES, build
from radtrace.record.trace.line import Line
from radtrace.record.trace.parse import numbered, parse_trace, reject_long
from radtrace.record.trace.repair_line import kind_of, repair_line
from radtrace.record.trace.scales import GRID, Scale
from radtrace.record.trace.tokens import TraceError
from radtrace.record.trace.write import format_trace
from radtrace.record.vocabulary import concept_by_id

MOST_LISTED = 50  # repairs; further ones are counted
REFERENCES = {"findings": "finding", "evidence": "step", "measurement": "measure", "sentence": "say"}


@dataclass(frozen=True)
class Repaired:
    """The Reading in a model's output, its trace text, and the repairs, one sentence each."""

    reading: Reading
    text: str
    repairs: tuple[str, ...]


def repair_trace(
    text: str, *, study: StudyReference, provenance: Provenance, scale: Scale = GRID
) -> Repaired:
    """The Reading in `text`, with invalid parts repaired or dropped.

    Valid trace text with known concepts and regions is returned unchanged. Otherwise lines and attributes
    that cannot be parsed are dropped, and so are unknown concepts, regions and films, repeated findings and
    sentences, and dangling references. Coordinates are clamped to the picture, swapped corners of boxes
    exchanged, an open quote is closed. Nothing is added.

    Raises
    ------
    TraceError
        If nothing is left, or the text is too long.
    """
    try:
        reading = parse_trace(text, study=study, provenance=provenance, scale=scale)
        if known(reading) and _has_content(reading) and not _loops(text):
            return Repaired(reading, format_trace(reading), ())
    except TraceError:
        reject_long(text)
    repairer = _Repairer(study, provenance, scale)
    reading = build(repairer.lines(text), study, provenance)
    if not _has_content(reading):
        raise TraceError(f"no trace text in {shown(text.strip(), 60)!r}", 1)
    return Repaired(reading, format_trace(reading), repairer.repairs())


def known(reading: Reading) -> bool:
    """Whether the vocabulary has every concept, and the protocol every region, of the Reading."""
    concepts = {finding.concept for finding in reading.findings}
    concepts |= {concept for step in reading.steps for concept in step.looked_for}
    if reading.gaze and reading.gaze.target and reading.gaze.target.concept:
        concepts.add(reading.gaze.target.concept)
    return concepts <= concept_by_id().keys() and {r.id for r in reading.regions} <= region_by_id().keys()


def _loops(text: str) -> bool:
    """Whether a finding or sentence line is repeated verbatim."""
    lines = [line for _, line in numbered(text) if kind_of(line) in ("finding", "say")]
    return len(set(lines)) < len(lines)


def _key(line: Line) -> str:
    return f"{line.kind} {line.fields}"


def _has_content(reading: Reading) -> bool:
    parts = (reading.steps, reading.measurements, reading.findings, reading.sentences)
    more = (reading.questions, reading.groundings, reading.tool_claims)
    return any(parts) or any(more) or reading.gaze is not None


@dataclass
class _Repairer:
    """The state of one repair: lines kept so far, and the repairs in the order they were made."""

    study: StudyReference
    provenance: Provenance
    scale: Scale
    _listed: list[tuple[int, str]] = field(default_factory=list)
    _unlisted: int = 0
    # For each kind, the new position of each line by its position in the output; dropped lines have none.
    _places: dict[str, dict[int, int]] = field(default_factory=lambda: {kind: {} for kind in PREFIXES})
    _counts: Counter[str] = field(default_factory=Counter)
    _kept_count: Counter[str] = field(default_factory=Counter)
    _seen: dict[str, int] = field(default_factory=dict)
    _names: set[tuple[str, str]] = field(default_factory=set)
    _owner: str | None = None
    _open_question: bool = False
    _last_word: float = 0.0

    def lines(self, text: str) -> list[Line]:
        """The lines that are kept, valid for `build`."""
        kept = [line for number, raw in numbered(text) if raw.strip() for line in self._kept(raw, number)]
        return [self._linked(line) for line in kept]

    def repairs(self) -> tuple[str, ...]:
        """At most `MOST_LISTED` repairs, and the number of further ones."""
        listed = sorted(self._listed, key=lambda one: one[0])
        more = (f"and {self._unlisted} more repairs",) if self._unlisted else ()
        return (*(f"line {number}: {what}" for number, what in listed), *more)

    def note(self, number: int, what: str) -> None:
        """Add a repair of line `number`."""
        if self._listed and self._listed[-1] == (number, what):
            return
        if len(self._listed) < MOST_LISTED:
            self._listed.append((number, what))
        else:
            self._unlisted += 1

    def _kept(self, raw: str, number: int) -> list[Line]:
        """The line if it can be kept, after a gaze line if that was missing."""
        kind = kind_of(raw)
        self._counts[kind] += 1
        line = repair_line(raw, number, self.scale, self.note)
        if line is not None and self._repeated(line):
            return []
        if line is not None:
            self._keep_known_films(line)
        added = self._under(kind, number) if line is not None else []
        kept = line is not None and self._fits(line)
        if kind in ("gaze", "step"):
            self._owner = kind if kept else ""
        if kind in ("ask", "answer"):
            self._open_question = kind == "ask" and kept
        if line is None or not kept:
            return []
        if kind in PREFIXES:
            self._place(line)
        return [*added, line]

    def _keep_known_films(self, line: Line) -> None:
        """Move boxes on the finding's own film to its `boxes`; drop boxes on films that do not exist."""
        own = line.fields.get("film", 0)
        others = line.fields.get("other_boxes", [])
        if mine := [(box.box, box.score) for box in others if box.film == own]:
            line.fields["boxes"] = [*line.fields.get("boxes", []), *mine]
            line.fields["other_boxes"] = [box for box in others if box.film != own]
            self.note(line.number, f"moved {len(mine)} boxes on film {own} to its own boxes")
        before = len(self.study.prior.films) if self.study.prior else 0
        for name, count in (
            ("boxes", len(self.study.films)),
            ("other_boxes", len(self.study.films)),
            ("prior_boxes", before),
        ):
            boxes = line.fields.get(name, [])
            kept = [box for box in boxes if not isinstance(box, FilmBox) or box.film < count]
            if len(kept) < len(boxes):
                line.fields[name] = kept
                self.note(
                    line.number, f"dropped {len(boxes) - len(kept)} boxes on a film that does not exist"
                )

    def _repeated(self, line: Line) -> bool:
        """Whether a finding or sentence repeats an earlier one, as when a model loops."""
        before = self._seen.get(_key(line))
        if before is None or line.kind not in ("finding", "say"):
            return False
        self._places[line.kind][self._counts[line.kind]] = before
        self.note(line.number, "dropped a line that repeats one before")
        return True

    def _place(self, line: Line) -> None:
        self._kept_count[line.kind] += 1
        place = self._kept_count[line.kind]
        self._places[line.kind][self._counts[line.kind]] = self._seen[_key(line)] = place

    def _under(self, kind: str, number: int) -> list[Line]:
        if kind not in ("look", "hear") or self._owner is not None:
            return []
        self.note(number, "put a gaze line above it")
        self._owner = "gaze"
        return [Line("gaze", 0)]

    def _fits(self, line: Line) -> bool:
        """Whether the line is valid by itself, after dropping reused ids and words out of order."""
        try:
            self._checked(line)
        except TraceError as error:
            self.note(line.number, f"dropped the {line.kind} line: {error.what}")
            return False
        return True

    def _checked(self, line: Line) -> None:
        alone = replace(line, fields={k: v for k, v in line.fields.items() if k not in REFERENCES})
        under: list[Line] = []
        if line.kind in ("look", "hear"):
            if self._owner == "" or (line.kind == "hear" and self._owner != "gaze"):
                raise TraceError("the line it belongs to is missing", line.number)
            line.items[:] = self._in_order(line) if line.kind == "hear" else line.items
            alone, under = Line("gaze", 0), [line]
        if line.kind == "answer":
            if not self._open_question:
                raise TraceError("there is no open question above it", line.number)
            alone, under = Line("ask", 0, {"text": "?"}), [alone]
        if line.kind == "gaze" and self._counts["gaze"] > 1:
            raise TraceError("a trace has one gaze line", line.number)
        build([alone, *under], self.study, self.provenance)
        self._name_once(line)

    def _in_order(self, line: Line) -> list[Any]:
        """The words that do not start before the previous one."""
        kept = []
        for item in line.items:
            if item[0] >= self._last_word:
                kept.append(item)
                self._last_word = item[0]
            else:
                self.note(line.number, f"dropped the word {shown(item[2], 20)!r}, which is out of order")
        return kept

    def _name_once(self, line: Line) -> None:
        name = line.fields.get("id")
        if name is None:
            return
        if line.kind != "region":
            del line.fields["id"]
            self.note(line.number, "dropped its id")
        elif (line.kind, name) in self._names:
            raise TraceError(f"the region {name} was given before", line.number)
        self._names.add((line.kind, name))

    def _linked(self, line: Line) -> Line:
        """The line with its references renumbered; dangling ones are dropped."""
        fields = dict(line.fields)
        for name, kind in REFERENCES.items():
            if name in fields:
                places = self._places[kind]
                fields[name] = tuple(places[place] for place in fields[name] if place in places)
                lost = len(line.fields[name]) - len(fields[name])
                if lost:
                    self.note(line.number, f"dropped {lost} references to a {kind} that is not there")
        return replace(line, fields=fields)
