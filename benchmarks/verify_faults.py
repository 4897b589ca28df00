"""How many faults planted in readings `radtrace.verify` finds, and how many clean readings it flags.

    python benchmarks/verify_faults.py [--data ../shared/data] [--readings FILE] [--each 200] [--misses 3]

Clean readings are those of drawn films (with and without a prior), the same as a language model would write
them (trace text, repaired and finished by the reader for language models), and with `--data` those of the
embedded reader on real films, drawn evenly over the sources of `films.csv`; `--readings` takes others, one
Reading a line or under the key "reading". Each fault changes one thing in one clean reading that passes, by
editing its words, by saying it in other words (those of verify_faults.toml and the paraphraser's), or by
changing the record under the words. It is found if a check flags or fails that passed before. Prints one
Markdown table: recall for each kind of fault, and the share of clean readings flagged for each source, with
Wilson's 95% intervals (Wilson 1927), and the time verify takes.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from radtrace import read
from radtrace.evaluation.intervals import proportion
from radtrace.language.writing.fact import Fact
from radtrace.language.writing.paraphrase import draw as paraphrased
from radtrace.phantom import draw
from radtrace.readers.vlm.finish import finished
from radtrace.readers.vlm.fit import stretch
from radtrace.record import (
    Box,
    Finding,
    Laterality,
    ModelOutput,
    Presence,
    Provenance,
    RadtraceError,
    Reading,
    Section,
    Sentence,
    concept_by_id,
)
from radtrace.record.trace import compact_reading, format_trace, repair_trace
from radtrace.verify import verify

_TRIES = 400  # readings tried for each fault that is wanted, before a kind counts as used up
_OTHER = {"left": "right", "right": "left"}
_LEVELS = ("apical", "upper", "mid", "lower")
WORDS: Mapping[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


class Named(NamedTuple):
    """A reading and the source it is from."""

    source: str
    reading: Reading


Fault = Callable[[Reading, Random], Reading | None]


def main() -> None:
    """Read, plant, check, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder that holds films.csv and its films")
    parser.add_argument("--readings", type=Path, help="JSON Lines of further clean readings")
    parser.add_argument("--films", type=int, default=160, help="real films, over all sources")
    parser.add_argument("--drawn", type=int, default=80, help="drawn films, each with and without a prior")
    parser.add_argument("--each", type=int, default=200, help="faults of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--misses", type=int, default=0, help="faults of each kind to print that were missed")
    given = parser.parse_args()
    random = Random(given.seed)
    clean = [*drawn_readings(given.drawn, given.seed)]
    clean += [] if given.readings is None else stored_readings(given.readings)
    clean += [] if given.data is None else film_readings(given.data, given.films, random)
    passing = report_clean(clean)
    report_faults(passing, given.each, random, given.misses)


def drawn_readings(films: int, seed: int) -> Iterator[Named]:
    """Readings of drawn films, and each as a language model would write it."""
    for number in range(films):
        for prior in (False, True):
            reading = draw(seed * 1_000_000 + number, 96, prior=prior).reading
            yield Named("drawn, with a prior" if prior else "drawn", reading)
            text = format_trace(reading if number % 2 else compact_reading(reading))
            yield Named("drawn, as trace text", from_trace(text, reading))


def from_trace(text: str, reading: Reading) -> Reading:
    """The Reading that the reader for language models makes of an answer about the same film."""
    provenance = Provenance(reader="vlm", version="benchmark")
    repaired = repair_trace(text, study=reading.study, provenance=provenance)
    outputs = [ModelOutput(prompt="read", text=text)]
    return finished(repaired, stretch(1_000), reading.regions, outputs, phrase=True)


