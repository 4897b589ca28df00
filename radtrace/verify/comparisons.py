"""Nothing is compared with an earlier film, for there is none in the reading."""

from __future__ import annotations

from collections.abc import Iterator

from radtrace.language import comparison_words
from radtrace.record import Reading
from radtrace.verify.rule import Problem, rule


@rule("comparisons", "Nothing is compared with a prior, for there is none.")
def check(reading: Reading) -> Iterator[Problem]:
    """No comparison words in the text, and no change in the findings."""
    for sentence in reading.sentences:
        if words := comparison_words(sentence.text):
            why = f"The text compares ({', '.join(words)}), but there is no prior."
            yield Problem(why, sentence=sentence.id)
    for finding in reading.findings:
        if finding.change is not None:
            why = f"{finding.concept} is said to have changed ({finding.change}), but there is no prior."
            yield Problem(why, finding=finding.id)
