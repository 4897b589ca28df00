"""A model's Reading, made whole: on the film, among the protocol's regions, marked and checked."""

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
    """The Reading in the film frame with all that the model need not say.

    `regions` are the network's, which stand wherever the model gave no box of its own; those that no step
    of the model assessed, and in which it has no finding, count as not assessed. What is critical is marked
    by the vocabulary. With `phrase`, findings of which the model says no sentence are put in words by rule.
    What was left out or put in words stands in the last of the `outputs`.
    """
    reading, told = on_film(repaired.reading, fit)
    findings = tuple(f.model_copy(update={"critical": is_critical(f)}) for f in reading.findings)
    reading = reading.model_copy(update={"findings": findings, "regions": _regions(reading, regions)})
    if phrase and not reading.sentences:
        reading = reading.model_copy(update={"sentences": _phrased(reading)})
        told = (*told, "put the findings in words by rule")
    update = {
        "sentences": tuple(_marked(sentence, reading) for sentence in reading.sentences),
        "provenance": reading.provenance.model_copy(update={"outputs": _told(outputs, told)}),
    }
    reading = reading.model_copy(update=update)
    return reading.model_copy(update={"checks": verify(reading)})


def _regions(reading: Reading, regions: Sequence[Region]) -> tuple[Region, ...]:
    """The network's regions with the model's over them, and the model's others behind."""
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
    """Sentences on the findings; an absent one is denied wherever it could have been seen."""
    found = [region.model_copy(update={"assessed": True}) for region in reading.regions if region.box]
    assessed = {region.id for region in reading.regions if region.assessed}
    sentences = write_report(reading.findings, reading.measurements, found)
    return tuple(s.model_copy(update={"regions": _kept(s.regions, assessed)}) for s in sentences)


def _kept(regions: tuple[str, ...], assessed: set[str]) -> tuple[str, ...]:
    """The regions that were assessed; all where none was."""
    return tuple(region for region in regions if region in assessed) or regions


def _marked(sentence: Sentence, reading: Reading) -> Sentence:
    """The sentence, critical if it states a finding that is."""
    urgent = {f.id for f in reading.findings if f.critical and f.presence is not Presence.ABSENT}
    return sentence.model_copy(update={"critical": bool(urgent & set(sentence.findings))})


def _told(outputs: Sequence[ModelOutput], told: Sequence[str]) -> tuple[ModelOutput, ...]:
    *before, last = outputs
    return (*before, last.model_copy(update={"repairs": (*last.repairs, *told)}))