def stored_readings(path: Path) -> Iterator[Named]:
    """The readings of a JSON Lines file."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Named(str(row.get("source", path.name)), Reading.model_validate(row.get("reading", row)))


def film_readings(data: Path, films: int, random: Random) -> Iterator[Named]:
    """The embedded reader's readings of real films, as many from each source, without those it rejects."""
    sources: dict[str, list[str]] = defaultdict(list)
    for row in csv.DictReader((data / "films.csv").open(encoding="utf-8")):
        sources[row["source"]].append(row["file"])
    for files in sources.values():
        random.shuffle(files)
    found = 0
    while found < films and any(sources.values()):
        for files in (files for files in sources.values() if files):
            try:
                yield Named("embedded reader", reading := read(data / files.pop()))
            except RadtraceError:
                continue
            found += 1
            if found % 4 == 0:
                yield Named(
                    "embedded, as trace text", from_trace(format_trace(compact_reading(reading)), reading)
                )


def odd(reading: Reading) -> frozenset[tuple[str, str, str | None, str | None]]:
    """What the checks flag or fail."""
    checks = (check for check in verify(reading) if check.verdict != "pass")
    return frozenset((check.name, check.why, check.sentence, check.finding) for check in checks)


def report_clean(clean: Sequence[Named]) -> list[Reading]:
    """Print how many clean readings are flagged, and give those that are not."""
    flagged: dict[str, list[bool]] = defaultdict(list)
    whys: Counter[str] = Counter()
    passing = []
    start = time.process_time()
    for source, reading in clean:
        found = odd(reading)
        flagged[source].append(bool(found))
        whys.update(f"{name}: {why}" for name, why, _, _ in found)
        passing += [] if found else [reading]
    spent = 1_000 * (time.process_time() - start) / len(clean)
    print("| clean readings | flagged | n |\n| --- | --- | --- |")
    for source, hits in flagged.items():
        print(f"| {source} | {share(sum(hits), len(hits))} | {len(hits)} |")
    every = [hit for hits in flagged.values() for hit in hits]
    print(f"| all | {share(sum(every), len(every))} | {len(every)} |\n")
    for why, count in whys.most_common(5):
        print(f"{count} times {why}")
    print(f"\n{spent:.1f} ms a reading, texts not seen before included\n")
    return passing


def report_faults(clean: Sequence[Reading], each: int, random: Random, misses: int) -> None:
    """Plant `each` faults of every kind in clean readings, and print how many are found."""
    print("| fault | recall | n |\n| --- | --- | --- |")
    missed: dict[str, list[str]] = defaultdict(list)
    for kind, ways in FAULTS.items():
        hits = []
        for _ in range(each * _TRIES):
            reading = changed(random.choice(clean))
            spoilt = random.choice(ways)(reading, random)
            if spoilt is None or spoilt == reading:
                continue
            found = bool(odd(spoilt))
            hits.append(found)
            missed[kind] += [] if found else [difference(reading, spoilt)]
            if len(hits) == each:
                break
        print(f"| {kind} | {share(sum(hits), len(hits))} | {len(hits)} |")
    for kind, texts in missed.items():
        for text in texts[:misses]:
            print(f"\nmissed, {kind}: {text}")


def share(hits: int, n: int) -> str:
    """A share with Wilson's interval."""
    found = proportion(hits, n)
    return f"{found.value:.3f} ({found.low:.3f}-{found.high:.3f})" if n else "-"


def difference(before: Reading, after: Reading) -> str:
    """The nouns that a fault changed, for a person to look at."""
    parts = ("sentences", "findings", "measurements", "regions")
    pairs = ((part, getattr(before, part), getattr(after, part)) for part in parts)
    return "; ".join(
        f"{part}: {[n for n in old if n not in new][:2]} became {[n for n in new if n not in old][:2]}"
        for part, old, new in pairs
        if old != new
    )


# Parts that faults are made of


def changed(reading: Reading, **fields: Any) -> Reading:
    """The reading with other fields and without checks, its links validated again."""
    return Reading.model_validate(reading.model_dump() | {"checks": ()} | fields)


def said(reading: Reading, sentence: Sentence, **fields: Any) -> Reading:
    """The reading with one sentence changed."""
    new = sentence.model_copy(update=fields)
    return changed(reading, sentences=[new if s.id == sentence.id else s for s in reading.sentences])


