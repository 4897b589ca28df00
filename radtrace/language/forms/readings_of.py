"""What is made of what is seen, in one sentence: "left basilar opacity, likely pneumonia"."""

from __future__ import annotations

from radtrace.language.forms.anatomy import is_described, is_device, part_of
from radtrace.language.mention import Mention, Understood
from radtrace.record import Presence


def interpreted(understood: Understood) -> dict[int, int]:
    """For each diagnosis, by its index among the mentions, the described mention that it explains.

    That is the nearest one before it in the same sentence (else the nearest after it) in the same part
    of the body, neither denied, and at the same place where both name one.
    """
    mentions = understood.mentions
    seen = [i for i, m in enumerate(mentions) if _open(m) and is_described(m.concept)]
    pairs = {}
    for index, mention in enumerate(mentions):
        if _open(mention) and not is_described(mention.concept):
            fitting = [other for other in seen if _fits(mention, mentions[other])]
            if fitting:
                pairs[index] = min(fitting, key=lambda other: (other > index, abs(other - index)))
    return pairs


def _open(mention: Mention) -> bool:
    return mention.presence is not Presence.ABSENT and not is_device(mention.concept)


def _fits(diagnosis: Mention, described: Mention) -> bool:
    if diagnosis.sentence != described.sentence:
        return False
    same_side = diagnosis.laterality in (None, described.laterality)
    same_zones = not diagnosis.zones or set(diagnosis.zones) == set(described.zones)
    return same_side and same_zones and part_of(diagnosis.concept).organ == part_of(described.concept).organ
