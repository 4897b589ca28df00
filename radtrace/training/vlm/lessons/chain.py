"""BoxMed-RL's chain of thought: sign, category, location.

One step for every claimed finding, at the first of its regions that was looked at, with the radiographic
sign; then the findings, each with its name, side, severity, boxes and zones. It is derived from the Reading
by rules; no other model is used. A film without findings gets the line "No finding.".
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from radtrace.language.places import side_of
from radtrace.record import Finding, Presence, Reading, Region, Section, Sentence, Step
from radtrace.record.trace import compact_reading, format_trace

NORMAL = "No finding."
MOST_ZONES = 2


def chain_of(reading: Reading) -> str:
    """The chain of a Reading as trace text."""
    found = [finding for finding in reading.findings if finding.presence is not Presence.ABSENT]
    return _text(reading, found) if found else _nothing(reading)


def grounded(reading: Reading, concept: str) -> str:
    """The lines about one concept as trace text: where it is, or that it is absent."""
    found = [finding for finding in reading.findings if finding.concept == concept]
    placed = [finding.model_copy(update={"zones": (), "severity": None}) for finding in found]
    return _text(reading, placed, steps=False)


def _text(reading: Reading, found: Sequence[Finding], steps: bool = True) -> str:
    chosen = [_step(reading, finding, place) for place, finding in enumerate(found, 1)] if steps else []
    kept = [step for step in chosen if step is not None]
    by_finding = {step.findings[0]: step.id for step in kept}
    findings = tuple(
        finding.model_copy(
            update={
                "evidence": (by_finding[finding.id],) if finding.id in by_finding else (),
                "zones": _some(finding.zones),
                "measurement": None,
                "critical": False,
            }
        )
        for finding in found
    )
    return _bare(reading, tuple(kept), findings, ())


def _some(zones: tuple[str, ...]) -> tuple[str, ...]:
    """At most MOST_ZONES zones, one on each side if the finding is on both."""
    firsts = {side_of(zone): zone for zone in reversed(zones)}
    chosen = [zone for zone in zones if zone in firsts.values()]
    return tuple([*chosen, *(zone for zone in zones if zone not in chosen)][:MOST_ZONES])


def _step(reading: Reading, finding: Finding, place: int) -> Step | None:
    looked = [step.region for step in reading.steps if step.id in finding.evidence]
    region = next((zone for zone in (*finding.zones, *looked) if zone in looked or not looked), None)
    if region is None:
        return None
    return Step(
        id=f"step{place}", region=region, seen=signs().get(finding.concept, ""), findings=(finding.id,)
    )


def _nothing(reading: Reading) -> str:
    return _bare(reading, (), (), (Sentence(id="s1", section=Section.IMPRESSION, text=NORMAL),))


def _bare(
    reading: Reading, steps: tuple[Step, ...], findings: tuple[Finding, ...], said: tuple[Sentence, ...]
) -> str:
    spoken = {step.region for step in steps} | {zone for finding in findings for zone in finding.zones}
    bare = Reading(
        study=reading.study,
        regions=tuple(Region(id=region) for region in sorted(spoken)),
        steps=steps,
        findings=findings,
        sentences=said,
        provenance=reading.provenance,
    )
    return format_trace(compact_reading(bare))


@cache
def signs() -> dict[str, str]:
    """The radiographic sign of each concept."""
    table = files("radtrace.training.vlm.lessons").joinpath("signs.toml").read_text("utf-8")
    return {name: str(sign) for name, sign in tomllib.loads(table).items()}