def found(reading: Reading, finding: Finding, **fields: Any) -> Reading:
    """The reading with one finding changed."""
    new = finding.model_copy(update=fields)
    return changed(reading, findings=[new if f.id == finding.id else f for f in reading.findings])


def with_sentence(reading: Reading, text: str, section: Section, regions: Sequence[str]) -> Reading:
    """The reading with one sentence more, linked to no finding."""
    new = Sentence(id="planted", section=section, text=text, regions=tuple(regions))
    last = max((n for n, s in enumerate(reading.sentences, 1) if s.section is section), default=0)
    return changed(reading, sentences=[*reading.sentences[:last], new, *reading.sentences[last:]])


class About(NamedTuple):
    """A sentence that is linked to one finding alone, and that finding."""

    sentence: Sentence
    finding: Finding


def about(reading: Reading, random: Random, wanted: Callable[[Finding], bool]) -> About | None:
    """A sentence on one finding that is wanted, drawn at random."""
    findings = {finding.id: finding for finding in reading.findings}
    here = [
        About(s, findings[s.findings[0]])
        for s in reading.sentences
        if len(s.findings) == 1 and wanted(findings[s.findings[0]])
    ]
    return random.choice(here) if here else None


def there(finding: Finding) -> bool:
    """Whether a finding is present or uncertain."""
    return finding.presence is not Presence.ABSENT


def noun(concept: str) -> str:
    """What reports call a concept."""
    return concept_by_id()[concept].name


def capital(text: str) -> str:
    """The text with a capital first."""
    return text[0].upper() + text[1:]


def phrase(finding: Finding, where: str, random: Random) -> str:
    """A sentence of one's own on a finding, as sure as it is; `where` with its preposition, or empty."""
    words = " ".join(filter(None, [noun(finding.concept), where]))
    sure = finding.presence is Presence.PRESENT
    return capital(random.choice(WORDS["finding"]["sure" if sure else "doubted"]).format(words))


# Faults: each takes a clean reading and gives the spoilt one, or None where it cannot be planted


def one_sided(finding: Finding) -> bool:
    """Whether a finding is on one side alone."""
    return there(finding) and finding.laterality in (Laterality.LEFT, Laterality.RIGHT)


def lopsided(finding: Finding) -> bool:
    """Whether a finding is on one side, or in other zones on the left than on the right."""
    lungs = [zone for zone in finding.zones if zone.endswith("_zone")]
    mirrored = {re.sub("^(left|right)", lambda m: _OTHER[m[0]], zone) for zone in lungs}
    return one_sided(finding) or (there(finding) and mirrored != set(lungs))


def side_swapped_in_place(reading: Reading, random: Random) -> Reading | None:
    """Left and right change places in the words of a sentence."""
    chosen = about(reading, random, lopsided)
    if chosen is None:
        return None
    swapped = re.sub(r"\b(left|right)\b", lambda m: _OTHER[m[0]], chosen.sentence.text)
    swapped = re.sub(r"\b(Left|Right)\b", lambda m: capital(_OTHER[m[0].lower()]), swapped)
    return said(reading, chosen.sentence, text=swapped)


def side_swapped_in_other_words(reading: Reading, random: Random) -> Reading | None:
    """A sentence of one's own on the other side."""
    chosen = about(reading, random, one_sided)
    if chosen is None:
        return None
    where = random.choice(WORDS["place"]["side"]).format(_OTHER[str(chosen.finding.laterality)])
    return said(reading, chosen.sentence, text=phrase(chosen.finding, where, random))


def side_swapped_by_paraphrase(reading: Reading, random: Random) -> Reading | None:
    """The paraphraser's words on the other side."""
    chosen = about(reading, random, one_sided)
    if chosen is None:
        return None
    finding = chosen.finding
    hedge = "possible" if finding.presence is Presence.UNCERTAIN else None
    side = Laterality(_OTHER[str(finding.laterality)])
    text = paraphrased([Fact(finding.concept, finding.presence, hedge, side)], random)
    return said(reading, chosen.sentence, text=text)


