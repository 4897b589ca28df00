"""Pages of the site that are made from the package while MkDocs builds: none of them is in the repository."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
CARD = ROOT / "radtrace" / "readers" / "embedded" / "weights"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add every generated page, and the pictures of the model card."""
    for uri, page in PAGES.items():
        files.append(File.generated(config, uri, content=page()))
    for picture in ("calibration.png", "failures.png"):
        files.append(File.generated(config, picture, abs_src_path=str(CARD / picture)))
    return files


def commands() -> str:
    """The command reference, from the app itself."""
    from typer.main import get_command

    from radtrace.cli.app import app
    from radtrace.cli.panels import ORDER

    root: Any = get_command(app)
    lines = [
        "# Commands",
        "Every command takes `--help`. `radtrace --debug COMMAND` shows the traceback of an internal error.",
        EXIT_CODES,
    ]
    for panel in ORDER:
        lines.append(f"## {panel}")
        for name, command in root.commands.items():
            if command.rich_help_panel == panel and not command.hidden:
                lines.extend(_command(f"radtrace {name}", command))
    return "\n\n".join(lines) + "\n"


EXIT_CODES = """\
| exit code | meaning |
|---|---|
| 0 | success |
| 1 | internal error; `radtrace leaks`: leaks were found |
| 2 | bad input or usage; in a batch, at least one file was rejected and the others were processed |
| 130, 143 | stopped by Ctrl-C or SIGTERM after finishing the current film |"""


def _command(name: str, command: Any) -> Iterator[str]:
    children = getattr(command, "commands", None)
    if children is not None:
        for child, inner in children.items():
            if not inner.hidden:
                yield from _command(f"{name} {child}", inner)
        return
    yield f"### {name}"
    yield _paragraphs(command.help or "")
    context = command.make_context(name, [], resilient_parsing=True)
    yield f"```text\n{' '.join(command.get_usage(context).removeprefix('Usage: ').split())}\n```"
    records = [parameter.get_help_record(context) for parameter in command.params]
    rows = [
        f"| `{_cell(_spelling(record[0]))}` | {_cell(_meaning(record[1]))} |" for record in records if record
    ]
    yield "\n".join(["| argument or option | meaning |", "|---|---|", *rows])


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


TYPES = {"int": "N", "int range": "N", "float": "X", "float range": "X", "path": "PATH", "str": "TEXT"}


def _spelling(text: str) -> str:
    """The argument or option as it is typed, without Typer's `<type>` where it has a name of its own."""
    name, _, kind = text.partition(" <")
    if not name.startswith("-"):
        return name
    kind = kind.removesuffix(">").removeprefix("list[").removesuffix("]")
    return f"{name} {TYPES.get(kind, kind)}".strip()


def _meaning(text: str) -> str:
    """The help, and what Typer adds in brackets: default, range, whether it is required."""
    return re.sub(r"\s*\[((?:default|required|x[<>]|\d+<=x)[^\]]*)\]$", r" *(\1)*", text)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def schema() -> str:
    """The record, one table a noun, from the published JSON Schema."""
    from radtrace.record import published_schema

    found = published_schema()
    definitions: dict[str, Any] = found["$defs"]
    lines = [
        "# Record schema",
        f"`reading.json` follows this JSON Schema (draft 2020-12), version {_version(found)}. "
        "`radtrace schema` prints it. Unknown fields are an error. Ids refer to other parts of the same "
        "reading, and each must resolve. Coordinates are fractions of the film: x to the right, y down, "
        "from the top left corner. Left and right are the patient's.",
        "[Download the schema](reading.schema.json)",
        *_noun("Reading", found),
    ]
    for name in sorted(definitions):
        lines.extend(_noun(name, definitions[name]))
    return "\n\n".join(lines) + "\n"


def _version(found: dict[str, Any]) -> str:
    field = found["properties"]["schema_version"]
    return str(field.get("default", field.get("const")))


