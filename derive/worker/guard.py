"""A worker process as its parent sees it: asked, answering, or killed and started anew.

A clock and the memory limit only guard: their end is a reason for *not shown*, never a verdict.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock, Timer
from typing import IO, Any, Protocol

#: How a worker ends that has no memory left.
OUT_OF_MEMORY = 77
#: How many seconds a worker may take to start.
_START = 60.0


@dataclass(frozen=True)
class Limits:
    """What one job may take: seconds of the clock, and megabytes of address space."""

    seconds: float = 10.0
    megabytes: int = 2048


#: What checking one script may take; it may have thousands of steps.
SCRIPT_LIMITS = Limits(seconds=300.0)
#: The longest timeout.
A_DAY = 86_400.0


def fits(seconds: float) -> bool:
    """Whether a clock can be set to a time; a NaN is none either."""
    return 0 < seconds <= A_DAY


def script_limits(seconds: float | None) -> Limits:
    """What checking one script may take, in so many seconds where they are given."""
    return SCRIPT_LIMITS if seconds is None else replace(SCRIPT_LIMITS, seconds=seconds)


@dataclass(frozen=True)
class Failure:
    """That a job has no answer, and why; it is `refused` where its caller has to ask otherwise.

    `lacks` is the fact that was not sent with it.
    """

    reason: str
    out_of_time: bool = False
    refused: bool = False
    lacks: tuple[str, ...] = ()


def worker_command(limits: Limits) -> list[str]:
    """The command of a worker; `-P` keeps files of the working folder from being imported."""
    return [sys.executable, "-P", "-m", "derive.worker", str(limits.megabytes)]


class Process(Protocol):
    """What a worker needs of its process."""

    @property
    def stdin(self) -> IO[bytes] | None:
        """Where requests are written."""

    @property
    def stdout(self) -> IO[bytes] | None:
        """Where replies are read."""

    def kill(self) -> None:
        """Ends it at once."""

    def wait(self) -> int:
        """Waits for its end: the exit code, or minus the signal that ended it."""


class _Clock:
    """Kills a process after some seconds, unless it is stopped before."""

    def __init__(self, process: Process, seconds: float) -> None:
        self._process = process
        self._lock = Lock()
        self._over = self._killed = False
        self._timer = Timer(seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()

    def _expire(self) -> None:
        with self._lock:
            if not self._over:
                self._killed = True
                self._process.kill()

    def stop(self) -> bool:
        """Stops it; whether it was too late."""
        with self._lock:
            self._over = True
        self._timer.cancel()
        return self._killed


class Worker:
    """A process that answers one job at a time; it is started when it is needed."""

    def __init__(self, limits: Limits, command: Sequence[str] | None = None) -> None:
        self.limits = limits
        self.command = command or worker_command(limits)
        #: What is said to the process with each job.
        self.setting: Mapping[str, Any] = {}
        self._process: Process | None = None
        self._ready = self._closed = False
        self._answered = 0
        self._lock = Lock()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def ask(self, job: Mapping[str, Any], seconds: float | None = None) -> Any:
        """The answer to a job, or a `Failure`; whatever happens, the next job can be asked.

        A process that dies of a job after others is not proof against what they left behind, such
        as memory, so that the job is asked once more of a new one.
        """
        before = self._answered
        reply = self._ask(job, self.limits.seconds if seconds is None else seconds)
        died = isinstance(reply, Failure) and self._process is None and not reply.out_of_time
        return self.ask(job, seconds) if died and before else reply

    def _ask(self, job: Mapping[str, Any], limit: float) -> Any:
        failed = self.start()
        if failed is not None:
            return failed
        reply = self._exchange({**self.setting, **job, "seconds": limit}, limit)
        if isinstance(reply, Failure):
            return reply
        self._answered += 1
        return read_reply(reply, job)

    def launch(self) -> Failure | None:
        """Starts the process unless it runs, and does not wait for it."""
        with self._lock:
            if self._closed:
                return Failure("the run was ended")
            if self._process is not None:
                return None
            self._ready, self._answered = False, 0
            try:
                self._process = subprocess.Popen(
                    self.command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=_environment(),
                )
            except OSError as error:
                return Failure(f"no worker could be started: {error}")
        return None

    def start(self) -> Failure | None:
        """Starts the process unless it runs, and waits until it is ready."""
        failed = self.launch()
        if failed is not None or self._ready:
            return failed
        ready = self._exchange(None, _START)
        if isinstance(ready, Failure):
            return Failure(f"no worker could be started: {ready.reason}")
        self._ready = True
        return None

    def close(self) -> None:
        """Ends the process; nothing can be asked any more."""
        with self._lock:
            self._closed = True
            process = self._process
        if process is not None:
            process.kill()
            process.wait()

    def dismiss(self) -> None:
        """Ends the process and its pipes; nobody may be waiting for an answer."""
        self.close()
        if self._process is not None:
            _close_pipes(self._process)

    def _exchange(self, request: object, seconds: float) -> Any:
        """The reply to a request within its time; where there is none, the process is ended."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        clock = _Clock(process, seconds)
        line = b""
        try:
            if request is not None:
                process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
                process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            pass
        finally:
            out_of_time = clock.stop()
        done = line.endswith(b"\n")
        if out_of_time or not done:
            failure = self._ended(process, seconds, out_of_time)
        return json.loads(line) if done else failure

    def _ended(self, process: Process, seconds: float, out_of_time: bool) -> Failure:
        """Why the process gave no reply; the next one will be a new one."""
        process.kill()
        code = process.wait()
        _close_pipes(process)
        self._process, self._answered = None, 0
        if out_of_time:
            return Failure(f"out of time ({seconds:g} s)", out_of_time=True)
        if code == OUT_OF_MEMORY:
            return Failure(f"out of memory ({self.limits.megabytes} MB)")
        return Failure(f"the worker died: {_end(code)}")


def read_reply(reply: Mapping[str, Any], job: Mapping[str, Any]) -> Any:
    """What a reply says, a report or a `Failure`; a report is left as it came if asked for so."""
    if "failed" in reply or "refused" in reply:
        return Failure(reply.get("failed") or reply["refused"], refused="refused" in reply)
    if "lacking" in reply:
        return Failure("a fact was not sent", lacks=tuple(reply["lacking"]))
    if job.get("undecoded"):
        return reply["done"]
    from derive.worker.wire import decode  # all reports, which need not be there to start

    return decode(reply["done"])


def _close_pipes(process: Process) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            _close(pipe)


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:
        return


def _end(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
    # FLINT aborts where it gets no memory
    return f"{name} (perhaps out of memory)" if name in ("SIGABRT", "SIGKILL") else name


def _environment() -> dict[str, str]:
    """The environment of a worker, which imports from where its parent does."""
    home = str(Path(__file__).resolve().parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([*filter(None, sys.path), home])}
