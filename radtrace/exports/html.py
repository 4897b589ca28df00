"""A Reading as one self-contained HTML page.

The page loads nothing: film, maps and record are inside it, and its Content-Security-Policy allows only the
one script and the one style sheet with the given hashes. All text from files is embedded as JSON and inserted
as text, never as markup.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import PurePath
from string import Template
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radtrace.exports.path import replayed_path
from radtrace.exports.pixels import pack_film, pack_maps
from radtrace.exports.script import link_modules
from radtrace.exports.text import RESEARCH_ONLY, render_text
from radtrace.record import Film, Reading, protocol, vocabulary

# json.dumps escapes all that is not ASCII, line separators (U+2028) included.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


def render_html(reading: Reading, film: Film, maps: Mapping[str, NDArray[np.float32]]) -> str:
    """The HTML of `reading.html`.

    Parameters
    ----------
    reading
        The reading to show.
    film
        The film to draw, matched to the study's films by SHA-256. Marks on other films are not drawn.
    maps
        For each concept its evidence map, float32 (h, w) in [0, 1], in the film frame.

    Examples
    --------
    >>> result = radtrace.load_reader().read(study)  # doctest: +SKIP
    >>> page = render_html(result.reading, result.film, result.maps)  # doctest: +SKIP
    """
    script, style = _script(), _page_file("page.css")
    return Template(_page_file("page.html")).substitute(
        policy=f"default-src 'none'; script-src {content_hash(script)}; style-src {content_hash(style)}; "
        "base-uri 'none'; form-action 'none'",
        title=escape(PurePath(film.file).name),
        notice=escape(RESEARCH_ONLY),
        style=style,
        script=script,
        plain=escape(render_text(reading)),
        payload=_json(_payload(reading, film, maps)),
    )


def _payload(reading: Reading, film: Film, maps: Mapping[str, NDArray[np.float32]]) -> dict[str, Any]:
    hashes = [reference.sha256 for reference in reading.study.films]
    return {
        "reading": reading.model_dump(mode="json"),
        "known": reading.study.known,
        "path": replayed_path(reading),
        "film_index": hashes.index(film.sha256) if film.sha256 in hashes else 0,
        "film": pack_film(film.pixels),
        "maps": pack_maps(maps),
        "concepts": {concept.id: concept.name for concept in vocabulary()},
        "regions": {region.id: {"letter": region.letter, "name": region.name} for region in protocol()},
    }


def _json(payload: dict[str, Any]) -> str:
    """JSON for a script element, without characters that could end the element."""
    return json.dumps(payload, separators=(",", ":")).translate(_ESCAPES)


def content_hash(text: str) -> str:
    """The Content-Security-Policy source that allows exactly this text (CSP Level 3, hash-source)."""
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


@cache
def _script() -> str:
    folder = files("radtrace.exports").joinpath("page")
    modules = {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".js")}
    return link_modules(dict(sorted(modules.items())))


@cache
def _page_file(name: str) -> str:
    return files("radtrace.exports").joinpath("page", name).read_text("utf-8")
