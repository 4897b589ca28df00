"""Fitted models read from files, with plain errors."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from radtrace.files.lines import shown
from radtrace.gaze.models.network import Network
from radtrace.gaze.models.stored import StoredModel
from radtrace.record import BadInput

# A fitted model takes under 1 MB; the limit protects against hostile files.
LARGEST_FILE = 100_000_000


def read_model(path: Path) -> StoredModel:
    """The model in a file that `radtrace gaze fit` or `radtrace train gaze` wrote.

    Raises
    ------
    BadInput
        If the file cannot be read, is too large, or is no such model; naming the field or the weight.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadInput(f"{path}: is larger than {LARGEST_FILE // 1_000_000} MB; give a file of gaze fit")
        return _checked(path, StoredModel.model_validate_json(path.read_bytes()))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}; give a file of radtrace gaze fit") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        what = f"{shown(where)}: {shown(first['msg'], 200)}"
        raise BadInput(
            f"{path}: is not a scanpath model ({what}); make one with radtrace gaze fit"
        ) from error


def _checked(path: Path, model: StoredModel) -> StoredModel:
    """The model, once its weights are found to fit its sizes."""
    if model.network is not None:
        try:
            Network(model.network)
        except ValueError as error:
            raise BadInput(
                f"{path}: is not a scanpath model ({shown(str(error), 200)}); fit it again"
            ) from error
    return model
