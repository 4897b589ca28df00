"""A Reading drawn by hand on a real film, rich enough to exercise all of the page.

The film is RG1_UNCI.dcm of pydicom-data: a PA chest with large masses on both sides. What is said
of it is a layman's drawing for testing the page, not anybody's diagnosis.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from radtrace.record import (
    Box,
    Check,
    Film,
    FilmReference,
    Finding,
    Fixation,
    Laterality,
    Measurement,
    Point,
    Presence,
    Provenance,
    Reading,
    Region,
    Section,
    Sentence,
    Step,
    StudyReference,
    Verdict,
    concept_by_id,
    protocol,
)

Polygon = tuple[tuple[float, float], ...]
Boxes = tuple[tuple[float, ...], ...]
Scored = tuple[str, float, float, float, Laterality | None, tuple[str, ...], Boxes]

RIGHT_LUNG: Polygon = (
    (0.395, 0.085), (0.34, 0.075), (0.27, 0.09), (0.2, 0.14), (0.15, 0.22), (0.12, 0.32), (0.1, 0.45),
    (0.09, 0.6), (0.08, 0.72), (0.062, 0.8), (0.09, 0.755), (0.14, 0.725), (0.2, 0.716), (0.27, 0.725),
    (0.335, 0.735), (0.335, 0.62), (0.37, 0.53), (0.39, 0.4), (0.405, 0.3), (0.44, 0.2), (0.43, 0.12),
)  # fmt: skip
LEFT_LUNG: Polygon = (
    (0.555, 0.12), (0.6, 0.08), (0.66, 0.075), (0.72, 0.1), (0.78, 0.16), (0.82, 0.24), (0.85, 0.34),
    (0.88, 0.48), (0.9, 0.62), (0.912, 0.79), (0.87, 0.765), (0.83, 0.745), (0.785, 0.74), (0.775, 0.72),
    (0.75, 0.65), (0.7, 0.57), (0.65, 0.49), (0.59, 0.41), (0.565, 0.34), (0.58, 0.29),
    (0.545, 0.24), (0.54, 0.17),
)  # fmt: skip
HEART: Polygon = (
    (0.37, 0.5), (0.345, 0.58), (0.335, 0.66), (0.345, 0.735), (0.42, 0.76), (0.55, 0.77), (0.66, 0.75),
    (0.772, 0.73), (0.76, 0.67), (0.72, 0.59), (0.66, 0.5), (0.58, 0.42), (0.47, 0.4),
)  # fmt: skip
BANDS = {"apical": (0.05, 0.19), "upper": (0.19, 0.34), "mid": (0.34, 0.51), "lower": (0.51, 0.82)}
BLOCKS: dict[str, tuple[float, float, float, float]] = {
    "trachea": (0.455, 0.06, 0.51, 0.3),
    "carina": (0.44, 0.3, 0.53, 0.37),
    "right_costophrenic_angle": (0.06, 0.7, 0.16, 0.82),
    "left_costophrenic_angle": (0.83, 0.7, 0.925, 0.83),
    "mediastinum": (0.405, 0.12, 0.56, 0.42),
    "aorta": (0.52, 0.24, 0.585, 0.36),
    "right_hilum": (0.31, 0.36, 0.41, 0.5),
    "left_hilum": (0.57, 0.35, 0.67, 0.47),
    "right_hemidiaphragm": (0.08, 0.7, 0.35, 0.8),
    "left_hemidiaphragm": (0.6, 0.72, 0.91, 0.83),
    "upper_abdomen": (0.08, 0.8, 0.9, 0.99),
    "right_clavicle": (0.12, 0.13, 0.45, 0.24),
    "left_clavicle": (0.54, 0.13, 0.86, 0.24),
    "ribs": (0.05, 0.05, 0.93, 0.85),
    "soft_tissues": (0.0, 0.02, 1.0, 0.99),
}
MASSES = (
    (0.155, 0.31, 0.3, 0.425), (0.205, 0.535, 0.34, 0.635), (0.085, 0.62, 0.198, 0.75),
    (0.69, 0.305, 0.785, 0.385), (0.745, 0.385, 0.85, 0.495), (0.725, 0.55, 0.86, 0.655),
)  # fmt: skip
MASS_ZONES = ("right_mid_zone", "right_lower_zone", "left_mid_zone", "left_lower_zone")

# concept, probability, absent below, present from, side, zones, boxes
SCORED: tuple[Scored, ...] = (
    ("lung_opacity", 0.94, 0.22, 0.52, Laterality.BILATERAL, MASS_ZONES, MASSES[:3]),
    ("consolidation", 0.31, 0.14, 0.4, Laterality.RIGHT, ("right_lower_zone",), ((0.2, 0.44, 0.36, 0.62),)),
    ("pneumonia", 0.12, 0.15, 0.45, None, (), ()),
    ("infiltration", 0.28, 0.2, 0.48, Laterality.RIGHT, ("right_mid_zone",), ((0.21, 0.44, 0.35, 0.52),)),
    ("atelectasis", 0.09, 0.16, 0.42, None, (), ()),
    ("pulmonary_edema", 0.04, 0.1, 0.4, None, (), ()),
    ("lung_nodule_or_mass", 0.97, 0.18, 0.5, Laterality.BILATERAL, MASS_ZONES, MASSES),
    ("pulmonary_fibrosis", 0.07, 0.12, 0.45, None, (), ()),
    ("emphysema", 0.03, 0.11, 0.44, None, (), ()),
    ("pneumothorax", 0.02, 0.08, 0.35, None, (), ()),
    ("pleural_effusion", 0.11, 0.18, 0.5, None, (), ()),
    ("pleural_thickening", 0.13, 0.14, 0.46, None, (), ()),
    ("cardiomegaly", 0.56, 0.25, 0.54, Laterality.MIDLINE, ("heart",), ((0.335, 0.4, 0.772, 0.76),)),
    ("hiatal_hernia", 0.02, 0.05, 0.4, None, (), ()),
)  # fmt: skip

# section, text, concepts, regions
SAID: tuple[tuple[Section, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (Section.FINDINGS, "The trachea is midline.", (), ("trachea", "carina")),
    (Section.FINDINGS, "Multiple rounded masses in both lungs, largest right mid and left lower.",
     ("lung_nodule_or_mass",), MASS_ZONES),
    (Section.FINDINGS, "Airspace opacity in the right mid and lower zones.", ("lung_opacity",),
     MASS_ZONES[:2]),
    (Section.FINDINGS, "Possible consolidation in the right lower zone.", ("consolidation", "infiltration"),
     ("right_lower_zone",)),
    (Section.FINDINGS, "No pneumothorax.", ("pneumothorax",), ("right_pleura", "left_pleura")),
    (Section.FINDINGS, "No pleural effusion.", ("pleural_effusion",),
     ("right_costophrenic_angle", "left_costophrenic_angle")),
    (Section.FINDINGS, "The heart is mildly enlarged (cardiothoracic ratio 0.56, limit 0.50).",
     ("cardiomegaly",), ("heart",)),
    (Section.FINDINGS, "No pulmonary edema.", ("pulmonary_edema",), ("right_hilum", "left_hilum")),
    (Section.FINDINGS, "The clavicles are symmetric.", (), ("right_clavicle", "left_clavicle")),
    (Section.IMPRESSION, "Multiple bilateral lung masses; metastatic disease should be considered.",
     ("lung_nodule_or_mass", "lung_opacity"), MASS_ZONES),
    (Section.IMPRESSION, "Mild cardiomegaly.", ("cardiomegaly",), ("heart",)),
    (Section.IMPRESSION, "Possible consolidation in the right lower zone.", ("consolidation",),
     ("right_lower_zone",)),
)  # fmt: skip

LEFT_PNEUMOTHORAX = {"text": "Left apical pneumothorax.", "regions": ("left_apical_zone",), "critical": True}

CHECKED: tuple[tuple[str, Verdict, str], ...] = (
    ("links_to_findings", Verdict.PASS, "every sentence names findings or regions"),
    ("links_to_sentences", Verdict.PASS, "every finding above its operating point has a sentence"),
    ("box_in_region", Verdict.PASS, "all 12 boxes lie in the stated regions"),
    ("side_in_text", Verdict.PASS, "sides agree in text, finding and box"),
    ("zone_in_text", Verdict.PASS, "zones agree in text and finding"),
    ("measurement", Verdict.PASS, "cardiothoracic ratio recomputed from its landmarks: 0.56"),
    ("contradiction", Verdict.PASS, "no concept is both affirmed and denied"),
    ("coverage", Verdict.FLAG, "26 of 27 regions assessed; not assessed: tubes, lines and devices"),
    ("negatives", Verdict.PASS, "negatives only below the lower bound, in assessed regions"),
    ("hedges", Verdict.PASS, "hedge words only in the uncertain band"),
    ("comparison_words", Verdict.PASS, "no comparison words, and no prior"),
    ("critical_on_top", Verdict.PASS, "no critical finding is present"),
)


@cache
def sample_pixels() -> NDArray[np.float32]:
    """The film's pixels in [0, 1], bone bright; (489, 461)."""
    import pydicom
    from pydicom.data import get_testdata_file

    path = get_testdata_file("RG1_UNCI.dcm", download=False)
    stored = pydicom.dcmread(str(path)).pixel_array[::4, ::4].astype(np.float32)
    low, high = np.percentile(stored, (0.5, 99.5))
    return np.asarray(1 - ((stored - low) / (high - low)).clip(0, 1), np.float32)


