"""The text of an Open-i report (ecgen-radiology/*.xml): its abstract's parts under their headings."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from radtrace.files.lines import wrong


def openi_text(path: Path, text: str) -> str:
    """The report in the XML `text` of `path`.

    Raises
    ------
    BadInput
        If it is no XML, declares entities, or has no abstract.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise wrong(
            path, 1, "declares a document type, which an Open-i report has not; give the original file"
        )
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise wrong(path, error.position[0], f"is not XML ({error}); give an Open-i report") from error
    except ValueError as error:  # a declared encoding that is not the file's
        raise wrong(path, 1, f"cannot be read as XML ({error}); save it as UTF-8") from error
    parts = [(part.get("Label", ""), (part.text or "").strip()) for part in root.iter("AbstractText")]
    if not parts:
        raise wrong(
            path, 1, "has no AbstractText, so it is no Open-i report; give .txt or JSON lines instead"
        )
    return "\n".join(f"{label}: {words}" if label else words for label, words in parts if words)
