"""What is published agrees with what is there."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from itertools import chain
from pathlib import Path

import radtrace
from radtrace.record import published_schema, reading_schema

ROOT = Path(__file__).parents[2]


def test_the_published_schema_is_the_computed_one() -> None:
    assert published_schema() == reading_schema()


def test_the_newest_release_note_is_of_this_version() -> None:
    versions = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert versions[0] == radtrace.__version__


def test_the_citation_is_of_this_version() -> None:
    assert f"\nversion: {radtrace.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_the_workflow_runs_what_ci_runs() -> None:
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8")
    oldest = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text("utf-8"))[0]
    assert "run: bash .ci/run" in workflow and f'"{oldest}"' in workflow
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_every_dependency_is_pinned_for_the_readme_commands() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = chain(project["dependencies"], *project["optional-dependencies"].values())
    names = {re.split(r"[<>=\[]", line)[0] for line in wanted} - {"radtrace"}
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert names <= {line.split("==")[0] for line in lines}


def test_no_gpl_codec_is_asked_for() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8") + (ROOT / "constraints.txt").read_text("utf-8")
    assert "pylibjpeg-libjpeg" not in text


def test_data_files_travel_with_the_package() -> None:
    record = files("radtrace.record")
    for name in ("protocol.toml", "vocabulary.toml", "reading.schema.json"):
        assert record.joinpath(name).is_file()
    assert files("radtrace").joinpath("py.typed").is_file()


def test_the_licence_is_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text and "Version 2.0, January 2004" in text
