"""What a batch can ask for: a row for each kind of item, and the answer to a line of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import Any

from derive.report.derivative import DerivativeReport
from derive.report.diagnostics import Diagnostic
from derive.report.equality import EqualityReport
from derive.report.report import Verdict
from derive.worker.ask import diff, equal
from derive.worker.guard import Worker
from derive.worker.lines import BadLine, Item, Shape, item

#: What a line is answered with, between its `id` and its time.
Answer = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """A kind of item: its shape, how a worker is asked, and the answer where that cannot be.

    It is what the row of `QUESTIONS` with this name makes of the option.
    """

    shape: Shape
    ask: Callable[[Worker, Item], Answer]
    refuse: Callable[[str], Answer]
    name: str
    option: Any


def answer(worker: Worker, line: bytes, question: Question) -> Answer:
    """The answer to a line of a batch."""
    asked = item(line, question.shape)
    started = perf_counter()
    if isinstance(asked, BadLine):
        found = {**question.refuse(asked.reason), "verdict": None}
    else:
        worker.start()  # which is no part of the time that an item takes
        started = perf_counter()
        found = question.ask(worker, asked)
    milliseconds = round((perf_counter() - started) * 1000, 3)
    return {"id": asked.id, **found, "ms": milliseconds}


def unanswered(line: bytes, question: Question, reason: str) -> Answer:
    """The answer to a line of which nothing could be found out, and why."""
    return {"id": item(line, question.shape).id, **question.refuse(reason), "ms": 0.0}


def passes(found: Answer) -> bool:
    """Whether all that a line asks for is proved."""
    proved = Verdict.PROVED.value
    return bool(found["verdict"] == proved and found.get("expected") in (proved, None))


def equality(opinion: bool = False) -> Question:
    """Whether two sides are equal."""
    ask = partial(_equal, opinion=opinion)
    return Question(Shape(("left", "right")), ask, _no_equality, "equality", opinion)


def _equal(worker: Worker, asked: Item, opinion: bool) -> Answer:
    return as_json(
        equal(worker, **asked.texts, where=asked.where, opinion=opinion, opaque=asked.opaque)
    )


def _no_equality(reason: str) -> Answer:
    return as_json(EqualityReport("", "", (), explanation=reason))


def derivative(detail: str) -> Question:
    """The derivative of a function, and whether it is the one that is expected."""
    shape = Shape(("function", "variable"), ("expect",))
    ask = partial(_derivative, detail=detail)
    return Question(shape, ask, _no_derivative, "derivative", detail)


def _derivative(worker: Worker, asked: Item, detail: str) -> Answer:
    if not asked.texts["variable"].strip():
        return {**_no_derivative("`variable` is empty"), "verdict": None}
    job = {
        "expression": asked.texts["function"],
        "wrt": asked.texts["variable"],
        "where": asked.where,
        "definitions": (),
        "target": None,
        "opaque": asked.opaque,
        "order": 1,
        "detail": detail,
    }
    (found,) = diff(worker, job)
    told = tuple(map(_of_the_batch, found.diagnostics))
    found = replace(found, diagnostics=told) if told else found
    return derivative_as_json(found, _expected(worker, asked, found) if found.usable else None)


def _expected(worker: Worker, asked: Item, found: DerivativeReport) -> EqualityReport | None:
    """The decision on the last line and the expected one, where the derivative is proved."""
    expect = asked.texts.get("expect")
    if expect is None:
        return None
    where = (*asked.where, *found.found)
    # what is not proved may be no derivative: then it is only read
    last = found.derivative if found else expect
    decided = equal(worker, last, expect, where, opaque=asked.opaque)
    if decided.diagnostics:
        told = dict.fromkeys(map(_of_the_batch, decided.diagnostics))
        return replace(decided, diagnostics=tuple(told))
    if not found:
        said = "the derivative is not proved"
        return EqualityReport(found.derivative, expect, where, explanation=said)
    return decided


def _of_the_batch(d: Diagnostic) -> Diagnostic:
    """A diagnostic about a text by the name that it has in a batch."""
    about = tuple(f"`{_KEYS[name]}`" if (name := w.strip("`")) in _KEYS else w for w in d.about)
    return replace(
        d, place=replace(d.place, file=_KEYS.get(d.place.file, d.place.file)), about=about
    )


_KEYS = {"expression": "function", "wrt": "variable", "left": "expect", "right": "expect"}


def _no_derivative(reason: str) -> Answer:
    return {**derivative_as_json(DerivativeReport(""), None), "reason": reason}


def derivative_as_json(found: DerivativeReport, expected: EqualityReport | None) -> Answer:
    """A derivation as an object of JSON."""
    said = found.reason
    if found and found.found:
        said += " for " + " and ".join(found.found)
    readable = expected is None or expected.usable
    if expected is not None:
        said = f"{said}; `derivative = expect`: {expected}" if readable else expected.reason
    return {
        "derivative": found.derivative or None,
        "steps": len(found.steps),
        "verdict": found.verdict.value if found.usable and readable else None,
        "expected": None if expected is None or not readable else expected.verdict.value,
        "reason": said,
        **_unknown(found),
        **(_unknown(expected) if expected is not None else {}),
    }


def _unknown(found: EqualityReport | DerivativeReport) -> Answer:
    """The names that mean nothing, where there are any."""
    return {} if found.usable or not found.unknown else {"unknown": list(found.unknown)}


def as_json(found: EqualityReport) -> Answer:
    """A decision as an object of JSON."""
    said = found.reason
    if found.opinion is not None:
        said += f"; SymPy says: {found.opinion}"
        if found.opinion.contradicts(found.verdict):
            said += ", one of the two has a bug: please report it"
    return {
        "verdict": found.verdict.value if found.usable else None,
        "conditions": list(found.conditions),
        "witness": None
        if found.witness is None
        else {
            "point": dict(found.witness.point),
            "left": found.witness.left,
            "right": found.witness.right,
            "precision": found.witness.precision,
        },
        "reason": said,
        **_unknown(found),
    }


#: By their names: what makes a question of its option.
QUESTIONS: dict[str, Callable[[Any], Question]] = {"equality": equality, "derivative": derivative}
