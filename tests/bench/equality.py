"""Prints what this kernel and its peers make of the corpus of equalities; asserts nothing.

Run it with `python -m tests.bench.equality [--items N] [--peers NAME ...] [--seconds S]`, or with
`--growth` for how cost grows with size.  Peers are asked in a process that is killed when it takes
too long, and times are taken item by item; those that are not installed are left out
(`pip install -e '.[bench]'`).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table

from derive.expression.nodes import size
from derive.worker.guard import Failure, Limits, Worker
from tests.bench.families import FAMILIES, Family
from tests.bench.peers import NOT_SHOWN, PEERS, PROVED, REFUTED
from tests.equality import Item, items

NO_ANSWER = "no answer"
#: How long a member of a growing family may take.
PATIENCE = 20.0
MEGABYTES = 4096
#: How many items are asked at a stretch: a processor that waits in between is slow to wake up.
BLOCK = 20
KERNEL, RIVAL = "derive", "sympy.simplify"
COMMAND = [sys.executable, "-m", "tests.bench.answers"]


@dataclass(frozen=True)
class Result:
    """What became of one question; without an answer the time is what was waited."""

    word: str
    ms: float


def ask(worker: Worker, job: dict[str, object], seconds: float) -> Result:
    """What the worker answers to a job within a time."""
    reply = worker.ask(job, seconds)
    return _without_answer(seconds) if isinstance(reply, Failure) else _result(*reply)


def _result(word: str, ms: float) -> Result:
    return Result(word if word in (PROVED, REFUTED, NOT_SHOWN) else NO_ANSWER, ms)


def _without_answer(seconds: float) -> Result:
    return Result(NO_ANSWER, seconds * 1e3)


# The corpus


def corpus(count: int | None) -> list[tuple[Item, bool]]:
    """Items, each with whether it is true; `count` of them, spread evenly."""
    found = [(item, kind == "true") for kind in ("true", "false") for item in items(kind)]
    told = {"proved": True, "refuted": False}
    found += [(item, told[item.expect]) for item in items("domain") if item.expect in told]
    if count is None or count >= len(found):
        return found
    return [found[k * len(found) // count] for k in range(count)]


def _answers(peer: str, asked: Sequence[Item], seconds: float) -> list[Result]:
    with Worker(Limits(seconds, MEGABYTES), COMMAND) as worker:
        _asked(worker, peer, [Item("", "x", "x + 0")], 60)  # warms it up
        blocks = (asked[i : i + BLOCK] for i in range(0, len(asked), BLOCK))
        return [result for block in blocks for result in _asked(worker, peer, block, seconds)]


def _asked(worker: Worker, peer: str, block: Sequence[Item], seconds: float) -> list[Result]:
    """What is answered to some items at a stretch; to each alone, where that takes too long."""
    questions = [
        {"left": item.left, "right": item.right, "where": list(item.where)} for item in block
    ]
    replies = worker.ask({"job": "items", "peer": peer, "items": questions}, seconds)
    if not isinstance(replies, Failure):
        return [_result(*reply) for reply in replies]
    if len(block) == 1:
        return [_without_answer(seconds)]
    return [result for item in block for result in _asked(worker, peer, [item], seconds)]


def _row(results: Sequence[Result], truths: Sequence[bool]) -> list[str]:
    def count(word: str, true: bool) -> int:
        return sum(r.word == word and t == true for r, t in zip(results, truths, strict=True))

    of_true, of_false = truths.count(True), truths.count(False)
    open_ones = sum(count(NOT_SHOWN, t) for t in (True, False))
    unanswered = sum(count(NO_ANSWER, t) for t in (True, False))
    times = sorted(r.ms for r in results)
    return [
        f"{count(PROVED, True)} ({_percent(count(PROVED, True), of_true)})",
        str(count(REFUTED, True)),
        str(count(PROVED, False)),
        f"{count(REFUTED, False)} ({_percent(count(REFUTED, False), of_false)})",
        str(open_ones),
        str(unanswered),
        f"{median(times):.2f}",
        late(times),
    ]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def late(times: list[float]) -> str:
    """The 99th percentile."""
    last = quantiles(times, n=100, method="inclusive")[-1] if len(times) > 1 else times[0]
    return f"{last:.1f}"


_COLUMNS = (
    "true, proved",
    "true, called false",
    "false, accepted",
    "false, refuted",
    "not shown",
    "no answer",
    "median ms",
    "99 % ms",
)


def compare(peers: Sequence[str], count: int | None, seconds: float, console: Console) -> None:
    """Prints the table of the corpus."""
    asked = corpus(count)
    truths = [true for _, true in asked]
    whole = len(corpus(None))
    title = f"{len(asked)} of {whole} equalities ({truths.count(True)} true), spread evenly; "
    table = Table(title=f"{title}at most {seconds:g} s an item", title_justify="left")
    table.add_column("program")
    for name in _COLUMNS:
        table.add_column(name, justify="right")
    medians: dict[str, float] = {}
    for peer in peers:
        if not PEERS[peer].installed:
            console.print(f"{peer} is not installed")
            continue
        results = _answers(peer, [item for item, _ in asked], seconds)
        medians[peer] = median(r.ms for r in results)
        table.add_row(peer, *_row(results, truths))
        print(peer, *_row(results, truths), sep=" | ", file=sys.stderr, flush=True)
    console.print(table)
    console.print("the times are without the reading of texts, where it is not said otherwise")
    if KERNEL in medians and RIVAL in medians:
        console.print(f"{RIVAL} / {KERNEL} at the median: {medians[RIVAL] / medians[KERNEL]:.0f}")


# Growth


def grow(console: Console, most: int | None) -> None:
    """Prints how the cost of `d/dx F = F'` grows; each member has a process of its own."""
    table = Table(title=f"d/dx F = F', at most {PATIENCE:g} s each", title_justify="left")
    for name in ("family", "size", "nodes of F'", "derive ms", "SymPy ms", "SymPy / derive"):
        table.add_column(name, justify="left" if name == "family" else "right")
    for family in FAMILIES:
        finishes = True
        for n in family.sizes:
            if most is None or n <= most:
                ours = _grown(family, n, "derive")
                theirs = _grown(family, n, "sympy") if finishes else Result(NO_ANSWER, 0)
                finishes = finishes and theirs.word != NO_ANSWER
                table.add_row(*_grown_row(family, n, ours, theirs))
        table.add_section()
    console.print(table)


def _grown(family: Family, n: int, by: str) -> Result:
    with Worker(Limits(PATIENCE, MEGABYTES), COMMAND) as worker:
        job: dict[str, object] = {"job": "grown", "family": family.name, "size": n, "by": by}
        return ask(worker, job, PATIENCE)


def _grown_row(family: Family, n: int, ours: Result, theirs: Result) -> list[str]:
    both = ours.word == theirs.word == PROVED
    ratio = f"{theirs.ms / ours.ms:.1f}" if both else "-"
    nodes = size(family.make(n)[1])
    return [family.name, str(n), str(nodes), _told(ours), _told(theirs), ratio]


def _told(result: Result) -> str:
    return f"{result.ms:.0f}" if result.word == PROVED else result.word


def main() -> None:
    """Prints one of the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--growth", action="store_true", help="how cost grows with size")
    parser.add_argument("--most", type=int, help="with --growth, the largest size")
    parser.add_argument("--items", type=int, help="how many items of the corpus, spread evenly")
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=[*PEERS])
    parser.add_argument("--seconds", type=float, default=5.0, help="the limit of an item")
    options = parser.parse_args()
    console = Console(width=140, highlight=False)
    if options.growth:
        grow(console, options.most)
    else:
        compare(options.peers, options.items, options.seconds, console)


if __name__ == "__main__":
    main()
