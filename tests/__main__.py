"""Everything that must hold: format, lint, types, tests, and the library of proofs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Hundreds of processes are started by the tests: none of them has to compile the sources.
FIRST = {"bytecode": ("-m", "compileall", "-q", "derive", "tests")}
#: One after another beside the tests, which leave a part of the machine idle now and then.
BESIDE = {
    "format": ("-m", "ruff", "format", "--check", "."),
    "lint": ("-m", "ruff", "check", "."),
    "types": ("-m", "mypy"),
    "proofs": ("-m", "derive", "verify", "proofs"),
}
TESTS = {"tests": ("-m", "pytest", "-n", "auto", "--dist", "worksteal")}

Done = subprocess.CompletedProcess[bytes]


def run(checks: Mapping[str, tuple[str, ...]], output: int | None = None) -> dict[str, Done]:
    """Runs the checks, one after another."""
    return {
        name: subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            check=False,
            stdout=output,
            stderr=None if output is None else subprocess.STDOUT,
        )
        for name, arguments in checks.items()
    }


def main() -> int:
    """Runs every check, all of them, and says which failed."""
    done = run(FIRST)
    with ThreadPoolExecutor() as lanes:
        beside = lanes.submit(run, BESIDE, subprocess.PIPE)
        done |= run(TESTS)
    for name, check in beside.result().items():
        print(f"== {name}\n{check.stdout.decode(errors='replace')}", end="", flush=True)
    failed = [n for n, check in (done | beside.result()).items() if check.returncode]
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
