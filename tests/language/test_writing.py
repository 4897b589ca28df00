"""Mentions to sentences and back, and the same facts in other words."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.language import understand
from radtrace.language.writing import fact_of, facts_of, paraphrase, sentence_of, write_mentions
from radtrace.language.writing.fact import Fact
from radtrace.language.writing.paraphrase import draw
from radtrace.language.writing.wording import english_wording
from radtrace.record import Laterality, Presence, concept_by_id
from tests.language.stated import facts, mention

REPORT = """INDICATION: Cough, rule out pneumonia.
FINDINGS: Heart size is normal. No pleural effusion. There is no pneumothorax. Small left apical nodule \
measuring 8 mm is unchanged. Opacity in the right base may represent atelectasis or pneumonia.

IMPRESSION:
1. Stable nodule
2. No acute disease"""


@settings(max_examples=600)
@given(facts())
def test_what_is_written_is_understood_as_it_was_meant(fact: Fact) -> None:
    assert facts_of(understand(sentence_of(fact))) == {fact}


@given(st.lists(facts(), max_size=6), st.lists(facts(), max_size=3))
def test_a_written_report_gives_back_its_mentions_in_order(found: list[Fact], concluded: list[Fact]) -> None:
    meant = [mention(f) for f in found] + [mention(f, "impression") for f in concluded]
    read = understand(write_mentions(meant)).mentions
    assert [(fact_of(m), m.section) for m in read] == [(fact_of(m), m.section) for m in meant]


@pytest.mark.parametrize("concept", sorted(english_wording().tables["normal"]))
def test_normal_statements_are_read_as_such(concept: str) -> None:
    fact = Fact(concept, Presence.ABSENT, normal=True)
    for sentence in english_wording().words("normal", concept):
        assert facts_of(understand(f"{sentence.capitalize()}.")) == {fact}


def test_every_word_for_a_concept_is_its_name() -> None:
    wrong = [
        (concept, noun)
        for concept, nouns in english_wording().nouns.items()
        for noun in nouns
        if facts_of(understand(f"There is {noun}.")) != {Fact(concept, Presence.PRESENT)}
    ]
    assert not wrong


def test_the_table_of_words_fits_the_vocabulary_and_itself() -> None:
    wording = english_wording()
    known = {noun for nouns in wording.nouns.values() for noun in nouns}
    assert set(wording.nouns) | set(wording.tables["normal"]) <= set(concept_by_id())
    assert wording.plural | wording.countable <= known
    assert not wording.plural & wording.countable


def test_sentences_are_plain_english() -> None:
    left = Fact("pleural_effusion", Presence.PRESENT, laterality=Laterality.LEFT, severity="mild")
    assert sentence_of(left) == "Small left pleural effusion."
    assert sentence_of(left._replace(change="unchanged")) == "Small left pleural effusion is unchanged."
    leads = Fact("monitoring_leads", Presence.PRESENT, change="unchanged")
    assert sentence_of(leads) == "Monitoring leads are unchanged."
    nodule = Fact("lung_nodule", Presence.UNCERTAIN, "possible", Laterality.RIGHT, frozenset({"upper"}))
    assert sentence_of(nodule) == "Possible nodule in the right upper zone."


def test_nothing_stated_is_nothing_written() -> None:
    assert write_mentions([]) == ""


@settings(max_examples=150)
@given(st.lists(facts(), max_size=5), st.integers(0, 2**32))
def test_a_paraphrase_states_the_same(stated: list[Fact], seed: int) -> None:
    text = write_mentions(mention(fact) for fact in stated)
    assert facts_of(understand(paraphrase(text, seed))) == facts_of(understand(text)) == set(stated)


def test_a_paraphrase_has_other_words_and_keeps_what_states_nothing() -> None:
    drawn = {paraphrase(REPORT, seed) for seed in range(8)}
    assert len(drawn) == 8 and REPORT not in drawn
    for text in drawn:
        assert facts_of(understand(text)) == facts_of(understand(REPORT))
        assert text.startswith("INDICATION: Cough, rule out pneumonia.\nFINDINGS: ")
        assert "\n\nIMPRESSION:\n" in text


def test_the_same_seed_gives_the_same_words() -> None:
    assert paraphrase(REPORT, 3) == paraphrase(REPORT, 3)


def test_denials_are_merged() -> None:
    text = "No effusion. No pneumothorax. No consolidation."
    merged = [paraphrase(text, seed) for seed in range(20)]
    assert any(words.count(".") == 1 and words.count(" or ") == 1 for words in merged)


@pytest.mark.parametrize("text", ["", "\n", "INDICATION: Cough.", "Recommend CT."])
def test_a_report_without_facts_stays(text: str) -> None:
    assert paraphrase(text, 1).strip() == text.strip()


@pytest.mark.parametrize("concept", sorted(english_wording().nouns))
def test_hardly_any_draw_is_misunderstood(concept: str) -> None:
    # The check of every draw must not hide that the paraphraser writes what nobody understands.
    random = Random(concept)
    changes = (None, "new", "unchanged", "increased", "decreased")
    stated = [
        Fact(concept, Presence.PRESENT, severity=severity, change=change)
        for severity in (None, "mild", "severe")
        for change in changes
    ] + [Fact(concept, Presence.ABSENT), Fact(concept, Presence.UNCERTAIN, "possible")]
    wrong = [fact for fact in stated * 2 if facts_of(understand(draw([fact], random))) != {fact}]
    assert len(wrong) <= 0.2 * len(stated * 2)
