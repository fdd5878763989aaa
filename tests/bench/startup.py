"""Prints how long whole commands take beside `import sympy`, in one run; asserts nothing.

Run it with `python -m tests.bench.startup [rounds]`.  The commands take turns, so that a machine
that drifts drifts for all of them; what counts is the ratio of the medians.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent.parent
BASE = "import sympy"
#: Modules are compiled once, as they are where a package is installed.
COMPILED = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
COMMANDS = {
    BASE: ["-c", "import sympy"],
    "derive sigmoid --steps": ["-m", "derive", "sigmoid", "--steps"],
    "derive --help": ["-m", "derive", "--help"],
    "derive verify": ["-m", "derive", "verify", "proofs"],
}


def seconds(arguments: list[str]) -> float:
    """The wall time of one run."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=COMPILED, capture_output=True, check=True
    )
    return time.perf_counter() - start


def main(rounds: int) -> None:
    """Prints the table of commands."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for k in range(rounds + 1):
        for name, arguments in COMMANDS.items():
            found = seconds(arguments)
            if k:  # the first round warms the caches
                taken[name].append(found)
    base = median(taken[BASE])
    print(f"{'command':<26}{'median ms':>12}{'of import sympy':>18}")
    for name, times in taken.items():
        print(f"{name:<26}{median(times) * 1e3:>12.0f}{median(times) / base:>18.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