def side_swapped_in_the_finding(reading: Reading, random: Random) -> Reading | None:
    """A finding's side and zones move over, its boxes and sentences stay."""
    here = [f for f in reading.findings if one_sided(f) and f.boxes]
    if not here:
        return None
    finding = random.choice(here)
    zones = tuple(re.sub("^(left|right)", lambda m: _OTHER[m[0]], zone) for zone in finding.zones)
    return found(reading, finding, laterality=_OTHER[str(finding.laterality)], zones=zones)


def free_levels(finding: Finding) -> list[str]:
    """Levels of the lung that a finding on one side is not in."""
    return [level for level in _LEVELS if f"{finding.laterality}_{level}_zone" not in finding.zones]


def in_a_lung(finding: Finding) -> bool:
    """Whether a finding lies in zones of one lung, and not in all of them."""
    lung = any(zone.endswith("_zone") for zone in finding.zones)
    return one_sided(finding) and lung and bool(free_levels(finding))


def zone_in_place(reading: Reading, random: Random) -> Reading | None:
    """The levels of the lung in a sentence become others."""
    chosen = about(reading, random, in_a_lung)
    if chosen is None:
        return None
    levels = re.findall(r"\b(?:apical|upper|mid|lower)\b", chosen.sentence.text)
    if not levels:
        return None
    other = random.choice(free_levels(chosen.finding))
    return said(reading, chosen.sentence, text=chosen.sentence.text.replace(random.choice(levels), other))


def zone_in_other_words(reading: Reading, random: Random) -> Reading | None:
    """A sentence of one's own on another zone of the same lung."""
    chosen = about(reading, random, in_a_lung)
    if chosen is None:
        return None
    level = random.choice(free_levels(chosen.finding))
    where = random.choice(WORDS["place"][level]).format(chosen.finding.laterality)
    return said(reading, chosen.sentence, text=phrase(chosen.finding, where, random))


def zone_by_paraphrase(reading: Reading, random: Random) -> Reading | None:
    """The paraphraser's words on another zone of the same lung."""
    chosen = about(reading, random, in_a_lung)
    if chosen is None:
        return None
    finding, level = chosen.finding, random.choice(free_levels(chosen.finding))
    hedge = "possible" if finding.presence is Presence.UNCERTAIN else None
    fact = Fact(finding.concept, finding.presence, hedge, finding.laterality, frozenset({level}))
    return said(reading, chosen.sentence, text=paraphrased([fact], random))


def zone_in_the_finding(reading: Reading, random: Random) -> Reading | None:
    """A finding's zones become another one, its boxes stay."""
    here = [f for f in reading.findings if in_a_lung(f) and f.boxes]
    if not here:
        return None
    finding = random.choice(here)
    far = [level for level in free_levels(finding) if not _beside(level, finding)]
    known = concept_by_id()[finding.concept].regions
    zones = [zone for level in far if (zone := f"{finding.laterality}_{level}_zone") in known]
    return found(reading, finding, zones=(random.choice(zones),)) if zones else None


def _beside(level: str, finding: Finding) -> bool:
    """Whether a level is next to a zone of the finding, where a box may lie in both."""
    at = _LEVELS.index(level)
    return any(
        f"{finding.laterality}_{one}_zone" in finding.zones for one in _LEVELS[max(at - 1, 0) : at + 2]
    )


def invented(reading: Reading, random: Random) -> str | None:
    """A statement of what the reading does not find, in words of one's own or the paraphraser's."""
    known = {f.concept for f in reading.findings if there(f)}
    relatives = {parent for concept in known for parent in concept_by_id()[concept].parents} | known
    if random.random() < 0.5:
        rows = [texts for concept, texts in WORDS["invented"].items() if concept not in relatives]
        return random.choice(random.choice(rows)) if rows else None
    concepts = [concept for concept in concept_by_id() if concept not in relatives]
    presence, hedge = random.choice(((Presence.PRESENT, None), (Presence.UNCERTAIN, "possible")))
    return paraphrased([Fact(random.choice(concepts), presence, hedge)], random)


