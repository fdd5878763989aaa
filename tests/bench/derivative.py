"""Prints what this program and its peers make of published derivatives; asserts nothing.

Run it with `python -m tests.bench.derivative [--every N] [--seconds S]`, or with `--growth` for
how the cost of a derivation grows with what is printed of it.  Programs are asked item by item in
a process that is killed when it takes too long; those that are not installed are left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from statistics import median

from rich.console import Console
from rich.table import Table

from derive.worker.guard import Failure, Limits, Worker
from tests.bench.differentiators import DIFFERENTIATORS
from tests.bench.equality import COMMAND, MEGABYTES, NO_ANSWER, Result, ask, late
from tests.bench.families import FAMILIES, Family
from tests.bench.peers import NOT_SHOWN, PROVED
from tests.published import FOLDER, corpus

CORPORA = ("derivatives", "antiderivatives")
_COLUMNS = ("items", "as published", "not shown so", "no answer", "median ms", "99 % ms")
#: How long a member of a growing family may take.
PATIENCE = 120.0
#: The sizes of sums and products, and of nests.
WIDE, DEEP = (5, 10, 20, 50, 100, 200), (5, 10, 20, 30, 40, 50)


def compare(every: int, seconds: float, console: Console) -> None:
    """Prints the table of the corpora."""
    table = Table(title=f"derivatives, at most {seconds:g} s each", title_justify="left")
    for name in ("corpus", "program"):
        table.add_column(name)
    for name in _COLUMNS:
        table.add_column(name, justify="right")
    for name in CORPORA:
        for program in DIFFERENTIATORS.values():
            if program.installed:
                found = answers(name, program.name, every, seconds)
                table.add_row(name, program.name, *_row(found))
            else:
                console.print(f"{program.name} is not installed")
        table.add_section()
    console.print(table)
    console.print("of what has no answer the time is what was waited")


def answers(name: str, program: str, every: int, seconds: float) -> list[Result]:
    """What a program makes of every so many items of a corpus."""
    with Worker(Limits(seconds, MEGABYTES), COMMAND) as worker:
        job: dict[str, object] = {"job": "derivative", "corpus": name, "program": program}
        ask(worker, {**job, "item": 0}, 60)  # warms it up
        count = len([*corpus(name)])
        return [ask(worker, {**job, "item": n}, seconds) for n in range(0, count, every)]


def _row(found: Sequence[Result]) -> list[str]:
    times = sorted(result.ms for result in found)
    counts = [sum(r.word == word for r in found) for word in (PROVED, NOT_SHOWN, NO_ANSWER)]
    share = f"{counts[0]} ({100 * counts[0] / len(found):.1f} %)"
    return [str(len(found)), share, *map(str, counts[1:]), f"{median(times):.1f}", late(times)]


def grow(console: Console, most: int) -> None:
    """Prints how the cost of a derivation grows; each member has a process of its own."""
    table = Table(title=f"derivations, at most {PATIENCE:g} s each", title_justify="left")
    for name in ("family", "size", "steps", "characters", "ms", "µs a character"):
        table.add_column(name, justify="left" if name == "family" else "right")
    for family in FAMILIES:
        for n in DEEP if family.name.startswith("nest") else WIDE:
            if n <= most:
                table.add_row(family.name, str(n), *grown(family, n))
        table.add_section()
    console.print(table)


def grown(family: Family, n: int) -> tuple[str, ...]:
    """Steps, characters, milliseconds and microseconds a character of one derivation."""
    with Worker(Limits(PATIENCE, MEGABYTES), COMMAND) as worker:
        found = worker.ask({"job": "derived", "family": family.name, "size": n}, PATIENCE)
    if isinstance(found, Failure):
        return "-", "-", found.reason, "-"
    steps, characters, ms, stopped = found
    if stopped:
        return str(steps), str(characters), f"{ms:.0f}, then {stopped}", "-"
    return str(steps), str(characters), f"{ms:.0f}", f"{1000 * ms / characters:.0f}"


def main() -> None:
    """Prints one of the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--growth", action="store_true", help="how cost grows with size")
    parser.add_argument("--most", type=int, default=200, help="with --growth, the largest size")
    parser.add_argument("--every", type=int, default=1, help="only every so many items")
    parser.add_argument("--seconds", type=float, default=10.0, help="the limit of an item")
    options = parser.parse_args()
    console = Console(width=140, highlight=False)
    if options.growth:
        grow(console, options.most)
    elif FOLDER is None:
        console.print("there is no ../shared/corpora beside the checkout")
    else:
        compare(options.every, options.seconds, console)


if __name__ == "__main__":
    main()
