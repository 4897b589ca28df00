"""Score two report generators on the same cases: intervals, image-blind baselines, paired difference.

python examples/score_two_systems.py [OUT]

System A is right in its own words. System B copies the wording of the reference and gets the side of one
finding wrong in each report. Word overlap (BLEU, ROUGE) prefers B, clinical metrics prefer A.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from radtrace.cli.run import run

CASES = 40
FINDINGS = ("pleural effusion", "pneumothorax", "consolidation", "lung nodule")
DEGREES = {"small": "mild", "moderate": "moderate", "large": "severe"}
OTHER_SIDE = {"left": "right", "right": "left"}

Fact = tuple[str, str, str]  # degree, side, finding


def main(out: Path) -> None:
    """Write references and both systems' reports, then run `radtrace score` with B against A."""
    choice = random.Random(0)
    cases = [[fact(choice, name) for name in choice.sample(FINDINGS, 2)] for _ in range(CASES)]
    write(out / "references.jsonl", [in_words_of_the_reference(case) for case in cases])
    write(out / "system_a.jsonl", [in_other_words(case) for case in cases])
    wrong = [[with_error(case[0]), *case[1:]] for case in cases]
    write(out / "system_b.jsonl", [in_words_of_the_reference(case) for case in wrong])
    command = ["score", str(out / "system_a.jsonl"), str(out / "references.jsonl")]
    command += ["--against", str(out / "system_b.jsonl"), "--metrics", "trace,green_rules,rouge_l,bleu4"]
    sys.exit(run([*command, "--out", str(out / "score")]))


def fact(choice: random.Random, name: str) -> Fact:
    """A random degree and side for a finding."""
    return choice.choice(list(DEGREES)), choice.choice(list(OTHER_SIDE)), name


def with_error(right: Fact) -> Fact:
    """The same finding, called large on the other side."""
    _, side, name = right
    return "large", OTHER_SIDE[side], name


def in_words_of_the_reference(facts: list[Fact]) -> str:
    """A report in the wording that the references use."""
    return " ".join(f"There is a {degree} {side} {name}." for degree, side, name in facts)


def in_other_words(facts: list[Fact]) -> str:
    """The same facts in another wording and order."""
    said = [f"{DEGREES[degree].capitalize()} {name} on the {side}." for degree, side, name in facts]
    return " ".join(reversed(said))


def write(file: Path, texts: list[str]) -> None:
    """One JSON line a report: `{"id", "text"}`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"id": str(case), "text": text}) for case, text in enumerate(texts)]
    file.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("out/score_two_systems"))