def invented_in_a_sentence(reading: Reading, random: Random) -> Reading | None:
    """A statement is added to a sentence."""
    text = invented(reading, random)
    if text is None:
        return None
    sentence = random.choice(reading.sentences)
    lead = random.choice(("{} {}", "{1} {0}", "{}; {}"))
    body = sentence.text.rstrip(".") if ";" in lead else sentence.text
    return said(reading, sentence, text=lead.format(body, text))


def invented_sentence(reading: Reading, random: Random) -> Reading | None:
    """A statement becomes a sentence of its own, about regions of another."""
    text = invented(reading, random)
    regions = random.choice(reading.sentences).regions
    return None if text is None or not regions else with_sentence(reading, text, Section.FINDINGS, regions)


def compared(reading: Reading, random: Random) -> Reading | None:
    """A sentence on a finding gets a comparison."""
    chosen = about(reading, random, there)
    if reading.study.prior is not None or chosen is None:
        return None
    text = chosen.sentence.text.rstrip(".")
    if random.random() < 0.5:
        return said(reading, chosen.sentence, text=random.choice(WORDS["comparison"]["after"]).format(text))
    first = f"{random.choice(WORDS['comparison']['before'])} {text[0].lower()}{text[1:]}."
    return said(reading, chosen.sentence, text=first)


def compared_by_paraphrase(reading: Reading, random: Random) -> Reading | None:
    """The paraphraser's words for a finding that changed."""
    chosen = about(reading, random, lambda f: f.presence is Presence.PRESENT)
    if reading.study.prior is not None or chosen is None:
        return None
    change = random.choice(("new", "increased", "decreased", "unchanged"))
    fact = Fact(chosen.finding.concept, Presence.PRESENT, change=change)
    return said(reading, chosen.sentence, text=paraphrased([fact], random))


def comparing(reading: Reading, random: Random) -> Reading | None:
    """A sentence that compares is added."""
    if reading.study.prior is not None:
        return None
    section = random.choice((Section.FINDINGS, Section.IMPRESSION))
    return with_sentence(
        reading, random.choice(WORDS["comparison"]["alone"]), section, reading.sentences[0].regions
    )


def denied(reading: Reading, random: Random) -> Reading | None:
    """A finding that is there is denied."""
    chosen = about(reading, random, there)
    if chosen is None:
        return None
    if random.random() < 0.3:
        text = paraphrased([Fact(chosen.finding.concept, Presence.ABSENT)], random)
    else:
        text = capital(random.choice(WORDS["finding"]["denied"]).format(noun(chosen.finding.concept)))
    return said(reading, chosen.sentence, text=text)


def affirmed(reading: Reading, random: Random) -> Reading | None:
    """A sentence that denies findings states them."""
    findings = {finding.id: finding for finding in reading.findings}
    here = [s for s in reading.sentences if s.findings and not any(there(findings[f]) for f in s.findings)]
    here = [s for s in here if len(s.findings) < 7]  # not the summary of a normal film
    if not here:
        return None
    sentence = random.choice(here)
    if sentence.text.startswith("No ") and random.random() < 0.4:
        return said(reading, sentence, text=capital(sentence.text.removeprefix("No ")))
    finding = findings[random.choice(sentence.findings)]
    if random.random() < 0.4:
        text = paraphrased([Fact(finding.concept, Presence.PRESENT)], random)
    else:
        text = capital(random.choice(WORDS["finding"]["sure"]).format(noun(finding.concept)))
    return said(reading, sentence, text=text)


_PRINTED = re.compile(r"\d+\.\d+|\d+(?= mm\b)")


def number_in_the_text(reading: Reading, random: Random) -> Reading | None:
    """A measured number in a sentence becomes another."""
    here = [(s, m) for s in reading.sentences for m in _PRINTED.finditer(s.text)]
    if not here:
        return None
    sentence, match = random.choice(here)
    text = sentence.text[: match.start()] + _other(match[0], random) + sentence.text[match.end() :]
    return said(reading, sentence, text=text)


