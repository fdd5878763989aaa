"""Prints how long `derive verify` takes as a gate, and the commands beside it; asserts nothing.

Run it with `python -m tests.bench.gate [--scripts N] [--rounds N] [--base CHECKOUT] [--only ROW]`.
The scripts are made by `tests.bench.generated`.  All runs take turns, those of a base beside ours,
so that a machine that drifts drifts for all of them; medians are told, of the clock and of the
processors.  A first run is long, and made once; what it keeps is there for the rows below it.

A base has a table of its own, in which both prove a tenth of the scripts, and nothing is kept.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
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

    Before a `first` run nothing is kept of the scripts; `kept` rows are about what was proved
    before; where a script is `changed`, that is done before each run.  Of `steps` the time of each
    is told.
    """

    name: str
    arguments: tuple[str, ...]
    steps: bool = False
    first: bool = False
    kept: bool = False
    changed: bool = False


GENERATED = "GENERATED"
#: A base proves one script of so many.
_FEWER = 10
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

    def run(self, row: Row, turn: int) -> Taken:
        """What a command takes."""
        if row.changed:
            self._change(turn)
        kept = self._kept / ("scripts" if GENERATED in row.arguments else "else")
        if row.first:
            shutil.rmtree(kept, ignore_errors=True)
        given = [str(self.generated) if word == GENERATED else word for word in row.arguments]
        return self._measured([sys.executable, *given], row.name, str(kept))

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


def measure(trees: Sequence[Tree], rows: Sequence[Row], rounds: int) -> dict[str, list[Taken]]:
    """The medians of each row, a tree each; before the rounds that count one warms up."""
    found: dict[str, list[list[Taken]]] = {row.name: [[] for _ in trees] for row in rows}
    filled = any(row.first for row in rows)
    for turn in range(rounds + 1):
        for row in rows:
            cold = filled and GENERATED in row.arguments  # its first run is still to come
            if cold if not turn else row.first and turn > 1:
                continue
            for tree, taken in zip(trees, found[row.name], strict=True):
                one = tree.run(row, turn)
                if turn:
                    taken.append(one)
                print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {name: [*map(_middle, each)] for name, each in found.items()}


def _middle(taken: list[Taken]) -> Taken:
    return Taken(median(one.wall for one in taken), median(one.cpu for one in taken))


def told(tree: Tree, rows: Sequence[Row], rounds: int) -> Table:
    """What each command takes, beside `import sympy`."""
    found = measure([tree], rows, rounds)
    imported = found[IMPORT][0].wall if IMPORT in found else None
    table = _titled(tree, rounds, "ms", "CPU ms", "ms a step", "CPU ms a step", "ms / import")
    for row in rows:
        (ours,), steps = found[row.name], tree.scripts * STEPS
        cells = [f"{ours.wall:.0f}", f"{ours.cpu:.0f}"]
        cells += [f"{t / steps:.2f}" for t in (ours.wall, ours.cpu)] if row.steps else ["", ""]
        beside = f"{ours.wall / imported:.2f}" if imported and not row.steps else ""
        table.add_row(row.name, *cells, beside)
    return table


def compared(ours: Tree, base: Tree, rows: Sequence[Row], rounds: int) -> Table:
    """What the processors take for each command that both know, beside the base."""
    found = measure([ours, base], rows, rounds)
    table = _titled(ours, rounds, "CPU ms", "base CPU ms", "CPU / base", "ms / base")
    for row in rows:
        here, there = found[row.name]
        ratios = (f"{here.cpu / there.cpu:.2f}", f"{here.wall / there.wall:.2f}")
        table.add_row(row.name, f"{here.cpu:.0f}", f"{there.cpu:.0f}", *ratios)
    return table


def _titled(tree: Tree, rounds: int, *columns: str) -> Table:
    said = f"{tree.scripts:,} scripts of {STEPS} steps; first runs once, others the median of"
    table = Table(title=f"{said} {rounds}", title_justify="left")
    table.add_column("command")
    for name in columns:
        table.add_column(name, justify="right")
    return table


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scripts", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--base", type=Path, help="another checkout, such as of an older commit")
    names = [row.name for row in ROWS]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="ROW")
    options = parser.parse_args()
    rows = [row for row in ROWS if row.name in options.only]
    console = Console(width=100, highlight=False)
    with tempfile.TemporaryDirectory() as scratch:
        tree = Tree(ROOT, Path(scratch, "ours"), options.scripts)
        console.print(told(tree, rows, options.rounds))
        if options.base:
            few = max(options.scripts // _FEWER, 1)
            ours, base = (
                Tree(folder, Path(scratch, str(k)), few)
                for k, folder in enumerate((ROOT, options.base.resolve()))
            )
            fresh = [row for row in rows if not row.kept]
            console.print(compared(ours, base, fresh, options.rounds))


if __name__ == "__main__":
    main()
