"""What is absent, in lists, and never further than what was assessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from radtrace.language.claims import Draft, assessed_ids, deniable, in_order, key_regions, regions_of
from radtrace.language.measures import above_limit, measure_words
from radtrace.language.phrases import ConceptPhrase, phrase
from radtrace.language.places import SIDES, named, side_of
from radtrace.language.tables import table
from radtrace.language.words import listed, sentence
from radtrace.record import Finding, Measurement, Region


def denials(
    family: Sequence[str],
    findings: Sequence[Finding],
    regions: Sequence[Region],
    measurements: Mapping[str, Measurement],
) -> Iterator[Draft]:
    """Sentences that deny the absent findings of the families `family`.

    Findings go into one sentence where the same of their key regions could not be
    assessed; one whose measurement is above its limit is not denied.
    """
    assessed = assessed_ids(regions)
    buckets: dict[tuple[str, ...], list[Finding]] = {}
    for finding in deniable(findings, regions):
        measurement = measurements.get(finding.measurement or "")
        if phrase(finding.concept).family in family and not (measurement and above_limit(measurement)):
            buckets.setdefault(_missing(finding.concept, assessed), []).append(finding)
    clear = _lungs_clear(findings, regions) and family[0] in table("phrases")["clear"]["families"][:1]
    for missing, group in buckets.items():
        yield from _denial(group, missing, assessed, measurements, clear)


def not_assessed(regions: Iterable[Region]) -> Iterator[Draft]:
    """One sentence that names the regions which could not be assessed, if there are any."""
    missing = in_order(region.id for region in regions if not region.assessed)
    if missing:
        yield Draft(sentence(named(missing), "could not be assessed"), (), missing)


def _denial(
    group: list[Finding],
    missing: tuple[str, ...],
    assessed: frozenset[str],
    measurements: Mapping[str, Measurement],
    clear: bool,
) -> Iterator[Draft]:
    where = in_order({r for f in group for r in regions_of(f.concept)} & assessed)
    worded = [f for f in group if phrase(f.concept).absent and f.measurement in measurements]
    for finding in worded:
        words = measure_words(measurements[finding.measurement or ""])
        yield Draft(sentence(f"{phrase(finding.concept).absent}; {words}"), (finding,), where)
    rest = [f for f in group if f not in worded]
    text = _text([phrase(f.concept) for f in rest], missing, clear) if rest else ""
    if text:
        yield Draft(text, tuple(rest), where)


def _text(words: list[ConceptPhrase], missing: tuple[str, ...], clear: bool) -> str:
    """The denial, limited to what was assessed; empty where that leaves nothing to say."""
    what = listed(_denied(words), "or")
    if not missing:
        return sentence(table("phrases")["clear"]["words"] if clear else "no", what)
    if not all(word.sided for word in words):
        return sentence("no", what, "in the assessed zones")
    free = [side for side in SIDES if side not in map(side_of, missing)]
    limit = f"; {named(missing)} could not be assessed"
    return sentence("no", free[0], what + limit) if len(free) == 1 else ""


def _denied(words: list[ConceptPhrase]) -> list[str]:
    if len(words) == 1:
        return list(words[0].alone or words[0].denied)
    heads_last = sorted(words, key=lambda word: word.role == "head")
    return [denied for word in heads_last for denied in word.denied]


def _missing(concept: str, assessed: frozenset[str]) -> tuple[str, ...]:
    return in_order(set(key_regions(concept)) - assessed)


def _lungs_clear(findings: Sequence[Finding], regions: Sequence[Region]) -> bool:
    rule = table("phrases")["clear"]
    lungs = [f for f in findings if phrase(f.concept).family in rule["families"]]
    assessed = assessed_ids(regions)
    return (
        set(rule["scored"]) <= {f.concept for f in lungs}
        and len(deniable(lungs, regions)) == len(lungs)
        and not any(_missing(f.concept, assessed) for f in lungs)
    )
