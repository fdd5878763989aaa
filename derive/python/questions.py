"""`derive.equal` and `derive.diff`: what expressions are asked about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from derive.python.asking import asking, between, listed, numbered, readable, usable
from derive.python.derivation import DerivativeResult
from derive.python.equality import EqualityResult
from derive.python.errors import ArgumentError
from derive.python.terms import Reading, Term

if TYPE_CHECKING:
    from derive.report.derivative import DerivativeReport
    from derive.worker.guard import Worker

#: How much goes into a line of a derivation that is found.
DETAILS = ("brief", "normal", "full")


def equal(
    left: Term,
    right: Term,
    where: Iterable[Term] = (),
    *,
    opaque: Iterable[str] = (),
    timeout: float | None = None,
) -> EqualityResult:
    """The decision on `left = right` for real variables under the conditions `where`.

    Both sides are texts in the notation of scripts, numbers, or expressions of SymPy.  The result
    is true only if the equality is proved on all of that domain; it says its `verdict`,
    `conditions` and `witness`.  A letter that is called stands for any function, and so do the
    names that are `opaque`.

    >>> import derive
    >>> derive.equal("sin(x)^2", "1 - cos(x)^2")
    <EqualityResult sin(x)^2 = 1 - cos(x)^2: proved>
    >>> bool(derive.equal("sqrt(x^2)", "x"))
    False
    >>> bool(derive.equal("sqrt(x^2)", "x", where=["x >= 0"]))
    True

    Symbols of SymPy are real variables, with what is assumed of them as their domain: one without
    assumptions, which is complex for SymPy, is real here.  SymPy evaluates an expression as soon as
    it is written (`x/x` is 1 before `derive` sees it), so that what it was cannot be told; a text
    is taken as it is written.  A float is the shortest decimal that rounds to it: 0.1 is 1/10.  An
    undefined function stands for any; one that has a name of `derive`, as `sigmoid`, is that.

    >>> from sympy import Symbol, sqrt
    >>> x = Symbol("x", positive=True)
    >>> derive.equal(sqrt(x + 1) ** 4, "(x + 1)^2").where
    ('x > 0',)

    It is decided in a process of its own, which is kept for the next call, within `timeout`
    seconds, 10 where nothing is said; when they are over, the equality is not shown and says so.

    Raises `ExpressionError` for what cannot be read, `UnsupportedError` for a part of a SymPy
    expression that there is no word for, `ArgumentError` for what is no timeout.
    """
    reading = Reading((left, right, *listed("where", where)))
    sides = reading.text(left, "left"), reading.text(right, "right")
    conditions = reading.conditions(where)
    names = reading.functions(listed("opaque", opaque))
    from derive.worker.ask import equal as decided
    from derive.worker.guard import Limits

    with asking(Limits(), timeout) as worker:
        found = decided(worker, *sides, conditions, opaque=names)
    told = {"left": sides[0], "right": sides[1]}
    readable(found.diagnostics, told | _lists(conditions, names))
    return EqualityResult(found, names, reading.symbols)


def _lists(where: tuple[str, ...], opaque: tuple[str, ...]) -> dict[str, str]:
    return numbered("where", where) | numbered("opaque", opaque)


def diff(  # noqa: PLR0913 - the options of the command
    expression: Term,
    wrt: Term | None = None,
    where: Iterable[Term] = (),
    *,
    order: int = 1,
    define: Iterable[Term] = (),
    to: Term | None = None,
    detail: str = "normal",
    opaque: Iterable[str] = (),
    timeout: float | None = None,
) -> DerivativeResult:
    """The derivation of the derivative of an expression by `wrt`, found and checked.

    Without `wrt` it is by the one variable of the expression, or by x among parameters; y and z are
    none, so that one is named there.
    Expressions are texts or come from SymPy, as in `equal`.  The result is true only if the
    derivation is complete and every step is proved; it has the `steps`, the `derivative` that they
    end in, and the proof `script`.  `define` are definitions such as `g(t) = 1/(1 + e^(-t))`, `to`
    is the last line to end in, `detail` is brief, normal or full, and `opaque` are names that stand
    for any function.

    >>> import derive
    >>> found = derive.diff("x^2*sin(x)", "x")
    >>> found.derivative
    'x*(x*cos(x) + 2*sin(x))'
    >>> [step.by for step in found.steps][0]
    ('product',)
    >>> found.to_sympy()[1]
    x*(x*cos(x) + 2*sin(x))

    It is found in a process of its own, within `timeout` seconds, 300 where nothing is said; when
    they are over, the result is not shown and says so.

    Raises `ExpressionError` for what cannot be read, and `ArgumentError` for an order that is not
    between 1 and 20, for another detail, and where `wrt` is needed.
    """
    between("order", order, 1, 20)
    if detail not in DETAILS:
        raise ArgumentError(f"there is no detail {detail!r}; it is one of {', '.join(DETAILS)}")
    lists = {"where": listed("where", where), "define": listed("define", define)}
    reading = Reading((expression, wrt, to, *lists["where"], *lists["define"]))
    texts = {"expression": reading.text(expression, "expression")}
    texts |= {"wrt": reading.text(wrt, "wrt")} if wrt is not None and wrt != "" else {}
    texts |= {"to": reading.text(to, "to")} if to is not None else {}
    job = {
        "where": reading.conditions(lists["where"]),
        "definitions": tuple(reading.definition(one) for one in lists["define"]),
        "opaque": reading.functions(listed("opaque", opaque)),
    }
    found = _derived(texts, {**job, "order": order, "detail": detail}, timeout)
    return DerivativeResult(found, job["opaque"], reading.symbols)


def _derived(
    texts: dict[str, str], asked: dict[str, Any], timeout: float | None
) -> DerivativeReport:
    """The derivation that is found.  Raises what cannot be read or used."""
    from derive.worker.guard import SCRIPT_LIMITS

    job = {"expression": texts["expression"], "wrt": texts.get("wrt", ""), "one": True}
    job |= {"target": texts.get("to"), **asked}
    with asking(SCRIPT_LIMITS, timeout) as worker:
        found = _found(worker, job)
    if isinstance(found, ValueError):  # outside of the worker, which would be ended by it
        raise ArgumentError(str(found)) from None
    lists = _lists(asked["where"], asked["opaque"]) | numbered("define", asked["definitions"])
    readable(found.diagnostics, texts | lists)
    if found.report is not None:
        usable(found.report)
    return found


def _found(worker: Worker, job: dict[str, Any]) -> DerivativeReport | ValueError:
    """The derivation; or that the question has to be another one."""
    from derive.worker.ask import diff as found

    try:
        return found(worker, job)[0]
    except ValueError as error:
        return error
