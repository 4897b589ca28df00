"""Train a tiny vision-language reader on drawn films, then read a film with it.

python examples/train_tiny_reader.py [OUT] [--quick]

Two stages: the vision tower from masks (sight), then the chain of thought (concept). 82 s of one core; on the
40 test films finding F1 is then about 0.41 (0.28 to 0.54), image-blind 0.29. --quick takes two steps a
stage: everything runs, nothing is learned. runs/cpu.sh trains a reader to the end. Needs the extra `train`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from radtrace.cli.run import run

SIGHT = """\
data = "{data}"
out = "{out}"
[tiny]
tower = "eye"
image = 64
patch = 16
width = 64
heads = 2
speaking_layers = 2
[train]
steps = {steps}
batch = 16
rate = 1.5e-3
"""
CONCEPT = """\
data = "{data}"
model = "{model}"
out = "{out}"
[tasks]
read = 1.0
[train]
steps = {steps}
batch = 16
rate = 1.5e-3
frozen_tower = true
[evaluate]
films = {films}
longest = {longest}
"""


def main(out: Path, quick: bool) -> None:
    """Draw films, run both stages, and try the reader on a film it was not trained on."""
    films, test, steps, longest = (24, 4, 2, 8) if quick else (600, 40, 400, 128)
    data, sight, concept = out / "data", out / "sight", out / "concept"
    build = ["data", "build", "--out", str(data), "--drawn", str(films), "--test", str(test), "--size", "64"]
    command(build)
    recipe(out / "sight.toml", SIGHT, data=data, out=sight, steps=steps)
    command(["train", "sight", str(out / "sight.toml")])
    options = {"model": sight / "model", "steps": steps, "films": test, "longest": longest}
    recipe(out / "concept.toml", CONCEPT, data=data, out=concept, **options)
    command(["train", "concept", str(out / "concept.toml")])
    film = next((data / "films").iterdir())
    if not quick:
        command(["read", str(film), "--reader", f"hf:{concept / 'model'}", "--out", str(out / "read")])


def recipe(file: Path, text: str, **values: object) -> None:
    """Write a recipe with its values filled in."""
    file.write_text(text.format(**values), "utf-8")


def command(arguments: list[str]) -> None:
    """Run one command of radtrace; stop with its exit code where it fails."""
    print(f"\n$ radtrace {' '.join(arguments)}", flush=True)
    if code := run(arguments):
        sys.exit(code)


if __name__ == "__main__":
    folders = [argument for argument in sys.argv[1:] if argument != "--quick"]
    main(Path(folders[0] if folders else "out/train_tiny_reader"), "--quick" in sys.argv)