def sample_film(file: str = "RG1_UNCI.dcm", pixels: NDArray[np.float32] | None = None) -> Film:
    """The film, under any name."""
    return Film(
        pixels=sample_pixels() if pixels is None else pixels,
        file=file,
        sha256=hashlib.sha256(b"sample").hexdigest(),
        view="PA",
        notes=("PixelSpacing is 0: lengths in millimetres are not given.",),
    )


def sample_maps() -> dict[str, NDArray[np.float32]]:
    """For each concept a 32 x 32 map with a bump in each of its boxes."""
    return {concept: _bumps(boxes, peak) for concept, peak, *_, boxes in SCORED}


def sample_reading(file: str = "RG1_UNCI.dcm", *, critical: bool = False) -> Reading:
    """The reading; with `critical`, the pneumothorax is claimed present on the left."""
    return Reading(
        study=_study(file),
        regions=tuple(_region(region.id) for region in protocol()),
        steps=_steps(),
        measurements=(_ratio(),),
        findings=tuple(_finding(*row, critical) for row in SCORED),
        sentences=_sentences(critical),
        checks=_checks(),
        provenance=Provenance(
            reader="radtrace-embedded", version="0.1.0", weights_sha256=hashlib.sha256(b"weights").hexdigest()
        ),
    )


