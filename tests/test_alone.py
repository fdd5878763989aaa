"""One command without the others is the same command, and imports less."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from derive.__main__ import _command_line
from derive.cli import app
from derive.commands.alone import ALONE, alone
from derive.commands.names import COMMANDS
from derive.commands.proving import Wanted, plain
from tests.outside import environment, run

#: Asks for scripts by path alone, and tells which libraries that took.
_TELLING = """
import os, sys
from derive.__main__ import main
leave = os._exit
def told(code):
    print(code, *sorted({"typer", "sympy"} & {*sys.modules}), flush=True)
    leave(0)
os._exit = told
sys.argv = ["derive", "verify", "nowhere"]
main()
"""


@pytest.mark.parametrize("name", ALONE)
def test_a_command_alone_tells_the_same(name: str) -> None:
    """Of itself, and of options that it does not have."""
    assert name in COMMANDS
    for arguments in ([name, "--help"], [name, "--nothing-of-that-name"]):
        whole, one = (
            CliRunner().invoke(a, arguments, prog_name="derive") for a in (app, alone(name))
        )
        assert (one.exit_code, one.output) == (whole.exit_code, whole.output)
        assert f"derive {name}" in one.output or "--nothing-of-that-name" in one.output


def test_what_is_no_command_is_for_the_whole() -> None:
    """So are the commands that have commands; help about all imports none of them."""
    for arguments in (["show", "x"], ["cache"], ["nothing"]):
        assert _command_line(arguments) is app
    for arguments in ([], ["-h"], ["--help"], ["--version"]):
        assert _command_line(arguments) is not app


def test_paths_alone_need_no_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anything else does, also what the environment says."""
    monkeypatch.delenv("DERIVE_NO_CACHE", raising=False)
    if sys.platform == "win32":
        pytest.skip("patterns are expanded")
    assert plain(["verify"]) == Wanted()
    assert plain(["verify", "a", "b.yaml"]) == Wanted(paths=(Path("a"), Path("b.yaml")))
    for arguments in (
        ["verify", "-q"],
        ["verify", "--", "a"],
        ["verify", "a", "--strict"],
        ["list"],
    ):
        assert plain(arguments) is None
    monkeypatch.setenv("DERIVE_NO_CACHE", "")
    assert plain(["verify"]) is None


def test_paths_alone_import_no_libraries(tmp_path: Path) -> None:
    """And they are told as where they are parsed."""
    settings = environment()
    settings.pop("DERIVE_NO_CACHE", None)
    told = subprocess.run(
        [sys.executable, "-c", _TELLING],
        cwd=tmp_path,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    parsed = run("verify", "nowhere", "--quiet", cwd=tmp_path)
    assert told.stdout.split() == ["2"]
    assert (parsed.returncode, parsed.stderr) == (2, told.stderr)
