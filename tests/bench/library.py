"""Prints what a step of the library costs to verify, beside `sympy.simplify`; asserts nothing.

Run it with `python -m tests.bench.library [--only FOLDER ...] [--seconds S]`.  Ours is the whole
check of a script: reading it, proving each step by its reasons, judging it and trying it with
finite differences.  SymPy is given the difference of the two lines of a step, with all that is
assumed of the variables, and decides the step where that simplifies to 0.  It is asked in a
process that is killed when a step takes too long; the step then counts as long as the limit.  All
times are those of the processor.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from derive.worker.guard import Failure, Limits, Worker
from tests.bench.equality import COMMAND, MEGABYTES, NO_ANSWER, Result, ask
from tests.bench.peers import PROVED
from tests.library import LIBRARY

#: What a whole script may take of us.
PATIENCE = 300.0
_COLUMNS = (
    "scripts",
    "steps",
    "proved",
    "ms a step",
    "SymPy decides",
    "no answer",
    "ms a step",
    "median",
)


@dataclass(frozen=True)
class Verified:
    """A script: how many of its steps are proved and in how long; what SymPy says of each."""

    folder: str
    steps: int
    proved: int
    ms: float
    simplified: tuple[Result, ...]


def verified(path: Path, ours: Worker, theirs: Worker, seconds: float) -> Verified:
    """The outcome of a script, its steps asked one by one of SymPy."""
    reply = ours.ask({"job": "checked", "path": str(path)}, PATIENCE)
    if isinstance(reply, Failure):
        raise RuntimeError(f"{path}: {reply.reason}")
    steps, proved, ms = reply
    asked = ({"job": "simplified", "path": str(path), "step": n + 1} for n in range(steps))
    simplified = tuple(ask(theirs, job, seconds) for job in asked)
    return Verified(path.parent.name, steps, proved, ms, simplified)


def row(found: Sequence[Verified]) -> list[str]:
    """The cells of some scripts together."""
    steps = sum(v.steps for v in found)
    answers = [result for v in found for result in v.simplified]
    times = [result.ms for result in answers]
    return [
        str(len(found)),
        str(steps),
        str(sum(v.proved for v in found)),
        f"{sum(v.ms for v in found) / steps:.1f}",
        str(sum(result.word == PROVED for result in answers)),
        str(sum(result.word == NO_ANSWER for result in answers)),
        f"{sum(times) / steps:.1f}",
        f"{median(times):.1f}",
    ]


def compare(paths: Iterable[Path], seconds: float, console: Console) -> None:
    """Prints the table, a row a folder and one of all."""
    title = f"verifying the library, and sympy.simplify with at most {seconds:g} s a step"
    table = Table(title=title, title_justify="left")
    table.add_column("folder")
    for name in _COLUMNS:
        table.add_column(name, justify="right")
    limits = Limits(seconds, MEGABYTES)
    whole: list[Verified] = []
    with Worker(limits, COMMAND) as ours, Worker(limits, COMMAND) as theirs:
        verified(LIBRARY[0], ours, theirs, 60)  # warms them up
        for folder, scripts in groupby(paths, lambda path: path.parent.name):
            found = [verified(path, ours, theirs, seconds) for path in scripts]
            print(folder, *row(found), sep=" | ", file=sys.stderr, flush=True)
            table.add_row(folder, *row(found))
            whole += found
    table.add_section()
    table.add_row("all", *row(whole))
    console.print(table)
    ms = sum(v.ms for v in whole)
    theirs_ms = sum(result.ms for v in whole for result in v.simplified)
    console.print(f"sympy.simplify / derive, all steps together: {theirs_ms / ms:.1f}")


def main() -> None:
    """Prints the table of the folders that are asked for."""
    folders = sorted({path.parent.name for path in LIBRARY})
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=folders, default=folders, metavar="FOLDER")
    parser.add_argument("--seconds", type=float, default=10.0, help="the limit of a step for SymPy")
    options = parser.parse_args()
    paths = [path for path in LIBRARY if path.parent.name in options.only]
    compare(paths, options.seconds, Console(width=120, highlight=False))


if __name__ == "__main__":
    main()
