"""The grammar of trace text, for constrained decoding."""

from __future__ import annotations

import re
from collections.abc import Iterable

from radtrace.record.change import Change
from radtrace.record.protocol import protocol
from radtrace.record.vocabulary import vocabulary

_RULE = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:[^\]\\]|\\.)*\]|[A-Za-z][A-Za-z-]*|\s+|.')


def trace_grammar() -> str:
    """The grammar as GBNF, for llama.cpp and vLLM (xgrammar); its start symbol is `root`.

    It covers the lines of `compact_reading`, with the vocabulary's concepts and the protocol's regions, in
    the order of `format_trace`. No rule is recursive, and the grammar is unambiguous.
    """
    return "".join(f"{name} ::= {body}\n" for name, body in _rules().items())


def trace_regex() -> str:
    """The same grammar as one regular expression, for servers that accept no grammar."""
    rules = _rules()
    known: dict[str, str] = {}
    for name in reversed(rules):
        known[name] = "".join(_as_regex(part, known) for part in _RULE.findall(rules[name]))
    return known["root"]


def _as_regex(part: str, known: dict[str, str]) -> str:
    if part.startswith('"'):
        return f"(?:{re.escape(_unescaped(part[1:-1]))})"
    if part.isspace():
        return ""
    return f"(?:{known[part]})" if part in known else part


def _unescaped(text: str) -> str:
    return text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")


def _rules() -> dict[str, str]:
    """Rules in order; each uses only rules that come after it."""
    return {
        "root": "( gaze look* )? ( step look* )* measure* finding* say* ( ask answer? )* phrase* claim*",
        "gaze": '"gaze" ( " target " string ( " concept " concept )? ( " present" | " absent" )? box? )? '
        '"\\n"',
        "look": '"look" ( " " fixation )+ "\\n"',
        "step": '"step " region ( " for" ( " " concept )+ )? ( " seen " string )? " unassessed"? "\\n"',
        "measure": '"measure " name " " number ( " unit " name )? ( " limit " number )? '
        '( " at " name " " coordinate " " coordinate )* "\\n"',
        "finding": '"finding " concept " " presence ( " " side )? ( " p " share )? ( " severity " name )? '
        '( " change " change )? ( " sure " share )? box* elsewhere* before* ( " zones" ( " " region )+ )? '
        '( " steps" positions )? ( " measured " position )? " critical"? ( " film " film )? "\\n"',
        "say": '"say " section " " string ( " of" positions )? ( " regions" ( " " region )+ )? '
        '" critical"? "\\n"',
        "ask": '"ask " string ( " kind " name )? ( " choices" ( " " name )+ )? "\\n"',
        "answer": '"answer " string ( " reason " string )? ( " of" positions )? '
        '( " regions" ( " " region )+ )? ( box | elsewhere )* ( " sure " share )? "\\n"',
        "phrase": '"phrase " string ( " absent" | ( box | elsewhere )+ ) ( " said " position )? '
        '( " sure " share )? "\\n"',
        "claim": '"claim " name " tool " name " version " name ( " inputs " hex{64} )? '
        '( " value " ( number | string ) )? ( " unit " name )? ( " sure " share )? ( " region " region )? '
        '( box | elsewhere )? "\\n"',
        "elsewhere": '" on " film " " coordinate " " coordinate " " coordinate " " coordinate',
        "before": '" was " film " " coordinate " " coordinate " " coordinate " " coordinate',
        "film": '"0" | [1-9] [0-9]{0,3}',
        "box": '" box " coordinate " " coordinate " " coordinate " " coordinate',
        "fixation": 'coordinate "," coordinate "," duration ( [+-] duration )?',
        "positions": '( " " position ( "-" position )? )+',
        "position": "[1-9] [0-9]{0,2}",
        "coordinate": '"0" | [1-9] [0-9]{0,2}',
        "duration": '"0" | [1-9] [0-9]{0,5}',
        "share": '"0" ( "." [0-9]{1,3} )? | "1"',
        "number": '"-"? [0-9]{1,6} ( "." [0-9]{1,6} )?',
        "name": "[a-z] [a-z0-9_]* | string",
        "string": '"\\"" ( [^"\\\\\\x00-\\x1f] | "\\\\" ["\\\\/bfnrt] | "\\\\u" hex hex hex hex )* "\\""',
        "hex": "[0-9a-f]",
        "section": '"findings" | "impression"',
        "change": _either(Change),
        "presence": '"present" | "absent" | "uncertain"',
        "side": '"left" | "right" | "bilateral" | "midline"',
        "concept": _either(concept.id for concept in vocabulary()),
        "region": _either(region.id for region in protocol()),
    }


def _either(words: Iterable[str]) -> str:
    return " | ".join(f'"{word}"' for word in words)
