"""The page of a run of `radtrace score`.

It has no script and fetches nothing: its Content-Security-Policy allows only the one style sheet
whose hash it names. Everything that came from a file is escaped text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files as resources
from string import Template
from typing import Any

from radtrace.evaluation.page.cases import KINDS, OF_OTHERS, choose, render_case
from radtrace.evaluation.page.histogram import histogram
from radtrace.evaluation.page.markup import element, table, text
from radtrace.evaluation.score import Against, Evaluation, ScoreRow
from radtrace.evaluation.tables import (
    COMPARISON_HEAD,
    HOW_COMPARED,
    comparison_rows,
    facts,
    interval,
    number,
    score_head,
    score_rows,
)
from radtrace.exports.html import content_hash
from radtrace.exports.text import RESEARCH_ONLY
from radtrace.metrics.result import ErrorKind


def render_score_page(
    evaluation: Evaluation[Any], files: Mapping[str, Mapping[str, Any]], notes: Sequence[str] = ()
) -> str:
    """The page as HTML text; `files` says what each file was read as, `notes` what to know about them."""
    style, against = _page_file("score.css"), evaluation.against
    return Template(_page_file("score.html")).substitute(
        policy=f"default-src 'none'; style-src {content_hash(style)}; base-uri 'none'; form-action 'none'",
        style=style,
        notice=escape(RESEARCH_ONLY),
        files="".join(_files(files)),
        facts="".join(element("li", text(line)) for line in (*notes, *facts(evaluation))),
        scores=_scores(evaluation),
        comparison=_comparison(evaluation, against) if against else "",
        outline=" Outline: the second predictions." if against else "",
        blind="".join(_baselines(evaluation.beside)),
        charts="".join(_charts(evaluation)),
        cases=_cases(evaluation),
    )


def _page_file(name: str) -> str:
    return resources("radtrace.evaluation.page").joinpath(name).read_text("utf-8")


def _files(files: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, file in files.items():
        read_as = f"{file['read_as']}, {file['entries']} entries"
        notes = "".join(element("span", text(note), kind="note") for note in file["notes"])
        yield element("dt", text(name))
        yield element("dd", text(file["path"]), element("span", text(read_as), kind="note"), notes)


def _scores(evaluation: Evaluation[Any]) -> str:
    numbered = (f"{row.name} ({place})" for place, row in enumerate(evaluation.beside, 1))
    head = [*score_head(evaluation)[:3], *numbered]
    return _short_and_long(head, score_rows(evaluation), score_rows(evaluation, every=True))


def _comparison(evaluation: Evaluation[Any], against: Against[Any]) -> str:
    rows = comparison_rows(evaluation, against), comparison_rows(evaluation, against, every=True)
    note = element("p", text(HOW_COMPARED), kind="quiet")
    title = element("h2", "First against second predictions")
    return element("section", title, _short_and_long(COMPARISON_HEAD, *rows), note)


def _short_and_long(head: Sequence[str], short: Iterable[list[str]], every: Iterable[list[str]]) -> str:
    summary = element("summary", "Every aggregate")
    return element("div", table(head, short), element("details", summary, table(head, every)), kind="wide")


def _baselines(rows: Sequence[ScoreRow]) -> Iterator[str]:
    for row in rows:
        texts = dict.fromkeys(row.texts.values())
        shown = "".join(element("p", text(one) or "(empty)", kind="constant") for one in texts)
        yield element(
            "li", f"{text(row.name)}: {'always this' if texts else 'another prediction a case'}", shown
        )


def _charts(evaluation: Evaluation[Any]) -> Iterator[str]:
    for name, result in evaluation.predicted.results.items():
        against, mean = evaluation.against, evaluation.predicted.values[name]
        second = against.row.results[name].per_report if against else None
        blind = [row.value(name) for row in evaluation.beside]
        drawn = histogram(result.per_report, mean, blind, second)
        label = f"{number(mean.value)} ({interval(mean)})"
        breakable = text(name).replace("_", "_<wbr>")
        caption = element("figcaption", element("b", breakable), element("span", text(label)))
        yield element("figure", caption, drawn)


def _cases(evaluation: Evaluation[Any]) -> str:
    worst, results = choose(evaluation), evaluation.predicted.results
    lead = f"The {sum(worst.metric in names for names in worst.under.values())} worst under {worst.metric}"
    others = f", then the {OF_OTHERS} worst under each other metric" if len(results) > 1 else ""
    source = f"Errors as {worst.errors} lists them." if worst.errors else "No metric here lists errors."
    cases = element("div", *(render_case(evaluation, worst, case) for case in worst.cases), kind="cases")
    return element("p", text(f"{lead}{others}. {source}")) + (_legend() if worst.errors else "") + cases


def _legend() -> str:
    kinds = ((kind, KINDS[kind]) for kind in ErrorKind)
    marks = (element("mark", text(kind.value), kind=f"{name} heavy") for kind, name in kinds)
    light = element("mark", "dotted: not significant", kind="light")
    return element("p", *marks, light, kind="legend")
