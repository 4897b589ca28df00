"""The same facts in other words: synonyms, frames, order, denials put together or taken apart.

Every sentence that is drawn is understood again, and is only kept if it states the same facts; where
no draw does, the report's own sentence stays. So a paraphrase differs from its report in words alone,
as far as `understand` can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from radtrace.language.mention import Span, Understood
from radtrace.language.understanding.understand import understand
from radtrace.language.writing.fact import Fact, fact_of, facts_of
from radtrace.language.writing.sentence_of import denials_of, mergeable, sentence_of

DRAWS = 6
_MOST_TOGETHER = 4


class _Told(NamedTuple):
    """A sentence of the report and the facts it states."""

    text: str
    facts: tuple[Fact, ...]


class _Block(NamedTuple):
    """Sentences under one heading; `lead` is what stands before them, `own` the report's own words."""

    lead: str
    own: str
    told: tuple[_Told, ...]


def paraphrase(text: str, seed: int) -> str:
    """The report in other words; the same seed gives the same words.

    Headings and sections that state no findings stay as they are, sentences change their order within
    their section only. A report without facts is given back.
    """
    understood = understand(text)
    random = Random(seed)
    new = "".join(block.lead + _reworded(block, random) for block in _blocks(understood))
    return new if facts_of(understand(new)) == facts_of(understood) else text


def draw(facts: Sequence[Fact], random: Random) -> str:
    """One unchecked way to state these facts, a sentence each; bare denials share one."""
    if len(facts) > 1 and all(map(mergeable, facts)):
        return denials_of(facts, random.choice)
    return " ".join(sentence_of(fact, random.choice) for fact in facts)


def _reworded(block: _Block, random: Random) -> str:
    if not any(told.facts for told in block.told):
        return block.own
    units = list(_units(block.told, random))
    random.shuffle(units)
    return " ".join(_said(unit, random) for unit in units)


def _units(told: Sequence[_Told], random: Random) -> Iterator[list[_Told]]:
    """Sentences that are told together: bare denials in small groups, all others alone."""
    denials = [one for one in told if one.facts and all(map(mergeable, one.facts))]
    yield from ([one] for one in told if one not in denials)
    random.shuffle(denials)
    while denials:
        size = random.randint(1, _MOST_TOGETHER)
        yield denials[:size]
        denials = denials[size:]


def _said(unit: Sequence[_Told], random: Random) -> str:
    own = " ".join(told.text if told.text[-1] in ".!?:;" else f"{told.text}." for told in unit)
    facts = list(dict.fromkeys(fact for told in unit for fact in told.facts))
    if not facts:
        return own
    for _ in range(DRAWS):
        random.shuffle(facts)
        drawn = draw(facts, random)
        if facts_of(understand(drawn)) == set(facts):
            return drawn
    return own


def _blocks(understood: Understood) -> Iterator[_Block]:
    """The report in blocks; a new one begins with every heading and every section."""
    text, facts = understood.text, _facts_by_sentence(understood)
    end = 0
    for spans in _runs(understood):
        told = tuple(_Told(text[s.start : s.end], facts(index)) for index, s in spans)
        start, stop = spans[0][1].start, spans[-1][1].end
        yield _Block(text[end:start], text[start:stop], told)
        end = stop


def _runs(understood: Understood) -> Iterator[list[tuple[int, Span]]]:
    """The sentences, with their indices, in runs that no heading and no change of section parts."""
    run: list[tuple[int, Span]] = []
    for index, span in enumerate(understood.sentences):
        last = run[-1][1] if run else span
        gap = understood.text[last.end : span.start]
        if run and (span.section != last.section or any(map(str.isalpha, gap))):
            yield run
            run = []
        run.append((index, span))
    if run:
        yield run


def _facts_by_sentence(understood: Understood) -> Callable[[int], tuple[Fact, ...]]:
    stated: dict[int, list[Fact]] = {}
    for mention in understood.mentions:
        stated.setdefault(mention.sentence, []).append(fact_of(mention))
    return lambda index: tuple(stated.get(index, ()))
