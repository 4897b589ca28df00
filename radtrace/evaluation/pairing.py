"""Predictions and references matched by id; what does not match is listed, and an error unless allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic

from radtrace.datasets.reports import Entry, ReportFile
from radtrace.evaluation.case_kinds import Case, Subject
from radtrace.files.lines import shown
from radtrace.record import BadInput

_LISTED = 20


@dataclass(frozen=True)
class Allowed:
    """What the user accepts: ids on one side only (left out), duplicates (the first one counts),
    empty texts (scored as they stand)."""

    missing: bool = False
    duplicates: bool = False
    empty: bool = False


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the ids or texts of a file: `flag` is the option that allows it."""

    what: str
    flag: str
    cases: tuple[str, ...]

    def sentence(self) -> str:
        """What is wrong and how often."""
        return f"{len(self.cases)} {self.what}"

    def lines(self) -> list[str]:
        """The sentence, and the cases below it; at most 20, with the count of the rest."""
        rest = len(self.cases) - _LISTED
        more = [f"    and {rest} more"] if rest > 0 else []
        return [f"  {self.sentence()}:", *(f"    {case}" for case in self.cases[:_LISTED]), *more]


@dataclass(frozen=True)
class Pairs(Generic[Case]):
    """n predictions beside their references, in the order of the references."""

    predictions: tuple[Case, ...]
    references: tuple[Case, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, all different."""
        return tuple(case.id for case in self.references)


def pair(
    subject: Subject[Case], predictions: ReportFile, references: ReportFile, allowed: Allowed
) -> Pairs[Case]:
    """Match the cases of two files by id.

    Raises
    ------
    BadInput
        If anything is wrong that is not allowed, listing all of it, or if no id is on both sides.
    """
    ours, theirs = _first_by_id(predictions), _first_by_id(references)
    both = [identifier for identifier in theirs if identifier in ours]
    problems = tuple(_problems(predictions, references, both, silent=subject.silent))
    _refuse(problems, allowed)
    if not both:
        raise BadInput(f"no id of {predictions.path} is in {references.path}; the ids must be the same")
    return Pairs(
        tuple(subject.make(ours[identifier]) for identifier in both),
        tuple(subject.make(theirs[identifier]) for identifier in both),
        problems,
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


def _cut(pairs: Pairs[Case], ids: set[str], problems: tuple[Problem, ...]) -> Pairs[Case]:
    kept = [(p, r) for p, r in zip(pairs.predictions, pairs.references, strict=True) if r.id in ids]
    return Pairs(tuple(p for p, _ in kept), tuple(r for _, r in kept), problems)


def _first_by_id(file: ReportFile) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for entry in file.entries:
        found.setdefault(entry.id, entry)
    return found


def _problems(
    predictions: ReportFile, references: ReportFile, both: list[str], *, silent: bool
) -> Iterable[Problem]:
    matched = set(both)
    for file, other in ((predictions, references), (references, predictions)):
        alone = [entry for entry in file.entries if entry.id not in matched]
        yield from _problem(f"ids of {file.path} are not in {other.path}", "--allow-missing", alone)
    for file in (predictions, references):
        yield from _problem(f"entries of {file.path} repeat an id", "--allow-duplicates", _repeated(file))
    for file in () if silent else (predictions, references):
        empty = [entry for entry in file.entries if entry.id in matched and not entry.text.strip()]
        yield from _problem(f"texts of {file.path} are empty", "--allow-empty", empty)


def _repeated(file: ReportFile) -> list[Entry]:
    first = _first_by_id(file)
    return [entry for entry in file.entries if first[entry.id] is not entry]


def _problem(what: str, flag: str, entries: list[Entry]) -> Iterable[Problem]:
    if entries:
        yield Problem(what, flag, tuple(f"{shown(entry.id)} (line {entry.line})" for entry in entries))


def _refuse(problems: tuple[Problem, ...], allowed: Allowed) -> None:
    flags = {
        "--allow-missing": allowed.missing,
        "--allow-duplicates": allowed.duplicates,
        "--allow-empty": allowed.empty,
    }
    refused = [problem for problem in problems if not flags[problem.flag]]
    if not refused:
        return
    ways = ", ".join(dict.fromkeys(problem.flag for problem in refused))
    sentence = "; ".join(problem.sentence() for problem in refused)
    listing = "\n".join(line for problem in refused for line in problem.lines())
    raise BadInput(f"{sentence}; repair the files or give {ways}\n{listing}")