def write_page(path: Path, *, critical: bool = False) -> Path:
    """Render the sample to `path`."""
    from radtrace.exports import render_html
    from radtrace.files.atomic import atomic_write

    atomic_write(path, render_html(sample_reading(critical=critical), sample_film(), sample_maps()))
    return path


def _study(file: str) -> StudyReference:
    film = FilmReference(
        file=file,
        sha256=hashlib.sha256(b"sample").hexdigest(),
        rows=1955,
        columns=1841,
        view="PA",
        gate_score=0.998,
        notes=("PixelSpacing is 0: lengths in millimetres are not given.",),
        pipeline=(
            "No modality LUT and no rescale: stored values are used as they are.",
            "VOI window centre 15000, width 30000 (PS3.3 C.11.2).",
            "MONOCHROME1: inverted, so that bone is bright.",
        ),
    )
    return StudyReference(films=(film,))


def _box(corners: tuple[float, ...]) -> Box:
    return Box(x_min=corners[0], y_min=corners[1], x_max=corners[2], y_max=corners[3])


def _polygon(name: str) -> Polygon:
    if name == "heart":
        return HEART
    if name in BLOCKS:
        x0, y0, x1, y1 = BLOCKS[name]
        return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    side, _, rest = name.partition("_")
    lung = RIGHT_LUNG if side == "right" else LEFT_LUNG
    return lung if rest == "pleura" else _clipped(lung, *BANDS[rest.removesuffix("_zone")])


def _clipped(polygon: Polygon, top: float, bottom: float) -> Polygon:
    return _half(_half(polygon, top, 1), bottom, -1)


def _half(polygon: Polygon, edge: float, sign: int) -> Polygon:
    """The part of `polygon` below `edge` (sign 1) or above it (Sutherland and Hodgman, 1974)."""
    kept: list[tuple[float, float]] = []
    for (x0, y0), (x1, y1) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if sign * (y0 - edge) >= 0:
            kept.append((x0, y0))
        if (y0 - edge) * (y1 - edge) < 0:
            kept.append((x0 + (x1 - x0) * (edge - y0) / (y1 - y0), edge))
    return tuple(kept)


def _region(name: str) -> Region:
    if name == "devices":
        return Region(id=name, assessed=False, reason="the reader has no map of devices")
    polygon = _polygon(name)
    xs, ys = zip(*polygon, strict=True)
    return Region(
        id=name,
        box=_box((min(xs), min(ys), max(xs), max(ys))),
        polygons=(tuple(Point(x=x, y=y) for x, y in polygon),),
    )


def _steps() -> tuple[Step, ...]:
    random = np.random.default_rng(7)
    clock, steps = 0.2, []
    for number, region in enumerate(protocol(), 1):
        led_to = tuple(row[0] for row in SCORED if region.id in row[5])
        fixations, clock = _fixations(region.id, len(led_to), clock, random)
        steps.append(_step(number, region.id, led_to, fixations))
    return tuple(steps)


