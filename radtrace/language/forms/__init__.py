"""What a report states, in the structured forms of others: pure functions of an `Understood`."""

from radtrace.language.forms.graph import SceneGraph, scene_graph
from radtrace.language.forms.lunguage import EntityTable, lunguage
from radtrace.language.forms.medtri import Triplet, medtri
from radtrace.language.forms.srrg import StructuredReport, srrg

__all__ = [
    "EntityTable",
    "SceneGraph",
    "StructuredReport",
    "Triplet",
    "lunguage",
    "medtri",
    "scene_graph",
    "srrg",
]
