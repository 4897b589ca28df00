"""Other people's warnings, turned into notes."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# warnings.catch_warnings changes a setting of the whole process, so one film at a time.
_LOCK = threading.RLock()


@contextmanager
def warnings_as_notes(notes: list[str]) -> Iterator[None]:
    """Collect every warning raised inside, once each, as a sentence at the end of `notes`."""
    with _LOCK, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield
        finally:
            notes.extend(dict.fromkeys(_sentence(str(warning.message)) for warning in caught))


def _sentence(warning: str) -> str:
    """pydicom ends many warnings with where to look the rule up."""
    text = " ".join(warning.split()).partition(" Please see <")[0]
    return f"The decoder warns: {text.rstrip('.')}."
