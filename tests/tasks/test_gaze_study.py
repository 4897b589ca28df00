"""Recordings understood: evidence behind words, frames for training, labels, scores, agreement."""

from __future__ import annotations

import json
from collections import Counter
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from radtrace.anatomy.layout import standard_layout
from radtrace.gaze.intent import Policy
from radtrace.metrics.auc import weighted_auc
from radtrace.record import Box, Finding, Fixation, Presence, Reading, Target, Word
from radtrace.tasks.gaze.agree import Read, agreement
from radtrace.tasks.gaze.described import described
from radtrace.tasks.gaze.evidence import dwell_by_concept, evidence_of, findings_of, sought_in
from radtrace.tasks.gaze.frames import frame_lines
from radtrace.tasks.gaze.intent_score import intent_score_json, print_intent_score, score_intent
from radtrace.tasks.gaze.intents import labelled
from radtrace.tasks.gaze.predictor import best_threshold
from radtrace.tasks.gaze.tables import described_json, print_described
from tests.gaze.readings_of_gaze import dictation, fixation, reading

COUNTED = (
    "key frames",
    "sentences without a fixation in their interval",
    "sentences without a cluster of fixations",
)
SAYS = "There is a moderate right pleural effusion. The heart is enlarged. No pneumothorax."
MIDDLES = {region.id: region.box.centre for region in standard_layout() if region.box is not None}


def at(name: str, start_s: float, duration_s: float = 0.4) -> Fixation:
    return fixation(MIDDLES[name].x, MIDDLES[name].y, start_s, duration_s)


def dictated(film: str = "film.dcm", reader: str = "reader") -> Reading:
    """Angle and heart looked at before they are said; 0.3 s a word from 2 s on."""
    places = ["right_costophrenic_angle"] * 3 + ["heart"] * 3 + ["left_apical_zone"] * 3
    path = [at(name, 1.0 + 0.5 * n) for n, name in enumerate(places)]
    box = Box(x_min=0.12, y_min=0.62, x_max=0.3, y_max=0.82)
    label = Finding(id="f0", concept="pleural_effusion", presence=Presence.PRESENT, boxes=(box,))
    return reading(path, dictation(SAYS, 2.0), [label], film=film, reader=reader)


def test_each_sentence_has_its_findings_regions_and_fixations() -> None:
    effusion, heart, pneumothorax = evidence_of(dictated())
    assert effusion.concepts == ("pleural_effusion",)
    assert set(effusion.regions) <= {"right_pleura", "right_costophrenic_angle", "right_lower_zone"}
    assert effusion.fixations == (0, 1, 2, 3, 4, 5, 6)
    assert heart.concepts == ("cardiomegaly",)
    assert heart.regions == ("heart",)
    assert pneumothorax.concepts == ()
    assert [one.concept for one in pneumothorax.mentions] == ["pneumothorax"]


def test_seconds_behind_a_finding_are_those_of_its_interval() -> None:
    seconds = dwell_by_concept(evidence_of(dictated()))
    assert list(seconds) == ["pleural_effusion", "cardiomegaly"]
    assert seconds["pleural_effusion"] == pytest.approx(6 * 0.4 + 0.1)


def test_a_finding_is_counted_once_wherever_it_is_named() -> None:
    evidence = evidence_of(dictated())
    assert findings_of(dictated(), evidence) == ("pleural_effusion", "cardiomegaly")
    assert [one.concepts for one in sought_in(evidence)] == [("pleural_effusion",), ("cardiomegaly",)]


def test_a_reading_without_a_transcript_has_no_evidence() -> None:
    assert evidence_of(reading([fixation(0.5, 0.5)])) == ()


