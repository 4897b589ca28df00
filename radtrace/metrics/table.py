"""The metrics by name, each imported at first use."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from radtrace.metrics.result import Metric
from radtrace.record import BadInput

# name: module in radtrace.metrics, function in it
_HOMES: dict[str, tuple[str, str]] = {
    "trace": ("clinical.trace", "trace"),
    "green_rules": ("clinical.error_notation", "green_rules"),
    "chexpert14_f1_uncertain_positive": ("clinical.labels_f1", "chexpert14_f1_uncertain_positive"),
    "chexpert14_f1_uncertain_negative": ("clinical.labels_f1", "chexpert14_f1_uncertain_negative"),
    "chexpert5_f1_uncertain_positive": ("clinical.labels_f1", "chexpert5_f1_uncertain_positive"),
    "chexpert5_f1_uncertain_negative": ("clinical.labels_f1", "chexpert5_f1_uncertain_negative"),
    "nih14_f1_uncertain_positive": ("clinical.labels_f1", "nih14_f1_uncertain_positive"),
    "nih14_f1_uncertain_negative": ("clinical.labels_f1", "nih14_f1_uncertain_negative"),
    "entities_simple": ("clinical.entity_f1", "entities_simple"),
    "entities_partial": ("clinical.entity_f1", "entities_partial"),
    "entities_complete": ("clinical.entity_f1", "entities_complete"),
    "srrg_like_f1": ("clinical.srrg_f1", "srrg_like_f1"),
    "lunguage_like": ("clinical.structured", "lunguage_like"),
    "gema_like": ("clinical.gema", "gema_like"),
    "radfact_findings": ("clinical.radfact", "radfact_findings"),
    "bleu1": ("words.bleu", "bleu1"),
    "bleu2": ("words.bleu", "bleu2"),
    "bleu3": ("words.bleu", "bleu3"),
    "bleu4": ("words.bleu", "bleu4"),
    "bleu4_whitespace": ("words.bleu", "bleu4_whitespace"),
    "bleu_sacre": ("words.bleu", "bleu_sacre"),
    "rouge_l": ("words.rouge", "rouge_l"),
    "rouge_l_words": ("words.rouge", "rouge_l_words"),
    "rouge_l_coco": ("words.rouge", "rouge_l_coco"),
    "meteor": ("words.meteor", "meteor"),
    "cider": ("words.cider", "cider"),
}


def metric_names() -> tuple[str, ...]:
    """Every report metric that `radtrace score` computes, in print order."""
    return tuple(_HOMES)


def find_metrics(names: Sequence[str]) -> dict[str, Metric]:
    """The metrics called `names`.

    Raises
    ------
    BadInput
        If a name is unknown.
    """
    for name in names:
        if name not in _HOMES:
            raise BadInput(f"metric {name!r} is not known; known are {', '.join(_HOMES)}")
    return {
        name: getattr(import_module(f"radtrace.metrics.{home}"), call)
        for name in names
        for home, call in [_HOMES[name]]
    }
