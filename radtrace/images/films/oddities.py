"""What a reader should know of a DICOM file although it did not stop the reading."""

from __future__ import annotations

from radtrace.images.films.tags import Tags, tag_name

_OVERLAYS = 0x6000
_EXPECTED = ("StudyInstanceUID", "SOPInstanceUID", "SOPClassUID")


def note_oddities(tags: Tags) -> None:
    """Add one sentence each to the notes of `tags`."""
    for keyword in _EXPECTED:
        if tags.text(keyword) is None:
            tags.notes.append(f"{tag_name(keyword)} is missing.")
    if tags.text("BurnedInAnnotation") == "YES":
        tags.notes.append(f"{tag_name('BurnedInAnnotation')} is YES: the picture may name the patient.")
    if tags.text("PresentationIntentType") == "FOR PROCESSING":
        tags.notes.append("The image is for processing, not prepared for display.")
    _note_lossy(tags)
    present = tags.dataset.keys()  # the elements themselves may be damaged
    if any(tag.group & 0xFF01 == _OVERLAYS for tag in present):
        tags.notes.append("Overlays are in the file and were not drawn.")


def _note_lossy(tags: Tags) -> None:
    if tags.text("LossyImageCompression") != "01":
        return
    ratios = tags.numbers("LossyImageCompressionRatio")
    ratio = f" {ratios[0]:g}:1" if ratios else " by an unknown ratio"
    tags.notes.append(f"The picture was compressed with loss{ratio}.")
