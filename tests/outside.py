"""`derive` from outside: as a process of its own, and as a caller of its command line meets it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from derive.cli import app
from derive.commands.names import with_command

ROOT = Path(__file__).resolve().parent.parent
UPDATE = bool(os.environ.get("DERIVE_UPDATE"))
DERIVE = [sys.executable, "-m", "derive"]
#: Settings of the user's that would change what is printed.
SETTINGS = (
    "COLUMNS",
    "DERIVE_PATH",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "PYTHONUTF8",
)
#: How long a run took, at the end of its last line.
_TIME = re.compile(r" in [0-9][0-9,.]* s$", re.MULTILINE)


def timeless(printed: str) -> str:
    """What was printed without the time that a run took."""
    return _TIME.sub("", printed)


def environment(**settings: str) -> dict[str, str]:
    """The environment without the user's settings, with those given."""
    kept = {k: v for k, v in os.environ.items() if k not in SETTINGS}
    return {**kept, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT), **settings}


def run(*arguments: str, cwd: Path = ROOT, **settings: str) -> subprocess.CompletedProcess[str]:
    """`derive` with the arguments, as a process of its own; never a traceback."""
    done = subprocess.run(
        [*DERIVE, *arguments],
        cwd=cwd,
        env=environment(**settings),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def outcome(*arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of `derive` with the arguments, in this process."""
    result = CliRunner().invoke(app, with_command([*arguments]), catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr
