"""What is present or uncertain, in sentences that are each wholly sure or wholly in doubt.

No sentence mixes the two, so that a hedge word always belongs to every finding of its sentence; but
one that doubts what a sure opacity is due to names that opacity, and is linked to it too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence

from radtrace.language.claims import Draft, is_critical, stated_regions
from radtrace.language.measures import above_limit, measure_words
from radtrace.language.phrases import degree, noun, phrase
from radtrace.language.places import in_levels, in_lungs, in_zones, part_of, sides_of
from radtrace.language.tables import table
from radtrace.language.words import joined, listed, sentence
from radtrace.record import Finding, Measurement, Presence

Place = Callable[[Finding], Hashable]


def exact_place(finding: Finding) -> Hashable:
    """Findings with the same side and zones are told together in the findings section."""
    return finding.laterality, frozenset(finding.zones)


def coarse_place(finding: Finding) -> Hashable:
    """Findings of the same side are told together in the impression."""
    return sides_of(finding.laterality, finding.zones)


def statements(
    findings: Sequence[Finding],
    presence: Presence,
    place: Place,
    measurements: Mapping[str, Measurement],
    known: Collection[str],
) -> Iterator[Draft]:
    """Sentences on the findings of one family that have this presence, grouped by `place`.

    `measurements` are those to be told with their finding, by id; `known` the ids of the
    regions that were assessed.
    """
    for group in _grouped([f for f in findings if f.presence is presence], place):
        anchor = _anchor(group, findings) if presence is Presence.UNCERTAIN else None
        together = bool(phrase(group[0].concept).role)
        text = _opacity(group, anchor) if together else _single(group[0], measurements)
        linked = group if anchor is None else [anchor, *group]
        yield Draft(text, tuple(linked), stated_regions(group, known), any(map(is_critical, group)))


def _grouped(findings: Sequence[Finding], place: Place) -> list[list[Finding]]:
    """Findings with a role are told together where their place is the same, others alone."""
    groups: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        key = (place(finding), is_critical(finding)) if phrase(finding.concept).role else finding.id
        groups.setdefault(key, []).append(finding)
    return list(groups.values())


def _anchor(group: Sequence[Finding], findings: Sequence[Finding]) -> Finding | None:
    """The sure finding at the very same place that may be due to what the group doubts."""
    only_causes = all(phrase(f.concept).role == "cause" for f in group)
    roles = ("head", "sign") if only_causes else ("head",)
    places = {exact_place(f) for f in group}
    for role in roles:
        for finding in findings:
            sure = finding.presence is Presence.PRESENT and phrase(finding.concept).role == role
            if sure and places == {exact_place(finding)}:
                return finding
    return None


def _opacity(group: Sequence[Finding], anchor: Finding | None) -> str:
    """Head, signs and causes are tied to each other only where they are at one and the same place."""
    where = _where(group)
    if len({exact_place(f) for f in group}) > 1:
        return _unrelated(group, where)
    head, signs, losses, causes = (_nouns(group, role) for role in ("head", "sign", "loss", "cause"))
    if group[0].presence is Presence.PRESENT:
        return _sure_opacity(head, signs, losses, causes, where)
    if anchor is not None:
        named = phrase(anchor.concept).noun
        return sentence("the", named, where, "may represent", listed([*signs, *losses, *causes], "or"))
    return _doubtful_opacity(head, [*signs, *losses, *causes], where)


def _unrelated(group: Sequence[Finding], where: str) -> str:
    nouns = [noun(finding) for finding in group]
    if group[0].presence is Presence.PRESENT:
        return sentence(listed(nouns), where)
    return _possible(listed(nouns, "or" if where else "and"), where)


def _sure_opacity(head: list[str], signs: list[str], losses: list[str], causes: list[str], where: str) -> str:
    if not head and not signs:
        return sentence(listed([*losses, *causes]), where)
    first, kinds = (head, [*signs, *losses]) if head else ([*signs, *losses], [])
    text = joined(listed(first), where, f"with {listed(kinds)}" if kinds else "")
    return sentence(f"{text}, in keeping with {listed(causes)}" if causes else text)


def _doubtful_opacity(head: list[str], kinds: list[str], where: str) -> str:
    if head and kinds:
        seen = joined("possible", listed(head), where)
        return sentence(f"{seen}, which may represent {listed(kinds, 'or')}")
    return _possible(listed(head or kinds, "or" if where else "and"), where)


def _possible(words: str, where: str) -> str:
    return sentence("possible", words, where) if where else sentence(words, "cannot be excluded")


def _nouns(group: Sequence[Finding], role: str) -> list[str]:
    return [noun(f) for f in group if phrase(f.concept).role == role]


def _where(group: Sequence[Finding]) -> str:
    first = group[0]
    if first.zones and len({exact_place(f) for f in group}) == 1:
        return in_zones(first.zones)
    return in_lungs(sides_of(first.laterality, first.zones))


def _single(finding: Finding, measurements: Mapping[str, Measurement]) -> str:
    words = phrase(finding.concept)
    measurement = measurements.get(finding.measurement or "")
    if measurement is not None and words.present:
        return sentence(_clause(finding) + _measured(finding, measurement))
    if words.sided:
        return _sided(finding)
    where = "" if words.placeless else _where([finding])
    if finding.presence is Presence.PRESENT:
        return sentence(noun(finding), where)
    return _possible(noun(finding), where)


def _clause(finding: Finding) -> str:
    words = phrase(finding.concept)
    form = words.present if finding.presence is Presence.PRESENT else words.uncertain
    return form.format(degree=table("phrases")["degree"].get(degree(finding), ""))


def _measured(finding: Finding, measurement: Measurement) -> str:
    if finding.presence is Presence.PRESENT and not above_limit(measurement):
        return f", although the {measure_words(measurement, 'is')}"
    return f"; {measure_words(measurement)}"


def _sided(finding: Finding) -> str:
    words = phrase(finding.concept)
    sides = sides_of(finding.laterality, finding.zones)
    side = "bilateral" if len(sides) == 2 else "".join(sides)
    name = words.plural if len(sides) == 2 and words.plural else words.noun
    text = joined(degree(finding), side, name)
    if finding.presence is Presence.PRESENT:
        return sentence(text, _unusual_zones(finding))
    return sentence("possible", text, _unusual_zones(finding)) if side else _possible(text, "")


def _unusual_zones(finding: Finding) -> str:
    """The lung zones, unless they are where such a finding usually is, or nearly all there are."""
    zones = [zone for zone in finding.zones if part_of(zone) not in phrase(finding.concept).usual]
    one_side = len(sides_of(finding.laterality, finding.zones)) == 1
    return in_levels(zones) if one_side and len(zones) <= 3 else ""
