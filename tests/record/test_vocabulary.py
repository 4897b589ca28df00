"""The tables agree with each other and with the label sets they name."""

from __future__ import annotations

import json
from graphlib import TopologicalSorter

import pytest

from radtrace.record import Concept, concept_by_id, find_concept, protocol, region_by_id, vocabulary

NIH_14 = {
    "Atelectasis", "Cardiomegaly", "Consolidation", "Edema", "Effusion", "Emphysema", "Fibrosis",
    "Hernia", "Infiltration", "Mass", "Nodule", "Pleural_Thickening", "Pneumonia", "Pneumothorax",
}  # fmt: skip
CHEXPERT_14 = {
    "No Finding", "Enlarged Cardiomediastinum", "Cardiomegaly", "Lung Opacity", "Lung Lesion", "Edema",
    "Consolidation", "Pneumonia", "Atelectasis", "Pneumothorax", "Pleural Effusion", "Pleural Other",
    "Fracture", "Support Devices",
}  # fmt: skip
LABEL_SETS = {"chexpert", "nih", "vindr", "padchest", "rsna"}


def test_identifiers_are_used_once() -> None:
    assert len(concept_by_id()) == len(vocabulary())
    assert len(region_by_id()) == len(protocol())


def test_every_nih_label_belongs_to_one_concept() -> None:
    labels = [label for concept in vocabulary() for label in concept.labels.get("nih", ())]
    assert sorted(labels) == sorted(NIH_14)


def test_chexpert_labels_are_spelled_as_published() -> None:
    labels = {label for concept in vocabulary() for label in concept.labels.get("chexpert", ())}
    assert labels <= CHEXPERT_14


def test_rsna_opacity_is_scored() -> None:
    assert concept_by_id()["lung_opacity"].labels["rsna"] == ("Lung Opacity",)


def test_label_sets_are_known_ones() -> None:
    assert {name for concept in vocabulary() for name in concept.labels} <= LABEL_SETS


def test_every_region_of_a_concept_is_in_the_protocol() -> None:
    for concept in vocabulary():
        assert concept.regions, concept.id
        assert set(concept.regions) <= set(region_by_id()), concept.id


def test_parents_exist_and_form_no_circle() -> None:
    parents = {concept.id: set(concept.parents) for concept in vocabulary()}
    assert set(TopologicalSorter(parents).static_order()) == set(concept_by_id())


def test_a_child_occurs_where_its_parent_can() -> None:
    for concept in vocabulary():
        for parent in concept.parents:
            assert set(concept.regions) & set(concept_by_id()[parent].regions), concept.id


def test_no_two_concepts_share_a_name() -> None:
    names = [name for concept in vocabulary() for name in (concept.name, *concept.synonyms)]
    assert len(names) == len(set(names))


def test_critical_findings() -> None:
    assert "pneumothorax" in {concept.id for concept in vocabulary() if concept.critical}


def test_the_protocol_goes_from_a_to_f() -> None:
    letters = [region.letter for region in protocol()]
    assert letters == sorted(letters)
    assert set(letters) == set("ABCDEF")


def test_sides_come_in_pairs_and_are_said_in_the_name() -> None:
    for region in protocol():
        if region.side is not None:
            other = {"left": "right", "right": "left"}[region.side]
            assert region.name.startswith(region.side)
            assert region.id.replace(region.side, other) in region_by_id()


def test_the_vocabulary_is_json() -> None:
    rows = json.loads(json.dumps([concept.to_json() for concept in vocabulary()]))
    assert rows[0]["id"] == vocabulary()[0].id
    assert isinstance(rows[0]["labels"], dict)


@pytest.mark.parametrize("concept", vocabulary(), ids=lambda concept: concept.id)
def test_a_concept_is_found_by_each_of_its_own_names(concept: Concept) -> None:
    for name in (concept.id, concept.name, *concept.synonyms):
        assert find_concept(name) == find_concept(f" {name.upper()} ") == concept.id


@pytest.mark.parametrize("label_set", sorted(LABEL_SETS))
def test_a_label_finds_the_most_general_concept_that_has_it(label_set: str) -> None:
    having: dict[str, set[str]] = {}
    for concept in vocabulary():
        for label in concept.labels.get(label_set, ()):
            having.setdefault(label, set()).add(concept.id)
    for label, concepts in having.items():
        found = find_concept(label, label_set)
        assert found in concepts and not concepts & set(concept_by_id()[found].parents)
        assert find_concept(f"{label_set.upper()}_{label.replace(' ', '_')}", label_set) == found


def test_a_label_counts_only_in_the_sets_that_are_asked() -> None:
    assert find_concept("Pleural Other", "nih", "chexpert") == "pleural_thickening"
    assert find_concept("Pleural Other", "nih") is find_concept("Pleural Other") is None
    assert find_concept("RSNA_Lung_Opacity", "rsna") == "lung_opacity"
    assert find_concept("No Finding", "nih", "chexpert") is find_concept("") is None