def _noun(name: str, definition: dict[str, Any]) -> Iterator[str]:
    yield f"## {name}"
    if "description" in definition:
        yield str(definition["description"]).split("\n\nRaises\n")[0]
    if "enum" in definition:
        yield "One of " + ", ".join(f"`{value}`" for value in definition["enum"]) + "."
        return
    needed = definition.get("required", [])
    rows = [
        f"| `{field}` | {_cell(_type(about))} | {_default(field, about, needed)} |"
        for field, about in definition.get("properties", {}).items()
    ]
    yield "\n".join(["| field | type | default |", "|---|---|---|", *rows])


def _type(about: dict[str, Any]) -> str:
    if "$ref" in about:
        name = about["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in about:
        return " or ".join(_type(one) for one in about["anyOf"])
    if "enum" in about:
        return ", ".join(f"`{value}`" for value in about["enum"])
    if "const" in about:
        return f"`{about['const']}`"
    if about.get("type") == "array":
        if "prefixItems" in about:
            return "list of " + ", ".join(_type(one) for one in about["prefixItems"])
        return f"list of {_type(about.get('items', {}))}"
    return str(about.get("type", "any")) + _range(about)


def _range(about: dict[str, Any]) -> str:
    low, high = (about.get(key, about.get(f"exclusive{key.capitalize()}")) for key in ("minimum", "maximum"))
    if low is None and high is None:
        return ""
    if high is None:
        return f", at least {low:g}" if "minimum" in about else f", above {low:g}"
    return f", at most {high:g}" if low is None else f", {low:g} to {high:g}"


def _default(field: str, about: dict[str, Any], needed: list[str]) -> str:
    if field in needed:
        return "required"
    return f"`{json.dumps(about['default'])}`" if "default" in about else ""


def schema_file() -> str:
    """The JSON Schema itself, for download."""
    from radtrace.record import published_schema

    return json.dumps(published_schema(), indent=2) + "\n"


def concepts() -> str:
    """The vocabulary as a table."""
    from radtrace.record import vocabulary

    lines = [
        "# Vocabulary",
        "The concepts that findings are named by. `radtrace vocabulary --json` prints all fields. A concept "
        "marked critical is announced first in the impression.",
        "| id | name | labels in other sets | critical |\n|---|---|---|---|",
    ]
    rows = []
    for concept in vocabulary():
        entry = concept.to_json()
        labels = [f"{system}: {', '.join(names)}" for system, names in entry["labels"].items() if names]
        critical = "yes" if entry.get("critical") else ""
        rows.append(f"| `{concept.id}` | {concept.name} | {'; '.join(labels)} | {critical} |")
    return "\n\n".join(lines) + "\n" + "\n".join(rows) + "\n"


def public_api() -> str:
    """The names of `radtrace.__all__` where they are defined, then the modules meant for Python users."""
    import radtrace

    text = (ROOT / "docs" / "scripts" / "api.md").read_text("utf-8")
    entries = [_entry(name, getattr(radtrace, name)) for name in radtrace.__all__ if name[0] != "_"]
    return text.replace("{public}", "\n\n".join(entries))


def _entry(name: str, value: Any) -> str:
    value = inspect.unwrap(value)  # `verify` is a package that can be called
    home = f"{value.__module__}.{value.__qualname__}"
    return f"::: {home}\n    options:\n      heading: radtrace.{name}\n      toc_label: {name}"


def card() -> str:
    """The model card as the package carries it."""
    return (CARD / "card.md").read_text("utf-8")


def changes() -> str:
    """The release notes."""
    return (ROOT / "CHANGELOG.md").read_text("utf-8")


PAGES: dict[str, Callable[[], str]] = {
    "changes.md": changes,
    "model-card.md": card,
    "reference/api.md": public_api,
    "reference/cli.md": commands,
    "reference/reading.schema.json": schema_file,
    "reference/schema.md": schema,
    "reference/vocabulary.md": concepts,
}
