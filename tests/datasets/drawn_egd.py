"""A small EGD-CXR, drawn by hand in the published form: its headers, the paddings, the authors' own map."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

SHEET = (
    "dicom_id,path,study_id,patient_id,stay_id,gender,anchor_age,image_top_pad,image_bottom_pad,image_left_pad,"
    "image_right_pad,dx1,dx1_icd,dx2,dx2_icd,dx3,dx3_icd,dx4,dx4_icd,dx5,dx5_icd,dx6,dx6_icd,dx7,dx7_icd,dx8,"
    "dx8_icd,dx9,dx9_icd,normal_reports,Normal,CHF,pneumonia,consolidation,enlarged_cardiac_silhouette,"
    "linear__patchy_atelectasis,lobar__segmental_collapse,"
    "not_otherwise_specified_opacity___pleural__parenchymal_opacity__,pleural_effusion_or_thickening,"
    "pulmonary_edema__hazy_opacity,normal_anatomically,elevated_hemidiaphragm,hyperaeration,"
    "vascular_redistribution,atelectasis__chx,cardiomegaly__chx,consolidation__chx,edema__chx,"
    "enlarged_cardiomediastinum__chx,fracture__chx,lung_lesion__chx,lung_opacity__chx,no_finding__chx,"
    "pleural_effusion__chx,pleural_other__chx,pneumonia__chx,pneumothorax__chx,support_devices__chx,"
    "cxr_exam_indication"
)
GAZE = (
    "SESSION_ID,MEDIA_ID,DICOM_ID,CNT,Time (in secs),TIMETICK(f=10000000),FPOGX,FPOGY,FPOGS,FPOGD,FPOGID,"
    "FPOGV,BPOGX,BPOGY,BPOGV,LPCX,LPCY,LPD,LPS,LPV,RPCX,RPCY,RPD,RPS,RPV,BKID,BKDUR,BKPMIN,LPMM,LPMMV,RPMM,"
    "RPMMV,SACCADE_MAG,SACCADE_DIR,VID_FRAME,X_ORIGINAL,Y_ORIGINAL"
)
BOXES = "dicom_id,bbox_name,x1,x2,y1,y2"
FILM = "1a2b3c4d-11112222-33334444-55556666-77778888"
OTHER = "9a8b7c6d-11112222-33334444-55556666-77778888"
SLIDE = "calibration-slide-1"
# A film of 2539 x 3050 pixels: padded to 2540 x 3050, shown 899 pixels wide and 1080 high.
WIDTH, HEIGHT = 2539, 3050
LEFT, RIGHT, TOP, BOTTOM = 510, 511, 0, 0


def sheet(root: Path, rows: Sequence[dict[str, object]], header: str = SHEET) -> Path:
    """The master sheet; cells a row does not give are empty, the paddings those above."""
    pads = {
        "image_left_pad": LEFT,
        "image_right_pad": RIGHT,
        "image_top_pad": TOP,
        "image_bottom_pad": BOTTOM,
    }
    about = {"dicom_id": FILM, "study_id": 50414267, "patient_id": 10000032, "anchor_age": "20 - 30", **pads}
    names = header.split(",")
    lines = [",".join(str({**about, **row}.get(name, "")) for name in names) for row in rows]
    return write(root / "master_sheet.csv", header, lines)


def write(path: Path, header: str, lines: Sequence[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *lines, ""]), "utf-8")
    return path


def originals(x: float, y: float) -> tuple[int, int]:
    """X_ORIGINAL and Y_ORIGINAL as the authors compute them: -1 goes in before the scaling."""
    ex, ey = x * 1920, y * 1080
    width, height = WIDTH + WIDTH % 2, HEIGHT + HEIGHT % 2
    inside = LEFT < ex < 1920 - RIGHT and TOP < ey < 1080 - BOTTOM
    across, down = (ex - LEFT, ey - TOP) if inside else (-1.0, -1.0)
    return int(across * width / (1920 - LEFT - RIGHT)), int(down * height / (1080 - TOP - BOTTOM))


def row(time: float, x: float, y: float, *, film: str = FILM, session: str = "1", **cells: object) -> str:
    """A row of either table; `cells` replace what would be written."""
    original = originals(x, y)
    values: dict[str, object] = {
        "SESSION_ID": session, "MEDIA_ID": 1, "DICOM_ID": film, "CNT": 1, "Time (in secs)": round(time, 5),
        "TIMETICK(f=10000000)": 17_000_000, "FPOGX": round(x, 5), "FPOGY": round(y, 5),
        "FPOGS": round(time - 0.3, 5), "FPOGD": 0.3, "FPOGID": 1, "FPOGV": 1,
        "BPOGX": round(x, 5), "BPOGY": round(y, 5), "BPOGV": 1,
        "X_ORIGINAL": original[0], "Y_ORIGINAL": original[1],
    } | cells  # fmt: skip
    return ",".join(str(values.get(name, "0")) for name in GAZE.split(","))


def at(x: float, y: float) -> tuple[float, float]:
    """Screen fractions of a place on the film, given as fractions of the film."""
    width = WIDTH + WIDTH % 2
    return (LEFT + x * WIDTH / width * (1920 - LEFT - RIGHT)) / 1920, (TOP + y * (1080 - TOP - BOTTOM)) / 1080


def fixations(root: Path, rows: Sequence[str]) -> Path:
    return write(root / "fixations.csv", GAZE, rows)


def transcript(root: Path, phrases: Sequence[tuple[str, float, float]], film: str = FILM) -> Path:
    path = root / "audio_segmentation_transcripts" / film / "transcript.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    items = [{"phrase": said, "begin_time": begin, "end_time": end} for said, begin, end in phrases]
    path.write_text(json.dumps({"full_text": "unread", "time_stamped_text": items}), "utf-8")
    return path


def boxes(root: Path, rows: Sequence[str]) -> Path:
    return write(root / "bounding_boxes.csv", BOXES, rows)
