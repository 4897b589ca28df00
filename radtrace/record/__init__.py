"""The record: the nouns every room shares. It imports nothing of ours."""

from radtrace.errors import BadInput, FilmError, NotAChestFilm, RadtraceError
from radtrace.record.boxset import BoxSet, label_of
from radtrace.record.gaze import Fixation, Gaze, Target, Word
from radtrace.record.geometry import Box, Point
from radtrace.record.protocol import ProtocolRegion, protocol, region_by_id
from radtrace.record.reading import (
    Answer,
    Check,
    FilmReference,
    Finding,
    Laterality,
    Measurement,
    Presence,
    Provenance,
    Reading,
    Region,
    Section,
    Sentence,
    Step,
    StudyReference,
    Verdict,
)
from radtrace.record.serial import from_json, published_schema, reading_schema, to_json
from radtrace.record.study import Film, Study
from radtrace.record.vocabulary import Concept, concept_by_id, film_concepts, vocabulary

__all__ = [
    "Answer",
    "BadInput",
    "Box",
    "BoxSet",
    "Check",
    "Concept",
    "Film",
    "FilmError",
    "FilmReference",
    "Finding",
    "Fixation",
    "Gaze",
    "Laterality",
    "Measurement",
    "NotAChestFilm",
    "Point",
    "Presence",
    "ProtocolRegion",
    "Provenance",
    "RadtraceError",
    "Reading",
    "Region",
    "Section",
    "Sentence",
    "Step",
    "Study",
    "StudyReference",
    "Target",
    "Verdict",
    "Word",
    "concept_by_id",
    "film_concepts",
    "from_json",
    "label_of",
    "protocol",
    "published_schema",
    "reading_schema",
    "region_by_id",
    "to_json",
    "vocabulary",
]
