"""The tables agree with each other and with the label sets they name."""

from __future__ import annotations

import json
from graphlib import TopologicalSorter

from radtrace.record import concept_by_id, protocol, region_by_id, vocabulary

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
