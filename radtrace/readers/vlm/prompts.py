"""The prompts, a task each, filled in."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from radtrace.readers.vlm.fit import Fit
from radtrace.readers.vlm.settings import Settings
from radtrace.record import concept_by_id, region_by_id


@dataclass(frozen=True)
class Prompt:
    """What is asked. `constrained` says whether the answer is trace text."""

    task: str
    text: str
    constrained: bool = True

    @property
    def name(self) -> str:
        """The task and the first 8 digits of the text's SHA-256."""
        return f"{self.task}-{hashlib.sha256(self.text.encode()).hexdigest()[:8]}"


def trace_prompt(task: str, fit: Fit, settings: Settings, concept: str = "") -> Prompt:
    """The prompt of "report", "inspection" or "grounding" (of `concept`), for a picture that fits so."""
    if task in settings.prompts:
        return Prompt(task, settings.prompts[task].replace("{concept}", concept))
    asked = _filled(task, concept=concept)
    frame = _filled(settings.coordinates, width=fit.width, height=fit.height)
    listed = {"concepts": ", ".join(concept_by_id()), "regions": ", ".join(region_by_id())}
    return Prompt(task, f"{asked}\n\n{_filled('notation', coordinates=frame, **listed)}")


def question_prompt(question: str, settings: Settings) -> Prompt:
    """A question, to be answered in words."""
    own = settings.prompts.get("question", "").replace("{question}", question)
    return Prompt("question", own or _filled("question", question=question), constrained=False)


def again_prompt(prompt: Prompt, why: str) -> Prompt:
    """What is said to an answer that is no trace."""
    return Prompt(f"{prompt.task}-again", _filled("again", why=why))


def _filled(name: str, **words: object) -> str:
    return _table()[name].strip().format(**words)


@cache
def _table() -> dict[str, str]:
    table: dict[str, str] = tomllib.loads(files(__package__).joinpath("prompts.toml").read_text("utf-8"))
    return table
