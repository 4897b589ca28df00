"""Migration of older schema versions to the current one.

1.0 to 1.1: 1.1 only added fields. 1.1 to 1.2: a language model's raw answers moved from `provenance.answers`
to `provenance.outputs`; a finding's change, formerly any word, is one of `Change`, and an unknown word is
dropped.
"""

from __future__ import annotations

from typing import Any

from radtrace.record.change import change_of

OLDER = ("1.0", "1.1")
CURRENT = "1.2"


def migrated(data: Any) -> Any:
    """`data`, JSON of a Reading of any version, as JSON of the current version; anything else unchanged.

    >>> migrated({"schema_version": "1.1", "findings": [{"change": "larger"}]})["findings"]
    [{'change': <Change.INCREASED: 'increased'>}]
    """
    if not isinstance(data, dict) or data.get("schema_version") not in OLDER:
        return data
    update: dict[str, Any] = {"schema_version": CURRENT}
    if isinstance(made_by := data.get("provenance"), dict):
        update["provenance"] = {{"answers": "outputs"}.get(key, key): made_by[key] for key in made_by}
    if isinstance(findings := data.get("findings"), list):
        update["findings"] = [_finding(one) for one in findings]
    return data | update


def _finding(data: Any) -> Any:
    if not isinstance(data, dict) or not isinstance(word := data.get("change"), str):
        return data
    return data | {"change": change_of(word)}
