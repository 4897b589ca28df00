"""How fast the metrics on reports are, beside the packages that compute the same.

    python benchmarks/metrics.py [--pairs 10000] [--data ../shared/data]

Pairs are drawn with a fixed seed from the Open-i reports of `DATA/reports`, or without them from
sentences made here. Every weight-free metric runs alone, then all of them; understanding is counted
once, with the first metric that needs it, and so are the n-grams of BLEU 1 to 4, which the peer counts
in one call too. Peers are timed in the same run, on the same pairs; one that
is not installed is left out. Times are of the process, so that a busy machine does not change them.
"""

from __future__ import annotations

import argparse
import random
import tarfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree

from radtrace.metrics.report import Report
from radtrace.metrics.table import find_metrics, metric_names

SEED, BAR_S, BAR_PAIRS = 7, 60.0, 10_000
MADE = (
    "The lungs are clear.", "Heart size is normal.", "No pneumothorax.", "Small right pleural effusion.",
    "Left lower lobe consolidation.", "Mild cardiomegaly.", "Stable granuloma.", "No acute disease.",
)  # fmt: skip


def reports(data: Path) -> list[str]:
    """Texts of the Open-i reports under `data`, or made ones where they are not there."""
    archive = data / "reports" / "NLMCXR_reports.tgz"
    if not archive.is_file():
        choice = random.Random(SEED)
        return [" ".join(choice.sample(MADE, choice.randint(2, 6))) for _ in range(4000)]
    with tarfile.open(archive) as files:
        opened = [files.extractfile(member) for member in files.getmembers() if member.name.endswith(".xml")]
        texts = [_text(file.read()) for file in opened if file is not None]
    return [text for text in texts if text]


def _text(xml: bytes) -> str:
    parts = {node.get("Label"): node.text or "" for node in ElementTree.fromstring(xml).iter("AbstractText")}
    return " ".join(filter(None, (parts.get("FINDINGS"), parts.get("IMPRESSION"))))


def seconds(call: Callable[[], object]) -> float:
    """Processor time of a call, in seconds."""
    start = time.process_time()
    call()
    return time.process_time() - start


def peers(predictions: Sequence[str], references: Sequence[str]) -> dict[str, Callable[[], object]]:
    """The same work by the packages of the field, by the name of our metric."""
    found: dict[str, Callable[[], object]] = {}
    try:
        from sacrebleu.metrics.bleu import BLEU

        found["bleu_sacre"] = lambda: BLEU().corpus_score(list(predictions), [list(references)])
    except ImportError:
        pass
    try:
        from rouge_score.rouge_scorer import RougeScorer

        scorer = RougeScorer(["rougeL"], use_stemmer=True)
        pairs = list(zip(references, predictions, strict=True))
        found["rouge_l"] = lambda: [scorer.score(reference, text) for reference, text in pairs]
    except ImportError:
        pass
    try:
        from pycocoevalcap.bleu.bleu import Bleu
        from pycocoevalcap.cider.cider import Cider

        given = {i: [text] for i, text in enumerate(predictions)}
        true = {i: [text] for i, text in enumerate(references)}
        found["bleu1"] = lambda: Bleu(4).compute_score(true, given, verbose=0)
        found["cider"] = lambda: Cider().compute_score(true, given)
    except ImportError:
        pass
    return found


def main() -> None:
    """Print one Markdown table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=BAR_PAIRS)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments = parser.parse_args()
    texts, choice = reports(arguments.data), random.Random(SEED)
    drawn = [(choice.choice(texts), choice.choice(texts)) for _ in range(arguments.pairs)]
    predictions = [Report(str(i), text) for i, (text, _) in enumerate(drawn)]
    references = [Report(str(i), text) for i, (_, text) in enumerate(drawn)]
    others = peers([text for text, _ in drawn], [text for _, text in drawn])
    print(f"{arguments.pairs} pairs of {len(texts)} reports\n")
    print("| metric | s | peer s | ratio |\n|---|---|---|---|")
    total = 0.0
    for name, metric in find_metrics(metric_names()).items():
        ours = seconds(lambda metric=metric: metric(predictions, references))  # type: ignore[misc]
        peer = seconds(others[name]) if name in others else None
        beside = f"{peer:.2f} | {peer / ours:.1f}" if peer is not None else " | "
        print(f"| {name} | {ours:.2f} | {beside} |", flush=True)
        total += ours
    print(f"| all | {total:.2f} (at most {BAR_S:g} for {BAR_PAIRS}) | | |")


if __name__ == "__main__":
    main()
