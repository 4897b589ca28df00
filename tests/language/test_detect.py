"""Which language a report is in, and that one in none of them is never read."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from radtrace.cli.run import run
from radtrace.language import LANGUAGES, UNKNOWN, chexpert_labels, detect_language, nih_labels, understand
from radtrace.record import BadInput
from tests.language.table import read_table

FOREIGN = [text for text, _ in read_table("foreign.txt")]
OPEN_I = Path(__file__).parents[3] / "shared" / "data" / "reports" / "NLMCXR_reports.tgz"
TABLES = {"en": "english", "es": "spanish", "de": "german", "fr": "french", "pt": "portuguese"}
TERSE = (
    "RUL mass.", "No PTX.", "Cardiomegaly.", "ETT 3 cm above carina.", "NAD", "Clear.", "Normal chest.",
    "s/p CABG.", "LLL PNA", "Pneumothorax.", "?mets", "CHF", "No change.", "Stable.", "As above.",
    "Prob TB", "Atelectasis", "R effusion, small", "Lines ok", "WNL", "Tubes unchanged", "", "XXXX", "12/3",
    "No acute disease", "Pneumonia", "Iatrogenic pneumothorax", "Neg CXR", "PICC in SVC",
)  # fmt: skip


@pytest.mark.parametrize("text", FOREIGN)
def test_a_report_in_another_language_is_not_read(text: str) -> None:
    understood = understand(text)
    assert (understood.language, understood.recognized, understood.mentions) == (UNKNOWN, False, ())
    assert set(chexpert_labels(understood).values()) == {None}
    assert set(nih_labels(understood).values()) == {None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_language_is_recognized(language: str) -> None:
    texts = [text for text, _ in read_table(f"{TABLES[language]}.txt")]
    wrong = [text for text in texts if detect_language(text) != language]
    assert [text for text in wrong if not _alike(text, language)] == []


def _alike(text: str, language: str) -> bool:
    """Whether the text states the same in the language that it was taken for."""
    return understand(text).mentions == understand(text, language).mentions


@pytest.mark.parametrize("text", TERSE)
def test_terse_english_is_english(text: str) -> None:
    assert detect_language(text) == "en"


def test_a_language_that_is_given_is_not_detected() -> None:
    assert understand("Kardiomegali.", "en").language == "en"
    with pytest.raises(BadInput, match="no tables"):
        understand("Effusion.", "xx")


def test_headings_do_not_decide() -> None:
    text = "FINDINGS: Sin derrame.\nIMPRESSION: Pulmones limpios."
    assert detect_language(text) == "es"


def test_score_and_structure_tell_which_reports_were_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": "x", "text": "Geen pneumothorax."}\n{"id": "y", "text": "No edema."}\n')
    assert run(["structure", str(file), "--quiet"]) == 0
    printed = capsys.readouterr()
    assert "1 of 2 reports are in a language that is not recognized and were not read: x" in printed.err
    assert '"language": "unknown", "note": ' in printed.out.splitlines()[0]
    assert run(["score", str(file), str(file), "--metrics", "bleu1"]) == 0
    assert capsys.readouterr().out.count("1 of 2 reports are in a language that is not recognized") == 2


@pytest.mark.skipif(not OPEN_I.exists(), reason="no ../shared/data/reports beside this checkout")
def test_open_i_reports_and_their_sentences_are_english() -> None:
    reports = list(_open_i())
    assert len(reports) == 3_955
    assert [text for text in reports if detect_language(text) != "en"] == []
    sentences = {text[s.start : s.end] for text in reports for s in understand(text, "en").sentences}
    assert sum(detect_language(text) != "en" for text in sentences) <= 0.001 * len(sentences)


def _open_i() -> Iterator[str]:
    """Findings and impression of every Open-i report."""
    with tarfile.open(OPEN_I) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".xml") else None
            if file is not None:
                parts = {
                    e.get("Label"): e.text or ""
                    for e in ElementTree.fromstring(file.read()).iter("AbstractText")
                }
                yield f"{parts.get('FINDINGS', '')}\n\n{parts.get('IMPRESSION', '')}".strip()
