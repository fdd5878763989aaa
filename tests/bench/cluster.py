"""Says what 10^7 steps would take on a hundred workers, from what is measured here.

Run it with `python -m tests.bench.cluster [steps] [workers]`; it needs `distributed`.  Measured
are, in CPU time and with scripts of `tests.bench.generated`, what a worker does for a script,
what the one process does that hands scripts out, and a task of Dask that does nothing.  The rest
is calculated: the slowest of those who work at the same time has the say.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console

from derive.check.check import check_file, new_run
from derive.render.formats.text import script as tell
from derive.render.screen import Screen
from derive.report.run import ScriptOutcome
from derive.worker.handing import SCRIPTS
from derive.worker.remote import pack, unpack
from derive.worker.sent import facts_about
from derive.worker.wire import decode, encode
from tests.bench.generated import write

#: So many scripts are measured.
SCRIPTS_MEASURED = 60
#: How many tasks that do nothing are handed out.
TASKS = 400
#: Bytes a second that a network passes on.
NETWORK = 1e9 / 8


@dataclass(frozen=True)
class Measured:
    """Milliseconds a script, but where something else is said."""

    steps: float
    checking: float
    worker: float
    sending: float
    reading: float
    telling: float
    task: float
    out: float
    back: float


def milliseconds(work: Callable[[Any], object], items: Iterable[Any]) -> tuple[float, list[Any]]:
    """The CPU time of each item, on average, and what came of them."""
    began = time.process_time()
    found = [work(item) for item in items]
    return (time.process_time() - began) * 1e3 / len(found), found


def measured(folder: Path) -> Measured:
    """What was measured with scripts that are written into a folder."""
    write(folder, SCRIPTS_MEASURED + 5)
    files = sorted(map(str, folder.rglob("*.yaml")))
    run = new_run()
    for path in files[:5]:  # what is imported on the way
        decode(encode(check_file(path, run)))
    files = files[5:]
    checking, reports = milliseconds(lambda path: check_file(path, run), files)
    encoding, encoded = milliseconds(encode, reports)
    sending, sent = milliseconds(
        lambda path: pack({"items": [{"path": path, "facts": facts_about(path)}]}), files
    )
    unpacking, _ = milliseconds(unpack, sent)
    packing, packed = milliseconds(pack, encoded)
    reading, read = milliseconds(lambda answer: decode(unpack(answer)), packed)
    screen = Screen()
    screen.out = Console(file=StringIO(), width=80)
    telling, _ = milliseconds(lambda report: tell(screen, ScriptOutcome(report, "")), read)
    steps = sum(len(report.steps) for report in reports) / len(reports)
    return Measured(
        steps=steps,
        checking=checking,
        worker=unpacking + encoding + 2 * packing,
        sending=sending,
        reading=reading,
        telling=telling,
        task=task_overhead(),
        out=sum(map(len, sent)) / len(sent),
        back=sum(map(len, packed)) / len(packed),
    )


def task_overhead() -> float:
    """The CPU time of a task that does nothing: client, scheduler and worker in one process."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=1,
            threads_per_worker=1,
            processes=False,
            dashboard_address=None,
            silence_logs=50,
        ) as cluster,
        Client(cluster) as client,
    ):
        client.gather(client.map(len, [b""] * 10, pure=False))
        began = time.process_time()
        for _ in range(TASKS // 10):
            client.gather([client.submit(len, b"x" * 5000, pure=False) for _ in range(10)])
        return (time.process_time() - began) * 1e3 / TASKS


def rows(m: Measured, steps: float, workers: int, batch: int) -> dict[str, float]:
    """Who would work for how many seconds, with so many scripts a task."""
    scripts = steps / m.steps
    tasks = scripts / batch
    return {
        f"{workers} workers, each": scripts * (m.checking + m.worker) / 1e3 / workers,
        "the scheduler": tasks * m.task / 1e3,
        "the process that hands out": scripts * (m.sending + m.reading + m.telling) / 1e3
        + tasks * m.task / 1e3,
        "a network of 1 Gbit/s": scripts * 2 * (m.out + m.back) / NETWORK,
    }


def main(steps: float, workers: int) -> None:
    """Prints the tables."""
    with TemporaryDirectory() as folder:
        m = measured(Path(folder))
    print(f"measured over {SCRIPTS_MEASURED} scripts of {m.steps:.1f} steps, CPU time")
    for said, value, unit in (
        ("checking", m.checking / m.steps, "ms a step"),
        ("reading and writing what crosses the wire, at a worker", m.worker, "ms a script"),
        ("finding and packing what a script rests on", m.sending, "ms a script"),
        ("reading a report", m.reading, "ms a script"),
        ("telling it", m.telling, "ms a script"),
        ("a task that does nothing, client, scheduler and worker", m.task, "ms a task"),
        ("sent", m.out, "bytes a script"),
        ("sent back", m.back, "bytes a script"),
    ):
        print(f"  {said:<58}{value:>10.2f} {unit}")
    for batch in (1, SCRIPTS, 8 * SCRIPTS):
        found = rows(m, steps, workers, batch)
        slowest = max(found, key=lambda who: found[who])
        print(f"\n{steps:.0e} steps, {batch} scripts a task")
        for who, seconds in found.items():
            print(f"  {who:<58}{seconds:>10,.0f} s{' <- bottleneck' * (who == slowest)}")
        print(f"  one process that hands out keeps busy: {_enough(m, batch):,.0f} workers")
    runs = ceil(workers / _enough(m, SCRIPTS))
    print(f"\n{workers} workers are busy with {runs} runs side by side, a part of the folders each")


def _enough(m: Measured, batch: int) -> float:
    """How many workers the process that hands out can serve."""
    ours = m.sending + m.reading + m.telling + m.task / batch
    return (m.checking + m.worker) / ours


if __name__ == "__main__":
    given = sys.argv[1:]
    main(float(given[0]) if given else 1e7, int(given[1]) if len(given) > 1 else 100)
