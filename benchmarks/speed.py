"""How fast radtrace is on this machine, beside the same work done the usual way.

    python benchmarks/speed.py [FILM]

Prints one Markdown table. Commands are timed in new processes, from start to exit. "The usual way" is
the same network in PyTorch eager mode behind torchvision-style preprocessing (PIL resize, tensor,
normalise); it needs `pip install radtrace[train]` and is left out without it. The arithmetic limit is
the network's multiply-adds over the float32 rate that a large matrix product reaches here, on as many
threads as the reader uses.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from pydicom.data import get_testdata_file

from radtrace.images.films import load_film
from radtrace.readers import load_reader
from radtrace.readers.embedded.frame import standardise, to_square
from radtrace.readers.embedded.model import THREADS, shipped_model
from radtrace.record import Film, Study

FURTHER = 20
MEGABYTE = 2**20
COMMAND = [sys.executable, "-m", "radtrace.cli"]


@dataclass(frozen=True)
class Row:
    """One line of the table; `bar` is what is aimed at."""

    what: str
    measured: str
    bar: str = ""


@dataclass(frozen=True)
class Process:
    """A process that has ended: wall time in seconds, peak resident memory in bytes."""

    seconds: float
    peak: int


def run(arguments: list[str]) -> Process:
    """Run a command in a new process, to its end."""
    start = time.perf_counter()
    child = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(arguments)} exited with {child.returncode}")
    return Process(time.perf_counter() - start, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def median_seconds(work: Callable[[], object], repeats: int = FURTHER) -> float:
    """Median wall time of `work`, after one run that is not counted."""
    work()
    return statistics.median(_seconds(work) for _ in range(repeats))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def commands(film: Path) -> Iterator[Row]:
    """Whole commands, as a person waits for them."""
    starts = [run([*COMMAND, "--help"]).seconds for _ in range(7)]
    yield Row("`radtrace --help`", f"{statistics.median(starts):.2f} s", "0.25 s")
    with tempfile.TemporaryDirectory() as out:
        firsts = [run([*COMMAND, "read", str(film), "--out", out]).seconds for _ in range(3)]
        yield Row("first reading in a new process", f"{statistics.median(firsts):.2f} s", "1.5 s")
        many = run([*COMMAND, "read", *[str(film)] * (FURTHER + 1), "--out", out, "--quiet"])
    each = (many.seconds - statistics.median(firsts)) / FURTHER
    yield Row("each further film, with its three files written", f"{each * 1000:.0f} ms", "200 ms")
    yield Row(f"peak memory over {FURTHER + 1} films", f"{many.peak / MEGABYTE:.0f} MB", "600 MB")


def inside(path: Path) -> Iterator[Row]:
    """Where a further film's time goes."""
    reader, film = load_reader(), load_film(path)
    loading = median_seconds(lambda: load_film(path))
    reading = median_seconds(lambda: reader.read(Study(films=(film,))))
    yield Row("  of that: file to film", f"{loading * 1000:.0f} ms")
    yield Row("  of that: film to reading", f"{reading * 1000:.0f} ms")


def ours(film: Film) -> float:
    """Seconds from film to network output, as the reader does it."""
    model = shipped_model()

    def work() -> object:
        square = standardise(to_square(film.pixels, model.card.size))
        return model.session.run(None, {"film": np.stack([square, square[:, ::-1]])[:, None]})

    return median_seconds(work)


def network_alone() -> float:
    """Seconds of the network itself under onnxruntime, on a film and its mirror image."""
    model = shipped_model()
    batch = np.random.default_rng(0).standard_normal((2, 1, model.card.size, model.card.size), np.float32)
    return median_seconds(lambda: model.session.run(None, {"film": batch}))


def usual_way(film: Film) -> tuple[float, float]:
    """Seconds of the same in PyTorch eager mode, and the network's multiply-adds."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    from radtrace.training.embedded.fit import FitSettings
    from radtrace.training.embedded.network import EmbeddedNetwork

    torch.set_num_threads(THREADS)
    card = shipped_model().card
    network = EmbeddedNetwork(len(card.findings), FitSettings().backbone).eval()
    picture = Image.fromarray((film.pixels * 255).astype(np.uint8))

    @torch.inference_mode()
    def work() -> object:
        small = picture.resize((card.size, card.size), Image.Resampling.BILINEAR)
        square = torch.from_numpy(np.asarray(small).copy()).float().div(255).sub(0.5).div(0.25)
        return network(torch.stack([square, square.flip(1)])[:, None])

    with FlopCounterMode(display=False) as counter:
        work()
    return median_seconds(work), counter.get_total_flops() / 2


def matrix_rate() -> float:
    """Multiply-adds a second of a large float32 matrix product; the better of NumPy and PyTorch."""
    import torch

    side = 2048
    left = np.random.default_rng(0).standard_normal((side, side), np.float32)
    tensor = torch.from_numpy(left)
    best = min(median_seconds(lambda: left @ left, 5), median_seconds(lambda: tensor @ tensor, 5))
    return side**3 / best


def comparison(film: Film) -> Iterator[Row]:
    """The network, beside the usual way and the arithmetic limit."""
    mine, network = ours(film), network_alone()
    yield Row("preprocessing and network (onnxruntime)", f"{mine * 1000:.0f} ms")
    try:
        theirs, multiply_adds = usual_way(film)
    except ModuleNotFoundError as error:
        yield Row("the usual way", f"needs {error.name}: pip install radtrace[train]")
        return
    limit = multiply_adds / matrix_rate()
    yield Row(
        "the same the usual way (PyTorch eager)", f"{theirs * 1000:.0f} ms: {theirs / mine:.1f} times ours"
    )
    yield Row("network alone (onnxruntime)", f"{network * 1000:.0f} ms")
    yield Row(
        f"arithmetic limit: {multiply_adds / 1e9:.2f} G multiply-adds",
        f"{limit * 1000:.0f} ms: the network takes {network / limit:.1f} times that",
    )


def main() -> None:
    """Measure, and print the table as it grows."""
    named = sys.argv[1] if len(sys.argv) > 1 else get_testdata_file("RG1_UNCR.dcm", download=False)
    path = Path(str(named))
    film = load_film(path)
    rows, columns = film.pixels.shape
    print(f"{path.name}, {rows} x {columns}; {os.cpu_count()} cores, the reader on {THREADS} threads\n")
    print("| what | measured | bar |\n|---|---|---|")
    for part in (commands(path), inside(path), comparison(film)):
        for row in part:
            print(f"| {row.what} | {row.measured} | {row.bar} |", flush=True)


if __name__ == "__main__":
    main()
