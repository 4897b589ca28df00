"""The metrics by name, each loaded when first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from radtrace.metrics.result import Metric
from radtrace.record import BadInput

# name: module in this room, function in it
_HOMES: dict[str, tuple[str, str]] = {
    "trace": ("trace", "trace"),
    "green_rules": ("error_notation", "green_rules"),
    "chexpert14_f1_uncertain_positive": ("labels_f1", "chexpert14_f1_uncertain_positive"),
    "chexpert14_f1_uncertain_negative": ("labels_f1", "chexpert14_f1_uncertain_negative"),
    "chexpert5_f1_uncertain_positive": ("labels_f1", "chexpert5_f1_uncertain_positive"),
    "chexpert5_f1_uncertain_negative": ("labels_f1", "chexpert5_f1_uncertain_negative"),
    "nih14_f1_uncertain_positive": ("labels_f1", "nih14_f1_uncertain_positive"),
    "nih14_f1_uncertain_negative": ("labels_f1", "nih14_f1_uncertain_negative"),
    "entities_simple": ("entity_f1", "entities_simple"),
    "entities_partial": ("entity_f1", "entities_partial"),
    "entities_complete": ("entity_f1", "entities_complete"),
    "srrg_like_f1": ("srrg_f1", "srrg_like_f1"),
    "lunguage_like": ("structured", "lunguage_like"),
    "gema_like": ("gema", "gema_like"),
    "radfact_findings": ("radfact", "radfact_findings"),
    "bleu1": ("bleu", "bleu1"),
    "bleu2": ("bleu", "bleu2"),
    "bleu3": ("bleu", "bleu3"),
    "bleu4": ("bleu", "bleu4"),
    "bleu_sacre": ("bleu", "bleu_sacre"),
    "rouge_l": ("rouge", "rouge_l"),
    "rouge_l_words": ("rouge", "rouge_l_words"),
    "rouge_l_coco": ("rouge", "rouge_l_coco"),
    "meteor": ("meteor", "meteor"),
    "cider": ("cider", "cider"),
}


def metric_names() -> tuple[str, ...]:
    """Every metric on reports that `radtrace score` knows, in the order it prints them."""
    return tuple(_HOMES)


def find_metrics(names: Sequence[str]) -> dict[str, Metric]:
    """The metrics of these names.

    Raises
    ------
    BadInput
        If there is no metric of a name.
    """
    for name in names:
        if name not in _HOMES:
            raise BadInput(f"metric {name!r} is not known; known are {', '.join(_HOMES)}")
    return {
        name: getattr(import_module(f"radtrace.metrics.{home}"), call)
        for name in names
        for home, call in [_HOMES[name]]
    }
