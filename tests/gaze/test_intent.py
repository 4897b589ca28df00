"""Intent under three policies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.gaze.intent import FindingInterval, Policy, label_fixations
from radtrace.record import Fixation
from tests.gaze.readings_of_gaze import fixation, paths

FINDINGS = ("effusion", "nodule")
SOUGHT = (FindingInterval(("effusion",), 3.0, 6.0), FindingInterval(("nodule",), 5.0, 9.0))
PATH = tuple(fixation(0.5, 0.5, start, 1.0) for start in (0.0, 2.0, 4.0, 5.6, 7.0, 8.4, 9.5))
EFFUSION, NODULE = ("effusion",), ("nodule",)


def test_one_at_a_time_is_the_sentence_that_ends_next() -> None:
    labels = label_fixations(Policy.SEQ, PATH, FINDINGS, SOUGHT)
    assert labels == (EFFUSION, EFFUSION, EFFUSION, NODULE, NODULE, NODULE, ())


def test_all_at_once_is_everything_all_the_time() -> None:
    assert label_fixations(Policy.EXPLORE, PATH, FINDINGS, SOUGHT) == (FINDINGS,) * 7


def test_broad_then_focused_turns_when_the_first_evidence_opens() -> None:
    labels = label_fixations(Policy.HYBRID, PATH, FINDINGS, SOUGHT)
    assert labels == (FINDINGS, FINDINGS, EFFUSION, NODULE, NODULE, NODULE, ())


@pytest.mark.parametrize("policy", Policy)
def test_a_search_task_looks_for_its_target_throughout(policy: Policy) -> None:
    assert label_fixations(policy, PATH, EFFUSION, ()) == (EFFUSION,) * 7


@pytest.mark.parametrize("policy", [Policy.SEQ, Policy.HYBRID])
def test_several_findings_without_a_dictation_cannot_be_told_apart(policy: Policy) -> None:
    assert label_fixations(policy, PATH, FINDINGS, ()) == ((),) * 7


@given(paths(), st.floats(0.0, 20.0), st.sampled_from(Policy))
def test_a_shift_of_both_clocks_changes_nothing(
    path: tuple[Fixation, ...], shift: float, policy: Policy
) -> None:
    later = [one.model_copy(update={"start_s": one.start_s + shift}) for one in path]
    moved = [FindingInterval(one.concepts, one.opened_s + shift, one.end_s + shift) for one in SOUGHT]
    edges = [abs(_middle(one) - edge) for one in path for edge in (3.0, 6.0, 9.0)]
    if min(edges, default=1.0) > 1e-6:
        here = label_fixations(policy, path, FINDINGS, SOUGHT)
        assert label_fixations(policy, later, FINDINGS, moved) == here
        assert len(here) == len(path)


def _middle(one: Fixation) -> float:
    return one.start_s + one.duration_s / 2
