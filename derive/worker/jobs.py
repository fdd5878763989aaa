"""What a worker does: a row for each kind of job.  Requests and answers are plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from derive.check.check import check_file, new_run
from derive.check.decide import equal
from derive.check.derivative import derivatives
from derive.check.lemmas import Run
from derive.check.opinion import opinion_on_step, opinion_on_texts
from derive.report.derivative import DerivativeReport
from derive.report.equality import EqualityReport, SecondOpinion
from derive.report.report import Report
from derive.script.derivative import Texts
from derive.worker.wire import encode

Request = Mapping[str, Any]


def _equal(request: Request) -> EqualityReport:
    return equal(request["left"], request["right"], request["where"])


#: Set once in a worker of its own: what the scripts that it checks have in common.
_shared: list[Run] = []


def share_lemmas() -> None:
    """Lets all scripts that this process checks from now on share their lemmas."""
    _shared[:] = [new_run()]


def _check(request: Request) -> Report:
    return check_file(request["path"], *_shared)


def _diff(request: Request) -> tuple[DerivativeReport, ...]:
    texts = Texts(
        request["expression"],
        request["wrt"],
        tuple(request["where"]),
        tuple(request["definitions"]),
        request["target"],
    )
    return derivatives(texts, request["order"], request["detail"])


def _opinion(request: Request) -> SecondOpinion:
    return opinion_on_texts(request["left"], request["right"], tuple(request["where"]))


def _opinion_on_step(request: Request) -> SecondOpinion:
    return opinion_on_step(request["path"], request["step"])


JOBS: dict[str, Callable[[Request], Any]] = {
    "equal": _equal,
    "check": _check,
    "diff": _diff,
    "opinion": _opinion,
    "opinion on step": _opinion_on_step,
}


def answer(request: Request) -> dict[str, Any]:
    """The answer to a request; an error of ours is told in it, so that the worker lives on."""
    try:
        return {"done": encode(JOBS[request["job"]](request))}
    except MemoryError:
        raise
    except Exception as error:
        return {"failed": f"an error inside `derive`: {type(error).__name__}: {error}"}
