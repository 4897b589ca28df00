"""Films with boxes, drawn at random."""

from __future__ import annotations

from hypothesis import strategies as st

from radtrace.record import Box, BoxSet

Films = tuple[list[BoxSet], list[BoxSet]]


def box(x_min: float, y_min: float, x_max: float, y_max: float) -> Box:
    """A box by its corners, film frame."""
    return Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


def film(*boxes: Box, id: str = "1", scores: tuple[float, ...] = (), labels: tuple[str, ...] = ()) -> BoxSet:
    """A film with these boxes."""
    return BoxSet.from_boxes(id, boxes, labels, scores)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    """A box of any size; corners off any grid, so that no IoU is a threshold by chance."""
    x, y = draw(st.floats(0, 0.8)), draw(st.floats(0, 0.8))
    width, height = draw(st.floats(0.01, 0.2)), draw(st.floats(0.01, 0.2))
    return box(x, y, x + width, y + height)


@st.composite
def sides(draw: st.DrawFn) -> tuple[list[tuple[Box, str, float]], list[tuple[Box, str, float]]]:
    """Reference boxes, and predicted ones of which some are reference boxes moved a little."""
    kinds, sure = st.sampled_from(["mass", "opacity"]), st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9])
    true = draw(st.lists(st.tuples(boxes(), kinds, sure), max_size=4))
    said = draw(st.lists(st.tuples(boxes(), kinds, sure), max_size=2))
    # The factor keeps a shift from being a box's own width, which makes an IoU of just 0.5.
    shift = 0.917 * draw(st.floats(0, 0.08))
    moved = [
        (box(b.x_min, b.y_min, min(b.x_max + shift, 1), b.y_max), kind, draw(sure)) for b, kind, _ in true
    ]
    return moved[: draw(st.integers(0, 4))] + said, true


@st.composite
def films(draw: st.DrawFn, least: int = 0, most: int = 5) -> Films:
    """Predictions and references of the same films."""
    drawn = draw(st.lists(sides(), min_size=least, max_size=most))
    said, true = ([pair[side] for pair in drawn] for side in (0, 1))
    return _sets(said), _sets(true)


def _sets(films: list[list[tuple[Box, str, float]]]) -> list[BoxSet]:
    sets = []
    for number, rows in enumerate(films):
        labels, scores = [label for _, label, _ in rows], [score for _, _, score in rows]
        sets.append(BoxSet.from_boxes(f"{number:03}", [one for one, _, _ in rows], labels, scores))
    return sets
