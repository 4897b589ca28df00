"""Compare a prediction with its reference, fact by fact: agreement, and every error with both sentences.

The six kinds of error are GREEN's (Ostmeier et al. 2024); facts are our own (`report_facts`), weights and
similarities are in `weights.toml`. Positive facts are paired one to one, the most similar first. Unpaired
facts are false or missed, except those that only repeat a paired finding by another name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum

from radtrace.language import Understood, remarks
from radtrace.metrics.clinical.attribute_errors import Wrong, wrong_attributes
from radtrace.metrics.clinical.report_facts import Fact, facts_of, matched_sides
from radtrace.metrics.clinical.weights import LEAST_LIKE, cost, likeness, setting, weight_of
from radtrace.metrics.report import Report
from radtrace.metrics.result import Difference, ErrorKind
from radtrace.record import Laterality, Presence, concept_by_id

_DOUBTED = 0.7  # factor on the weight of an uncertain finding
_ANY = "acute_abnormality"  # denied by "Normal chest."
_FALSE, _MISSED = ErrorKind.FALSE_FINDING, ErrorKind.MISSED_FINDING


@dataclass(frozen=True)
class Comparison:
    """Where a prediction and its reference agree and differ.

    `agreed` is the clinical weight of the paired facts, `pairs` their number, `differences` every error, the
    costliest first. `spoken`, in [0, 1], is how much of the reference the prediction confirms explicitly; see
    `_Work.spoken`.
    """

    agreed: float
    pairs: int
    differences: tuple[Difference, ...]
    spoken: float

    @property
    def cost(self) -> float:
        """The clinical weight of all errors."""
        return sum(difference.weight for difference in self.differences)


@lru_cache(maxsize=16_384)
def compare(prediction: Report, reference: Report) -> Comparison:
    """Compare two reports. Two normal reports, or two empty ones, have no differences.

    Examples
    --------
    >>> one, other = Report("1", "Left effusion."), Report("1", "Right effusion.")
    >>> [str(difference.kind) for difference in compare(one, other).differences]
    ['wrong place']
    """
    work = _Work(prediction.understood, reference.understood)
    differences = sorted(work.differences(), key=lambda difference: -difference.weight)
    agreed = fsum(_weight(ref) * likeness(pred.concept, ref.concept) for pred, ref in work.pairs)
    return Comparison(agreed, len(work.pairs), tuple(differences), work.spoken(agreed))


class _Work:
    """Intermediate state of one comparison."""

    def __init__(self, prediction: Understood, reference: Understood) -> None:
        self.prediction, self.reference = prediction, reference
        predicted, referred = _facts(prediction), _facts(reference)
        self.predicted, self.referred = matched_sides(predicted, referred), matched_sides(referred, predicted)
        claimed = [fact for fact in self.predicted if fact.positive]
        true = [fact for fact in self.referred if fact.positive]
        self.pairs = _paired(claimed, true)
        self.false = [f for f in claimed if all(f is not pred for pred, _ in self.pairs)]
        self.missed = [f for f in true if all(f is not ref for _, ref in self.pairs)]

    def differences(self) -> Iterator[Difference]:
        """Every error of the prediction."""
        for pred, ref in self.pairs:
            yield from self._within(pred, ref)
        paired_true = [ref for _, ref in self.pairs]
        paired_claims = [pred for pred, _ in self.pairs]
        for fact, share in _companions(self.false):
            yield self._alone(fact, share, _FALSE, paired_true, self.referred)
        for fact, share in _companions(self.missed):
            yield self._alone(fact, share, _MISSED, paired_claims, self.predicted)
        yield from self._omitted()

    def spoken(self, agreed: float) -> float:
        """How much of what it gets right the prediction states, instead of leaving it out.

        The agreed share, by weight, of the reference's findings, plus that of its denials, of which a weight
        of the setting `spoken` is enough. 1 if the reference states nothing.
        """
        if not self.referred:
            return 1.0
        true = fsum(_weight(fact) for fact in self.referred if fact.positive)
        denied = [fact for fact in self.referred if not fact.positive]
        enough = min(setting("spoken"), fsum(weight_of(fact.concept) for fact in denied))
        confirmed = fsum(weight_of(fact.concept) * self._confirmed(fact) for fact in denied)
        return min(1.0, (agreed / true if true else 0.0) + (confirmed / enough if enough else 0.0))

    def _confirmed(self, denial: Fact) -> float:
        """How far the prediction confirms one denial of the reference, in [0, 1].

        1 if it denies the finding, a parent concept, or any abnormality. A reference that denies any
        abnormality is confirmed by single denials up to their weight.
        """
        denials = [fact for fact in self.predicted if not fact.positive]
        if any(fact.concept == _ANY for fact in denials) or _denial(denial, denials) is not None:
            return 1.0
        single = fsum(weight_of(fact.concept) for fact in denials) if denial.concept == _ANY else 0.0
        return min(1.0, single / setting("spoken"))

    def _within(self, pred: Fact, ref: Fact) -> Iterator[Difference]:
        weight, like = _weight(ref), likeness(pred.concept, ref.concept)
        if like < 1:
            why = f"{_name(pred)}, and {_name(ref)} in the reference"
            yield self._difference(ErrorKind.FALSE_FINDING, ref, weight * (1 - like), pred, ref, why)
        for wrong in wrong_attributes(pred, ref):
            yield self._wrong(wrong, weight, pred, ref)

    def _wrong(self, wrong: Wrong, weight: float, pred: Fact, ref: Fact) -> Difference:
        why = f"{_name(ref)}: {wrong.why}"
        return self._difference(wrong.kind, ref, weight * wrong.share, pred, ref, why)

    def _alone(
        self, fact: Fact, share: float, kind: ErrorKind, paired: Sequence[Fact], others: Sequence[Fact]
    ) -> Difference:
        """The error for a fact that only one report states."""
        weight, denial = share * _weight(fact), _denial(fact, others)
        like = max(
            (likeness(fact.concept, other.concept) for other in paired if _near(fact, other)), default=0
        )
        if like > LEAST_LIKE and denial is None:
            weight *= (1 - like) * cost("redundant")
        elif denial is not None:
            weight *= _against(fact)
        elif kind is _FALSE:
            weight *= cost("false_present")
        pred, ref = (fact, denial) if kind is _FALSE else (denial, fact)
        where = "the reference" if kind is _FALSE else "the prediction"
        why = f"{_name(fact)}: {'denied by' if denial else 'not in'} {where}"
        return self._difference(kind, fact, weight, pred, ref, why)

    def _omitted(self) -> Iterator[Difference]:
        """Denials in the reference on which the prediction is silent."""
        for fact in self.referred:
            if not fact.positive and all(likeness(fact.concept, f.concept) < 1 for f in self.predicted):
                weight = weight_of(fact.concept) * cost("omitted_negative")
                why = f"no {_name(fact)}: not in the prediction"
                yield self._difference(_MISSED, fact, weight, None, fact, why)

    def _difference(
        self, kind: ErrorKind, fact: Fact, weight: float, pred: Fact | None, ref: Fact | None, why: str
    ) -> Difference:
        return Difference(
            kind=kind,
            concept=fact.concept,
            significant=weight >= setting("significant"),
            weight=weight,
            prediction=_span(self.prediction, pred),
            reference=_span(self.reference, ref),
            why=why,
        )


def _facts(understood: Understood) -> tuple[Fact, ...]:
    """The facts of a report; one that states nothing but "No finding." denies any abnormality."""
    facts = facts_of(understood)
    if facts or not understood.sentences or not remarks(understood.text).normal:
        return facts
    nothing = frozenset[str]()
    return (Fact(_ANY, Presence.ABSENT, None, nothing, None, None, None, None, sentence=0, normal=True),)


def _paired(claimed: Sequence[Fact], true: Sequence[Fact]) -> list[tuple[Fact, Fact]]:
    """Greedy one-to-one pairing, the most similar first; ties in the order of the facts."""
    ranked = sorted(
        (
            (-_likeness(pred, ref), i, j)
            for i, pred in enumerate(claimed)
            for j, ref in enumerate(true)
            if likeness(pred.concept, ref.concept) >= LEAST_LIKE
        ),
    )
    pairs: list[tuple[int, int]] = []
    for _, i, j in ranked:
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return [(claimed[i], true[j]) for i, j in pairs]


def _likeness(pred: Fact, ref: Fact) -> float:
    lost = sum(wrong.share for wrong in wrong_attributes(pred, ref))
    return likeness(pred.concept, ref.concept) - 0.2 * min(
        lost, 1.0
    )  # attributes break ties between equal concepts


def _companions(facts: Sequence[Fact]) -> Iterator[tuple[Fact, float]]:
    """Unpaired facts, the heaviest first, with the share of their weight that counts.

    An opacity and the pneumonia that it may be are one error, not two.
    """
    counted: list[Fact] = []
    for fact in sorted(facts, key=_weight, reverse=True):
        beside = any(
            likeness(fact.concept, other.concept) > LEAST_LIKE and _near(fact, other) for other in counted
        )
        counted.append(fact)
        yield fact, cost("companion") if beside else 1.0


def _denial(fact: Fact, others: Iterable[Fact]) -> Fact | None:
    """The other report's denial of this fact: of its concept or of a parent concept."""
    kinds = {fact.concept, *concept_by_id()[fact.concept].parents}
    return next((o for o in others if not o.positive and o.concept in kinds and _near(fact, o)), None)


def _near(one: Fact, other: Fact) -> bool:
    """Whether two facts can be on the same side."""
    return {one.side, other.side} != {Laterality.LEFT, Laterality.RIGHT}


def _against(fact: Fact) -> float:
    """The cost of stating this fact when the other report denies it."""
    certain = fact.presence is Presence.PRESENT
    return cost("contradicted") if certain else cost("uncertain_for_absent") / _DOUBTED


def _weight(fact: Fact) -> float:
    return weight_of(fact.concept) * (1 if fact.presence is Presence.PRESENT else _DOUBTED)


def _name(fact: Fact) -> str:
    return concept_by_id()[fact.concept].name


def _span(understood: Understood, fact: Fact | None) -> tuple[int, int] | None:
    if fact is None:
        return None
    span = understood.sentences[fact.sentence]
    return span.start, span.end
