"""Scoring of paths: pairing, the start, image-blind rows, readers, intervals by film."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from radtrace.evaluation.gaze_files import GazeScoreOptions, run_gaze_score
from radtrace.evaluation.intervals import Estimate, Resamples, mean_estimates
from radtrace.evaluation.kinds.scanpaths.blind import CENTRE_ROW, MEAN_ROW, OTHER_ROW, blind_paths
from radtrace.evaluation.kinds.scanpaths.cases import Key, PathCase, Start, key_of, path_cases, started
from radtrace.evaluation.kinds.scanpaths.kind import READERS_ROW, scanpath_kind
from radtrace.evaluation.kinds.scanpaths.measures import METRICS, elsewhere
from radtrace.evaluation.pairing import Pairs
from radtrace.evaluation.score import Evaluation, ScoreRow, evaluate
from radtrace.gaze.scanpath import Scanpath, scanpath_of
from radtrace.metrics.scanpath import scanmatch
from radtrace.record import BadInput, Reading
from tests.evaluation.recorded_paths import FRAME, made, reading, written

SIX = [(50.0, 50.0), (80.0, 60.0), (120.0, 70.0), (150.0, 90.0), (160.0, 150.0), (60.0, 160.0)]


def grouped(readings: list[Reading]) -> dict[Key, list[Scanpath]]:
    found: dict[Key, list[Scanpath]] = {}
    for one in readings:
        found.setdefault(key_of(one), []).append(scanpath_of(one))
    return found


def scored(
    predictions: list[Reading], references: list[Reading], *metrics: str, start: Start = Start.AUTO
) -> Evaluation[PathCase]:
    cases, ours = path_cases(grouped(references)), grouped(predictions)
    predicted = [PathCase(case.key, tuple(ours[case.key])) for case in cases]
    pairs = Pairs(predicted, cases, groups=[case.key.film for case in cases], grouped_by="films")
    return evaluate(scanpath_kind(metrics or METRICS, start), pairs)


def values(row: ScoreRow) -> np.ndarray:
    """The scores of every case, (cases, metrics)."""
    return np.column_stack([result.per_report for result in row.results.values()])


def test_identical_paths_are_best_in_every_metric() -> None:
    readings = made(5, 1)
    overall = scored(readings, readings).predicted.values
    best = {name: 1.0 for name in METRICS} | {"kl": 0.0}
    for name in ("nss", "information_gain", "auc_judd", "auc_shuffled"):
        assert overall[name].value > scored(made(5, 2), readings, name).predicted.values[name].value
        best.pop(name)
    assert {name: overall[name].value for name in best} == pytest.approx(best, abs=1e-9)


def test_film_and_target_make_the_key_whatever_the_case_and_folder() -> None:
    one, other = reading("a/b/film.png", "Lung Opacity", SIX), reading("film.jpg", "lung opacity", SIX)
    assert key_of(one) == key_of(other) == ("film", "lung opacity")
    assert key_of(reading("film.jpg", None, SIX)) == ("film", "")


@pytest.mark.parametrize(
    ("start", "target", "added"),
    [("auto", "edema", 1), ("auto", None, 0), ("centre", None, 1), ("none", "edema", 0)],
)
def test_the_start_at_the_centre(start: str, target: str | None, added: int) -> None:
    one = reading("f.png", target, SIX)
    path = started(scanpath_of(one), key_of(one).target, Start(start))
    assert len(path) == 6 + added
    if added:
        assert (path.x[0], path.y[0], path.duration_s[0]) == (0.5, 0.5, 0.0)
        assert started(path, key_of(one).target, Start(start)) is path


def test_a_path_that_stays_empty_is_not_given_a_start() -> None:
    one = reading("f.png", "edema", [])
    assert len(started(scanpath_of(one), key_of(one).target, Start.CENTRE)) == 0


def test_a_start_in_one_file_alone_changes_nothing() -> None:
    references = made(4, 3)
    begun = [
        reading(f"film{i}.jpg", "edema", [(112.0, 112.0), *SIX], durations=[0.0] + [0.3] * 6)
        for i in range(4)
    ]
    plain = [reading(f"film{i}.jpg", "edema", SIX) for i in range(4)]
    assert np.array_equal(
        values(scored(begun, references).predicted), values(scored(plain, references).predicted)
    )


def test_several_references_and_predictions_are_averaged() -> None:
    references, predictions = made(3, 4, readers=3), made(3, 5, readers=2)
    ours, theirs = grouped(predictions), grouped(references)
    expected = [np.mean([scanmatch([a], [b])[0] for a in ours[key] for b in theirs[key]]) for key in theirs]
    scores = scored(predictions, references, "scanmatch", start=Start.NONE)
    assert values(scores.predicted)[:, 0] == pytest.approx(expected)


def test_readers_are_held_against_each_other_where_there_are_several() -> None:
    references = [*made(3, 6, readers=3), reading("alone.jpg", "edema", SIX)]
    scores = scored(references, references, "scanmatch", start=Start.NONE)
    row = {row.name: row for row in scores.beside}[READERS_ROW]
    theirs = grouped(references)
    expected = [
        np.mean([scanmatch([a], [b])[0] for a in paths for b in paths if a is not b])
        for paths in theirs.values()
        if len(paths) > 1
    ]
    assert values(row)[:3, 0] == pytest.approx(expected)
    assert np.isnan(values(row)[3, 0]) and row.counts["scanmatch"] == 3
    assert READERS_ROW not in {row.name for row in scored(made(3, 6), made(3, 6), "scanmatch").beside}


def test_a_short_prediction_earns_nothing_and_a_short_reference_does_not_count() -> None:
    long, short = reading("a.jpg", None, SIX), reading("a.jpg", None, SIX[:2])
    other = reading("b.jpg", None, SIX)
    names = ("multimatch", "multimatch_duration")
    assert values(scored([short, other], [long, other], *names).predicted).tolist() == [[0, 0], [1, 1]]
    found = values(scored([long, other], [short, other], *names).predicted)
    assert np.isnan(found[0]).all() and (found[1] == 1).all()


def test_a_prediction_without_fixations_is_scored() -> None:
    references = made(3, 7)
    blank = [reading(f"film{i}.jpg", "edema", []) for i in range(3)]
    overall = {name: one.value for name, one in scored(blank, references).predicted.values.items()}
    assert {overall[name] for name in ("scanmatch", "multimatch", "sequence_score", "nss", "cc")} == {0}
    assert overall["auc_judd"] == overall["auc_shuffled"] == 0.5
    assert overall["information_gain"] == 0


def test_blind_rows_leave_the_film_out() -> None:
    cases = path_cases(grouped(made(6, 8)))
    before = blind_paths(cases, seed=0)
    moved = PathCase(cases[0].key, (Scanpath(np.full(9, 0.9), np.full(9, 0.1), np.full(9, 2.0)),))
    after = blind_paths((moved, *cases[1:]), seed=0)
    for row in (CENTRE_ROW, MEAN_ROW, OTHER_ROW):
        assert after[row][0].x == pytest.approx(before[row][0].x)
        assert after[row][0].duration_s == pytest.approx(before[row][0].duration_s)
    assert not np.allclose(after[MEAN_ROW][1].x[:6], before[MEAN_ROW][1].x)


def test_the_mean_path_is_the_mean_of_the_others_with_the_target() -> None:
    cases = path_cases(grouped([*made(4, 9), *made(3, 10, target="pneumonia")]))
    others = [case.paths[0] for case in cases[1:4]]
    mean = blind_paths(cases, seed=0)[MEAN_ROW][0]
    assert mean.x == pytest.approx(np.mean([path.x for path in others], axis=0))
    assert len(mean) == 6


def test_another_film_is_another_film_with_the_target() -> None:
    cases = path_cases(grouped([*made(5, 11), *made(5, 12, target="pneumonia")]))
    for case, path in zip(cases, blind_paths(cases, seed=1)[OTHER_ROW], strict=True):
        donor = next(one.key for one in cases if path is one.paths[0])
        assert donor.target == case.key.target and donor.film != case.key.film


def test_a_target_of_one_film_borrows_from_other_targets() -> None:
    rare = reading("rare.jpg", "fracture", SIX)
    cases = path_cases(grouped([rare, *made(3, 13)]))
    rows = blind_paths(cases, seed=0)
    assert rows[MEAN_ROW][0].x == pytest.approx(np.mean([c.paths[0].x for c in cases[1:]], axis=0))
    assert any(rows[OTHER_ROW][0] is case.paths[0] for case in cases[1:])


def test_one_film_has_neither_another_film_nor_an_interval() -> None:
    one = made(1, 14)
    scores = scored(one, one)
    assert [row.name for row in scores.beside] == [CENTRE_ROW]
    assert np.isnan(scores.predicted.values["scanmatch"].low)


def test_fixations_elsewhere_are_those_of_other_films() -> None:
    cases = path_cases(grouped([*made(3, 15), reading("film0.jpg", "pneumonia", SIX)]))
    found = elsewhere(cases)
    assert found["film0"].fixations.sum() == 12
    assert found["film1"].fixations.sum() == 18
    assert found["film0"].baseline.sum() == pytest.approx(1)


def by_film(scores: np.ndarray, films: np.ndarray, seed: int) -> list[Estimate]:
    return mean_estimates(scores, Resamples.of([str(film) for film in films], seed))


def test_intervals_resample_films_and_not_readings() -> None:
    random = np.random.default_rng(16)
    by_reading = random.normal(size=(40, 1))
    copied = np.repeat(by_reading, 10, axis=0)
    alone = by_film(by_reading, np.arange(40), seed=0)[0]
    with_copies = by_film(copied, np.repeat(np.arange(40), 10), seed=0)[0]
    assert (with_copies.low, with_copies.high) == pytest.approx((alone.low, alone.high))
    naive = by_film(copied, np.arange(400), seed=0)[0]
    assert naive.high - naive.low < 0.5 * (alone.high - alone.low)


def test_a_film_with_more_readings_weighs_more() -> None:
    scores, films = np.array([[1.0], [1.0], [1.0], [0.0], [np.nan]]), np.array([0, 0, 0, 1, 1])
    one = by_film(scores, films, seed=0)[0]
    assert one.value == 0.75 and (one.low, one.high) == (0.0, 1.0)


def test_the_square_frame_gives_what_the_benchmark_gives() -> None:
    """ScanMatch of 7 fixations with the start in front, from whole pixels."""
    predictions, references = made(1, 17)[0], made(1, 18)[0]
    a, b = (scanpath_of(one).points * FRAME // 16 for one in (predictions, references))
    table = np.zeros((8, 8))
    a, b = (np.vstack([[7, 7], one]) for one in (a, b))
    for i in range(7):
        for j in range(7):
            earned = table[i, j] + 3.5 - np.hypot(*(a[i] - b[j]))
            table[i + 1, j + 1] = max(earned, table[i, j + 1], table[i + 1, j])
    expected = table[7, 7] / (3.5 * 7)
    assert values(scored([predictions], [references], "scanmatch").predicted)[0, 0] == pytest.approx(expected)


def test_unknown_metric_is_told(tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", made(2, 19))
    with pytest.raises(BadInput, match="unknown metric 'speed'; choose from scanmatch"):
        run_gaze_score(GazeScoreOptions(file, file, metrics=("speed",)))
