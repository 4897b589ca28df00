"""Link the page's ES modules into one script.

A page opened from disk cannot import modules, and its Content-Security-Policy allows one script by its hash.
Each module becomes a function that returns its exports, after those it imports. Only the two forms that the
page's modules use are supported: `import { a, b } from "./file.js";` and `export` before a `const` or a
function.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter

_IMPORT = re.compile(r'^import \{ (?P<names>[\w, ]+) \} from "\./(?P<file>[\w-]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|function|async function) (?P<name>\w+))", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


def link_modules(modules: Mapping[str, str]) -> str:
    """`modules`, source by file name, as one script that runs each once, dependencies first.

    Raises
    ------
    ValueError
        If modules import one another in a cycle, or one imports or exports in another form.
    """
    imported = {name: {found["file"] for found in _IMPORT.finditer(text)} for name, text in modules.items()}
    return "\n".join(_linked(name, modules[name]) for name in TopologicalSorter(imported).static_order())


def _linked(name: str, text: str) -> str:
    exported = [found["name"] for found in _EXPORT.finditer(text)]
    body = _EXPORT.sub(
        "", _IMPORT.sub(lambda found: f"const {{ {found['names']} }} = {_scope(found['file'])};", text)
    )
    if wrong := _LEFT_OVER.search(body):
        raise ValueError(f"{name}: cannot link {wrong[0]!r}")
    return f"const {_scope(name)} = (() => {{\n{body}return {{ {', '.join(exported)} }};\n}})();"


def _scope(name: str) -> str:
    return f"${name.removesuffix('.js').replace('-', '_')}"
