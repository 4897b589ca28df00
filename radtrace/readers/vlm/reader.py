"""Study to Reading by a language model that sees: admit, show, ask, mend, move to the film, check."""

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

MOST_CHARACTERS = 200_000  # of one answer; a reading of 80 findings has 10,000


class NotRead(RadtraceError):
    """A model did not read a film. The film is refused, with the reason."""


@dataclass(frozen=True)
class Turn:
    """What was said so far; the picture goes with the first turn."""

    role: Literal["user", "assistant"]
    text: str


class Speaker(Protocol):
    """A language model that sees a picture."""

    @property
    def made_by(self) -> Provenance:
        """Who it is, without answers."""
        ...

    def say(self, picture: NDArray[np.uint8], turns: Sequence[Turn], constrained: bool) -> str:
        """The answer to the last turn; raises RadtraceError where there is none.

        `picture` is grey, uint8 (height, width). `constrained` asks for trace text, where the model can be
        held to it.
        """
        ...


class Gate(Protocol):
    """Admits films."""

    def admit(self, study: Study) -> Admitted:
        """The film to read; raises NotAChestFilm if there is none."""
        ...


class TraceReader:
    """A reader that asks `speaker` and takes no word of it on trust.

    The film is admitted by the gate of the embedded reader before the model sees it. The model's
    answer is trace text; what cannot be used of it is left out, which `provenance.outputs` tells, and where
    nothing is left the film is refused.
    """

    def __init__(self, speaker: Speaker, settings: Settings, gate: Gate) -> None:
        self._speaker = speaker
        self._settings = settings
        self._gate = gate

    def read(self, study: Study) -> ReadResult:
        """Read the first frontal chest film of the study, with the prompt of `settings.task`.

        Raises
        ------
        NotAChestFilm
            If the study has none.
        NotRead
            If the model gives no answer, or none that says anything.
        """
        return self._traced(study, self._settings.task, "", _tells_findings)

    def ground(self, study: Study, concept: str) -> ReadResult:
        """Where `concept`, of the vocabulary, is: a Reading with findings of it alone.

        Raises
        ------
        BadInput
            If the vocabulary does not have the concept.
        NotAChestFilm, NotRead
            As `read` does.
        """
        if concept not in concept_by_id():
            raise BadInput(f"{concept!r} is no concept; radtrace vocabulary lists them")
        return self._traced(study, "grounding", concept, lambda reading: _only(reading, concept))

    def answer(self, study: Study, question: str) -> ModelOutput:
        """The model's words in answer to a question on the film.

        Raises
        ------
        NotAChestFilm, NotRead
            As `read` does.
        """
        admitted = self._gate.admit(study)
        film = admitted.film
        prompt = question_prompt(question, self._settings, known_prompt(admitted.study))
        fit = self._settings.fit_for(*film.pixels.shape)
        text = self._said(film, picture(film, fit), [Turn("user", prompt.text)], prompt)
        return ModelOutput(prompt=prompt.name, text=text)

    def _traced(
        self, study: Study, task: str, concept: str, usable: Callable[[Reading], Reading]
    ) -> ReadResult:
        admitted = self._gate.admit(study)
        film = admitted.film
        fit = self._settings.fit_for(*film.pixels.shape)
        prompt = trace_prompt(task, fit, self._settings, concept, known_prompt(admitted.study))
        talk = _Talk(prompt, admitted.study, self._scale(fit), self._speaker.made_by, usable)
        seen = picture(film, fit)
        for _ in range(self._settings.attempts):
            repaired = talk.taken(self._said(film, seen, talk.turns, prompt))
            if repaired is not None:
                reading = finished(repaired, fit, admitted.regions, talk.outputs, phrase=task != "grounding")
                return ReadResult(reading, film, {})
        raise NotRead(f"{film.file}: not read: {self._speaker.made_by.version} gave no trace: {talk.why}")

    def _said(self, film: Film, seen: NDArray[np.uint8], turns: Sequence[Turn], prompt: Prompt) -> str:
        try:
            text = self._speaker.say(seen, turns, prompt.constrained)
        except RadtraceError as error:
            raise NotRead(f"{film.file}: not read: {error}") from error
        if len(text) > MOST_CHARACTERS:
            raise NotRead(f"{film.file}: not read: the answer is longer than {MOST_CHARACTERS} characters")
        return text.encode("utf-8", "replace").decode("utf-8")  # JSON may hold half a character

    def _scale(self, fit: Fit) -> Scale:
        return Scale() if self._settings.coordinates == "grid" else Scale(fit.width, fit.height)


class _Talk:
    """The conversation on one film: what was said, and why it was not enough."""

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
        self._asked = self._prompt = prompt
        self._study, self._scale, self._made_by, self._usable = study, scale, made_by, usable

    def taken(self, text: str) -> Repaired | None:
        """What the answer says, or None; then the model is told why, as the last turn."""
        try:
            repaired = repair_trace(text, study=self._study, provenance=self._made_by, scale=self._scale)
            reading = self._usable(repaired.reading)
        except TraceError as error:
            self.why = shown(error.what, 200)
            self.outputs.append(ModelOutput(prompt=self._asked.name, text=text))
            self._asked = again_prompt(self._prompt, self.why)
            self.turns += [Turn("assistant", text), Turn("user", self._asked.text)]
            return None
        self.outputs.append(ModelOutput(prompt=self._asked.name, text=text, repairs=repaired.repairs))
        return Repaired(reading, repaired.text, repaired.repairs)


def _tells_findings(reading: Reading) -> Reading:
    if not (reading.findings or reading.sentences):
        raise TraceError("it has neither findings nor sentences", 1)
    return reading


def _only(reading: Reading, concept: str) -> Reading:
    """The Reading's findings of one concept."""
    findings = tuple(finding for finding in reading.findings if finding.concept == concept)
    if not findings:
        raise TraceError(f"it has no finding of {concept}", 1)
    kept = {finding.id for finding in findings}
    steps = tuple(
        step.model_copy(update={"findings": tuple(name for name in step.findings if name in kept)})
        for step in reading.steps
    )
    return reading.model_copy(update={"findings": findings, "steps": steps, "sentences": ()})
