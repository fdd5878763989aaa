"""What the tools answer: plain data, within limits of time and memory.

Each question is decided in a worker process, as a command decides it.  `answer` is one of three:
`proved`, `refuted`, `not shown`; only the first says that something holds on all of the domain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from derive.render.answers import derivation, equality, explanation
from derive.render.formats.json import diagnostic, step
from derive.report.chain import ChainReport
from derive.report.diagnostics import Diagnostic
from derive.report.report import Report, Verdict
from derive.report.run import ScriptOutcome
from derive.script.lemmas import lemma_of
from derive.worker import ask
from derive.worker.guard import Failure, Limits, Worker
from derive.worker.kept import kept

#: The seconds that a question has where none are said.
SECONDS = 20.0
#: What a verdict is, of three answers; a true line with a wrong reason is proved, without passing.
_ANSWERS = {
    Verdict.PROVED: "proved",
    Verdict.WRONG_REASON: "proved",
    Verdict.REFUTED: "refuted",
    Verdict.DOMAIN_CHANGES: "refuted",
}
#: A name as the library has it: words, in folders.
_NAME = re.compile(r"\w[\w-]*(?:/\w[\w-]*)*")
#: What the script of a chain is called in places.
NAME = "chain"
_NOT_SHOWN = "not shown"
Answer = dict[str, Any]


class RefusedError(Exception):
    """A question that is not taken: what is wrong with it, in words."""


@dataclass(frozen=True)
class Given:
    """What a question is asked under: a domain, definitions, names that are any function, time."""

    where: Sequence[str] = ()
    define: Sequence[str] = ()
    opaque: Sequence[str] = ()
    seconds: float = SECONDS

    @property
    def lists(self) -> dict[str, list[str]]:
        """The texts as jobs have them."""
        return {
            "where": list(self.where),
            "definitions": list(self.define),
            "opaque": list(self.opaque),
        }


def equal(left: str, right: str, given: Given) -> Answer:
    """The decision on `left = right`."""
    with kept(Limits(), given.seconds) as worker:
        found = ask.equal(worker, left, right, tuple(given.where), opaque=tuple(given.opaque))
    told = _three_valued(found.verdict) if found.usable else _NOT_SHOWN
    return {"answer": told, **equality(found)}


def check_step(before: str, after: str, by: Sequence[str], given: Given) -> Answer:
    """Whether `after` follows from `before`, and by the reasons.  Raises `RefusedError`."""
    told = check_chain([before, after], [by] if by else [], given)
    steps = told.pop("steps")
    return {**told, **steps[0]} if steps else told


def check_chain(lines: Sequence[str], by: Sequence[Sequence[str]], given: Given) -> Answer:
    """Whether each line equals the one before it, and by its reasons.  Raises `RefusedError`."""
    with kept(Limits(), given.seconds) as worker:
        found = _chain(worker, lines, by, given)
    report = found.report
    if report is None or not report.usable:
        return {"answer": _NOT_SHOWN, "passes": False, "steps": [], **_unusable(found)}
    steps = [{"answer": _three_valued(s.verdict), **_without_place(step(s))} for s in report.steps]
    theorem = report.theorem
    return {
        "answer": _whole(report),
        "passes": report.proved,
        "usable": True,
        "conditions": [] if theorem is None else list(theorem.conditions),
        "domain": [] if theorem is None else list(theorem.domain),
        "steps": steps,
        "diagnostics": [*_by_step(report)],
        "unknown": list(found.unknown),
    }


def diff(expression: str, wrt: str, to: str, order: int, given: Given) -> Answer:
    """The derivation of a derivative.  Raises `RefusedError`."""
    job = {"expression": expression, "wrt": wrt, "target": to or None, "order": order}
    with kept(Limits(), given.seconds) as worker:
        try:
            found = ask.diff(worker, {**job, "detail": "normal", **given.lists})
        except ValueError as error:
            raise RefusedError(str(error)) from None
    return {"derivations": [{"answer": _three_valued(d.verdict), **derivation(d)} for d in found]}


def explain(lines: Sequence[str], number: int, by: Sequence[Sequence[str]], given: Given) -> Answer:
    """A step of a chain, counted from 1, taken apart.  Raises `RefusedError`."""
    if not 1 <= number < len(lines):
        raise RefusedError(f"step is from 1 to {len(lines) - 1}: step 1 leads to the second line")
    with kept(Limits(), given.seconds) as worker:
        found = _chain(worker, lines, by, given)
        if found.report is None:
            return _unusable(found)
        job = {"job": "explain", "path": NAME, "text": found.script, "step": str(number)}
        taken_apart = worker.ask(job)
    if isinstance(taken_apart, Failure):
        raise RefusedError(taken_apart.reason)
    return explanation(taken_apart)


def _named(reasons: Sequence[Sequence[str]]) -> list[list[str]]:
    """The reasons; theorems are named: no path of this machine is followed for a client."""
    lemmas = filter(None, (lemma_of(name) for names in reasons for name in names if name.strip()))
    if not all(map(_NAME.fullmatch, lemmas)):
        raise RefusedError("a theorem is named as the library has it, without a path")
    return [list(names) for names in reasons]


def _chain(
    worker: Worker, lines: Sequence[str], by: Sequence[Sequence[str]], given: Given
) -> ChainReport:
    found = ask.chain(worker, lines, by=_named(by), **given.lists)
    if found.problem:
        raise RefusedError(found.problem)
    return found


def _three_valued(verdict: Verdict) -> str:
    return _ANSWERS.get(verdict, _NOT_SHOWN)


def _whole(report: Report) -> str:
    """The answer on a chain: that of its weakest step, or of the domain of all."""
    found = {_three_valued(s.verdict) for s in report.steps}
    if report.theorem is not None:
        found.add(_three_valued(report.theorem.verdict) if report.proved else "proved")
    return next((a for a in ("refuted", _NOT_SHOWN) if a in found), "proved")


def _without_place(told: Answer) -> Answer:
    """A step, or what is wrong with it, without the place in the script that it was written as."""
    return {key: value for key, value in told.items() if key != "place"}


def _by_step(report: Report) -> Iterator[Answer]:
    """What is wrong with a chain, each with the step that it is about, if it is about one."""
    outcome = ScriptOutcome(report, report.path)
    steps = {id(d): one.number for one, wrong in outcome.by_step for d in wrong}
    for d in outcome.diagnostics:
        yield {"step": steps.get(id(d)), **_without_place(diagnostic(d))}


def _unusable(found: ChainReport) -> Answer:
    """What is wrong with texts that cannot be used, each by its name and column."""
    wrong = found.diagnostics if found.report is None else found.report.diagnostics
    told = [{"where": _where(d, found), **_without_place(diagnostic(d))} for d in wrong]
    return {"usable": False, "diagnostics": told, "unknown": list(found.unknown)}


def _where(found: Diagnostic, chain: ChainReport) -> str:
    """The text and column of what is wrong; of the script that was written, the step."""
    place = found.place
    if chain.report is None:
        return f"{place.file}, column {place.column}"
    above = chain.script.splitlines()[: place.line]
    number = sum(line.startswith("  - to: ") for line in above)
    return f"step {number}" if number else "what is declared"
