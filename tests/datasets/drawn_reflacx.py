"""A small REFLACX, drawn by hand in the published form: its headers, its CRLF lines, its folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

ABOUT = "id,split,eye_tracking_data_discarded,image,dicom_id,subject_id,image_size_x,image_size_y"
PHASE_1 = (
    "Airway wall thickening,Atelectasis,Consolidation,Emphysema,Enlarged cardiac silhouette,Fibrosis,"
    "Fracture,Groundglass opacity,Mass,Nodule,Other,Pleural effusion,Pleural thickening,Pneumothorax,"
    "Pulmonary edema,Quality issue,Support devices,Wide mediastinum"
)
PHASE_2 = (
    "Abnormal mediastinal contour,Acute fracture,Atelectasis,Consolidation,Enlarged cardiac silhouette,"
    "Enlarged hilum,Groundglass opacity,Hiatal hernia,High lung volume / emphysema,Interstitial lung disease,"
    "Lung nodule or mass,Other,Pleural abnormality,Pneumothorax,Pulmonary edema,Support devices"
)
VIEW = (
    "x_position,y_position,pupil_area_normalized,angular_resolution_x_pixels_per_degree,"
    "angular_resolution_y_pixels_per_degree,window_width,window_level,xmin_shown_from_image,"
    "ymin_shown_from_image,xmax_shown_from_image,ymax_shown_from_image,xmin_in_screen_coordinates,"
    "ymin_in_screen_coordinates,xmax_in_screen_coordinates,ymax_in_screen_coordinates"
)
FIXATIONS = f"timestamp_start_fixation,timestamp_end_fixation,{VIEW}"
SAMPLES = f"timestamp_sample,{VIEW}"
WORDS = "word,timestamp_start_word,timestamp_end_word"
BOX = "xmin,ymin,xmax,ymax"
DICOM = "1a2b3c4d-11112222-33334444-55556666-77778888"
IMAGE = f"physionet.org/files/mimic-cxr/2.0.0/files/p10/p10000032/s50414267/{DICOM}.dcm"
WIDTH, HEIGHT = 2000, 2500
WHOLE = "1,0.5,0,0,2000,2500,1000,0,2728,2160"
ZOOMED = "1,0.5,500,500,1500,1750,1000,0,2728,2160"


def write(path: Path, header: str, rows: Sequence[str]) -> None:
    """A CSV as the authors' code writes it: CRLF."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(f"{line}\r\n" for line in (header, *rows)).encode())


def about(recording: str, discarded: bool = False, split: str = "train") -> str:
    return f"{recording},{split},{discarded},{IMAGE},{DICOM},10000032,{WIDTH},{HEIGHT}"


def metadata(root: Path, phase: int, rows: Sequence[tuple[str, str]]) -> Path:
    """Rows of (about, labels)."""
    path = root / "main_data" / f"metadata_phase_{phase}.csv"
    write(path, f"{ABOUT},{PHASE_1 if phase == 1 else PHASE_2}", [",".join(row) for row in rows])
    return path


def fixation(start: str, end: str, x: str, y: str, view: str = WHOLE, per_degree: str = "50,52") -> str:
    return f"{start},{end},{x},{y},0.91,{per_degree},{view}"


def sample(time: str, x: str, y: str, view: str = WHOLE, per_degree: str = "50,52") -> str:
    return f"{time},{x},{y},0.91,{per_degree},{view}"


def recording(root: Path, name: str, fixations: Sequence[str], words: Sequence[str] = ()) -> Path:
    folder = root / "main_data" / name
    write(folder / "fixations.csv", FIXATIONS, fixations)
    write(folder / "timestamps_transcription.csv", WORDS, words)
    write(folder / "chest_bounding_box.csv", BOX, ["100,200,1900,2300"])
    return folder


def ellipses(root: Path, name: str, labels: str, rows: Sequence[str]) -> Path:
    path = root / "main_data" / name / "anomaly_location_ellipses.csv"
    write(path, f"{BOX},certainty,{labels}", rows)
    return path
