"""Read a DICOM chest film: findings with probabilities and boxes, the report, the checks, an HTML page.

python examples/read_dicom.py [FILM] [OUT]

FILM defaults to a public film of the package pydicom-data (extra `demo`), OUT to out/read_dicom.
"""

from __future__ import annotations

import sys
from pathlib import Path

import radtrace
from radtrace.cli.run import run


def main(film: Path, out: Path) -> None:
    """Print what is present or uncertain and every check that is not passed; write the page to `out`."""
    try:
        reading = radtrace.read(film)
    except radtrace.NotAChestFilm as error:
        sys.exit(f"{error} (gate score {error.score:.2f})")
    for finding in reading.findings:
        if finding.presence != "absent":
            boxes = [(round(box.x_min, 2), round(box.y_min, 2)) for box in finding.boxes]
            print(f"{finding.concept}: {finding.presence}, p = {finding.probability:.2f}, boxes at {boxes}")
    print("\n".join(sentence.text for sentence in reading.sentences if sentence.section == "impression"))
    for check in radtrace.verify(reading):
        if check.verdict != "pass":
            print(f"{check.verdict}: {check.name}: {check.why}")
    run(["read", str(film), "--out", str(out), "--quiet"])  # the same with files: JSON, text, HTML page
    print(f"page: {next(out.rglob('reading.html'))}")


def public_film() -> Path:
    """A CR film of a chest with large masks, from pydicom-data."""
    from pydicom.data import get_testdata_file

    file = get_testdata_file("RG1_UNCR.dcm", download=False)
    if file is None:
        sys.exit("give a FILM, or install pydicom-data: pip install -c constraints.txt '.[demo]'")
    return Path(str(file))


if __name__ == "__main__":
    film = Path(sys.argv[1]) if len(sys.argv) > 1 else public_film()
    main(film, Path(sys.argv[2]) if len(sys.argv) > 2 else Path("out/read_dicom"))
