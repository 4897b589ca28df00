"""The page of scores: closed to the network, inert whatever the texts hold, and readable in a browser."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from radtrace.evaluation.intervals import Estimate
from radtrace.evaluation.kinds.reports import REPORTS
from radtrace.evaluation.page.cases import marked
from radtrace.evaluation.page.histogram import histogram
from radtrace.evaluation.page.page import render_score_page
from radtrace.evaluation.pairing import Pairs
from radtrace.evaluation.score import Evaluation, evaluate
from radtrace.metrics.report import Report
from radtrace.metrics.result import Difference, ErrorKind, Result, mean_result
from radtrace.metrics.table import find_metrics

HOSTILE = "</p><script>alert(1)</script><img src=x onerror=alert(2)><!--\"'&\u2028${x} \x00\x1b[31m"
ABOUT = {"predictions": {"path": f"{HOSTILE}.json", "read_as": "CSV", "entries": 2, "notes": [HOSTILE]}}
PREDICTION = "Large left effusion. No pneumothorax. The heart is normal."
REFERENCE = "Small left effusion, new. Right pneumothorax. The heart is normal."


def pairs(*texts: tuple[str, str]) -> Pairs[Report]:
    numbered = list(enumerate(texts))
    return Pairs(
        tuple(Report(f"case {i}", prediction) for i, (prediction, _) in numbered),
        tuple(Report(f"case {i}", reference) for i, (_, reference) in numbered),
    )


def scores(
    *texts: tuple[str, str], names: Sequence[str] = ("trace", "rouge_l", "bleu4")
) -> Evaluation[Report]:
    return evaluate(REPORTS, pairs(*texts), find_metrics(names))


def tags(page: str) -> int:
    return len(re.findall(r"<[a-zA-Z/!][^>]*>", page))


def error(kind: ErrorKind, weight: float = 0.5, *, significant: bool = True) -> Difference:
    return Difference(kind, "effusion", significant, weight, None, None, "why")


def test_the_policy_allows_this_style_and_nothing_else() -> None:
    page = render_score_page(scores((PREDICTION, REFERENCE)), {})
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)
    policy = re.search('Content-Security-Policy" content="(.*?)"', page)
    assert style and policy
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert digest in policy[1] and "unsafe" not in policy[1] and "script" not in policy[1]
    assert "<script" not in page and not re.search(r"\b(?:src|href|style)=|url\(|@import", page)


def test_hostile_texts_ids_and_paths_add_no_element() -> None:
    tame = render_score_page(scores(("words", "words")), {"predictions": ABOUT["predictions"]})
    wild = render_score_page(scores((HOSTILE, HOSTILE)), ABOUT)
    assert tags(wild) == tags(tame)
    assert "\x1b" not in wild and "\x00" not in wild and "alert(1)&lt;/script&gt;" in wild


def test_errors_are_marked_in_both_texts_and_listed() -> None:
    page = render_score_page(scores((PREDICTION, REFERENCE), names=["trace"]), {})
    assert re.search(r'<mark class="\w+ \w+">No pneumothorax\.</mark>', page)
    assert re.search(r'<mark class="\w+ \w+">Right pneumothorax\.</mark>', page)
    assert "For research use only." in page and '<ol class="errors">' in page


def test_overlapping_spans_keep_every_letter_and_every_number() -> None:
    errors = [
        error(ErrorKind.WRONG_PLACE),
        error(ErrorKind.FALSE_FINDING, 0.9),
        error(ErrorKind.MISSED_FINDING),
        error(ErrorKind.WRONG_SEVERITY, significant=False),
    ]
    markup = "".join(marked("abcdefgh", errors, [(0, 4), (2, 6), None, (6, 99)]))
    assert markup == (
        '<mark class="place heavy">ab</mark><mark class="false heavy">cd</mark><sup>1</sup>'
        '<mark class="false heavy">ef</mark><sup>2</sup><mark class="severity light">gh</mark><sup>4</sup>'
    )


@settings(max_examples=60)
@given(
    st.text(st.sampled_from("ab<&>\n"), max_size=20),
    st.lists(st.tuples(st.integers(0, 22), st.integers(0, 22)).map(lambda s: (min(s), max(s))), max_size=4),
)
def test_marking_never_changes_the_words(text: str, spans: list[tuple[int, int]]) -> None:
    markup = "".join(marked(text, [error(ErrorKind.FALSE_FINDING)] * len(spans), spans))
    plain = re.sub(r"<sup>\d+</sup>|<[^>]+>", "", markup)
    assert plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_long_texts_are_cut_and_this_is_said() -> None:
    page = render_score_page(scores(("word " * 20_000, "short"), names=["rouge_l"]), {})
    assert len(page) < 60_000 and "96,000 more characters are not shown" in page


@pytest.mark.parametrize(
    "values",
    [[0.5], [0.0, 0.0], [1.0] * 9, [np.nan, 0.2], [np.nan], [-3.0, 12.0], [100.0] * 3],
)
def test_any_scores_can_be_drawn(values: list[float]) -> None:
    drawn = histogram(np.array(values), Estimate(0.3, 0.2, 0.4), [0.1, np.nan, 50.0], np.array([0.4]))
    assert "nan" not in drawn and "inf" not in drawn


def two_kinds(cases: int) -> Callable[[Sequence[Report], Sequence[Report]], Result]:
    def metric(predictions: Sequence[Report], _references: Sequence[Report]) -> Result:
        return mean_result("own", [float(i % cases) / cases for i, _ in enumerate(predictions)])

    return metric


def test_the_worst_come_first_and_without_known_errors_too() -> None:
    many = pairs(*((f"prediction {i}", f"reference {i}") for i in range(60)))
    page = render_score_page(evaluate(REPORTS, many, {"own": two_kinds(60)}), {})
    shown = re.findall(r"<h3>case (\d+)</h3>", page)
    assert shown == [str(i) for i in range(20)]
    assert "No metric here lists errors" in page


@pytest.mark.parametrize("width", [1440, 1024])
def test_in_a_browser(browser: Browser, tmp_path: Path, width: int) -> None:
    long = ("A" * 300, "Left effusion. " * 40)
    run = scores((PREDICTION, REFERENCE), (HOSTILE, HOSTILE), long, (REFERENCE, REFERENCE))
    file = tmp_path / "report.html"
    file.write_text(render_score_page(run, ABOUT), "utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("dialog", lambda dialog: troubles.append(dialog.message))
    page.on("request", lambda request: troubles.append(request.url))
    page.goto(file.as_uri())
    assert troubles == [file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("article.case").count() == 4
    sides = [page.locator(".case .sides section").nth(place).bounding_box() for place in (0, 1)]
    assert sides[0] and sides[1] and sides[0]["y"] == sides[1]["y"] and sides[0]["x"] < sides[1]["x"]
    colour = page.locator("mark.heavy").last.evaluate("node => getComputedStyle(node).backgroundColor")
    assert colour != "rgba(0, 0, 0, 0)"
    page.close()
