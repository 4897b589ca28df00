"""The page of a run of `radtrace score`.

It has no script and fetches nothing: its Content-Security-Policy allows only the one style sheet
whose hash it names. Everything that came from a file is escaped text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from radtrace.evaluation.cells import (
    COMPARISON_HEAD,
    HOW_COMPARED,
    comparison_cells,
    interval,
    number,
    score_cells,
    score_head,
    told,
)
from radtrace.evaluation.page.cases import KINDS, OF_OTHERS, choose, render_case
from radtrace.evaluation.page.histogram import histogram
from radtrace.evaluation.page.markup import element, table, text
from radtrace.evaluation.score import BlindRow, Scores, Versus
from radtrace.exports.html import content_hash
from radtrace.exports.text import RESEARCH_ONLY
from radtrace.metrics.result import ErrorKind


def render_score_page(scores: Scores[Any], about: Mapping[str, Mapping[str, Any]]) -> str:
    """The page as HTML text; `about` says what each file was read as."""
    style = _page_file("score.css")
    return Template(_page_file("score.html")).substitute(
        policy=f"default-src 'none'; style-src {content_hash(style)}; base-uri 'none'; form-action 'none'",
        style=style,
        notice=escape(RESEARCH_ONLY),
        files="".join(_files(about)),
        told="".join(element("li", text(line)) for line in told(scores)),
        scores=_scores(scores),
        comparison=_comparison(scores, scores.versus) if scores.versus else "",
        outline=" Outline: the second predictions." if scores.versus else "",
        blind="".join(_blind(scores.blind)),
        charts="".join(_charts(scores)),
        cases=_cases(scores),
    )


def _page_file(name: str) -> str:
    return files("radtrace.evaluation.page").joinpath(name).read_text("utf-8")


def _files(about: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, file in about.items():
        read_as = f"{file['read_as']}, {file['entries']} entries"
        notes = "".join(element("span", text(note), kind="note") for note in file["notes"])
        yield element("dt", text(name))
        yield element("dd", text(file["path"]), element("span", text(read_as), kind="note"), notes)


def _scores(scores: Scores[Any]) -> str:
    numbered = (f"{row.name} ({place})" for place, row in enumerate(scores.blind, 1))
    head = [*score_head(scores)[:3], *numbered]
    return _short_and_long(head, score_cells(scores), score_cells(scores, every=True))


def _comparison(scores: Scores[Any], versus: Versus[Any]) -> str:
    cells = comparison_cells(scores, versus), comparison_cells(scores, versus, every=True)
    note = element("p", text(HOW_COMPARED), kind="quiet")
    title = element("h2", "First against second predictions")
    return element("section", title, _short_and_long(COMPARISON_HEAD, *cells), note)


def _short_and_long(head: list[str], short: Iterable[list[str]], every: Iterable[list[str]]) -> str:
    summary = element("summary", "Every aggregate")
    return element("div", table(head, short), element("details", summary, table(head, every)), kind="wide")


def _blind(blind: tuple[BlindRow, ...]) -> Iterator[str]:
    for row in blind:
        said = dict.fromkeys(row.texts.values())
        texts = "".join(element("p", text(one), kind="said") for one in said)
        names = text(row.name)
        yield element("li", f"{names}: {'the text said' if texts else 'of another case'}", texts)


def _charts(scores: Scores[Any]) -> Iterator[str]:
    for name, scored in scores.scored.items():
        second = scores.versus.scored[name].result.per_report if scores.versus else None
        blind = [row.values[name].value for row in scores.blind]
        drawn = histogram(scored.result.per_report, scored.mean, blind, second)
        spoken = f"{number(scored.mean.value)} ({interval(scored.mean)})"
        caption = element("figcaption", element("b", text(name)), element("span", text(spoken)))
        yield element("figure", caption, drawn)


def _cases(scores: Scores[Any]) -> str:
    worst = choose(scores)
    counts = f"The {sum(worst.metric in names for names in worst.under.values())} lowest under "
    told_by = f"Errors as {worst.errors} tells them." if worst.errors else "No metric here tells errors."
    others = f", then the {OF_OTHERS} lowest under each other metric" if len(scores.scored) > 1 else ""
    lead = f"{counts}{worst.metric}{others}. {told_by}"
    cases = element("div", *(render_case(scores, worst, case) for case in worst.cases), kind="cases")
    return element("p", text(lead)) + (_legend() if worst.errors else "") + cases


def _legend() -> str:
    kinds = ((kind, KINDS[kind]) for kind in ErrorKind)
    marks = (element("mark", text(kind.value), kind=f"{name} heavy") for kind, name in kinds)
    light = element("mark", "dotted: not significant", kind="light")
    return element("p", *marks, light, kind="legend")
