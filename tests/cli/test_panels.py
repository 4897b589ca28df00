"""Help lists commands by job."""

from __future__ import annotations

import pytest

from radtrace.cli.panels import ORDER, REST
from radtrace.cli.run import run


def test_every_command_has_a_panel(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:-1] for line in lines if line.removesuffix(":") in ORDER] == list(ORDER)
    assert f"{REST}:" not in lines


@pytest.mark.parametrize("group", [[], ["gaze"], ["train"], ["data"]])
def test_summaries_are_whole_and_fit_the_terminal(
    group: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*group, "--help"]) == 0
    out = capsys.readouterr().out
    assert "..." not in out.replace("[ARGS]...", "") and max(map(len, out.splitlines())) <= 80