def _other(number: str, random: Random) -> str:
    """Another number with as many digits."""
    if "." not in number:
        return str(int(number) + random.choice((-4, -3, 3, 5, 11)))
    step, digits = random.choice((-0.11, -0.05, -0.03, 0.04, 0.07, 0.15)), len(number.partition(".")[2])
    return f"{float(number) + step:.{digits}f}"


def number_in_other_words(reading: Reading, random: Random) -> Reading | None:
    """The ratio is given in other words and wrong."""
    ratios = [m for m in reading.measurements if m.unit is None]
    here = [s for s in reading.sentences if re.search(r"ratio", s.text)]
    if not ratios or not here:
        return None
    sentence, wrong = random.choice(here), ratios[0].value + random.choice((-0.08, -0.04, 0.05, 0.09))
    first = re.split(r"[;,] (?:with a )?cardiothoracic", sentence.text)[0].rstrip(".") + ". "
    lead = "" if first.lower().startswith("cardiothoracic") else first
    text = lead + random.choice(WORDS["number"]["ratio"]).format(
        ratio=f"{wrong:.2f}", percent=round(100 * wrong)
    )
    return said(reading, sentence, text=text)


def number_in_the_record(reading: Reading, random: Random) -> Reading | None:
    """A measurement's value becomes another."""
    if not reading.measurements:
        return None
    chosen = random.choice(reading.measurements)
    step = random.choice((-3.0, 4.0)) if chosen.unit else random.choice((-0.06, 0.05))
    wrong = chosen.model_copy(update={"value": chosen.value + step})
    return changed(reading, measurements=[wrong if m.id == chosen.id else m for m in reading.measurements])


_PLAIN = (
    (r"^Possible (\w)", lambda m: m[1].upper()), (r" cannot be excluded", lambda m: ""),
    (r"\bpossibly ", lambda m: ""), (r"There may be", lambda m: "There is"),
    (r"may represent", lambda m: "represents"),
)  # fmt: skip


def hedge_dropped_in_place(reading: Reading, random: Random) -> Reading | None:
    """The hedge of a sentence goes."""
    chosen = about(reading, random, lambda f: f.presence is Presence.UNCERTAIN)
    if chosen is None:
        return None
    text = chosen.sentence.text
    for pattern, plain in _PLAIN:
        text = re.sub(pattern, plain, text)
    return said(reading, chosen.sentence, text=text)


def hedge_dropped_in_other_words(reading: Reading, random: Random) -> Reading | None:
    """An uncertain finding is stated outright, in words of one's own or the paraphraser's."""
    chosen = about(reading, random, lambda f: f.presence is Presence.UNCERTAIN)
    if chosen is None:
        return None
    if random.random() < 0.4:
        text = paraphrased([Fact(chosen.finding.concept, Presence.PRESENT)], random)
    else:
        text = capital(random.choice(WORDS["finding"]["definite"]).format(noun(chosen.finding.concept)))
    return said(reading, chosen.sentence, text=text)


def box_elsewhere(reading: Reading, random: Random) -> Reading | None:
    """A box moves to where none of its finding's zones is."""
    here = [f for f in reading.findings if there(f) and f.boxes]
    if not here:
        return None
    finding = random.choice(here)
    zones = [r.box for r in reading.regions if r.id in finding.zones and r.box is not None]
    number = random.randrange(len(finding.boxes))
    old = finding.boxes[number]
    wide, high = old.x_max - old.x_min, old.y_max - old.y_min
    for _ in range(60):
        x, y = random.uniform(0, 1 - wide), random.uniform(0, 1 - high)
        moved = Box(x_min=x, y_min=y, x_max=x + wide, y_max=y + high)
        if all(moved.intersection(zone) < 0.1 * min(moved.area, zone.area) for zone in zones):
            boxes = [moved if n == number else box for n, box in enumerate(finding.boxes)]
            return found(reading, finding, boxes=tuple(boxes))
    return None


def concluded(reading: Reading, random: Random) -> Reading | None:
    """A sentence of the impression states what is no finding."""
    text = invented(reading, random)
    regions = random.choice(reading.sentences).regions
    return None if text is None else with_sentence(reading, text, Section.IMPRESSION, regions)


