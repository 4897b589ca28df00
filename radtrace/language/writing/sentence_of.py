"""One fact, or several denials, to one English sentence that `understand` reads back."""

from __future__ import annotations

from collections.abc import Sequence

from radtrace.language.mention import ZONES
from radtrace.language.words import listed, sentence
from radtrace.language.writing.fact import Fact
from radtrace.language.writing.wording import Choose, Wording, english_wording, first
from radtrace.record import Laterality, Presence, concept_by_id

_REST = "*"
_PLAIN_HEDGE = "possible"  # how alternatives and borderline findings are doubted in a sentence of their own


def sentence_of(fact: Fact, choose: Choose = first) -> str:
    """The sentence that states a fact.

    Parameters
    ----------
    choose
        Takes one of several ways to say the same; the plainest if not given.
    """
    wording = english_wording()
    if fact.normal and not (fact.laterality or fact.zones) and wording.words("normal", fact.concept):
        return sentence(choose(wording.words("normal", fact.concept)))
    phrase = _Phrase(fact, wording, choose)
    if fact.presence is not Presence.ABSENT:
        return sentence(_told(fact, phrase, wording, choose))
    if fact.change == "resolved":
        return sentence(_within(choose(wording.words("change", "resolved")), phrase))
    return sentence(phrase.fill(choose(wording.words("frames", "denied"))))


def denials_of(facts: Sequence[Fact], choose: Choose = first) -> str:
    """One sentence that denies several facts, none of them with a place or a change."""
    wording = english_wording()
    names = listed([choose(wording.noun(fact.concept)) for fact in facts], "or")
    return sentence(choose(wording.words("frames", "together")).format(list=names))


def mergeable(fact: Fact) -> bool:
    """Whether a fact is a bare denial, which can share a sentence with others."""
    return fact == Fact(fact.concept, Presence.ABSENT)


def _told(fact: Fact, phrase: _Phrase, wording: Wording, choose: Choose) -> str:
    """Hedge and change around the frame; only one of the two may be a tail, and then there is no frame."""
    change = choose(wording.words("change", fact.change)) if fact.change else _REST
    doubted = fact.presence is Presence.UNCERTAIN
    hedge = _PLAIN_HEDGE if doubted else fact.hedge
    hedges = wording.words("hedge", hedge) if hedge else [_REST]
    if not change.endswith(_REST):
        hedges = [option for option in hedges if option.endswith(_REST)]
    around = choose(hedges).replace(_REST, change)
    return (
        _within(around, phrase) if around != _REST else phrase.fill(choose(wording.words("frames", "stated")))
    )


def _within(around: str, phrase: _Phrase) -> str:
    return phrase.fill(around.replace(_REST, "{what} {where}"))


class _Phrase:
    """A finding's noun with its adjectives, and its place."""

    def __init__(self, fact: Fact, wording: Wording, choose: Choose) -> None:
        self._wording, self._choose = wording, choose
        self.noun = choose(wording.noun(fact.concept))
        self.where = self._place(fact)
        side = (
            "" if fact.laterality is None or fact.zones else choose(wording.words("sides", fact.laterality))
        )
        self.what = " ".join(filter(None, [self._degree(fact), side, self.noun]))
        if fact.size_mm:
            self.what = choose(wording.words("length", "of")).format(
                what=self.what, length=_length(fact.size_mm)
            )

    def fill(self, frame: str) -> str:
        """The frame with the phrase in it."""
        plural = self.noun in self._wording.plural
        is_, has = ("are", "have") if plural else ("is", "has")
        text = frame.format(
            what=self.what, a_what=self._article() + self.what, where=self.where, is_=is_, has=has
        )
        return " ".join(text.split())

    def _degree(self, fact: Fact) -> str:
        if fact.severity is None:
            return ""
        severities = concept_by_id()[fact.concept].severities
        sized = "small" in severities or (not severities and self.noun in self._wording.countable)
        return self._choose(self._wording.words("size" if sized else "degree", fact.severity))

    def _article(self) -> str:
        if self.noun not in self._wording.countable:
            return ""
        number = self.what.split()[0]
        vowel = number[0] in "aeioAEIO8" or number in ("11", "18", "ECG", "EKG")
        return "an " if vowel else "a "

    def _place(self, fact: Fact) -> str:
        zones = [zone for zone in ZONES if zone in fact.zones]
        if not zones:
            return ""
        both, wording = fact.laterality is Laterality.BILATERAL, self._wording
        side = str(fact.laterality) if fact.laterality and not both else ""
        if len(zones) == 1 and not both:
            return self._choose(wording.words("zone", zones[0])).format(side=side)
        form = ("one_of_both" if len(zones) == 1 else "both") if both else "sided"
        return self._choose(wording.words("zones", form)).format(side=side, zones=listed(zones))


def _length(size_mm: Sequence[float]) -> str:
    return f"{' x '.join(f'{size:g}' for size in size_mm)} mm"
