"""Find leaks between the sides of a split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from radtrace.datasets.leaks.names import Kind
from radtrace.datasets.leaks.near import near_pairs, normal_form
from radtrace.datasets.leaks.split import SplitRow, SplitTable

# A text of this many patients is a template of the department, not a leak.
TEMPLATE_PATIENTS = 5
# Shorter texts, such as "No acute disease", are equal by chance.
SHORTEST = 5


@dataclass(frozen=True)
class Leak:
    """One leak: what is shared (a name, or a report's words), and the first row on each side.

    `similarity` is 1 but for near-duplicate reports.
    """

    kind: Kind
    shared: str
    rows: tuple[SplitRow, ...]
    similarity: float = 1.0


@dataclass(frozen=True)
class Found:
    """All leaks, and what must be known to interpret them."""

    cases: tuple[Leak, ...]
    templates: int
    local_studies: bool

    def of(self, kind: Kind) -> tuple[Leak, ...]:
        """The leaks of one kind."""
        return tuple(case for case in self.cases if case.kind is kind)


def find_leaks(table: SplitTable) -> Found:
    """Find every patient, study and film on more than one side, and near-duplicate reports across sides.

    Study numbers that several patients of one side share are numbers within a patient and are
    not compared. Reports count where different patients have them: the same words (five or more;
    case, punctuation and de-identification marks aside), or words similar enough (see `near`). A
    text that five or more patients have is a template, which is counted but is no leak.
    """
    local = _studies_are_local(table.rows)
    kinds = [Kind.PATIENT, Kind.FILM] if local else [Kind.PATIENT, Kind.STUDY, Kind.FILM]
    cases = [case for kind in kinds for case in _shared(table.rows, kind)]
    groups, templates = _texts(table.rows)
    return Found((*cases, *_same(groups), *_near(groups)), templates, local)


def _studies_are_local(rows: Sequence[SplitRow]) -> bool:
    owners: dict[tuple[str, str], str] = {}
    for row in rows:
        patient = row.name(Kind.PATIENT)
        for kind, study in row.names:
            if kind is Kind.STUDY and patient and owners.setdefault((row.side, study), patient) != patient:
                return True
    return False


def _shared(rows: Sequence[SplitRow], kind: Kind) -> Iterator[Leak]:
    first: defaultdict[str, dict[str, SplitRow]] = defaultdict(dict)
    for row in rows:
        for one, name in row.names:
            if one is kind:
                first[name].setdefault(row.side, row)
    for name, sides in first.items():
        if len(sides) > 1:
            yield Leak(kind, name, tuple(sides.values()))


def _texts(rows: Sequence[SplitRow]) -> tuple[dict[str, list[SplitRow]], int]:
    """The rows of each text in normal form, one a patient and side; and how many are templates."""
    groups: defaultdict[str, dict[tuple[str, str], SplitRow]] = defaultdict(dict)
    for number, row in enumerate(rows):
        text = normal_form(row.report)
        if text.count(" ") >= SHORTEST - 1:
            groups[text].setdefault((row.side, row.name(Kind.PATIENT) or f"row {number}"), row)
    templates = {
        text for text, owners in groups.items() if len({who for _, who in owners}) >= TEMPLATE_PATIENTS
    }
    kept = {text: list(owners.values()) for text, owners in groups.items() if text not in templates}
    return kept, sum(len({side for side, _ in groups[text]}) > 1 for text in templates)


def _same(groups: dict[str, list[SplitRow]]) -> Iterator[Leak]:
    for text, rows in groups.items():
        found = next((two for two in combinations(rows, 2) if _apart(*two)), None)
        if found is not None:
            yield Leak(Kind.REPORT, text, found)


def _near(groups: dict[str, list[SplitRow]]) -> Iterator[Leak]:
    texts, rows = list(groups), list(groups.values())

    def across(one: int, other: int) -> tuple[SplitRow, SplitRow] | None:
        return next(((a, b) for a in rows[one] for b in rows[other] if _apart(a, b)), None)

    for one, other, similarity in near_pairs(texts, lambda i, j: across(i, j) is not None):
        found = across(one, other)
        assert found is not None
        yield Leak(Kind.REPORT, texts[one], found, similarity)


def _apart(one: SplitRow, other: SplitRow) -> bool:
    """On different sides, and not reported already by a shared patient, study or film."""
    return one.side != other.side and set(one.names).isdisjoint(other.names)
