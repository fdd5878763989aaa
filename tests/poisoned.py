"""Workers that die, hang, or answer falsely when the left side of an equality says so."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any
from unittest.mock import patch

from derive.report.equality import EqualityReport, Opinion, SecondOpinion
from derive.report.report import Verdict
from derive.worker.forked import ForkedWorker
from derive.worker.guard import Failure
from derive.worker.jobs import JOBS
from derive.worker.serve import main
from tests.outside import ROOT

Job = Callable[[Mapping[str, Any]], Any]
REAL: Mapping[str, Job] = dict(JOBS)


def report(verdict: Verdict) -> Job:
    return lambda r: EqualityReport(r["left"], r["right"], (), verdict)


def once(request: Mapping[str, Any]) -> object:
    """Dies the first time."""
    flag = request["left"].removeprefix("once ")
    if os.path.exists(flag):
        return report(Verdict.PROVED)(request)
    open(flag, "w", encoding="utf-8").close()
    os._exit(3)


def crash(_: Mapping[str, Any]) -> None:
    faulthandler.disable()  # pytest's would tell of it
    os.kill(os.getpid(), signal.SIGSEGV)


def abort(_: Mapping[str, Any]) -> None:
    faulthandler.disable()
    os.abort()


EQUAL: dict[str, Job] = {
    "crash": crash,
    "abort": abort,
    "leave": lambda _: os._exit(3),
    "sleep": lambda _: time.sleep(60),
    "eat": lambda _: len(bytearray(2**42)),
    "bug": lambda _: dict[str, object]()["nothing"],
    "chatter": lambda r: (os.write(1, b"words of a library\n"), REAL["equal"](r))[1],
    "proved": report(Verdict.PROVED),
    "refuted": report(Verdict.REFUTED),
    "open": report(Verdict.NOT_SHOWN),
    "once": once,
}
OPINION: dict[str, Job] = {
    "1": lambda _: SecondOpinion(Opinion.EQUAL),
    "0": lambda _: SecondOpinion(Opinion.NOT_EQUAL),
    "sleep": EQUAL["sleep"],
    "crash": crash,
}
ASKED: dict[str, Job] = {
    "equal": lambda r: EQUAL.get(r["left"].partition(" ")[0], REAL["equal"])(r),
    "opinion": lambda r: OPINION.get(r["right"], REAL["opinion"])(r),
}


class Poisoned(ForkedWorker):
    """A fork of this process: it is there at once."""

    def launch(self) -> Failure | None:
        with patch.dict(JOBS, ASKED):
            return super().launch()


#: A process of its own, with 600 MB.
COMMAND = [
    sys.executable,
    "-P",
    "-c",
    f"import sys; sys.path.append({str(ROOT)!r}); import tests.poisoned as p; "
    "p.JOBS.update(p.ASKED); p.main()",
    "600",
]

__all__ = ["COMMAND", "JOBS", "Poisoned", "main"]
