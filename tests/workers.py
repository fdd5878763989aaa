"""Workers for tests: one that answers in this process, and the command of one that misbehaves;
and what they print, read without its line ends.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from derive.worker.guard import Failure, Worker, read_reply
from derive.worker.jobs import answer


def flat(printed: str) -> str:
    """What was printed, however it was wrapped."""
    return " ".join(printed.split())


class Here(Worker):
    """A worker that is no process; what it answers crosses the wire all the same."""

    def launch(self) -> Failure | None:
        return None

    def start(self) -> Failure | None:
        return None

    def ask(self, job: Mapping[str, Any], seconds: float | None = None) -> Any:
        request = {**self.setting, **job, "seconds": seconds}
        reply = json.loads(json.dumps(answer(json.loads(json.dumps(request)))))
        return read_reply(reply, job)


_POISONED = """
import os, signal, sys, time
from derive.report.equality import EqualityReport, Opinion, SecondOpinion
from derive.report.report import Verdict
from derive.worker import jobs
from derive.worker.serve import main

real = dict(jobs.JOBS)

def report(verdict):
    return lambda r: EqualityReport(r["left"], r["right"], (), verdict)

def once(request):
    "Dies the first time."
    flag = request["left"].removeprefix("once ")
    if os.path.exists(flag):
        return report(Verdict.PROVED)(request)
    open(flag, "w").close()
    os._exit(3)

equal = {
    "crash": lambda r: os.kill(os.getpid(), signal.SIGSEGV),
    "abort": lambda r: os.abort(),
    "leave": lambda r: os._exit(3),
    "sleep": lambda r: time.sleep(60),
    "eat": lambda r: len(bytearray(2**42)),
    "bug": lambda r: {}["nothing"],
    "chatter": lambda r: (os.write(1, b"words of a library\\n"), real["equal"](r))[1],
    "proved": report(Verdict.PROVED),
    "refuted": report(Verdict.REFUTED),
    "open": report(Verdict.NOT_SHOWN),
}
opinion = {
    "1": lambda r: SecondOpinion(Opinion.EQUAL),
    "0": lambda r: SecondOpinion(Opinion.NOT_EQUAL),
    "sleep": equal["sleep"],
    "crash": equal["crash"],
}
def asked(request):
    name = "once" if request["left"].startswith("once ") else request["left"]
    return equal.get(name, real["equal"])(request)

equal["once"] = once
jobs.JOBS["equal"] = asked
jobs.JOBS["opinion"] = lambda r: opinion.get(r["right"], real["opinion"])(r)
main()
"""

#: A worker with 600 MB that dies, hangs, or answers falsely when its left side says so.
POISONED = [sys.executable, "-P", "-c", _POISONED, "600"]
