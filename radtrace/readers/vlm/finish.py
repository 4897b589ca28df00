"""Complete a model's Reading: film frame, protocol regions, critical findings, report, checks."""

from __future__ import annotations

from collections.abc import Sequence

from radtrace.language import write_report
from radtrace.language.claims import is_critical
from radtrace.readers.vlm.fit import Fit
from radtrace.readers.vlm.frame import on_film
from radtrace.record import ModelOutput, Presence, Reading, Region, Sentence
from radtrace.record.trace import Repaired
from radtrace.verify import verify

NOT_VISITED = "the model does not say that it looked there"


def finished(
    repaired: Repaired, fit: Fit, regions: Sequence[Region], outputs: Sequence[ModelOutput], *, phrase: bool
) -> Reading:
    """The Reading in the film frame, with everything that the model need not state.

    `regions` are the embedded network's, used where the model gave no box; regions without an assessed step
    or a finding of the model count as not assessed. Critical findings are marked by the vocabulary. With
    `phrase`, findings without a sentence get a report by rules. What was left out or added is noted in the
    repairs of the last of `outputs`.
    """
    reading, notes = on_film(repaired.reading, fit)
    findings = tuple(f.model_copy(update={"critical": is_critical(f)}) for f in reading.findings)
    reading = reading.model_copy(update={"findings": findings, "regions": _regions(reading, regions)})
    if phrase and not reading.sentences:
        reading = reading.model_copy(update={"sentences": _phrased(reading)})
        notes = (*notes, "wrote the report from the findings by rules")
    update = {
        "sentences": tuple(_marked(sentence, reading) for sentence in reading.sentences),
        "provenance": reading.provenance.model_copy(update={"outputs": _with_notes(outputs, notes)}),
    }
    reading = reading.model_copy(update=update)
    return reading.model_copy(update={"checks": verify(reading)})


def _regions(reading: Reading, regions: Sequence[Region]) -> tuple[Region, ...]:
    """The network's regions overridden by the model's, followed by the model's other regions."""
    own = {region.id: region for region in reading.regions}
    visited = {step.region for step in reading.steps if step.assessed}
    visited |= {zone for f in reading.findings if f.presence is not Presence.ABSENT for zone in f.zones}
    placed = [_region(region, own.pop(region.id, None), region.id in visited) for region in regions]
    return (*placed, *own.values())


def _region(placed: Region, own: Region | None, visited: bool) -> Region:
    place = own if own is not None and own.box is not None else placed
    if visited:
        return place.model_copy(update={"assessed": True, "reason": None})
    reason = (own and own.reason) or NOT_VISITED
    return place.model_copy(update={"assessed": False, "reason": reason})


def _phrased(reading: Reading) -> tuple[Sentence, ...]:
    """A report written from the findings; an absent finding is denied wherever it could have been seen."""
    found = [region.model_copy(update={"assessed": True}) for region in reading.regions if region.box]
    assessed = {region.id for region in reading.regions if region.assessed}
    sentences = write_report(reading.findings, reading.measurements, found)
    return tuple(s.model_copy(update={"regions": _kept(s.regions, assessed)}) for s in sentences)


def _kept(regions: tuple[str, ...], assessed: set[str]) -> tuple[str, ...]:
    """The regions that were assessed, or all if none was."""
    return tuple(region for region in regions if region in assessed) or regions


def _marked(sentence: Sentence, reading: Reading) -> Sentence:
    """The sentence, marked critical if it states a critical finding."""
    urgent = {f.id for f in reading.findings if f.critical and f.presence is not Presence.ABSENT}
    return sentence.model_copy(update={"critical": bool(urgent & set(sentence.findings))})


def _with_notes(outputs: Sequence[ModelOutput], notes: Sequence[str]) -> tuple[ModelOutput, ...]:
    *before, last = outputs
    return (*before, last.model_copy(update={"repairs": (*last.repairs, *notes)}))
