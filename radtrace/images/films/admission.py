"""Which DICOM objects may be a frontal chest film, by their tags alone."""

from __future__ import annotations

from radtrace.images.films.errors import LateralFilm, NotAnImage, WrongBodyPart, WrongModality
from radtrace.images.films.tags import Tags, tag_name

_MODALITIES = ("CR", "DX", "RG")
_DIRECTORY = "1.2.840.10008.1.3.10"
_CHEST = ("CHEST", "THORA", "TORAX", "LUNG", "RIB", "HEART")
# Words of PS3.16 annex L and of common practice; what is not known here goes on to the gate.
_ELSEWHERE = (
    *("SKULL", "HEAD", "BRAIN", "FACE", "JAW", "MAXILLA", "MANDIBLE", "ORBIT", "SINUS", "NOSE", "NASAL"),
    *("TEETH", "TOOTH", "DENTAL", "EYE", "EAR", "NECK", "SPINE", "SACRUM", "COCCYX", "ABDOMEN", "PELVIS"),
    *("HIP", "EXTREMITY", "HAND", "FINGER", "THUMB", "WRIST", "FOREARM", "ELBOW", "HUMERUS", "UPPERARM"),
    *("SHOULDER", "CLAVICLE", "SCAPULA", "LEG", "KNEE", "PATELLA", "TIBIA", "FIBULA", "FEMUR", "THIGH"),
    *("ANKLE", "FOOT", "TOE", "HEEL", "CALCANEUS", "BREAST", "BLADDER", "KIDNEY", "LIVER", "UTERUS"),
)
_LATERAL = ("LL", "RL", "LAT", "LATERAL", "LLAT", "RLAT", "LEFT LATERAL", "RIGHT LATERAL")
# PS3.16 CID 4010 "DX View": SNOMED CT code values, and the meanings in use beside older codes.
_VIEWS = {
    **{"399348003": "AP", "272479007": "PA", "399173006": "LL", "399198007": "RL"},
    **{"ANTERO-POSTERIOR": "AP", "POSTERO-ANTERIOR": "PA", "LEFT LATERAL": "LL", "RIGHT LATERAL": "RL"},
}


def admit(tags: Tags, *, lateral: bool = False) -> None:
    """Refuse what its tags say is not a chest film, or not a frontal one unless `lateral`.

    Raises
    ------
    NotAnImage, WrongModality, WrongBodyPart, LateralFilm
    """
    _check_modality(tags)
    _check_body_part(tags)
    view = _check_view(tags)
    if not lateral and (refusal := lateral_refusal(tags.name, view)):
        raise refusal


def lateral_refusal(name: str, view: str | None) -> LateralFilm | None:
    """The error for a film whose view is tagged as lateral; None for any other."""
    if view not in _LATERAL:
        return None
    return LateralFilm(f"{name}: {tag_name('ViewPosition')} is {view}, lateral; give a frontal film.")


def view_of(tags: Tags) -> str | None:
    """ViewPosition, or where it is missing the view that ViewCodeSequence names."""
    if view := tags.text("ViewPosition"):
        return view
    items = tags.items("ViewCodeSequence")
    names = (item.text(keyword) for item in items for keyword in ("CodeValue", "CodeMeaning"))
    return next((_VIEWS[name] for name in names if name in _VIEWS), None)


def is_skipped(error: Exception) -> bool:
    """Whether `error` is of a file that studies have beside their frontal films: a lateral, a presentation
    state, a report, a slice of a CT. Such a file is skipped, and not a fault of the batch."""
    return isinstance(error, LateralFilm | WrongModality)


def _check_modality(tags: Tags) -> None:
    if tags.text("MediaStorageSOPClassUID") == _DIRECTORY or tags.items("DirectoryRecordSequence"):
        raise NotAnImage(f"{tags.name}: a DICOMDIR, the index of a disc; name its folder instead.")
    if (name := _sop_class(tags)) and name.endswith("STORAGE") and "IMAGE" not in name:
        raise WrongModality(
            f"{tags.name}: {tag_name('SOPClassUID')} is {name}, not an image; give a chest radiograph."
        )
    modality = tags.text("Modality")
    if modality is None:
        tags.notes.append(f"{tag_name('Modality')} is missing.")
    elif modality not in _MODALITIES:
        raise WrongModality(
            f"{tags.name}: {tag_name('Modality')} is {modality}, not one of {', '.join(_MODALITIES)}; "
            "give a chest radiograph."
        )


def _sop_class(tags: Tags) -> str | None:
    """The name of a SOP class of the standard (PS3.6 annex A) in capitals; that of any other is its UID."""
    from pydicom.uid import UID

    uid = tags.text("SOPClassUID")
    return uid and UID(uid).name.upper()


def _check_body_part(tags: Tags) -> None:
    part = tags.text("BodyPartExamined")
    if part is None:
        tags.notes.append(f"{tag_name('BodyPartExamined')} is missing.")
    elif any(word in part for word in _CHEST):
        return
    elif any(word in part for word in _ELSEWHERE):
        raise WrongBodyPart(f"{tags.name}: {tag_name('BodyPartExamined')} is {part}; give a chest film.")
    else:
        tags.notes.append(f"{tag_name('BodyPartExamined')} is {part}, which is no term for the chest.")


def _check_view(tags: Tags) -> str | None:
    view = view_of(tags)
    if view is None:
        tags.notes.append(f"{tag_name('ViewPosition')} is missing.")
    elif view not in ("AP", "PA", *_LATERAL):
        tags.notes.append(f"{tag_name('ViewPosition')} is {view}, neither AP nor PA.")
    return view
