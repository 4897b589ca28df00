"""Entity rows and their relations, in the manner of Lunguage (Moon et al. 2025).

Every mention is an entity with status, certainty, place, severity, measurement and what changed in
time; the same as triples (subject, relation, object), with relations between entities besides. Change
is what this one report says: the order of studies and episodes needs a patient's series.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from radtrace.language.forms.anatomy import is_described, is_device, part_of
from radtrace.language.forms.readings_of import interpreted
from radtrace.language.mention import ZONES, Mention, Understood
from radtrace.record import Presence, concept_by_id

_TIME = {
    "new": "Onset",
    "increased": "Worsened",
    "decreased": "Improved",
    "resolved": "Improved",
    "unchanged": "No Change",
}


@dataclass(frozen=True, slots=True)
class Entity:
    """One mention as a row.

    `id` is the mention's index, `category` PF (what is seen), CF (what is made of it) or OTH (devices),
    `status` positive or negative, `certainty` definitive or tentative. `location` of a device is its
    placement. `time` is Onset, Worsened, Improved, No Change or nothing.
    """

    id: int
    sentence: int
    section: str
    name: str
    category: str
    status: str
    certainty: str
    location: tuple[str, ...]
    severity: str | None
    measurement_mm: tuple[float, ...]
    time: str | None


@dataclass(frozen=True, slots=True)
class Relation:
    """`subject` is an entity's id; `object` a value, or for "Evidence" the id of the entity it is seen by."""

    subject: int
    relation: str
    object: str | int


@dataclass(frozen=True, slots=True)
class EntityTable:
    """A report's entities in order, and their relations, subject by subject."""

    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]


def lunguage(understood: Understood) -> EntityTable:
    """The entities of a report and all that relates to them."""
    entities = tuple(_entity(index, mention) for index, mention in enumerate(understood.mentions))
    evidence = interpreted(understood)
    return EntityTable(entities, tuple(r for entity in entities for r in _relations(entity, evidence)))


def _entity(index: int, mention: Mention) -> Entity:
    return Entity(
        id=index,
        sentence=mention.sentence,
        section=mention.section,
        name=concept_by_id()[mention.concept].name,
        category=_category(mention.concept),
        status="negative" if mention.presence is Presence.ABSENT else "positive",
        certainty="definitive" if mention.hedge is None else "tentative",
        location=_location(mention),
        severity=mention.severity,
        measurement_mm=mention.size_mm,
        time=_TIME.get(mention.change or ""),
    )


def _category(concept: str) -> str:
    if is_device(concept):
        return "OTH"
    return "PF" if is_described(concept) else "CF"


def _location(mention: Mention) -> tuple[str, ...]:
    zones = [zone for zone in ZONES if zone in mention.zones]
    side = [] if mention.laterality is None else [str(mention.laterality)]
    part = [] if is_device(mention.concept) else [part_of(mention.concept).name]
    tip = [] if mention.tip is None else [mention.tip.replace("_", " ")]
    return (*side, *zones, *part, *tip)


def _relations(entity: Entity, evidence: dict[int, int]) -> Iterator[Relation]:
    yield Relation(entity.id, "Cat", entity.category)
    yield Relation(entity.id, "DxStatus", entity.status)
    yield Relation(entity.id, "DxCertainty", entity.certainty)
    place = "Placement" if entity.category == "OTH" else "Location"
    yield from (Relation(entity.id, place, where) for where in entity.location)
    if entity.severity is not None:
        yield Relation(entity.id, "Severity", entity.severity)
    yield from (Relation(entity.id, "Measurement", f"{size:g} mm") for size in entity.measurement_mm)
    if entity.time is not None:
        yield Relation(entity.id, entity.time, entity.name)
    if entity.id in evidence:
        yield Relation(entity.id, "Evidence", evidence[entity.id])
