"""Predictions paired with references by id; what does not match is listed, and an error unless allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic

from radtrace.evaluation.kind import Case, CaseKind
from radtrace.files.lines import shown
from radtrace.record import BadInput

_LISTED = 20


@dataclass(frozen=True)
class Allowed:
    """What the user accepts: ids in one file only (left out), duplicate ids (the first one counts),
    empty texts (scored as they are)."""

    missing: bool = False
    duplicates: bool = False
    empty: bool = False

    @property
    def flags(self) -> dict[str, bool]:
        """The options by name."""
        return {
            "--allow-missing": self.missing,
            "--allow-duplicates": self.duplicates,
            "--allow-empty": self.empty,
        }


@dataclass(frozen=True)
class CaseEntry(Generic[Case]):
    """A case in a file: on which line it starts, whether it is empty, and whose it is ("" where unknown).

    `study` is a study or a film: what several cases without a known patient have in common.
    """

    case: Case
    line: int | None = None
    empty: bool = False
    patient: str = ""
    study: str = ""

    @property
    def group(self) -> str:
        """What is resampled together: all cases of a patient, else of a study or film, else this one."""
        if self.patient:
            return f"patient {self.patient}"
        return f"study {self.study}" if self.study else f"case {self.case.id}"

    def __str__(self) -> str:
        return shown(self.case.id) + ("" if self.line is None else f" (line {self.line})")


@dataclass(frozen=True)
class CaseFile(Generic[Case]):
    """The cases of one file, duplicates included.

    `part` says which part of the file they are (" in split 'test'"), and `elsewhere` holds the ids of the
    other parts: predictions for them are not counted as unmatched.
    """

    path: Path
    entries: tuple[CaseEntry[Case], ...]
    part: str = ""
    elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the ids or texts of a file: `flag` is the option that allows it."""

    what: str
    flag: str
    cases: tuple[str, ...]

    def sentence(self) -> str:
        """What is wrong and how often."""
        return f"{len(self.cases):,} {self.what}"

    def lines(self) -> list[str]:
        """The sentence, and the cases below it; at most 20, with the count of the rest."""
        rest = len(self.cases) - _LISTED
        more = [f"    and {rest} more"] if rest > 0 else []
        return [f"  {self.sentence()}:", *(f"    {case}" for case in self.cases[:_LISTED]), *more]


@dataclass(frozen=True)
class Pairs(Generic[Case]):
    """n predictions beside their references, in the order of the references.

    `groups` (n) names what is resampled together, `grouped_by` what the groups are ("patients"); each case
    is a group of its own by default.
    """

    predictions: Sequence[Case]
    references: Sequence[Case]
    problems: tuple[Problem, ...] = ()
    groups: Sequence[str] = field(default=())
    grouped_by: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", self.groups or self.ids)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the cases."""
        return tuple(case.id for case in self.references)


def pair(
    kind: CaseKind[Case],
    predictions: CaseFile[Case],
    references: CaseFile[Case],
    allowed: Allowed,
    advice: str = "repair the files",
) -> Pairs[Case]:
    """Pair the cases of two files by id; `advice` opens what an error suggests.

    Raises
    ------
    BadInput
        If anything is wrong that is not allowed, listing all of it, or if no id is in both files.
    """
    ours, theirs = _first_by_id(predictions), _first_by_id(references)
    both = [identifier for identifier in theirs if identifier in ours]
    if not both and theirs and ours:
        there = f"{references.path}{references.part}, which has {shown(next(iter(theirs)))!r}"
        raise BadInput(f"no id of {predictions.path} is in {there}; the ids must be the same")
    problems = tuple(_problems(kind, predictions, references, set(both)))
    _refuse(problems, allowed, advice)
    entries = [theirs[identifier] for identifier in both]
    return Pairs(
        tuple(ours[identifier].case for identifier in both),
        tuple(entry.case for entry in entries),
        problems,
        tuple(entry.group for entry in entries),
        _grouped_by(kind, entries),
    )


def in_common(first: Pairs[Case], second: Pairs[Case]) -> tuple[Pairs[Case], Pairs[Case]]:
    """Two systems' pairs, cut to the ids that both have; problems of both are kept with the first.

    Raises
    ------
    BadInput
        If they have no id in common.
    """
    both = set(first.ids) & set(second.ids)
    if not both:
        raise BadInput("the two files of predictions have no id in common that is in the references")
    problems = tuple(dict.fromkeys(first.problems + second.problems))
    return _cut(first, both, problems), _cut(second, both, problems)


def few(cases: Sequence[str], most: int = 5) -> str:
    """The first cases in one line, with the count of the rest."""
    rest = len(cases) - most
    return ", ".join(cases[:most]) + (f" and {rest:,} more" if rest > 0 else "")


def _cut(pairs: Pairs[Case], ids: set[str], problems: tuple[Problem, ...]) -> Pairs[Case]:
    rows = zip(pairs.predictions, pairs.references, pairs.groups, strict=True)
    predictions, references, groups = zip(*(row for row in rows if row[1].id in ids), strict=True)
    return Pairs(predictions, references, problems, groups, pairs.grouped_by)


def _first_by_id(file: CaseFile[Case]) -> dict[str, CaseEntry[Case]]:
    found: dict[str, CaseEntry[Case]] = {}
    for entry in file.entries:
        found.setdefault(entry.case.id, entry)
    return found


def _grouped_by(kind: CaseKind[Case], entries: Sequence[CaseEntry[Case]]) -> str:
    if any(entry.patient for entry in entries):
        return "patients"
    return kind.groups if len({entry.group for entry in entries}) < len(entries) else kind.units


def _problems(
    kind: CaseKind[Case], predictions: CaseFile[Case], references: CaseFile[Case], both: set[str]
) -> Iterator[Problem]:
    unmatched = both | references.elsewhere
    for file, other, known in ((predictions, references, unmatched), (references, predictions, both)):
        alone = [entry for entry in file.entries if entry.case.id not in known]
        what = f"of the {len(file.entries):,} {kind.units} of {file.path}{file.part} are not in {other.path}"
        yield from _problem(what, "--allow-missing", alone)
    for file in (predictions, references):
        first = _first_by_id(file)
        repeated = [entry for entry in file.entries if first[entry.case.id] is not entry]
        yield from _problem(f"entries of {file.path} have duplicate ids", "--allow-duplicates", repeated)
        empty = [entry for entry in file.entries if entry.empty and entry.case.id in both]
        yield from _problem(f"texts of {file.path} are empty", "--allow-empty", empty)


def _problem(what: str, flag: str, entries: Sequence[CaseEntry[Case]]) -> Iterator[Problem]:
    if entries:
        yield Problem(what, flag, tuple(map(str, entries)))


def _refuse(problems: Sequence[Problem], allowed: Allowed, advice: str) -> None:
    refused = [problem for problem in problems if not allowed.flags[problem.flag]]
    if not refused:
        return
    ways = ", ".join(dict.fromkeys(problem.flag for problem in refused))
    sentence = "; ".join(problem.sentence() for problem in refused)
    listing = "\n".join(line for problem in refused for line in problem.lines())
    raise BadInput(f"{sentence}; {advice} or give {ways}\n{listing}")
