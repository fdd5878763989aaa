"""Everything that must hold: format, lint, types, tests, and the library of proofs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKS = (
    # hundreds of processes are started by the tests: none of them has to compile the sources
    ("bytecode", ("-m", "compileall", "-q", "derive", "tests")),
    ("format", ("-m", "ruff", "format", "--check", ".")),
    ("lint", ("-m", "ruff", "check", ".")),
    ("types", ("-m", "mypy")),
    ("tests", ("-m", "pytest", "-n", "auto", "--dist", "worksteal")),
    ("proofs", ("-m", "derive", "verify", "proofs")),
)


def main() -> int:
    """Runs every check, all of them, and says which failed."""
    failed = []
    for name, arguments in CHECKS:
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False).returncode:
            failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