def test_frames_show_clues_and_an_item_shows_no_times() -> None:
    counts: Counter[str] = Counter()
    lines = list(frame_lines([dictated(), reading()], orders=2, counts=counts))
    frames = [line for line in lines if line["kind"] == "frame"]
    assert [line["sentence"] for line in frames] == [f"{part}." for part in SAYS.rstrip(".").split(". ")]
    assert frames[0]["interval_s"][0] == 0.0
    assert frames[0]["times_s"] == sorted(frames[0]["times_s"])
    items = [line for line in lines if line["kind"] == "order"]
    assert len(items) == 2
    assert sorted(items[0]["answer"]) == sorted("<seq>123</seq>")
    assert not {"times_s", "interval_s", "said_s", "fixations"} & set(items[0]["frames"][0])
    assert (counts["recordings"], counts["recordings without a transcript"]) == (2, 1)
    assert counts["sentences"] == sum(counts[name] for name in COUNTED)
    assert lines == list(frame_lines([dictated(), reading()], orders=2))


def test_labels_follow_the_words() -> None:
    (one,) = labelled([dictated()], Policy.SEQ)
    effusion, heart = ("pleural_effusion",), ("cardiomegaly",)
    assert one.labels == (effusion,) * 6 + (heart,) * 3
    (broad,) = labelled([dictated()], Policy.EXPLORE)
    assert set(broad.labels) == {(*effusion, *heart)}


def test_what_cannot_be_labelled_is_counted_with_its_reason() -> None:
    counts: Counter[str] = Counter()
    silent = reading([fixation(0.5, 0.5)])
    normal = reading([fixation(0.5, 0.5)], dictation("No pneumothorax."))
    search = reading([fixation(0.5, 0.5)], target=Target(name="nodule", concept="lung_nodule", present=False))
    found = list(labelled([silent, normal, reading(), search], Policy.HYBRID, counts=counts))
    assert [one.labels for one in found] == [(("lung_nodule",),)]
    assert counts["recordings left out: no transcript and no target"] == 1
    assert counts["recordings left out: no finding stated"] == 1
    assert counts["recordings left out: no fixations"] == 1


def drawn_readings(n: int, seed: int = 0) -> list[Reading]:
    """Readers who look at the angle or the heart, say so, and look around at random before."""
    random = np.random.default_rng(seed)
    return [_drawn(f"film{number}.dcm", random) for number in range(n)]


def _drawn(film: str, random: np.random.Generator) -> Reading:
    path = [fixation(float(x), float(y), 0.4 * n, 0.3) for n, (x, y) in enumerate(random.random((4, 2)))]
    said: list[Word] = []
    parts = [("right_costophrenic_angle", "Right pleural effusion."), ("heart", "The heart is enlarged.")]
    for name, text in [part for part in parts if random.random() < 0.7]:
        start = 0.4 * len(path)
        for n in range(4):
            x, y = np.clip(np.array([MIDDLES[name].x, MIDDLES[name].y]) + random.normal(0, 0.04, 2), 0, 1)
            path.append(fixation(float(x), float(y), start + 0.4 * n, 0.3))
        said.extend(dictation(text, start + 0.3))
    return reading(path, said, film=film)


def test_the_predictor_beats_the_rows_that_know_less() -> None:
    score = score_intent(list(labelled(drawn_readings(60), Policy.SEQ)))
    assert score.evaluation is not None
    predicted, (position, always) = score.evaluation.predicted, score.evaluation.beside
    assert predicted.values["f1.all"].low > position.value("f1.all") > always.values["f1.all"].high
    assert predicted.value("auc.all") > 0.9
    assert always.value("auc.all") == 0.5
    assert set(score.shares) == {"pleural_effusion", "cardiomegaly"}
    again = score_intent(list(labelled(drawn_readings(60), Policy.SEQ)))
    assert intent_score_json(again) == intent_score_json(score)


def test_labels_that_gaze_knows_nothing_of_are_not_predicted() -> None:
    random = np.random.default_rng(1)
    recordings = list(labelled(drawn_readings(60), Policy.SEQ))
    for one in recordings:
        names = [("cardiomegaly",) if flip else () for flip in random.random(len(one.labels)) < 0.3]
        object.__setattr__(one, "labels", tuple(names))
    evaluation = score_intent(recordings).evaluation
    assert evaluation is not None
    assert evaluation.predicted.value("auc.cardiomegaly") == pytest.approx(0.5, abs=0.08)


