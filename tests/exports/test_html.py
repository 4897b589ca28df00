"""The page as text: whole, closed to the network, and safe whatever the record holds."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.exports import render_html
from radtrace.exports.html import _json
from radtrace.record import Reading
from tests.exports.sample import sample_film, sample_maps, sample_reading

SMALL = np.linspace(0, 1, 64, dtype=np.float32).reshape(8, 8)
HOSTILE = "</script><script>alert(1)</script><!--\"'&\u2028\u2029${x}`.dcm"


def page(file: str = "film.dcm", **reading: bool) -> str:
    return render_html(sample_reading(file, **reading), sample_film(file, SMALL), sample_maps())


def element(text: str, opening: str, closing: str) -> str:
    found = re.search(re.escape(opening) + "(.*?)" + re.escape(closing), text, re.DOTALL)
    assert found
    return found.group(1)


def payload(text: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(
        element(text, '<script type="application/json" id="payload">', "</script>")
    )
    return content


@pytest.mark.parametrize("file", ["film.dcm", HOSTILE])
def test_the_record_in_the_page_is_the_reading(file: str) -> None:
    assert Reading.model_validate_json(json.dumps(payload(page(file))["reading"])) == sample_reading(file)


def test_a_hostile_name_adds_no_element() -> None:
    tags = re.compile(r"<[a-zA-Z/!][^>]*>")
    assert len(tags.findall(page(HOSTILE))) == len(tags.findall(page()))
    assert "<title>script&gt;&lt;!--" in page(HOSTILE)


@settings(max_examples=30)
@given(st.recursive(st.text(), lambda inner: st.dictionaries(st.text(), inner, max_size=3), max_leaves=5))
def test_embedded_json_is_inert_and_the_same(value: Any) -> None:
    text = _json({"value": value})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"value": value}


def test_policy_allows_this_script_and_style_and_nothing_else() -> None:
    text = page()
    policy = element(text, 'Content-Security-Policy" content="', '"')
    for name, opening, closing in (
        ("script", '<script type="module">', "</script>"),
        ("style", "<style>", "</style>"),
    ):
        digest = hashlib.sha256(element(text, opening, closing).encode()).digest()
        assert f"{name}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_nothing_in_the_page_points_outside() -> None:
    text = page()
    assert set(re.findall(r"https?://[^\"'\s]+", text)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"\b(?:src|srcset|action)=|@import|url\(|\bfetch\(|XMLHttpRequest|WebSocket", text)


def test_page_of_a_512_pixel_film_weighs_under_a_megabyte_and_a_half() -> None:
    noise = np.random.default_rng(0).random((512, 512), np.float32)
    text = render_html(sample_reading(), sample_film(pixels=noise), sample_maps())
    assert len(text.encode()) < 1_500_000


def test_same_reading_same_page() -> None:
    assert page() == page()


def test_the_film_is_found_in_its_study_by_its_hash() -> None:
    reading = sample_reading()
    first = reading.study.films[0].model_copy(update={"sha256": "0" * 64})
    study = reading.study.model_copy(update={"films": (first, *reading.study.films)})
    two = reading.model_copy(update={"study": study})
    assert payload(render_html(two, sample_film(pixels=SMALL), {}))["film_index"] == 1
    unknown = replace(sample_film(pixels=SMALL), sha256="f" * 64)
    assert payload(render_html(two, unknown, {}))["film_index"] == 0


def test_the_report_stands_without_a_script() -> None:
    plain = element(page(), "<noscript>", "</noscript>")
    assert "IMPRESSION" in plain
    assert "For research use only. Not for clinical use." in plain
