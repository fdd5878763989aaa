"""What a shell completes, asked as Typer's own scripts for bash, zsh and fish ask."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest
from typer.testing import CliRunner

from derive.cli import app
from derive.commands.names import COMMANDS, LANGUAGES
from derive.rules import names
from tests.each import each
from tests.outside import ROOT, environment


def asked(cwd: Path = ROOT, **settings: str) -> str:
    """What `derive` answers to a shell that completes."""
    with chdir(cwd):
        return CliRunner().invoke(app, [], prog_name="derive", env={**settings}).stdout


def completed(words: str, *, cwd: Path = ROOT) -> list[str]:
    """What bash is told for the last one of the words."""
    count = str(len(words.split(" ")) - 1)
    said = asked(cwd, COMP_WORDS=words, COMP_CWORD=count, _DERIVE_COMPLETE="complete_bash")
    return said.split()


def test_commands_and_scripts_and_options() -> None:
    assert set(completed("derive ")) == {*COMMANDS}
    assert {"fill", "fmt", "focal"} <= {*completed("derive f")}
    assert completed("derive sigmoid-of") == ["sigmoid-of-logit"]
    assert "--steps" in completed("derive sigmoid --st")
    assert {"--help", "--version", "--install-completion"} <= {*completed("derive --")}


@each(
    ("words", "wanted"),
    [
        ("derive show losses/bc", ["losses/bce", "losses/bce-sigmoid", "losses/bce-with-logits"]),
        ("derive plot tanh logit-of", ["logit-of-sigmoid"]),
        ("derive table softpl", ["softplus"]),
        ("derive rules power", ["power", "power-laws"]),
        ("derive rules ", [*names()]),
        ("derive code sigmoid --lang ", [*LANGUAGES]),
        ("derive verify --format j", ["json", "junit"]),
        ("derive equal --format ", ["text", "json"]),
        ("derive export sigmoid --format ma", ["markdown"]),
        ("derive verify --allow no", ["no-change", "not-shown"]),
        ("derive list los", ["losses"]),
        ("derive list --tag acti", ["activation"]),
        ("derive diff --detail ", ["brief", "normal", "full"]),
        ("derive cache cl", ["clear"]),
        ("derive verify no", []),
    ],
)
def test_arguments_and_values(words: str, wanted: list[str]) -> None:
    assert completed(words) == wanted


def test_scripts_of_the_working_folder(tmp_path: Path) -> None:
    (tmp_path / "proofs").mkdir()
    (tmp_path / "proofs/zebra.yaml").touch()
    assert completed("derive zeb", cwd=tmp_path) == ["zebra"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells(shell: str) -> None:
    said = asked(
        _TYPER_COMPLETE_ARGS="derive rules power-",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        _DERIVE_COMPLETE=f"complete_{shell}",
    )
    assert "power-laws" in said
    script = asked(_DERIVE_COMPLETE=f"source_{shell}")
    assert f"_DERIVE_COMPLETE=complete_{shell}" in script


_INSTALLED = Path(sys.executable).with_name("derive")


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.skipif(not _INSTALLED.exists(), reason="the command is not installed")
def test_bash_itself_and_that_no_sympy_is_needed() -> None:
    commands = """\
eval "$(_DERIVE_COMPLETE=source_bash derive 2>/dev/null)"
told=()
complete_word() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
  _derive_completion derive
  told+=("${COMPREPLY[@]}")
}
complete_word derive rules power-
complete_word derive export sigmoid --format ma
complete_word derive sigmoid-of
echo "${told[@]}"
"""
    path = f"{_INSTALLED.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", commands],
        cwd=ROOT,
        env=environment(PATH=path, PYTHONPROFILEIMPORTTIME="1"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "power-laws markdown sigmoid-of-logit\n"
    imported = {line.split("|")[-1].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "derive.commands.completion" in imported
    assert not imported & {"sympy", "flint", "ruamel.yaml"}
