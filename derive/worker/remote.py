"""What a process of a cluster does for a run elsewhere: a task is some scripts, or some lines.

Each is checked as everywhere, in a worker process with limits, which is kept for the next one.
What comes and goes is JSON, packed.  It knows nothing of the cluster.
"""

from __future__ import annotations

import json
import socket
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from derive.worker.ask import check, unanswered
from derive.worker.guard import Failure, Limits, Worker
from derive.worker.kept import kept
from derive.worker.program import difference, program
from derive.worker.questions import QUESTIONS, answer
from derive.worker.wire import encode

#: What is asked for, or answered, as JSON.
Item = dict[str, Any]


def pack(data: object) -> bytes:
    """Plain data as what crosses the wire."""
    return zlib.compress(json.dumps(data).encode("ascii"), 1)


def unpack(packed: bytes) -> Any:
    """The plain data that was packed."""
    return json.loads(zlib.decompress(packed))


def work(packed: bytes) -> bytes:
    """The answers to the items of a task, or in what this program is another one."""
    task = unpack(packed)
    differs = difference(program(), task["program"])
    if differs:
        return pack({"differs": differs, "host": socket.gethostname()})
    limits = Limits(task["seconds"], task["megabytes"])
    answered = ANSWERS[task["kind"]]
    with kept(limits) as worker:
        return pack({"answers": [answered(worker, item, task) for item in task["items"]]})


class _LackedError(Exception):
    """A fact that was not sent is needed."""


class _Asked:
    """A worker that is sent facts with each job."""

    def __init__(self, worker: Worker, facts: Mapping[str, Any]) -> None:
        self._worker = worker
        self._facts = facts

    def ask(self, job: Mapping[str, Any], seconds: float | None = None) -> Any:
        """The answer to a job.  Raises `_LackedError` where it needs more facts."""
        found = self._worker.ask({**job, **self._facts}, seconds)
        if isinstance(found, Failure) and found.lacks:
            raise _LackedError(*found.lacks)
        return found


def _script(worker: Worker, item: Item, task: Item) -> Item:
    """The report on a script as it crosses the wire, and how many seconds it took."""
    worker.start()
    began = perf_counter()
    asked = _Asked(worker, {"facts": item["facts"], "run": task["run"]})
    try:
        if any(task["asked"]):
            report = encode(check(asked, Path(item["path"]), *task["asked"]))
        else:
            report = _undecoded(asked, item["path"])
    except _LackedError as error:
        return {"lacks": error.args}
    return {"report": report, "seconds": perf_counter() - began}


def _undecoded(asked: _Asked, path: str) -> Any:
    """The report on a script as it came, so that no process between has to read it."""
    found = asked.ask({"job": "check", "path": path, "undecoded": True})
    return encode(unanswered(Path(path), found)) if isinstance(found, Failure) else found


def _line(worker: Worker, item: Item, task: Item) -> Item:
    """The answer to a line of a batch."""
    name, option = task["asked"]
    line = item["line"].encode("utf-8", "surrogateescape")
    return {"answer": answer(worker, line, QUESTIONS[name](option))}


ANSWERS: dict[str, Callable[[Worker, Item, Item], Item]] = {"scripts": _script, "lines": _line}
