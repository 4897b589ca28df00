"""The structured forms of others, from one report and from any."""

from __future__ import annotations

import json
from dataclasses import asdict

from hypothesis import given, settings
from hypothesis import strategies as st

from radtrace.language import understand
from radtrace.language.forms import lunguage, medtri, scene_graph, srrg
from radtrace.language.forms.anatomy import anatomy_table, headings, part_of
from radtrace.language.writing import write_mentions
from radtrace.language.writing.fact import Fact
from radtrace.record import Presence, concept_by_id
from tests.language.stated import facts, mention

REPORT = understand(
    "FINDINGS: Patchy left basilar opacity, likely pneumonia. Small right effusion is unchanged. "
    "Heart size is normal. Endotracheal tube in place. No pneumothorax.\n"
    "IMPRESSION: Left lower lobe pneumonia."
)


def test_every_concept_is_in_one_part_under_a_heading() -> None:
    rows = [concept for row in anatomy_table()["part"] for concept in row["concepts"]]
    assert sorted(rows) == sorted(concept_by_id())
    assert {part_of(concept).organ for concept in rows} == set(headings())
    listed = {name for key in ("described", "diseases", "tubes") for name in anatomy_table()[key]}
    assert listed <= set(concept_by_id())


def test_srrg_sorts_observations_under_organ_systems() -> None:
    assert srrg(REPORT).text() == (
        "Lungs and Airways:\n- Opacity in the left lower zone.\n"
        "- Probable pneumonia in the left lower zone.\n\n"
        "Pleura:\n- Small right pleural effusion is unchanged.\n- No pneumothorax.\n\n"
        "Cardiovascular:\n- Heart size is normal.\n\n"
        "Tubes, Catheters, and Support Devices:\n- Endotracheal tube.\n\n"
        "Impression:\n1. Pneumonia in the left lower zone."
    )


def test_srrg_says_once_what_is_stated_twice() -> None:
    report = srrg(understand("No pneumothorax. No effusion. There is no pneumothorax."))
    assert [(o.text, o.mentions) for o in report.findings[0].observations] == [
        ("No pneumothorax.", (0, 2)),
        ("No pleural effusion.", (1,)),
    ]


def test_medtri_joins_what_is_seen_and_what_it_is_taken_for_and_keeps_the_doubt() -> None:
    assert [triplet.text() for triplet in medtri(REPORT)] == [
        "[left lower lung: lung opacity + pneumonia (probable)]",
        "[right pleura: mild pleural effusion]",
        "[heart: no cardiomegaly]",
        "[devices: endotracheal tube]",
        "[pleura: no pneumothorax]",
        "[left lower lung: pneumonia]",
    ]


def test_medtri_joins_nothing_across_sides_sentences_or_denials() -> None:
    for text in ("Left opacity and right pneumonia.", "Opacity. Pneumonia.", "Opacity without pneumonia."):
        assert all(None in (t.description, t.diagnosis) for t in medtri(understand(text))), text


def test_lunguage_rows_carry_status_place_and_time() -> None:
    effusion = lunguage(REPORT).entities[2]
    assert (effusion.name, effusion.status, effusion.certainty) == (
        "pleural effusion",
        "positive",
        "definitive",
    )
    assert (effusion.location, effusion.severity, effusion.time) == (("right", "pleura"), "mild", "No Change")
    stated = {(r.relation, r.object) for r in lunguage(REPORT).relations if r.subject == 1}
    assert stated >= {("DxCertainty", "tentative"), ("Location", "left"), ("Evidence", 0), ("Cat", "CF")}


def test_lunguage_tells_a_new_finding_from_a_worse_and_a_better_one() -> None:
    text = "New effusion. Pneumothorax has worsened. Edema has improved. Pneumonia has resolved."
    rows = lunguage(understand(text)).entities
    assert [row.time for row in rows] == ["Onset", "Worsened", "Improved", "Improved"]
    assert [row.status for row in rows] == ["positive"] * 3 + ["negative"]


def test_the_scene_graph_hangs_findings_on_regions() -> None:
    graph = scene_graph(REPORT)
    nodes = {node.bbox_name: [p.attributes for p in node.phrases] for node in graph.nodes}
    assert nodes["left lower lung zone"][0] == ("anatomicalfinding|yes|lung opacity", "nlp|yes|abnormal")
    assert nodes["cardiac silhouette"] == [("anatomicalfinding|no|cardiomegaly", "nlp|yes|normal")]
    assert nodes["left lung"] == [("anatomicalfinding|no|pneumothorax",)]
    assert ("disease|yes|pneumonia", "nlp|yes|abnormal") in nodes["left lower lung zone"]
    assert {(edge.bbox_name, edge.relation) for edge in graph.edges} == {
        ("right lung", "comparison|yes|no change"),
        ("right costophrenic angle", "comparison|yes|no change"),
    }


@settings(max_examples=40)
@given(st.lists(facts(), max_size=5))
def test_no_form_loses_or_invents_a_mention(stated: list[Fact]) -> None:
    report = understand(write_mentions(mention(fact) for fact in stated))
    every = set(range(len(report.mentions)))
    organs = srrg(report)
    assert {i for system in organs.findings for o in system.observations for i in o.mentions} == every
    assert {i for triplet in medtri(report) for i in triplet.mentions} == every
    assert {entity.id for entity in lunguage(report).entities} == every
    assert {p.mention for node in scene_graph(report).nodes for p in node.phrases} == every


@settings(max_examples=40)
@given(st.lists(facts(), max_size=5))
def test_presence_survives_in_every_form(stated: list[Fact]) -> None:
    report = understand(write_mentions(mention(fact) for fact in stated))
    absent = {i for i, m in enumerate(report.mentions) if m.presence is Presence.ABSENT}
    table, graph = lunguage(report), scene_graph(report)
    assert {e.id for e in table.entities if e.status == "negative"} == absent
    assert {p.mention for n in graph.nodes for p in n.phrases if "|no|" in p.attributes[0]} == absent
    assert {i for t in medtri(report) if t.presence is Presence.ABSENT for i in t.mentions} == absent


def test_every_form_is_json_and_an_empty_report_has_none() -> None:
    for report in (REPORT, understand("")):
        forms = [asdict(srrg(report)), [asdict(t) for t in medtri(report)]]
        forms += [asdict(lunguage(report)), asdict(scene_graph(report))]
        assert json.loads(json.dumps(forms))
    assert (srrg(report).text(), medtri(report)) == ("", ())
