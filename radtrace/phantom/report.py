"""The reference report of a drawn film: every sentence tied to its findings and regions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from radtrace.phantom.lesions.nodule import diameter_mm
from radtrace.phantom.plan import Lesion
from radtrace.record import Finding, Laterality, Measurement, Presence, Section, Sentence, concept_by_id

_LUNGS = ("consolidation", "atelectasis", "lung_nodule", "pulmonary_edema")
_PLEURA = ("pleural_effusion", "pneumothorax")
_PLAIN = {
    "airway": ("trachea", "carina"),
    "mediastinum": ("mediastinum", "aorta", "right_hilum", "left_hilum"),
    "diaphragm": ("right_hemidiaphragm", "left_hemidiaphragm"),
    "bones": ("ribs", "right_clavicle", "left_clavicle"),
}


@dataclass(frozen=True)
class DrawnFindings:
    """What a report is written of; `lesions` and `findings` by concept."""

    lesions: dict[str, Lesion]
    findings: dict[str, Finding]
    ratio: Measurement
    devices: tuple[str, ...] = ()
    central: bool = True
    """Whether the trachea lies in the middle."""


def report(drawn: DrawnFindings, rng: np.random.Generator) -> tuple[Sentence, ...]:
    """Findings in the order of ABCDEF, then the impression, critical findings first."""
    found = [*_found(drawn, rng)]
    drafts = [(Section.FINDINGS, *draft) for draft in found]
    drafts += [(Section.IMPRESSION, *draft) for draft in _impression(drawn, rng)]
    return tuple(
        Sentence(
            id=f"s{number}",
            section=section,
            text=text,
            findings=tuple(finding.id for finding in about),
            regions=tuple(regions) or _regions(about),
            critical=section is Section.IMPRESSION and any(_stated(f) and f.critical for f in about),
        )
        for number, (section, text, about, regions) in enumerate(drafts, 1)
    )


Draft = tuple[str, tuple[Finding, ...], tuple[str, ...]]


def _found(drawn: DrawnFindings, rng: np.random.Generator) -> Iterator[Draft]:
    if drawn.central:
        yield _plain("airway", rng)
    yield from _about(_LUNGS, drawn, rng)
    yield from _about(_PLEURA, drawn, rng)
    yield _heart(drawn, rng)
    for part in ("mediastinum", "diaphragm", "bones"):
        if part != "diaphragm" or not _stated(drawn.findings["pleural_effusion"]):
            yield _plain(part, rng)
    for device in drawn.devices:
        yield _pick(rng, _table()["devices"][device]), (drawn.findings[device],), ("devices",)


def _plain(part: str, rng: np.random.Generator) -> Draft:
    return _pick(rng, _table()["plain"][part]), (), _PLAIN[part]


def _about(concepts: Sequence[str], drawn: DrawnFindings, rng: np.random.Generator) -> Iterator[Draft]:
    for concept in concepts:
        finding = drawn.findings[concept]
        if _stated(finding):
            yield statement(drawn.lesions[concept], finding, rng), (finding,), ()
        elif finding.change == "resolved":
            yield f"No residual {_noun(concept)}, resolved since the prior film.", (finding,), ()
    absent = [f for c in concepts if not _stated(f := drawn.findings[c]) and f.change is None]
    if absent:
        yield _denial(absent, len(absent) == len(_LUNGS), rng), tuple(absent), ()


def _denial(absent: Sequence[Finding], lungs: bool, rng: np.random.Generator) -> str:
    if lungs:
        return _pick(rng, _table()["absent"]["lungs"])
    nouns = [_noun(finding.concept) for finding in absent]
    listed = " or ".join(filter(None, [", ".join(nouns[:-1]), nouns[-1]]))
    return _pick(rng, _table()["absent"]["listed"]).format(list=listed)


def _heart(drawn: DrawnFindings, rng: np.random.Generator) -> Draft:
    finding, ratio = drawn.findings["cardiomegaly"], f"{drawn.ratio.value:.2f}"
    if not _stated(finding):
        text = _pick(rng, _table()["heart"]["normal"]).format(ratio=ratio)
    else:
        severity = str(finding.severity)
        text = _pick(rng, _table()["heart"]["enlarged"])
        text = text.format(ratio=ratio, severity=severity, degree=_table()["degree"][severity])
    if finding.change not in (None, "resolved"):
        text = text.removesuffix(".") + f"; {finding.change} since the prior film."
    return _capital(text), (finding,), ("heart",)


def statement(lesion: Lesion, finding: Finding, rng: np.random.Generator) -> str:
    """One sentence that states a finding: what, how much, where, how sure, and what changed."""
    frames = _table()["frames"]
    kind = "uncertain" if finding.presence is Presence.UNCERTAIN else finding.change or "present"
    both = finding.laterality is Laterality.BILATERAL
    nouns = _table()["what"][lesion.concept]
    what = _pick(rng, nouns.get("both" if both else "one") or nouns["none"])
    what = what.format(
        severity=lesion.severity, side=lesion.sides[0], zone=lesion.zone, size=diameter_mm(lesion)
    )
    bare = what.removeprefix("a ")
    article = ("an " if bare.startswith(("8", "11 ", "18 ")) else "a ") if bare != what else ""
    plural = "effusions" in bare
    text = _pick(rng, frames[kind]).format(
        what=bare, a_what=article + bare, is_="are" if plural else "is", has="have" if plural else "has"
    )
    return _capital(text)


def _impression(drawn: DrawnFindings, rng: np.random.Generator) -> Iterator[Draft]:
    present = [drawn.findings[concept] for concept in drawn.lesions]
    if not present:
        absent = tuple(f for f in drawn.findings.values() if not _stated(f) and f.change is None)
        yield _pick(rng, _table()["impression"]["normal"]), absent, ()
    for finding in sorted(present, key=lambda f: not f.critical):
        yield statement(drawn.lesions[finding.concept], finding, rng), (finding,), ()


def _regions(about: Iterable[Finding]) -> tuple[str, ...]:
    named = [region for f in about for region in (f.zones or concept_by_id()[f.concept].regions)]
    return tuple(dict.fromkeys(named))


def _stated(finding: Finding) -> bool:
    return finding.presence is not Presence.ABSENT


def _noun(concept: str) -> str:
    return str(_table()["nouns"][concept])


def _pick(rng: np.random.Generator, choices: Sequence[str]) -> str:
    return choices[int(rng.integers(len(choices)))]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("radtrace.phantom").joinpath("phrases.toml").read_text("utf-8"))
