"""The help of every command: its examples, each of which is run, and how wide it is."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from derive.cli import app
from derive.commands.alone import ALONE, alone
from derive.commands.examples import EXAMPLES
from derive.commands.front import SUMMARIES, front
from derive.commands.names import COMMANDS
from derive.schema import BESIDE
from tests.each import each
from tests.inside import run

#: What only answers programs has no examples for a shell.
SERVERS = {"mcp", "lsp"}


def examples(told: str) -> list[str]:
    """The examples at the end of a help."""
    _, found, listed = told.partition("\n  Example")
    assert found, told
    return [line.strip() for line in listed.split(":", 1)[1].splitlines() if line.strip()]


@each("command", COMMANDS)
def test_help_fits_and_ends_with_examples(command: str) -> None:
    told = run(command, "--help", COLUMNS="80").stdout
    assert all(len(line) <= 80 for line in told.splitlines())
    if command in SERVERS:
        return
    assert tuple(examples(told)) == EXAMPLES[command]
    if command in ALONE:
        itself = CliRunner().invoke(alone(command), [command, "--help"]).stdout
        assert examples(itself) == examples(told)


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], [], ["--version"]])
def test_the_help_of_all_is_that_of_the_commands(arguments: list[str]) -> None:
    alike = [CliRunner().invoke(one, arguments, prog_name="derive") for one in (front(), app)]
    assert alike[0].output == alike[1].output
    assert {one.exit_code for one in alike} == {alike[0].exit_code}
    assert {*SUMMARIES} == {*COMMANDS}


RUN = [(command, line) for command in EXAMPLES for line in EXAMPLES[command]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `proofs/mine.yaml`."""
    made = tmp_path_factory.mktemp("mine")
    assert run("new", "mine", cwd=made).returncode == 0
    return made


@pytest.mark.parametrize("line", [line for _, line in RUN])
def test_examples_run(line: str, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "here")
    cache = str(tmp_path / "cache")
    program, *arguments = shlex.split(line)
    done = run(*arguments, cwd=tmp_path / "here", DERIVE_CACHE_DIR=cache)
    assert program == "derive"
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.strip()) > 10
    assert (tmp_path / "here/proofs" / BESIDE).exists()


def test_the_help_of_all_fits() -> None:
    told = run("--help", COLUMNS="80").stdout
    assert all(len(line) <= 80 for line in told.splitlines())
    assert {line.split()[0] for line in told.partition("\nCommands:")[2].splitlines() if line} == {
        *COMMANDS
    }
