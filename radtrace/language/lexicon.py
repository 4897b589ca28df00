"""What kind of claim a sentence makes: hedged, negated, or a comparison.

Pattern tables (`lexicon.toml`) in the manner of NegEx (Chapman et al., J Biomed Inform
34, 2001): a cue holds from where it stands to the end of its clause. Text is one
sentence of a report in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from radtrace.language.tables import table


def hedged(text: str) -> bool:
    """Whether the sentence holds a word of doubt ("possible", "cannot be excluded")."""
    return _pattern("hedges").search(text) is not None


def comparison_words(text: str) -> list[str]:
    """Words that compare with an earlier film ("new", "unchanged"), in order, in lower case."""
    return [match.group().lower() for match in _pattern("comparison").finditer(text)]


def negated(text: str) -> bool:
    """Whether any clause of the sentence denies something."""
    return any(_cue(clause) is not None for clause in clauses(text))


def negates(text: str, names: Iterable[str]) -> bool | None:
    """Whether the sentence denies what one of `names` names; None where it names none of them.

    A name that stands both denied and not denied counts as not denied.
    """
    mentions = [denied for clause in clauses(text) for denied in _mentions(clause, list(names))]
    return all(mentions) if mentions else None


def denies_everything(text: str) -> bool:
    """Whether the sentence calls the whole film normal."""
    return _pattern("normal_films").search(text) is not None


def unassessed(text: str) -> bool:
    """Whether the text says that something could not be assessed."""
    return _pattern("unassessed").search(text) is not None


@lru_cache(maxsize=1024)
def clauses(text: str) -> tuple[str, ...]:
    """The parts of the sentence a negation does not reach across, none empty."""
    return tuple(part.strip() for part in _pattern("clause_ends").split(text) if part.strip())


def _mentions(clause: str, names: list[str]) -> list[bool]:
    cue = _cue(clause)
    return [
        cue is not None and (cue <= match.start() or _denied_after(clause[match.end() :]))
        for name in names
        for match in re.finditer(rf"\b{re.escape(name)}(?:s|es)?\b", clause, re.IGNORECASE)
    ]


def _denied_after(rest: str) -> bool:
    """The cue may follow its name: "pneumothorax is not seen", "effusion: none"."""
    return re.match(r"\s+(?:is|are|was|were)\s+(?:not|absent)\b", rest, re.IGNORECASE) is not None


@lru_cache(maxsize=1024)
def _cue(clause: str) -> int | None:
    """Where the first negation of the clause starts; None without one."""
    kept = _pattern("false_negations").sub(lambda match: "~" * len(match.group()), clause)
    match = _pattern("negations").search(kept)
    return match.start() if match else None


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile("|".join(map(_whole, table("lexicon")[key])), re.IGNORECASE)


def _whole(entry: str) -> str:
    """Words match as whole words; punctuation as it stands."""
    return rf"\b(?:{entry})\b" if entry[0].isalpha() or entry[0] == "(" else entry
