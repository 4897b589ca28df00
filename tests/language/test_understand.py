"""What reports say, sentence by sentence, against what a radiologist would list."""

from __future__ import annotations

import unicodedata

import pytest

from radtrace.language import Lexis, load_lexis, understand
from tests.language.table import read_table, written

SENTENCES = [*read_table("english.txt"), *read_table("presence.txt")]
TERMS = read_table("terms.txt")
OTHERS = [
    (language, text, expected)
    for language, name in (("es", "spanish"), ("de", "german"), ("fr", "french"), ("pt", "portuguese"))
    for text, expected in read_table(f"{name}.txt")
]
ES = load_lexis("es")


def test_the_table_is_large_and_each_report_stands_in_it_once() -> None:
    texts = [text for text, _ in SENTENCES]
    assert len(texts) == len(set(texts)) >= 150


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[text[:60] for text, _ in SENTENCES])
def test_a_report_states_what_a_radiologist_reads_in_it(text: str, expected: list[str]) -> None:
    assert written(understand(text)) == expected


@pytest.mark.parametrize(("text", "expected"), TERMS, ids=[text[:60] for text, _ in TERMS])
def test_words_and_attributes_kind_by_kind(text: str, expected: list[str]) -> None:
    assert written(understand(text)) == expected


@pytest.mark.parametrize(("language", "text", "expected"), OTHERS)
def test_a_report_in_another_language_says_the_same_things(
    language: str, text: str, expected: list[str]
) -> None:
    assert written(understand(text, language)) == expected


@pytest.mark.parametrize(("language", "text", "expected"), OTHERS)
@pytest.mark.parametrize("form", ["NFC", "NFD", "none", "upper"])
def test_accents_and_case_do_not_matter(language: str, text: str, expected: list[str], form: str) -> None:
    assert written(understand(_spelt(text, form), language)) == expected


def _spelt(text: str, form: str) -> str:
    """The text with composed, decomposed or no accents, or in capitals."""
    parts = unicodedata.normalize("NFD", text)
    if form == "upper":
        return text.upper()
    if form == "none":
        return "".join(part for part in parts if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", parts) if form == "NFC" else parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Left basilar in\ufb01ltrate.", ["+infiltration left lower"]),
        ("Bi\u2010apical scarring.", ["+scarring bilateral apical"]),
        ("Left\u00a0effusion.", ["+pleural_effusion left"]),
        ("A 5\u00a0mm nodule.", ["+lung_nodule 5mm"]),
        ("A mass of 3.2 \u00d7 2.1 cm.", ["+lung_mass 32x21mm"]),
        ("\u0130\u0130 No effusion.", ["-pleural_effusion"]),
        ("Can\u2019t exclude effusion.", ["?pleural_effusion possible"]),
    ],
)
def test_signs_that_word_processors_write(text: str, expected: list[str]) -> None:
    assert written(understand(text)) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Erguss re. basal. Herz normal.", ["+pleural_effusion right lower", "~cardiomegaly"]),
        ("de", "Z.n. Pneumonie. V.a. Erguss li.", ["?pleural_effusion possible left"]),
        ("fr", "Opacité bilat. basale. Pas d'OAP.", ["+lung_opacity lower", "-pulmonary_edema"]),
        ("pt", "Derrame dir. moderado.", ["+pleural_effusion right moderate"]),
        ("es", "Derrame izq. leve. Sin neumotórax.", ["+pleural_effusion left mild", "-pneumothorax"]),
    ],
)
def test_a_full_stop_of_an_abbreviation_ends_no_sentence(
    language: str, text: str, expected: list[str]
) -> None:
    assert written(understand(text, language)) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Unterlappeninfiltrat links.", "Unterlappeninfiltrat", "+infiltration left lower"),
        ("Herzvergrößerung.", "Herzvergrößerung", "+cardiomegaly"),
        ("Spannungspneumothorax rechts.", "Spannungspneumothorax", "+pneumothorax right severe"),
    ],
)
def test_a_compound_is_understood_by_its_parts_and_stands_as_a_whole(
    text: str, words: str, expected: str
) -> None:
    understood = understand(text)
    assert written(understood) == [expected]
    assert [understood.words(mention) for mention in understood.mentions] == [words]


def test_words_stand_where_accents_count_as_characters() -> None:
    text = unicodedata.normalize("NFD", "Neumonía y atelectasia.")
    understood = understand(text, ES)
    words = [unicodedata.normalize("NFC", understood.words(mention)) for mention in understood.mentions]
    assert words == ["Neumonía", "atelectasia"]


def test_the_spanish_tables_name_most_concepts() -> None:
    assert len(_concepts(ES)) >= 40
    assert _concepts(ES) <= _concepts(load_lexis("en"))


def _concepts(lexis: Lexis) -> set[str]:
    """Concepts that the lexis has names for."""
    found, nodes = set(), [lexis.things.root]
    while nodes:
        for key, node in nodes.pop().items():
            if key:
                nodes.append(node)
            else:
                found |= {value for kind, value in node.tags if kind == "name"}
    return found
