"""Questions to a worker, each with what to say where there is no answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from derive.report.attempt import Attempt
from derive.report.chain import ChainReport
from derive.report.code import CodeReport
from derive.report.derivative import DerivativeReport
from derive.report.diagnostics import Diagnostic, Kind, Place
from derive.report.document import DocumentReport
from derive.report.equality import EqualityReport, Opinion, SecondOpinion
from derive.report.explain import Explanation
from derive.report.fill import FillReport
from derive.report.plot import PlotReport
from derive.report.report import LineReport, Report, Verdict
from derive.report.rests import Read
from derive.report.rules import RulesFound
from derive.report.search import SearchReport
from derive.report.values import Unusable, ValuesReport
from derive.worker.guard import Failure, Worker

#: How many seconds SymPy has for an opinion.
OPINION_SECONDS = 10.0
#: Verdicts that SymPy has nothing to say to.
_NO_OPINION = (Verdict.DOMAIN_CHANGES, Verdict.WRONG_REASON, Verdict.PROVED_FOR)


def equal(
    worker: Worker,
    left: str,
    right: str,
    where: tuple[str, ...],
    opinion: bool = False,
    opaque: tuple[str, ...] = (),
) -> EqualityReport:
    """The decision on an equality; without an answer it is not shown."""
    job = {"left": left, "right": right, "where": where, "opaque": opaque}
    found = worker.ask({"job": "equal", **job})
    if isinstance(found, Failure):
        found = EqualityReport(left, right, where, explanation=found.reason)
    if opinion and found.usable and found.verdict not in _NO_OPINION:
        found = replace(found, opinion=_opinion(worker, {"job": "opinion", **job}))
    return found


def _opinion(worker: Asked, job: dict[str, Any]) -> SecondOpinion:
    found = worker.ask(job, OPINION_SECONDS)
    if not isinstance(found, Failure):
        return found
    if found.out_of_time:
        return SecondOpinion(Opinion.NO_ANSWER, f"no answer in {OPINION_SECONDS:g} s")
    return SecondOpinion(Opinion.NO_ANSWER, f"no answer ({found.reason})")


class Asked(Protocol):
    """What questions need of a worker."""

    def ask(self, job: Mapping[str, Any], seconds: float | None = None) -> Any:
        """The answer to a job, or a `Failure`."""


def document(worker: Asked, path: Path, root: Path, wanted: tuple[str, ...] = ()) -> DocumentReport:
    """The report on a document; an error of ours is a diagnostic of it and ends no run.

    Where they are `wanted`, it has an `extract` of each chain, and the files to `annotate`.
    """
    job = {"job": "document", "path": str(path), "root": str(root), "wanted": wanted}
    found = worker.ask(job)
    if isinstance(found, Failure):
        told = Diagnostic(Kind.NO_ANSWER, Place(str(path), 1, 1), about=(found.reason,))
        return DocumentReport(str(path), "", "", (), (), None, (told,), ())
    return found


def check(
    worker: Asked, path: Path, opinion: bool = False, gaps: bool = False, needs: bool = False
) -> Report:
    """The report on a script; an error of ours is a diagnostic of it and ends no run."""
    found = worker.ask({"job": "check", "path": str(path)})
    if isinstance(found, Failure):
        return unanswered(path, found)
    if gaps and found.usable:
        told = worker.ask({"job": "gaps", "path": str(path)})
        found = replace(found, gaps=None if isinstance(told, Failure) else told)
    if needs and found.usable:
        asked = worker.ask({"job": "needs", "path": str(path)})
        found = replace(found, needs=None if isinstance(asked, Failure) else asked)
    if opinion and found.theorem is not None:
        steps = tuple(_with_opinion(worker, path, step) for step in found.steps)
        found = replace(found, steps=steps)
    return found


def rests(worker: Worker, path: Path) -> tuple[Read, ...]:
    """What a script that was just checked rests on; nothing where that is not certain."""
    found = worker.ask({"job": "rests", "path": str(path)})
    return () if isinstance(found, Failure) else found


def renew(worker: Asked) -> None:
    """Lets a worker read files again that it read before, as they may have changed."""
    worker.ask({"job": "renew"})


def unanswered(path: Path, failure: Failure) -> Report:
    """The report on a script that was not checked, and why."""
    told = Diagnostic(Kind.NO_ANSWER, Place(str(path), 1, 1), about=(failure.reason,))
    return Report(str(path), "", "", (), (), None, (told,), ())


def chain(worker: Worker, lines: Sequence[str], **told: Sequence[Any]) -> ChainReport:
    """The report on a chain of lines; without an answer it says why.

    `told` are its reasons `by` line, `where`, `definitions`, `opaque`.
    """
    found = worker.ask({"job": "chain", "lines": list(lines), **told})
    return ChainReport(problem=found.reason) if isinstance(found, Failure) else found


def attempt(worker: Worker, path: Path, text: str | None, number: int, typed: str) -> Attempt:
    """What is to be said of a line that was typed for a step; without an answer why there is none.

    A `text` is taken for the file at the path.
    """
    told = {} if text is None else {"text": text}
    job = {"job": "attempt", "path": str(path), "number": number, "typed": typed}
    found = worker.ask({**job, **told})
    return Attempt(problem=found.reason) if isinstance(found, Failure) else found


def practice(worker: Worker, path: str, seed: int) -> str:
    """A script that is a new problem of the kind of another; empty where none was found."""
    found = worker.ask({"job": "practice", "path": path, "seed": seed})
    return "" if isinstance(found, Failure) else str(found)


def fill(worker: Worker, path: Path, fix: bool = False) -> FillReport:
    """What could be filled into a script; without an answer nothing was."""
    found = worker.ask({"job": "fill", "path": str(path), "fix": fix})
    if isinstance(found, Failure):
        return FillReport(str(path), unanswered(path, found))
    return found


def explain(worker: Worker, path: Path, step: str) -> Explanation:
    """A step taken apart; without an answer the report says why."""
    found = worker.ask({"job": "explain", "path": str(path), "step": step})
    if isinstance(found, Failure):
        return Explanation(unanswered(path, found))
    return found


def explained(
    worker: Worker, path: Path, text: str | None = None
) -> tuple[Report, tuple[Explanation, ...]]:
    """The report on a script, its steps taken apart; not so where that takes too much.

    A `text` is taken for the file at the path.
    """
    told = {} if text is None else {"text": text}
    found = worker.ask({"job": "explained", "path": str(path), **told})
    if isinstance(found, Failure):
        return check(worker, path), ()
    report, explanations = found
    return report, explanations


def search(worker: Worker, question: str) -> SearchReport:
    """The scripts that fit a question; without an answer the report says why."""
    found = worker.ask({"job": "search", "question": question})
    return SearchReport(problem=found.reason) if isinstance(found, Failure) else found


def rules(worker: Worker, question: str, where: tuple[str, ...] = ()) -> RulesFound:
    """The rules that fit a question; without an answer the report says why."""
    found = worker.ask({"job": "rules", "question": question, "where": where})
    return RulesFound(problem=found.reason) if isinstance(found, Failure) else found


def diff(worker: Worker, job: dict[str, Any]) -> tuple[DerivativeReport, ...]:
    """The derivations that are asked for; without an answer the search stopped.

    Raises `ValueError` where the one variable that is meant has to be named.
    """
    found = worker.ask({"job": "diff", **job})
    if isinstance(found, Failure):
        if found.refused:
            raise ValueError(found.reason)
        return (DerivativeReport(job["expression"], stopped=found.reason),)
    derivations: tuple[DerivativeReport, ...] = found
    return derivations


def code(worker: Worker, wanted: dict[str, Any]) -> CodeReport:
    """The code that is wanted; without an answer there is none."""
    found = worker.ask({"job": "code", "wanted": wanted})
    if isinstance(found, Failure):
        return CodeReport(wanted["name"], wanted["language"], trouble=found.reason)
    return found


def values(worker: Worker, wanted: dict[str, Any]) -> ValuesReport:
    """The values that are wanted; without an answer there are none."""
    found = worker.ask({"job": "values", "wanted": wanted})
    if isinstance(found, Failure):
        return ValuesReport(wanted["name"], problems=(Unusable(found.reason),))
    return found


def plot(worker: Worker, wanted: dict[str, Any]) -> PlotReport:
    """What is drawn; without an answer there is nothing."""
    found = worker.ask({"job": "plot", "wanted": wanted})
    if isinstance(found, Failure):
        return PlotReport(wanted["name"], problems=(Unusable(found.reason),))
    return found


def _with_opinion(worker: Asked, path: Path, step: LineReport) -> LineReport:
    if step.verdict in _NO_OPINION:
        return step
    job = {"job": "opinion on step", "path": str(path), "step": step.number}
    return replace(step, opinion=_opinion(worker, job))
