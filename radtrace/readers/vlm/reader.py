"""Vision-language reader: gate the film, prompt the model, repair the answer and check it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from radtrace.files.lines import shown
from radtrace.readers.protocol import Admitted, ReadResult
from radtrace.readers.vlm.finish import finished
from radtrace.readers.vlm.fit import Fit, picture
from radtrace.readers.vlm.prompts import Prompt, again_prompt, known_prompt, question_prompt, trace_prompt
from radtrace.readers.vlm.settings import Settings
from radtrace.record import (
    BadInput,
    Film,
    ModelOutput,
    Provenance,
    RadtraceError,
    Reading,
    Study,
    StudyReference,
    concept_by_id,
)
from radtrace.record.trace import Repaired, Scale, TraceError, repair_trace

MOST_CHARACTERS = 200_000  # in one answer; a reading with 80 findings has 10,000


class NotRead(RadtraceError):
    """The model did not read the film. The film is rejected, with the reason."""


@dataclass(frozen=True)
class Turn:
    """One message of the conversation; the image goes with the first."""

    role: Literal["user", "assistant"]
    text: str


class LanguageModel(Protocol):
    """A vision-language model."""

    @property
    def made_by(self) -> Provenance:
        """The model's provenance, without outputs."""
        ...

    def generate(self, picture: NDArray[np.uint8], turns: Sequence[Turn], constrained: bool) -> str:
        """The answer to the last turn; raises RadtraceError if there is none.

        `picture` is grey, uint8 (height, width). `constrained` asks for trace text, where decoding can be
        constrained by a grammar.
        """
        ...


class Gate(Protocol):
    """The input gate."""

    def admit(self, study: Study) -> Admitted:
        """The film to read; raises NotAChestFilm if there is none."""
        ...


class TraceReader:
    """A reader that prompts `model` and treats its answers as untrusted.

    The embedded reader's gate must accept the film before the model sees it. The model's answer is trace
    text; what cannot be used is left out and listed in `provenance.outputs`. If nothing usable is left, the
    film is rejected.
    """

    def __init__(self, model: LanguageModel, settings: Settings, gate: Gate) -> None:
        self._model = model
        self._settings = settings
        self._gate = gate

    def read(self, study: Study) -> ReadResult:
        """Read the first frontal chest film of the study, with the prompt of `settings.task`.

        Raises
        ------
        NotAChestFilm
            If the study has none.
        NotRead
            If the model gives no usable answer.
        """
        return self._traced(study, self._settings.task, "", _with_content)

    def ground(self, study: Study, concept: str) -> ReadResult:
        """Locate `concept`: a Reading with the findings of this concept only.

        Raises
        ------
        BadInput
            If the concept is not in the vocabulary.
        NotAChestFilm, NotRead
            As `read` does.
        """
        if concept not in concept_by_id():
            raise BadInput(f"unknown concept {concept!r}; radtrace vocabulary lists them")
        return self._traced(study, "grounding", concept, lambda reading: _only(reading, concept))

    def answer(self, study: Study, question: str) -> ModelOutput:
        """The model's answer to a question about the film.

        Raises
        ------
        NotAChestFilm, NotRead
            As `read` does.
        """
        admitted = self._gate.admit(study)
        film = admitted.film
        prompt = question_prompt(question, self._settings, known_prompt(admitted.study))
        fit = self._settings.fit_for(*film.pixels.shape)
        text = self._generated(film, picture(film, fit), [Turn("user", prompt.text)], prompt)
        return ModelOutput(prompt=prompt.name, text=text)

    def _traced(
        self, study: Study, task: str, concept: str, usable: Callable[[Reading], Reading]
    ) -> ReadResult:
        admitted = self._gate.admit(study)
        film = admitted.film
        fit = self._settings.fit_for(*film.pixels.shape)
        prompt = trace_prompt(task, fit, self._settings, concept, known_prompt(admitted.study))
        conversation = _Conversation(prompt, admitted.study, self._scale(fit), self._model.made_by, usable)
        seen = picture(film, fit)
        for _ in range(self._settings.attempts):
            repaired = conversation.parsed(self._generated(film, seen, conversation.turns, prompt))
            if repaired is not None:
                reading = finished(
                    repaired, fit, admitted.regions, conversation.outputs, phrase=task != "grounding"
                )
                return ReadResult(reading, film, {})
        raise NotRead(
            f"{film.file}: not read: no trace text from {self._model.made_by.version}: {conversation.why}"
        )

    def _generated(self, film: Film, seen: NDArray[np.uint8], turns: Sequence[Turn], prompt: Prompt) -> str:
        try:
            text = self._model.generate(seen, turns, prompt.constrained)
        except RadtraceError as error:
            raise NotRead(f"{film.file}: not read: {error}") from error
        if len(text) > MOST_CHARACTERS:
            raise NotRead(f"{film.file}: not read: the answer is longer than {MOST_CHARACTERS} characters")
        return text.encode("utf-8", "replace").decode("utf-8")  # JSON may contain a lone surrogate

    def _scale(self, fit: Fit) -> Scale:
        return Scale() if self._settings.coordinates == "grid" else Scale(fit.width, fit.height)


class _Conversation:
    """The conversation about one film: turns, outputs, and why the last answer was rejected."""

    def __init__(
        self,
        prompt: Prompt,
        study: StudyReference,
        scale: Scale,
        made_by: Provenance,
        usable: Callable[[Reading], Reading],
    ) -> None:
        self.turns = [Turn("user", prompt.text)]
        self.outputs: list[ModelOutput] = []
        self.why = ""
        self._current = self._prompt = prompt
        self._study, self._scale, self._made_by, self._usable = study, scale, made_by, usable

    def parsed(self, text: str) -> Repaired | None:
        """The answer's Reading, or None; the reason is then the next turn."""
        try:
            repaired = repair_trace(text, study=self._study, provenance=self._made_by, scale=self._scale)
            reading = self._usable(repaired.reading)
        except TraceError as error:
            self.why = shown(error.what, 200)
            self.outputs.append(ModelOutput(prompt=self._current.name, text=text))
            self._current = again_prompt(self._prompt, self.why)
            self.turns += [Turn("assistant", text), Turn("user", self._current.text)]
            return None
        self.outputs.append(ModelOutput(prompt=self._current.name, text=text, repairs=repaired.repairs))
        return Repaired(reading, repaired.text, repaired.repairs)


def _with_content(reading: Reading) -> Reading:
    if not (reading.findings or reading.sentences):
        raise TraceError("the answer has neither findings nor sentences", 1)
    return reading


def _only(reading: Reading, concept: str) -> Reading:
    """The Reading's findings of one concept."""
    findings = tuple(finding for finding in reading.findings if finding.concept == concept)
    if not findings:
        raise TraceError(f"the answer has no finding of {concept}", 1)
    kept = {finding.id for finding in findings}
    steps = tuple(
        step.model_copy(update={"findings": tuple(name for name in step.findings if name in kept)})
        for step in reading.steps
    )
    return reading.model_copy(update={"findings": findings, "steps": steps, "sentences": ()})
