"""Films that belong together."""

from __future__ import annotations

from collections.abc import Iterable

from radtrace.record import Film, Study


def group_studies(films: Iterable[Film]) -> list[Study]:
    """One Study for each StudyInstanceUID (0020,000D), in the order of first films.

    A film without one is a study of its own.
    """
    groups: dict[object, list[Film]] = {}
    for place, film in enumerate(films):
        groups.setdefault(film.study_uid or place, []).append(film)
    return [Study(films=tuple(group)) for group in groups.values()]
