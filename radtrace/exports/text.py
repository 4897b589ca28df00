"""A Reading as a plain text report."""

from __future__ import annotations

import textwrap
from pathlib import PurePath

from radtrace.record import Check, FilmReference, Reading, Section, Verdict

RESEARCH_ONLY = "For research use only. Not for clinical use."
_WIDTH = 88


def render_text(reading: Reading) -> str:
    """The text of `report.txt`, wrapped at 88 characters.

    Order: title, research notice, films, clinical context, critical findings, FINDINGS, IMPRESSION,
    checks, reader, research notice. Unprintable characters become U+FFFD, so that a file name cannot forge a
    line or inject terminal escapes.
    """
    blocks = (
        ["CHEST RADIOGRAPH, DRAFT REPORT", RESEARCH_ONLY],
        _films(reading),
        [_wrapped(f"{name}: {text}") for name, text in reading.study.known],
        _critical(reading),
        ["FINDINGS", *_sentences(reading, Section.FINDINGS)],
        ["IMPRESSION", *_sentences(reading, Section.IMPRESSION)],
        _checks(reading.checks),
        _reader(reading),
        [RESEARCH_ONLY],
    )
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _summary(checks: tuple[Check, ...]) -> str:
    """Counts by verdict, such as "11 pass, 1 flag, 0 fail (12 checks)"."""
    counts = (f"{sum(check.verdict is verdict for check in checks)} {verdict}" for verdict in Verdict)
    return f"{', '.join(counts)} ({len(checks)} {'check' if len(checks) == 1 else 'checks'})"


def _films(reading: Reading) -> list[str]:
    lines = [_film(film) for film in reading.study.films]
    return lines + [_wrapped(f"Not read: {name}") for name in reading.study.not_read]


def _film(film: FilmReference) -> str:
    return _wrapped(f"File: {PurePath(film.file).name}   View: {film.view or 'not stated'}")


def _critical(reading: Reading) -> list[str]:
    urgent = dict.fromkeys(sentence.text for sentence in reading.sentences if sentence.critical)
    return [_wrapped(f"!! CRITICAL: {text}") for text in urgent]


def _sentences(reading: Reading, section: Section) -> list[str]:
    texts = [sentence.text for sentence in reading.sentences if sentence.section is section]
    if section is Section.IMPRESSION:
        texts = [f"{number}. {text}" for number, text in enumerate(texts, 1)]
    return [_wrapped(text) for text in texts] or ["(nothing stated)"]


def _checks(checks: tuple[Check, ...]) -> list[str]:
    odd = [check for check in checks if check.verdict is not Verdict.PASS]
    lines = [_wrapped(f"{check.verdict.upper()}  {check.name}: {check.why}") for check in odd]
    return [f"Checks: {_summary(checks)}", *lines]


def _reader(reading: Reading) -> list[str]:
    made_by = reading.provenance
    weights = f", weights {made_by.weights_sha256[:12]}" if made_by.weights_sha256 else ""
    return [_wrapped(f"Reader: {made_by.reader} {made_by.version}{weights}")]


def _wrapped(text: str) -> str:
    safe = "".join(character if character.isprintable() else "\ufffd" for character in text)
    return textwrap.fill(safe, _WIDTH, subsequent_indent="   ", drop_whitespace=True)
