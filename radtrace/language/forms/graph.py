"""A scene graph in the form of Chest ImaGenome (Wu et al. 2021), without its boxes.

Nodes are regions by Chest ImaGenome's names; each carries what the report states there, a phrase at a
time, as `category|yes/no|value`. As there, a finding without a side is on both, and what is hedged is
"yes"; the hedge stays as a field beside it. Values are our vocabulary's names. Change since the prior is an
edge from the region to itself in the prior film.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from radtrace.language.forms.anatomy import anatomy_table, is_device, regions
from radtrace.language.mention import Mention, Understood
from radtrace.record import Presence, concept_by_id

_COMPARED = {
    "increased": "worsened",
    "decreased": "improved",
    "resolved": "improved",
    "unchanged": "no change",
    "new": "new",
    "changed": "changed",
}


@dataclass(frozen=True, slots=True)
class GraphPhrase:
    """What one mention says of a region; `phrase` is the report's sentence."""

    phrase: str
    mention: int
    attributes: tuple[str, ...]
    hedge: str | None


@dataclass(frozen=True, slots=True)
class Node:
    """A region and all that is said of it, in the report's order."""

    bbox_name: str
    phrases: tuple[GraphPhrase, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """How a region compares with the prior film, by which mention."""

    bbox_name: str
    relation: str
    mention: int


@dataclass(frozen=True, slots=True)
class SceneGraph:
    """Regions in the order they are first spoken of, and comparisons."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def scene_graph(understood: Understood) -> SceneGraph:
    """The graph of a report; without nodes for one that states nothing."""
    nodes: dict[str, list[GraphPhrase]] = {}
    edges: list[Edge] = []
    for index, mention in enumerate(understood.mentions):
        sentence = understood.sentence_text(mention.sentence)
        phrase = GraphPhrase(sentence, index, tuple(_attributes(mention)), mention.hedge)
        for region in regions(mention):
            nodes.setdefault(region, []).append(phrase)
            if mention.change is not None:
                edges.append(Edge(region, f"comparison|yes|{_COMPARED[mention.change]}", index))
    return SceneGraph(tuple(Node(name, tuple(said)) for name, said in nodes.items()), tuple(edges))


def _attributes(mention: Mention) -> Iterator[str]:
    denied = mention.presence is Presence.ABSENT
    name = concept_by_id()[mention.concept].name
    yield f"{_category(mention.concept)}|{'no' if denied else 'yes'}|{name}"
    if mention.normal:
        yield "nlp|yes|normal"
    elif not denied and not is_device(mention.concept):
        yield "nlp|yes|abnormal"
    if mention.severity is not None:
        yield f"severity|yes|{mention.severity}"


def _category(concept: str) -> str:
    table = anatomy_table()
    if is_device(concept):
        return "tubesandlines" if concept in table["tubes"] else "device"
    return "disease" if concept in table["diseases"] else "anatomicalfinding"
