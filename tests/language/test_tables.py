"""A user's own tables laid over the shipped ones, and what is said of wrong ones."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from radtrace.language import LANGUAGES, Mention, load_lexis, understand
from radtrace.language.understanding.lexis import TABLES, english
from radtrace.record import BadInput
from tests.language.table import written

DOCUMENT = Path(__file__).parents[2] / "docs" / "guides" / "structure-reports.md"


def table(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, "utf-8")
    return path


def said(folder: Path, toml: str, report: str) -> list[str]:
    return written(understand(report, load_lexis("en", extra=table(folder, toml))))


def test_an_own_name(tmp_path: Path) -> None:
    report = "No wetness at the left base."
    assert written(understand(report)) == []
    assert said(tmp_path, '[names]\npleural_effusion = ["wetness"]', report) == [
        "-pleural_effusion left lower"
    ]


def test_own_names_come_besides_the_shipped_ones(tmp_path: Path) -> None:
    assert said(tmp_path, '[names]\npleural_effusion = ["wetness"]', "Left effusion.") == [
        "+pleural_effusion left"
    ]


def test_an_own_name_of_several_words_wins_over_a_shorter_one(tmp_path: Path) -> None:
    own = '[names]\nskin_fold = ["pneumothorax mimic"]'
    assert said(tmp_path, own, "Pneumothorax mimics on the right.") == ["+skin_fold right"]


@pytest.mark.parametrize(
    ("toml", "report", "expected"),
    [
        ('[before]\ndeny = ["zero"]', "Zero effusion.", ["-pleural_effusion"]),
        (
            '[before]\npossible = ["methinks"]',
            "Methinks a left effusion.",
            ["?pleural_effusion possible left"],
        ),
        ('[after]\ndeny = ["begone"]', "Effusion begone.", ["-pleural_effusion"]),
        ('[before]\nskip = ["as if"]', "As if an effusion.", []),
        ('[laterality]\nleft = ["sinister"]', "Sinister effusion.", ["+pleural_effusion left"]),
        ('[severity]\nsevere = ["whopping"]', "Whopping effusion.", ["+pleural_effusion severe"]),
        ('[change]\nincreased = ["grown"]', "The effusion has grown.", ["+pleural_effusion increased"]),
        ('[zones]\nlower = ["bottom"]', "Opacity at the left bottom.", ["+lung_opacity left lower"]),
        ('[anchors]\nheart = ["ticker"]', "The ticker is enlarged.", ["+cardiomegaly"]),
        ('[states]\nenlarged = ["ginormous"]', "The heart is ginormous.", ["+cardiomegaly"]),
        ('[vague]\nlung_nodule = ["blobby thing"]', "A blobby thing.", ["?lung_nodule possible"]),
        ('[not_names]\nwords = ["mass casualty"]', "Mass casualty incident.", []),
        ('silent = ["gossip"]\n[headings]\ngossip = ["gossip"]', "GOSSIP: Effusion.", []),
        (
            '[anchors]\nthymus = ["thymus"]\n[state_of.thymus]\nenlarged = "mediastinal_mass"',
            "The thymus is enlarged.",
            ["+mediastinal_mass"],
        ),
        ('[state_of.soft_tissue]\nenlarged = "contusion"', "Prominent soft tissues.", ["+contusion"]),
    ],
)
def test_every_kind_of_table_can_be_added_to(
    tmp_path: Path, toml: str, report: str, expected: list[str]
) -> None:
    assert said(tmp_path, toml, report) == expected


def test_the_shipped_tables_stay_as_they_are(tmp_path: Path) -> None:
    load_lexis("en", extra=table(tmp_path, '[names]\npleural_effusion = ["wetness"]'))
    assert written(understand("Wetness.", english())) == []


def test_an_empty_table_changes_nothing(tmp_path: Path) -> None:
    assert said(tmp_path, "", "No effusion.") == ["-pleural_effusion"]


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('[names]\nplural_effusion = ["x"]', "'plural_effusion'; did you mean 'pleural_effusion'?"),
        ('[vague]\nnothing_like_it = ["x"]', "[vague] has an unknown key 'nothing_like_it'"),
        ('[name]\npneumonia = ["x"]', "unknown section [name]; did you mean 'names'?"),
        ('[names]\npneumonia = "bug"', "pneumonia is text; write a list of phrases, pneumonia = [...]"),
        ("[names]\npneumonia = 7", "[names] pneumonia is a whole number"),
        ("[names]\npneumonia = 7.5", "[names] pneumonia is a number"),
        ("[names]\npneumonia = 2020-01-01", "[names] pneumonia is a date"),
        ("[names]\npneumonia = [7]", "[names] pneumonia holds 7; a phrase is text with a word in it"),
        ('[names]\npneumonia = [["bug"]]', "[names] pneumonia holds ['bug']"),
        ('[names]\npneumonia = [" , "]', "[names] pneumonia holds ' , '"),
        ('[names]\npneumonia = [""]', "[names] pneumonia holds ''"),
        ('names = ["bug"]', "[names] is a list; it must be a section of lists"),
        ("[names.pneumonia]\nx = 1", "[names] pneumonia is a section"),
        ('[before]\ndenied = ["x"]', "[before] has an unknown key 'denied'"),
        ('[severity]\nterrible = ["x"]', "[severity] has an unknown key 'terrible'"),
        ('[zones]\nbottom = ["x"]', "[zones] has an unknown key 'bottom'"),
        ('[change]\nincrease = ["x"]', "did you mean 'increased'?"),
        ('[laterality]\nmiddle = ["x"]', "[laterality] has an unknown key 'middle'"),
        ('[ends]\nword = ["x"]', "did you mean 'words'?"),
        ('silent = "history"', "silent is text; it must be a list"),
        ("silent = [1]", "silent holds 1"),
        ('shortest = "4"', "shortest is text; it must be a whole number"),
        ("adjectives_follow = 1", "adjectives_follow is a whole number; it must be true or false"),
        ('endings = ["s"]', "endings holds 's'; write pairs of endings"),
        ('endings = "s"', "endings is text; it must be a list"),
        ('state_of = "heart"', "[state_of] is text"),
        ('[state_of]\nheart = "enlarged"', "[state_of.heart] must hold lines"),
        ("[state_of.heart]\nenlarged = 1", "[state_of.heart] must hold lines"),
        ('[state_of.heart]\nenlarged = "big_heart"', "[state_of.heart] has an unknown concept 'big_heart'"),
        ('[state_of.thymus]\nenlarged = "lung_mass"', "[state_of.thymus] has no words"),
        ('[state_of.heart]\nsad = "cardiomegaly"', "[state_of.heart] sad has no words"),
        ('[no_change]\nconcepts = ["cardiomegly"]', "'cardiomegly'; did you mean 'cardiomegaly'?"),
        ("[names\n", "cannot be read as TOML"),
        ("[names]\npneumonia = [bug]", "cannot be read as TOML"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_told_in_one_sentence(tmp_path: Path, toml: str, says: str) -> None:
    path = table(tmp_path, toml)
    with pytest.raises(BadInput, match=re.escape(says)) as error:
        load_lexis("en", extra=path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_table_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes('[names]\npneumonia = ["neumonía"]'.encode("latin-1"))
    with pytest.raises(BadInput, match="cannot be read as TOML"):
        load_lexis("en", extra=path)


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(BadInput, match=re.escape(str(path))):
            load_lexis("en", extra=path)


@pytest.mark.parametrize("language", ["xx", "", "../en", "en/..", "understanding"])
def test_a_language_without_tables(language: str) -> None:
    with pytest.raises(BadInput, match="no tables for it"):
        load_lexis(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_tables_are_of_the_shape_that_users_must_keep(language: str, tmp_path: Path) -> None:
    import radtrace.language

    folder = Path(radtrace.language.__file__).parent / language
    for name in TABLES:
        text = (folder / f"{name}.toml").read_text("utf-8")
        again = load_lexis(language, extra=table(tmp_path, text))
        assert again.headings == load_lexis(language).headings


def test_the_document_s_own_table_does_what_the_document_says(tmp_path: Path) -> None:
    document = DOCUMENT.read_text("utf-8")
    (toml,) = re.findall(r"```toml\n(.*?)```", document, re.DOTALL)
    rows = re.findall(r"^\| ([^|]+\.) \| (?:`([^`]+)`)? ?\|$", document.split("With it:")[1], re.MULTILINE)
    assert len(rows) == 5
    for report, expected in rows:
        assert said(tmp_path, toml, report) == ([expected] if expected else [])
        assert written(understand(report)) != said(tmp_path, toml, report)


def test_the_document_names_every_field_of_a_mention() -> None:
    document = DOCUMENT.read_text("utf-8")
    assert all(f"`{field.name}`" in document for field in dataclasses.fields(Mention))
