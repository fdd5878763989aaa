"""A worker that is a fork of this process, so that SymPy is imported once for both.

What only one of them needs each imports for itself, at the same time: the sooner the fork, the more
of it.
Where processes cannot be forked it is one that is started, as others are.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import BinaryIO

from derive.worker.guard import Failure, Limits, Worker


class Fork:
    """A forked process, with as much of the interface of `subprocess.Popen` as a worker needs."""

    def __init__(self, limits: Limits) -> None:
        from derive.expression import nodes  # SymPy, before the fork, so that both sides have it

        assert nodes.MAX_HEIGHT
        requests, self.stdin = _pipe()
        self.stdout, replies = _pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._code: int | None = None
        self._pid = os.fork()
        if self._pid == 0:
            self.stdin.close()
            self.stdout.close()
            _child(requests, replies, limits)
        requests.close()
        replies.close()

    def kill(self) -> None:
        """Ends the process at once."""
        if self._code is None:
            os.kill(self._pid, signal.SIGKILL)

    def wait(self) -> int:
        """Waits for its end: the exit code, or minus the signal that ended it."""
        if self._code is None:
            _, status = os.waitpid(self._pid, 0)
            self._code = os.waitstatus_to_exitcode(status)
        return self._code


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    """The ends of a new pipe: for reading, for writing."""
    reading, writing = os.pipe()
    return os.fdopen(reading, "rb"), os.fdopen(writing, "wb")


def _child(requests: BinaryIO, replies: BinaryIO, limits: Limits) -> None:
    """The life of the forked process; it never comes back."""
    from derive.worker.serve import serve

    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    try:
        serve(requests, replies, limits.megabytes)
    finally:
        os._exit(0)


#: By the memory that each may take; the parent has the clock.
_ahead: dict[int, Fork] = {}


def fork_ahead(limits: Limits) -> None:
    """Forks a process for the first worker of these limits, before that worker is there."""
    if hasattr(os, "fork"):
        with suppress(OSError):  # the worker says it when it cannot be started
            _ahead[limits.megabytes] = Fork(limits)


class ForkedWorker(Worker):
    """A worker of the same memory as this process, up to the moment when it is started."""

    def launch(self) -> Failure | None:
        """Forks the process unless it runs."""
        if not hasattr(os, "fork"):
            return super().launch()
        with self._lock:
            if self._closed:
                return Failure("the run was ended")
            if self._process is None:
                self._ready, self._answered = False, 0
                try:
                    self._process = _ahead.pop(self.limits.megabytes, None) or Fork(self.limits)
                except OSError as error:
                    return Failure(f"no worker could be started: {error}")
        return None
