"""The files of REFLACX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from radtrace.record import BadInput

PHASES = (1, 2, 3)


@dataclass(frozen=True)
class ReflacxFiles:
    """The data set's folder `main_data` and, for raw samples, `gaze_data` beside it."""

    main: Path

    @classmethod
    def at(cls, path: Path) -> ReflacxFiles:
        """The files under the data set's root, or under `main_data` itself.

        Raises
        ------
        BadInput
            If there is no metadata.
        """
        for folder in (path / "main_data", path):
            if any(_sheets(folder)):
                return cls(folder)
        raise BadInput(
            f"{path}: contains no main_data/metadata_phase_1.csv, _2 or _3; give the folder of REFLACX"
        )

    def sheets(self) -> Sequence[Path]:
        """The metadata files that exist."""
        return _sheets(self.main)

    def of(self, recording: str, name: str) -> Path:
        """A file of one recording."""
        return self.main / recording / name

    def samples(self, recording: str) -> Path:
        """The raw gaze of one recording."""
        return self.main.parent / "gaze_data" / recording / "gaze.csv"


def _sheets(folder: Path) -> list[Path]:
    sheets = (folder / f"metadata_phase_{phase}.csv" for phase in PHASES)
    return [sheet for sheet in sheets if sheet.is_file()]
