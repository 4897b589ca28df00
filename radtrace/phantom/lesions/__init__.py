"""The findings that can be drawn, one a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from radtrace.phantom.chest import Chest
from radtrace.phantom.lesions.atelectasis import atelectasis
from radtrace.phantom.lesions.consolidation import consolidation
from radtrace.phantom.lesions.edema import edema
from radtrace.phantom.lesions.effect import Effect
from radtrace.phantom.lesions.effusion import effusion
from radtrace.phantom.lesions.nodule import nodule
from radtrace.phantom.lesions.pneumothorax import pneumothorax
from radtrace.phantom.plan import Lesion

DRAWN: Mapping[str, Callable[[Chest, Lesion], Effect]] = MappingProxyType(
    {
        "consolidation": consolidation,
        "atelectasis": atelectasis,
        "pulmonary_edema": edema,
        "lung_nodule": nodule,
        "pneumothorax": pneumothorax,
        "pleural_effusion": effusion,
        "cardiomegaly": lambda chest, lesion: Effect(chest.heart),
    }
)
"""How each finding is drawn; a large heart is drawn with the heart."""

__all__ = ["DRAWN", "Effect"]
