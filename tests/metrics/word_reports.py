"""Texts for the tests of word metrics: real reports, and ones drawn at random."""

from __future__ import annotations

import tarfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import strategies as st

from radtrace.metrics.report import Report

WORDS = [
    *("no", "pleural", "effusion", "effusions", "is", "seen.", "The", "heart,", "enlarged", "X-ray"),
    *("3.5", "cm", "(left)", "can't", "cannot", "T12-L1", "and/or", "in", "1990-ies;", '"stable"'),
    *("opacities/atelectasis", "nodules", "dying", "~", "&amp;", "-\n", "é", "patient's", "2.", "...", "--"),
]
texts = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
wild = st.text(st.sampled_from("abyesingT 0.,-/'\"&;<>()[]\n%é|_"), max_size=40)
told = st.lists(st.sampled_from(WORDS[:6]), min_size=4, max_size=12).map(" ".join)
Pairs = tuple[list[Report], list[Report]]


def reports(given: Sequence[str]) -> list[Report]:
    """Texts as reports, their ids in order."""
    return [Report(f"{number:04}", text) for number, text in enumerate(given)]


def pairs(texts: st.SearchStrategy[str], least: int = 1, most: int = 6) -> st.SearchStrategy[Pairs]:
    """Predictions and references, equally many."""
    both = st.lists(st.tuples(texts, texts), min_size=least, max_size=most)
    return both.map(lambda drawn: (reports([one for one, _ in drawn]), reports([two for _, two in drawn])))


def open_i(shared_data: Path, count: int) -> list[str]:
    """Findings and impressions of the first Open-i reports that have either; skips where absent."""
    archive = shared_data / "reports" / "NLMCXR_reports.tgz"
    if not archive.exists():
        pytest.skip(f"no Open-i reports at {archive}")
    with tarfile.open(archive) as members:
        found = (_told(members.extractfile(m).read()) for m in members if m.name.endswith(".xml"))  # type: ignore[union-attr]
        return [text for text, _ in zip(filter(None, found), range(count), strict=False)]


def _told(xml: bytes) -> str:
    parts = {part.get("Label"): part.text or "" for part in ElementTree.fromstring(xml).iter("AbstractText")}
    return f"{parts['FINDINGS']} {parts['IMPRESSION']}".strip()


def open_i_pairs(shared_data: Path, count: int) -> Pairs:
    """Each Open-i report told in place of the next one, two of them as they are."""
    texts = open_i(shared_data, count)
    return reports([*texts[:2], *texts[3:], texts[2]]), reports(texts)
