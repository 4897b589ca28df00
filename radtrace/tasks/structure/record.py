"""One line of output for one report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from importlib import import_module
from typing import Any

from radtrace.datasets.reports import Entry
from radtrace.files.lines import shown
from radtrace.language import Understood, chexpert_labels, nih_labels
from radtrace.record import RadtraceError
from radtrace.tasks.structure.read import Skipped

NOT_READ = "The language is not recognized, so the report was not read; no finding does not mean normal."
# name: function in the module of that name in language.forms; each gives a dataclass, or a tuple of them
FORMS = {"srrg": "srrg", "medtri": "medtri", "lunguage": "lunguage", "graph": "scene_graph"}


def records(
    entries: Iterable[Entry],
    understanding: Callable[[str], Understood],
    forms: Sequence[str] = (),
    skipped: Skipped | None = None,
) -> Iterator[dict[str, Any]]:
    """The record of every report in order.

    Parameters
    ----------
    skipped
        Is told of every report that a model gave no answer on, and the others go on.

    Raises
    ------
    RadtraceError
        Without `skipped`: if there is no answer on a report, naming it.
    """
    for entry in entries:
        try:
            understood = understanding(entry.text)
        except RadtraceError as error:
            sentence = f"report {shown(entry.id)}: {error}"
            if skipped is None:
                raise RadtraceError(sentence) from error
            skipped(sentence)
        else:
            yield structured(entry.id, understood, forms)


def structured(identifier: str, understood: Understood, forms: Sequence[str] = ()) -> dict[str, Any]:
    """The record of a report: its language, findings, labels, and under "forms" what is asked for of FORMS.

    A report in a language that is not recognized has the language "unknown", a "note" that says so, no
    findings, and no label.

    Character offsets count in the report's text; where findings and impression were given apart, in
    "FINDINGS: ...\nIMPRESSION: ...".
    """
    labels = {"chexpert": chexpert_labels(understood), "nih": nih_labels(understood)}
    note = {} if understood.recognized else {"note": NOT_READ}
    record: dict[str, Any] = {"id": identifier, "language": understood.language, **note}
    record |= {"findings": understood.to_json(), "labels": labels}
    return record | ({"forms": {name: _form(name, understood) for name in forms}} if forms else {})


def _form(name: str, understood: Understood) -> Any:
    make: Callable[[Understood], Any] = getattr(import_module(f"radtrace.language.forms.{name}"), FORMS[name])
    made = make(understood)
    return [asdict(row) for row in made] if isinstance(made, tuple) else asdict(made)
