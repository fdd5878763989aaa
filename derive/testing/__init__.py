"""Tests of functions against formulas and proved scripts: `assert_equal`, `assert_derivative`.

A function of plain Python or NumPy is called at points of the domain of a formula, over all
exponents of floats, near zeros, near where the formula is not smooth and at the ends of its domain,
and is held against values that are known by balls: what is told as true is true.  The points are
the same in every run.

    from derive.testing import assert_derivative, assert_equal

    def test_sigmoid():
        assert_equal(sigmoid, "1/(1 + e^(-x))")
        assert_derivative(sigmoid_grad, of="1/(1 + e^(-x))")
        assert_derivative(sigmoid_grad, script="sigmoid")

Nothing is imported until one of them is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from os import PathLike

    from derive.testing.calling import Tested
    from derive.testing.comparing import Tolerance
    from derive.testing.goal import FormulaError, Goal

__all__ = ["FormulaError", "assert_derivative", "assert_equal"]

#: How many units in the last place are allowed where nothing is said.
ULPS = 16.0
#: At how many points a function is called, besides those near zeros and near the worst ones.
POINTS = 1_000
#: At fewer points nothing is shown, unless fewer are asked for.
FEWEST = 10


def __getattr__(name: str) -> Any:
    """The error of this module, which is imported when it is asked for."""
    if name == "FormulaError":
        from derive.testing.goal import FormulaError

        return FormulaError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def assert_equal(  # noqa: PLR0913 - what may be said of a comparison
    function: Callable[..., Any],
    formula: str | None = None,
    *,
    script: str | PathLike[str] | None = None,
    where: Iterable[str] = (),
    define: Iterable[str] = (),
    ulps: float = ULPS,
    rel: float = 0.0,
    abs: float = 0.0,
    points: int = POINTS,
    variables: Sequence[str] = (),
    vectorized: bool | None = None,
) -> None:
    """Asserts that a function computes a formula, or the function that a script is about.

    The `formula` is written as in proof scripts, `1/(1 + e^(-x))`; `define` are definitions that it
    uses, such as `g(t) = t^2`, and `where` conditions on its domain, `x > 0`.  Else `script` is the
    name or path of a proof script: it is proved first, and what its theorem differentiates is asked
    for, or its left side.  Arguments are told apart by the names of parameters, or by `variables`,
    their names in order; parameters with a default that the formula does not have are left out.

    The function is called with NumPy arrays if NumPy is imported and it takes them, else with
    floats; `vectorized` says which.  Where its results are float32, float16 or bfloat16, so are the
    points and the units.

    At a point where the formula has a value f that floats have, the error may be `ulps` units in
    the last place of f, and as many times the sum of |x df/dx| over the arguments in units of 1;
    or `rel` times |f|; or `abs`; and the least normal float always.  No value, as NaN, infinity or
    an exception, is an error.  Where f has no value, or one beyond the floats, nothing is asked.

    Raises `AssertionError`, which names the worst of the points, or what is not proved of the
    script; `FormulaError`, a `ValueError`, where the formula or script cannot be used or hardly any
    point of its domain is known; `TypeError` where it cannot be told which argument is which.
    """
    __tracebackhide__ = True
    try:
        goal = _source(formula, script, where, define).value()
        tested = _tested(function, goal, variables, vectorized)
        _hold(goal, tested, _tolerance(ulps, rel, abs), points)
    except (AssertionError, ValueError) as error:
        raise _from_here(error) from None


def assert_derivative(  # noqa: PLR0913 - what may be said of a comparison
    function: Callable[..., Any],
    of: str | None = None,
    *,
    script: str | PathLike[str] | None = None,
    wrt: str | Sequence[str] | None = None,
    where: Iterable[str] = (),
    define: Iterable[str] = (),
    ulps: float = ULPS,
    rel: float = 0.0,
    abs: float = 0.0,
    points: int = POINTS,
    variables: Sequence[str] = (),
    vectorized: bool | None = None,
) -> None:
    """Asserts that a function computes the derivative `of` a formula, or the one a script proves.

    `wrt` is the variable, which need not be named where there is one.  Of a formula of several
    variables, or where `wrt` is a list, the function is a gradient: it returns a value for each
    variable, in the order of `wrt` or else of its parameters.  The derivative is not asked for
    where it is not known to exist, as that of |x| at 0.  With a `script`, whose theorem is about a
    derivative of any order, the right side of the theorem is asked for.

    All else, and what is raised, is as for `assert_equal`.
    """
    __tracebackhide__ = True
    source = _source(of, script, where, define)
    tolerance = _tolerance(ulps, rel, abs)
    if script is not None and wrt is not None:
        raise TypeError("`wrt` goes with a formula: the theorem of a script names its variable")
    try:
        for goal, tested in _derivatives(source, function, wrt, variables, vectorized):
            _hold(goal, tested, tolerance, points)
    except (AssertionError, ValueError) as error:
        raise _from_here(error) from None


def _from_here(error: Exception) -> Exception:
    """What is said of a function or a formula, without where in here it was found.

    All else, such as what goes wrong in here, keeps the frames that it came through.
    """
    from derive.testing.goal import FormulaError

    said = isinstance(error, FormulaError) or (isinstance(error, AssertionError) and error.args)
    return error.with_traceback(None) if said else error


def _source(
    formula: str | None,
    script: str | PathLike[str] | None,
    where: Iterable[str],
    define: Iterable[str],
) -> Any:
    """What is given: a formula or a script."""
    import os

    from derive.testing.goal import Formula, Proved

    if isinstance(where, str) or isinstance(define, str):
        raise TypeError("`where` is a list of conditions, `define` one of definitions")
    conditions, definitions = tuple(where), tuple(define)
    if script is None and isinstance(formula, str):
        return Formula(formula, conditions, definitions)
    if script is None or formula is not None:
        raise TypeError("a formula is needed, as a text such as 'x^2', or a script, and not both")
    if conditions or definitions:
        raise TypeError("`where` and `define` go with a formula: a script says its own")
    return Proved(os.fspath(script))


def _tolerance(ulps: float, rel: float, absolute: float) -> Tolerance:
    from derive.testing.comparing import Tolerance

    if not (ulps >= 0 and rel >= 0 and absolute >= 0):
        raise ValueError("what is allowed is not negative")
    return Tolerance(ulps, rel, absolute)


def _tested(
    function: Callable[..., Any], goal: Goal, variables: Sequence[str], vectorized: bool | None
) -> Tested:
    from derive.testing.calling import tested

    if isinstance(variables, str):
        raise TypeError("`variables` is a list of names")
    return tested(function, variables, goal.names, vectorized)


def _derivatives(
    source: Any,
    function: Callable[..., Any],
    wrt: str | Sequence[str] | None,
    variables: Sequence[str],
    vectorized: bool | None,
) -> list[tuple[Goal, Tested]]:
    """The derivatives that are asked for, each with what computes it."""
    from dataclasses import replace

    from derive.testing.goal import Proved

    if isinstance(source, Proved):
        goal = source.derivative()
        return [(goal, _tested(function, goal, variables, vectorized))]
    value = source.value()
    whole = _tested(function, value, variables, vectorized)
    if isinstance(wrt, str) or (wrt is None and len(value.names) == 1):
        return [(source.derivative(wrt or value.names[0]), whole)]
    by = [n for n in whole.names if n in value.names] if wrt is None else [*wrt]
    if not by:
        raise TypeError("there is no variable to differentiate by: `wrt` is empty")
    return [(source.derivative(name), replace(whole, part=k)) for k, name in enumerate(by)]


def _hold(goal: Goal, tested: Tested, tolerance: Tolerance, points: int) -> None:
    """Raises `AssertionError` where a function is not what a goal says."""
    __tracebackhide__ = True
    from derive.testing.comparing import Comparison
    from derive.testing.goal import FormulaError
    from derive.testing.telling import told

    if points < 1:
        raise ValueError("at least one point is needed")
    compared = Comparison(goal.of(tested.names), tested, tolerance).run(points)
    if compared.failing:
        raise AssertionError(told(compared))
    known = len(compared.errors)
    if known < min(FEWEST, points):
        said = f"{known} points are" if known > 1 else f"{known or 'no'} point is"
        raise FormulaError(f"{said} known at which {goal.said} has a value that floats have")
