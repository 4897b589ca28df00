"""Mentions to label sets: the CheXpert 14 with four values, the NIH 14.

Values: 1 present, 0 absent, -1 uncertain, None not mentioned. Of several mentions present wins over
uncertain, uncertain over absent, as in the CheXpert labeller (Irvin et al. 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from radtrace.language.mention import Mention, Understood
from radtrace.record import Presence, concept_by_id

CHEXPERT = (
    "No Finding", "Enlarged Cardiomediastinum", "Cardiomegaly", "Lung Opacity", "Lung Lesion", "Edema",
    "Consolidation", "Pneumonia", "Atelectasis", "Pneumothorax", "Pleural Effusion", "Pleural Other",
    "Fracture", "Support Devices",
)  # fmt: skip
NIH = {
    "Atelectasis": ("atelectasis",),
    "Cardiomegaly": ("cardiomegaly",),
    "Consolidation": ("consolidation",),
    "Edema": ("pulmonary_edema",),
    "Effusion": ("pleural_effusion",),
    "Emphysema": ("emphysema",),
    "Fibrosis": ("pulmonary_fibrosis",),
    "Hernia": ("hiatal_hernia",),
    "Infiltration": ("infiltration",),
    "Mass": ("lung_mass", "lung_nodule_or_mass"),
    "Nodule": ("lung_nodule", "lung_nodule_or_mass"),
    "Pleural_Thickening": ("pleural_thickening",),
    "Pneumonia": ("pneumonia",),
    "Pneumothorax": ("pneumothorax",),
}
_CLAIMED = frozenset(("alternative", "borderline"))  # NIH-14's readers count what is offered as a reading


def chexpert_labels(understood: Understood) -> dict[str, int | None]:
    """The CheXpert 14. "No Finding" is 1 where nothing but devices is present or uncertain.

    Of an empty report and of one in a language that is not recognized, all are None: silence denies nothing.
    """
    values = {name: _value(_of(understood, _concepts(name)), _plain) for name in CHEXPERT[1:]}
    found = any(value in (1, -1) for name, value in values.items() if name != "Support Devices")
    silent = not understood.sentences or not understood.recognized
    return {"No Finding": None if found or silent else 1} | values


def nih_labels(understood: Understood) -> dict[str, int | None]:
    """The NIH 14. Alternatives ("atelectasis or infiltrate") and borderline findings count as present."""
    return {name: _value(_of(understood, frozenset(row)), _claimed) for name, row in NIH.items()}


@cache
def _concepts(label: str) -> frozenset[str]:
    return frozenset(c.id for c in concept_by_id().values() if label in c.labels.get("chexpert", ()))


def _of(understood: Understood, concepts: frozenset[str]) -> Iterable[Mention]:
    return (mention for mention in understood.mentions if mention.concept in concepts)


def _plain(mention: Mention) -> int:
    return _VALUES[mention.presence]


def _claimed(mention: Mention) -> int:
    if mention.normal:  # "at the upper limit of normal" is not counted as present
        return 0
    return 1 if mention.hedge in _CLAIMED else _VALUES[mention.presence]


_VALUES: Mapping[Presence, int] = {Presence.PRESENT: 1, Presence.ABSENT: 0, Presence.UNCERTAIN: -1}


def _value(mentions: Iterable[Mention], value_of: Callable[[Mention], int]) -> int | None:
    values = {value_of(mention) for mention in mentions}
    return next((value for value in (1, -1, 0) if value in values), None)
