"""Workers that are kept for the calls of a Python program: each call is bounded, and quick.

A worker is started at the first call and ended with the program.  Calls of several threads at once
have a worker each.  A forked child starts its own, and one that was interrupted is not used again.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from threading import Lock

from derive.worker.guard import Limits, Worker, fits
from derive.worker.pool import cores


@dataclass
class _Kept:
    """The workers of one process that nobody uses at the moment."""

    idle: list[Worker] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def take(self) -> Worker | None:
        with self.lock:
            return self.idle.pop() if self.idle else None

    def give(self, worker: Worker) -> None:
        with self.lock:
            if len(self.idle) < cores():
                self.idle.append(worker)
                return
        worker.dismiss()

    def close(self) -> None:
        while (worker := self.take()) is not None:
            worker.dismiss()


#: That of this process comes last; those of its parents are theirs to end.
_processes = [_Kept()]


@contextmanager
def kept(limits: Limits, seconds: float | None = None, text: str | None = None) -> Iterator[Worker]:
    """A worker with these limits, or with so many seconds for each job.

    It looks for files where this process is, and reads them anew for each job; a `text` is taken
    for the file that a job is about.  Raises `ValueError` for a time that no clock can be set to.
    """
    if seconds is not None and not fits(seconds):
        raise ValueError("a timeout is between 0 and a day, in seconds")
    here = _processes[-1]
    worker = here.take() or Worker(Limits())
    worker.limits = limits if seconds is None else replace(limits, seconds=seconds)
    worker.setting = {"fresh": True, **_here(), **({} if text is None else {"text": text})}
    try:
        yield worker
    except BaseException:  # it may still be at work: its answer is not one to the next question
        worker.dismiss()
        raise
    here.give(worker)


def _here() -> dict[str, str]:
    """Where this process looks for files; of a folder that is gone nothing can be said."""
    with suppress(FileNotFoundError):
        return {"folder": os.getcwd(), "folders": os.environ.get("DERIVE_PATH", "")}
    return {}


def _end() -> None:
    _processes[-1].close()


atexit.register(_end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: _processes.append(_Kept()))
