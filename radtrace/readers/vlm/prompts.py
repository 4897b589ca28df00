"""The prompts of each task, filled in."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from radtrace.readers.vlm.fit import Fit
from radtrace.readers.vlm.settings import Settings
from radtrace.record import StudyReference, concept_by_id, region_by_id

MOST_KNOWN = 4_000  # characters of each context text; a prior report has about 1,000


@dataclass(frozen=True)
class Prompt:
    """A filled-in prompt. `constrained`: whether the answer must be trace text."""

    task: str
    text: str
    constrained: bool = True

    @property
    def name(self) -> str:
        """The task and the first 8 digits of the text's SHA-256."""
        return f"{self.task}-{hashlib.sha256(self.text.encode()).hexdigest()[:8]}"


def trace_prompt(task: str, fit: Fit, settings: Settings, concept: str = "", known: str = "") -> Prompt:
    """The prompt of "report", "inspection" or "grounding" (of `concept`) for an image that fits so.

    `known` is the study's context from `known_prompt`.
    """
    if task in settings.prompts:
        return Prompt(task, settings.prompts[task].replace("{concept}", concept) + known)
    instructions = _filled(task, concept=concept)
    frame = _filled(settings.coordinates, width=fit.width, height=fit.height)
    listed = {"concepts": ", ".join(concept_by_id()), "regions": ", ".join(region_by_id())}
    return Prompt(task, f"{instructions}\n\n{_filled('notation', coordinates=frame, **listed)}{known}")


def question_prompt(question: str, settings: Settings, known: str = "") -> Prompt:
    """A question to be answered in words; `known` as for `trace_prompt`."""
    own = settings.prompts.get("question", "").replace("{question}", question)
    return Prompt("question", (own or _filled("question", question=question)) + known, constrained=False)


def known_prompt(study: StudyReference) -> str:
    """The study's context and the prior report as prompt text; empty if there is none.

    These texts come from files or the caller and are untrusted: each is quoted as JSON on its own line, cut
    at `MOST_KNOWN` characters, and the model is told that it is no instruction.
    """
    known = [*study.known]
    if study.prior is not None and study.prior.report is not None:
        known.append(("Prior report", study.prior.report))
    lines = [f"{name}: {json.dumps(text[:MOST_KNOWN], ensure_ascii=False)}" for name, text in known]
    return "\n\n" + "\n".join([_filled("known"), *lines]) if lines else ""


def again_prompt(prompt: Prompt, why: str) -> Prompt:
    """The follow-up to an answer that is not trace text."""
    return Prompt(f"{prompt.task}-again", _filled("again", why=why))


def _filled(name: str, **words: object) -> str:
    return _table()[name].strip().format(**words)


@cache
def _table() -> dict[str, str]:
    table: dict[str, str] = tomllib.loads(files(__package__).joinpath("prompts.toml").read_text("utf-8"))
    return table
