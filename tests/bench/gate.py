"""Prints how long `derive verify` takes as a gate, and the commands beside it; asserts nothing.

Run it with `python -m tests.bench.gate [--scripts N] [--rounds N] [--base CHECKOUT] [--only ROW]`.
The scripts are made by `tests.bench.generated`.  All runs take turns, those of a base beside ours,
so that a machine that drifts drifts for all of them; medians are told, of the clock and of the
processors.  The rows of what is kept are left out where a checkout keeps nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from tests.bench.generated import STEPS, write

ROOT = Path(__file__).resolve().parent.parent.parent
IMPORT = "import sympy"


@dataclass(frozen=True)
class Taken:
    """What one run took, in milliseconds: of the clock, and of the processors."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Row:
    """A command that is measured: its arguments, in which `GENERATED` stands for the scripts.

    Before a `first` run nothing is kept; `kept` rows are about what was proved before; where a
    script is `changed`, that is done before each run.  Of `steps` the time of each is told.
    """

    name: str
    arguments: tuple[str, ...]
    steps: bool = False
    first: bool = False
    kept: bool = False
    changed: bool = False


GENERATED = "GENERATED"
_VERIFY = ("-m", "derive", "verify")
ROWS = (
    Row(IMPORT, ("-c", IMPORT)),
    *(
        Row(
            f"first run, {n} job{'s' * (n > 1)}",
            (*_VERIFY, "--jobs", str(n), GENERATED),
            True,
            True,
        )
        for n in (1, 2)
    ),
    Row("unchanged", (*_VERIFY, GENERATED), True, kept=True),
    Row("one changed", (*_VERIFY, GENERATED), True, kept=True, changed=True),
    Row("the library unchanged", (*_VERIFY, "proofs"), kept=True),
    Row("derive equal A B", ("-m", "derive", "equal", "(x + 1)^2", "x^2 + 2*x + 1")),
    Row("derive sigmoid --steps", ("-m", "derive", "sigmoid", "--steps")),
    Row("derive --help", ("-m", "derive", "--help")),
)


class Tree:
    """A checkout whose commands are run; what it keeps and compiles goes into a scratch folder."""

    def __init__(self, folder: Path, scratch: Path, scripts: int) -> None:
        self.folder, self.scripts = folder, scripts
        self.generated = scratch / "scripts"
        write(self.generated, scripts)
        foreign = ("PYTHONDONTWRITEBYTECODE", "DERIVE_NO_CACHE", "DERIVE_PATH", "GITHUB_ACTIONS")
        kept = {k: v for k, v in os.environ.items() if k not in foreign}
        self._settings = {
            **kept,
            "PYTHONPATH": str(folder),
            "PYTHONPYCACHEPREFIX": str(scratch / "compiled"),
        }
        self._kept = scratch / "kept"

    @cached_property
    def keeps(self) -> bool:
        """Whether what is proved is kept."""
        asked = [sys.executable, "-m", "derive", "verify", "--help"]
        said = subprocess.run(
            asked, cwd=self.folder, env=self._settings, capture_output=True, text=True, check=True
        )
        return "--no-cache" in said.stdout

    def run(self, row: Row, turn: int) -> Taken | None:
        """What a command takes, None where it is about what this checkout does not do."""
        if row.kept and not self.keeps:
            return None
        if row.changed:
            self._change(turn)
        if row.first:
            shutil.rmtree(self._kept / "first", ignore_errors=True)
        given = [str(self.generated) if word == GENERATED else word for word in row.arguments]
        kept = str(self._kept / ("first" if row.first else "filled"))
        return self._measured([sys.executable, *given], row.name, kept)

    def _change(self, turn: int) -> None:
        """Changes a script, each time another one in another way."""
        paths = sorted(self.generated.rglob("*.yaml"))
        path = paths[turn * 7 % len(paths)]
        written = path.read_text(encoding="utf-8").replace("Generated", f"Changed by turn {turn},")
        path.write_text(written, encoding="utf-8")

    def _measured(self, command: list[str], name: str, kept: str) -> Taken:
        began = perf_counter()
        with open(os.devnull, "wb") as nothing:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env={**self._settings, "DERIVE_CACHE_DIR": kept},
                stdout=nothing,
                stderr=nothing,
            )
            _, status, used = os.wait4(process.pid, 0)
        wall = perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{name}: exit code {process.returncode} in {self.folder}")
        return Taken(wall * 1e3, (used.ru_utime + used.ru_stime) * 1e3)


def measure(
    trees: Sequence[Tree], rows: Iterable[Row], rounds: int
) -> dict[str, list[Taken | None]]:
    """The medians of each row, a tree each; a round before those that count warms up."""
    found: dict[str, list[list[Taken]]] = {row.name: [[] for _ in trees] for row in rows}
    for turn in range(rounds + 1):
        for row in rows:
            for tree, taken in zip(trees, found[row.name], strict=True):
                one = tree.run(row, turn)
                if turn and one is not None:
                    taken.append(one)
                print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {name: [*map(_middle, each)] for name, each in found.items()}


def _middle(taken: list[Taken]) -> Taken | None:
    if not taken:
        return None
    return Taken(median(one.wall for one in taken), median(one.cpu for one in taken))


def table(trees: Sequence[Tree], rows: Sequence[Row], rounds: int) -> Table:
    """The table of what was measured: the first tree, beside `import sympy` and the others."""
    found = measure(trees, rows, rounds)
    said = f"{trees[0].scripts:,} scripts of {STEPS} steps, the median of {rounds}"
    told = Table(title=said, title_justify="left")
    told.add_column("command")
    of_base = ("base CPU ms", "CPU / base") if len(trees) > 1 else ()
    for name in ("ms", "CPU ms", "ms a step", "CPU ms a step", "ms / import", *of_base):
        told.add_column(name, justify="right")
    imported = (found.get(IMPORT) or [None])[0]
    for row in rows:
        steps = trees[0].scripts * STEPS if row.steps else 0
        told.add_row(row.name, *_cells(found[row.name], steps, imported))
    return told


def _cells(taken: Sequence[Taken | None], steps: int, imported: Taken | None) -> list[str]:
    ours, *others = taken
    if ours is None:
        return ["-"] * (5 + 2 * len(others))
    cells = [f"{ours.wall:.0f}", f"{ours.cpu:.0f}"]
    cells += [f"{ours.wall / steps:.2f}", f"{ours.cpu / steps:.2f}"] if steps else ["", ""]
    cells.append(f"{ours.wall / imported.wall:.2f}" if imported and not steps else "")
    for base in others:
        cells += ["-", "-"] if base is None else [f"{base.cpu:.0f}", f"{ours.cpu / base.cpu:.2f}"]
    return cells


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scripts", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--base", type=Path, help="another checkout, such as of an older commit")
    names = [row.name for row in ROWS]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="ROW")
    options = parser.parse_args()
    rows = [row for row in ROWS if row.name in options.only]
    with tempfile.TemporaryDirectory() as scratch:
        folders = [ROOT, *([options.base.resolve()] if options.base else [])]
        trees = [Tree(f, Path(scratch, str(k)), options.scripts) for k, f in enumerate(folders)]
        Console(width=120, highlight=False).print(table(trees, rows, options.rounds))


if __name__ == "__main__":
    main()