def test_too_few_patients_are_told_and_not_scored() -> None:
    score = score_intent(list(labelled(drawn_readings(6), Policy.SEQ)))
    assert score.evaluation is None
    assert set(score.rare) == {"pleural_effusion", "cardiomegaly"}
    with Console(record=True, width=80, quiet=False, file=None) as console, console.capture() as printed:
        print_intent_score(score, console)
    assert "too few patients" in printed.get()
    assert json.loads(intent_score_json(score))["rare"]


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_auc_is_scikit_learns(cases: list[tuple[int, bool]]) -> None:
    chances, yes = np.array([c for c, _ in cases], float), np.array([y for _, y in cases])
    auc = weighted_auc(np.unique(chances, return_inverse=True)[1], yes, np.ones(len(yes)))
    if yes.all() or not yes.any():
        assert isnan(auc)
    else:
        below = (chances[yes][:, None] > chances[~yes]).mean() + (
            chances[yes][:, None] == chances[~yes]
        ).mean() / 2
        assert auc == pytest.approx(below)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=20))
def test_no_threshold_has_a_higher_f1(cases: list[tuple[int, bool]]) -> None:
    chances, yes = np.array([c for c, _ in cases], float), np.array([y for _, y in cases])

    def f1(threshold: float) -> float:
        said = chances >= threshold
        return float(2 * (said & yes).sum() / (said.sum() + yes.sum()))

    assert f1(best_threshold(chances, yes)) == pytest.approx(max(f1(one) for one in chances))


def read(film: str, reader: str, rating: float, heat: np.ndarray) -> Read:
    return Read(film, reader, {"fixations": rating}, heat)


def test_readers_are_compared_on_the_films_that_all_of_them_read() -> None:
    maps = np.eye(4, dtype=np.float32).reshape(4, 2, 2)
    rows = [read(f"film{n}", who, float(n), maps[n]) for n in range(4) for who in ("a", "b")]
    found = agreement([*rows, read("film9", "a", 50.0, maps[0])])
    assert found is not None
    assert (found.films, found.readers) == (4, ("a", "b"))
    assert found.icc_2_1["fixations"].value == pytest.approx(1.0)
    assert found.cosine.value == pytest.approx(1.0)
    assert found.cosine_other_film.value == 0.0
    assert agreement(rows[::-1]) == found


def test_one_reader_has_nobody_to_agree_with() -> None:
    assert agreement([read("film", "a", 1.0, np.ones((2, 2), np.float32))]) is None


def test_on_one_film_there_is_a_cosine_and_no_correlation() -> None:
    found = agreement([read("film", who, 1.0, np.ones((2, 2), np.float32)) for who in ("a", "b")])
    assert found is not None
    assert found.cosine.value == pytest.approx(1.0)
    assert isnan(found.icc_3_1["fixations"].value)
    assert isnan(found.cosine_other_film.value)


def test_a_description_has_every_number_once_and_as_json() -> None:
    found = described(
        [dictated(), dictated(reader="other"), dictated("second.dcm"), reading(film="empty.dcm")]
    )
    assert (len(found.recordings), found.films) == (4, 3)
    assert found.numbers["fixations"].value == pytest.approx((9 + 9 + 0) / 3)
    assert sum(one.value for one in found.dwell_share.values()) == pytest.approx(1.0)
    (sighting,) = found.recordings[0].sightings
    assert (sighting.concept, sighting.time_to_s, sighting.looks) == ("pleural_effusion", 0.0, 1)
    assert sighting.dwell_s == pytest.approx(1.2)
    value = json.loads(described_json(found))
    assert value["recordings"][3]["behaviour"]["mean_fixation_s"] is None
    assert value["agreement"]["readers"] == ["other", "reader"]


def test_what_is_printed_fits_a_terminal() -> None:
    console = Console(width=80, record=True)
    with console.capture() as printed:
        print_described(described([dictated(), dictated(reader="other")]), console)
    text = printed.get()
    assert "standard layout" in text
    assert "1 look serves to find it" in text
    assert "Agreement of 2 readers on 1 films" in text
    tables = [line for line in text.splitlines() if line.startswith(" ")]
    assert tables and max(map(len, tables)) <= 80