def concluded_alone(reading: Reading, random: Random) -> Reading | None:
    """A present finding is in the impression, and no longer in the findings section."""
    there_ = {f.id for f in reading.findings if f.presence is Presence.PRESENT}
    told = [s for s in reading.sentences if s.section is Section.FINDINGS and set(s.findings) & there_]
    concluded_ = {f for s in reading.sentences if s.section is Section.IMPRESSION for f in s.findings}
    told = [s for s in told if set(s.findings) & there_ & concluded_]
    if not told:
        return None
    gone = random.choice(told)
    return changed(reading, sentences=[s for s in reading.sentences if s.id != gone.id])


def concluded_without_link(reading: Reading, random: Random) -> Reading | None:
    """A sentence of the impression loses its findings."""
    findings = {finding.id: finding for finding in reading.findings}
    here = [s for s in reading.sentences if s.section is Section.IMPRESSION]
    here = [s for s in here if any(there(findings[f]) for f in s.findings)]
    return said(reading, random.choice(here), findings=(), critical=False) if here else None


def unseen_part(reading: Reading, random: Random) -> Reading | None:
    """A sentence, or an addition to one, on a part that was not assessed."""
    unseen = [region.id for region in reading.regions if not region.assessed and region.id in WORDS["part"]]
    if not unseen:
        reading, part = hidden(reading, random.choice(sorted(WORDS["part"])))
        if odd(reading):
            return None
        unseen = [part]
    part = random.choice(unseen)
    text = random.choice(WORDS["part"][part])
    sentences = [sentence for sentence in reading.sentences if sentence.section is Section.FINDINGS]
    if sentences and random.random() < 0.3:
        sentence = random.choice(sentences)
        return said(reading, sentence, text=f"{sentence.text} {text}")
    regions = random.choice(((part,), reading.sentences[0].regions)) if reading.sentences else (part,)
    return with_sentence(reading, text, Section.FINDINGS, regions)


def hidden(reading: Reading, part: str) -> tuple[Reading, str]:
    """The reading in which a region was not assessed, without sentences on that region; and the region."""
    kept = [sentence for sentence in reading.sentences if part not in sentence.regions]
    return changed(without_region(reading, part), sentences=kept), part


def without_region(reading: Reading, part: str) -> Reading:
    """The reading in which a region was not assessed, and its steps say so."""
    gone = {"assessed": False, "reason": "overexposed"}
    return changed(
        reading,
        regions=[r.model_copy(update=gone) if r.id == part else r for r in reading.regions],
        steps=[s.model_copy(update={"assessed": False}) if s.region == part else s for s in reading.steps],
    )


def unseen_under_a_sentence(reading: Reading, random: Random) -> Reading | None:
    """A region that a sentence speaks of was not assessed after all."""
    findings = [s for s in reading.sentences if s.section is Section.FINDINGS and s.findings and s.regions]
    assessed = {region.id for region in reading.regions if region.assessed}
    chosen = random.choice(findings) if findings else None
    here = [region for region in (chosen.regions if chosen else ()) if region in assessed]
    return without_region(reading, random.choice(here)) if here else None


FAULTS: Mapping[str, Sequence[Fault]] = {
    "swapped side": (side_swapped_in_place, side_swapped_in_other_words, side_swapped_by_paraphrase,
                     side_swapped_in_the_finding),
    "wrong zone": (zone_in_place, zone_in_other_words, zone_by_paraphrase, zone_in_the_finding),
    "invented finding": (invented_in_a_sentence, invented_sentence),
    "invented comparison": (compared, compared_by_paraphrase, comparing),
    "flipped negation": (denied, affirmed),
    "changed number": (number_in_the_text, number_in_other_words, number_in_the_record),
    "dropped hedge": (hedge_dropped_in_place, hedge_dropped_in_other_words),
    "box elsewhere": (box_elsewhere,),
    "impression without finding": (concluded, concluded_alone, concluded_without_link),
    "statement about a region not assessed": (unseen_part, unseen_under_a_sentence),
}  # fmt: skip


if __name__ == "__main__":
    main()
