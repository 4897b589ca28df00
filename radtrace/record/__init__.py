"""The record: the types that every room shares. It imports nothing but `errors` and `files`."""

from radtrace.errors import BadInput, FilmError, NotAChestFilm, RadtraceError
from radtrace.record.boxset import BoxSet, label_of
from radtrace.record.change import Change, change_of
from radtrace.record.findings import Finding, Laterality, Measurement, Presence, Region, Step
from radtrace.record.gaze import Fixation, Gaze, Target, Word
from radtrace.record.geometry import Box, FilmBox, Point
from radtrace.record.protocol import ProtocolRegion, protocol, region_by_id
from radtrace.record.reading import ModelOutput, Provenance, Reading
from radtrace.record.reference import Context, Demographics, FilmReference, PriorReference, StudyReference
from radtrace.record.report import Check, Section, Sentence, Verdict
from radtrace.record.serial import from_json, published_schema, reading_schema, to_json
from radtrace.record.study import Film, Prior, Study
from radtrace.record.tasks import Answer, Grounding, Question, ToolClaim
from radtrace.record.vocabulary import Concept, concept_by_id, film_concepts, find_concept, vocabulary

__all__ = [
    "Answer",
    "BadInput",
    "Box",
    "BoxSet",
    "Change",
    "Check",
    "Concept",
    "Context",
    "Demographics",
    "Film",
    "FilmBox",
    "FilmError",
    "FilmReference",
    "Finding",
    "Fixation",
    "Gaze",
    "Grounding",
    "Laterality",
    "Measurement",
    "ModelOutput",
    "NotAChestFilm",
    "Point",
    "Presence",
    "Prior",
    "PriorReference",
    "ProtocolRegion",
    "Provenance",
    "Question",
    "RadtraceError",
    "Reading",
    "Region",
    "Section",
    "Sentence",
    "Step",
    "Study",
    "StudyReference",
    "Target",
    "ToolClaim",
    "Verdict",
    "Word",
    "change_of",
    "concept_by_id",
    "film_concepts",
    "find_concept",
    "from_json",
    "label_of",
    "protocol",
    "published_schema",
    "reading_schema",
    "region_by_id",
    "to_json",
    "vocabulary",
]