def _step(number: int, region: str, led_to: tuple[str, ...], fixations: tuple[Fixation, ...]) -> Step:
    looked_for = tuple(c for c, *_ in SCORED if region in concept_by_id()[c].regions)
    names = " and ".join(concept_by_id()[concept].name for concept in led_to[:2])
    seen = f"{names} suspected" if led_to else "nothing of note"
    return Step(
        id=f"step-{number}",
        region=region,
        looked_for=looked_for,
        fixations=fixations,
        seen=seen if fixations else "not assessed: the reader has no map of devices",
        findings=led_to,
        assessed=bool(fixations),
    )


def _fixations(
    region: str, suspected: int, clock: float, random: np.random.Generator
) -> tuple[tuple[Fixation, ...], float]:
    if region == "devices":
        return (), clock
    fixations = []
    polygon = np.array(_polygon(region))
    for _ in range(2 + min(suspected, 2)):
        x, y = random.dirichlet(np.ones(len(polygon))) @ polygon
        duration = round(float(random.uniform(0.18, 0.4) + 0.15 * suspected), 3)
        fixations.append(Fixation(x=float(x), y=float(y), start_s=round(clock, 3), duration_s=duration))
        clock += duration + 0.04
    return tuple(fixations), clock


def _finding(
    concept: str,
    probability: float,
    absent_below: float,
    present_from: float,
    side: Laterality | None,
    zones: tuple[str, ...],
    boxes: Boxes,
    critical: bool,
) -> Finding:
    if critical and concept == "pneumothorax":
        probability, side, zones, boxes = (
            0.81,
            Laterality.LEFT,
            ("left_apical_zone",),
            ((0.56, 0.075, 0.78, 0.19),),
        )
    return Finding(
        id=concept,
        concept=concept,
        presence=_presence(probability, absent_below, present_from),
        probability=probability,
        absent_below=absent_below,
        present_from=present_from,
        laterality=side,
        zones=zones,
        severity="mild" if concept == "cardiomegaly" else None,
        measurement="ctr" if concept == "cardiomegaly" else None,
        boxes=tuple(_box(corners) for corners in boxes),
        box_scores=tuple(round(probability - 0.05 * rank, 3) for rank in range(len(boxes))),
        evidence=tuple(f"step-{n}" for n, region in enumerate(protocol(), 1) if region.id in zones),
        critical=critical and concept == "pneumothorax",
    )


def _presence(probability: float, absent_below: float, present_from: float) -> Presence:
    if probability >= present_from:
        return Presence.PRESENT
    return Presence.ABSENT if probability < absent_below else Presence.UNCERTAIN


def _sentences(critical: bool) -> tuple[Sentence, ...]:
    sentences = []
    for number, (section, text, findings, regions) in enumerate(SAID, 1):
        urgent = critical and findings == ("pneumothorax",)
        said = "Left apical pneumothorax." if urgent else text
        where = ("left_apical_zone",) if urgent else regions
        sentences.append(
            Sentence(
                id=f"s{number}", section=section, text=said, findings=findings, regions=where, critical=urgent
            )
        )
    return tuple(sentences)


def _checks() -> tuple[Check, ...]:
    return tuple(
        Check(name=name, verdict=verdict, why=why, finding="cardiomegaly" if name == "measurement" else None)
        for name, verdict, why in CHECKED
    )


def _ratio() -> Measurement:
    return Measurement(
        id="ctr",
        name="cardiothoracic ratio",
        value=round((0.772 - 0.335) / (0.855 - 0.075), 2),
        limit=0.5,
        landmarks={
            "heart_right": Point(x=0.335, y=0.665),
            "heart_left": Point(x=0.772, y=0.725),
            "thorax_right": Point(x=0.075, y=0.745),
            "thorax_left": Point(x=0.855, y=0.745),
        },
    )


def _bumps(boxes: Boxes, peak: float) -> NDArray[np.float32]:
    y, x = (np.mgrid[0:32, 0:32] + 0.5) / 32
    values = np.full((32, 32), 0.02)
    for rank, (x0, y0, x1, y1) in enumerate(boxes):
        distance = ((x - (x0 + x1) / 2) / (x1 - x0)) ** 2 + ((y - (y0 + y1) / 2) / (y1 - y0)) ** 2
        values = np.maximum(values, (peak - 0.05 * rank) * np.exp(-4 * distance))
    return values.astype(np.float32)
