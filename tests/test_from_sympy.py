"""Expressions of SymPy where texts are: what they become, what is refused, what is proved."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import (
    Abs,
    Derivative,
    Dummy,
    Eq,
    Float,
    Function,
    Heaviside,
    Max,
    Ne,
    Piecewise,
    Rational,
    Subs,
    Symbol,
    atan2,
    cos,
    exp,
    log,
    sin,
    sqrt,
    symbols,
)

import derive
from derive.expression.functions import FUNCTION_NAMES, FunctionName
from derive.expression.nodes import strip
from derive.expression.parser import parse_expression
from derive.kernel.balls import CannotTell, Undefined
from derive.numeric.evaluate import NOWHERE, evaluate
from derive.python.terms import Reading
from derive.worker import kept
from tests.each import each
from tests.outside import ROOT
from tests.refused import refusal
from tests.workers import Here

x, y = symbols("x y")
p = Symbol("p", positive=True)
n = Symbol("n", integer=True)
f = Function("f")


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "Worker", Here)
    monkeypatch.setattr(kept, "_processes", [kept._Kept()])
    monkeypatch.chdir(ROOT)


def written(e: Any) -> str:
    return Reading(()).text(e, "left")


@each(
    ("e", "text"),
    [
        (x - y, "x - y"),
        (-x - 1, "-x - 1"),
        (x / y, "x/y"),
        (-x / (2 * y), "-x/(2*y)"),
        (1 / x**2, "1/x^2"),
        (Rational(-3, 4) * x, "-3*x/4"),
        (x ** Rational(3, 2), "x^(3/2)"),
        (1 / sqrt(x), "1/sqrt(x)"),
        ((x + 1) ** -1 * exp(-x), "exp(-x)/(x + 1)"),
        (2**x, "2^x"),
        (x**-y, "x^(-y)"),
        (sympy.E**2 * sympy.pi, "pi*exp(2)"),
        (sympy.Mul(2, 3, evaluate=False), "2*3"),
        (sympy.Add(x, x, evaluate=False), "x + x"),
        (sympy.Pow(sympy.Pow(x, -1, evaluate=False), -1, evaluate=False), "1/(1/x)"),
        (Float("0.1") * x, "0.1*x"),
        (Float("0.1", 50), "0.1"),
        (Float(-2.5e-7), "-0.00000025"),
        (Float(3e20), "300000000000000000000"),
        (Float(1) / 3, "0.3333333333333333"),
        (0, "0"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (sympy.GoldenRatio, "(1 + sqrt(5))/2"),
        (Max(x, y, 1), "max(1, x, y)"),
        (Heaviside(x), "heaviside(x)"),
        (Heaviside(x, 1), "heaviside(x, 1)"),
        (sympy.sinc(x), "sinc(x/pi)"),
        (sympy.ceiling(x), "ceil(x)"),
        (sympy.digamma(x), "digamma(x)"),
        (sympy.polygamma(3, x), "polygamma(3, x)"),
        (sympy.E1(x), "expint(1, x)"),
        (sympy.besselj(0, x), "besselj(0, x)"),
        (atan2(y, x), "atan2(y, x)"),
        (f(x) * Function("g")(x, y), "f(x)*g(x, y)"),
        (Derivative(f(x), x), "d/dx f(x)"),
        (Derivative(x**2 * y, x, y), "d^2/(dy dx) (x^2*y)"),
        (Derivative(f(x), (x, 3)), "d^3/dx^3 f(x)"),
        (Derivative(f(x**2), x).doit(), "2*x*f'(x^2)"),
        (Subs(Derivative(sin(y), y), y, x**2), "at(d/dy sin(y), y = x^2)"),
        (Subs(x**2 + f(x), x, y), "at(x^2 + f(x), x = y)"),
        (Function("sigmoid")(x), "sigmoid(x)"),
        (Symbol("x_{1}") + Symbol(r"\alpha") + Symbol("lambda"), "alpha + lambda + x_1"),
        (Symbol("beta") * Symbol("gamma"), "beta*gamma"),
        (Dummy("t") + Dummy("t"), "t + t_1"),
        (Piecewise((x, x >= 0), (-x, True)), "cases(x if x >= 0, -x otherwise)"),
        (Piecewise((x, x >= 0), (-x, x < 0)), "cases(x if x >= 0, -x otherwise)"),
        (Piecewise((log(x), x > 0), (0, x < -1)), "cases(log(x) if x > 0, 0 if x < -1)"),
        (
            Piecewise((1, (x > 0) & (y < 1)), (2, (x < -1) | Ne(y, 0)), (sympy.nan, True)),
            "cases(1 if x > 0 and y < 1, 2 if x < -1, 2 if y != 0)",
        ),
        (sympy.UnevaluatedExpr(x) * 2, "2*x"),
    ],
)
def test_what_they_become(e: Any, text: str) -> None:
    assert written(e) == text


def test_every_function_that_both_know_is_translated() -> None:
    for row in FUNCTION_NAMES.values():
        if row.sympy and "/" not in row.name:
            head = getattr(sympy, row.sympy)
            applied = head(*symbols("a b")[: row.arity])
            assert written(applied).startswith((row.word, "expint", "polygamma")), row.name


@each(
    ("e", "part"),
    [
        (sympy.I * x, "I"),
        (x + sympy.zoo, "zoo"),
        (sympy.oo, "oo"),
        (sympy.nan, "nan"),
        (1 + sympy.Integral(f(x), x), "Integral(f(x), x)"),
        (sympy.Sum(x**n, (n, 1, 3)), "Sum(x**n, (n, 1, 3))"),
        (sympy.Limit(x, x, 0), "Limit(x, x, 0, dir='+')"),
        (sympy.zeta(x, 2), "zeta(x, 2)"),
        (sympy.LambertW(x, -1), "LambertW(x, -1)"),
        (sympy.jacobi(1, x, y, 2) + sympy.hyper([1], [2], x), "hyper((1,), (2,), x)"),
        (sympy.conjugate(x), "conjugate(x)"),
        (sympy.re(x), "re(x)"),
        (sympy.Mod(x, 2), "Mod(x, 2)"),
        (Eq(x, 1), "Eq(x, 1)"),
        (sympy.MatrixSymbol("A", 2, 2), "A"),
        (Symbol("A", commutative=False), "Symbol('A', commutative=False)"),
        (Symbol("z", imaginary=True), "Symbol('z', imaginary=True)"),
        (Symbol("z", complex=True), "Symbol('z', complex=True)"),
        (Symbol("z", extended_real=True), "Symbol('z', extended_real=True)"),
        (Symbol("z", even=True), "Symbol('z', even=True)"),
        (Symbol("z", prime=True), "Symbol('z', prime=True)"),
        (Symbol("z", irrational=True), "Symbol('z', irrational=True)"),
        (Symbol("z", zero=True), "Symbol('z', zero=True)"),
        (Symbol("e"), "e"),
        (Symbol("sin"), "sin"),
        (Symbol("a b"), "a b"),
        (Symbol("x*y"), "x*y"),
        (sympy.Wild("w"), "w"),
        (x + Symbol("x", positive=True), "x"),
        (f(x) + Symbol("f"), "f(x)"),
        (f(x) + f(x, y), "f(x, y)"),
        (Function("sin")(x), "Function('sin')"),
        (Function("f", positive=True)(x), "Function('f', positive=True)"),
        (Derivative(f(x), (x, n)), "Derivative(f(x), (x, n))"),
        (Derivative(f(x), (x, 30)), "Derivative(f(x), (x, 30))"),
        (Piecewise((sympy.I, x > 0), (0, True)), "I"),
        (sympy.Integer(10) ** 5000, "Integer"),
        (Float("1e100000"), "Float"),
    ],
)
def test_what_there_is_no_word_for_is_named(e: Any, part: str) -> None:
    error = refusal(derive.equal, e, 1)
    assert type(error) is derive.UnsupportedError
    (found,) = error.diagnostics
    assert (found.kind, found.file, found.found) == ("no-word", "left", part)
    assert part in str(error)
    assert "\n" not in str(error)


def test_a_tower_ends() -> None:
    tower: Any = x
    for _ in range(240):
        tower = f(tower)
    assert isinstance(refusal(derive.equal, tower, 1), derive.UnsupportedError)


@each(
    ("left", "right", "where"),
    [
        (sin(x) ** 2, 1 - cos(x) ** 2, ()),
        (sin(x) ** 2, "1 - cos(x)^2", ()),
        ("sin(x)^2", 1 - cos(x) ** 2, ()),
        (sqrt(x**2), Abs(x), ()),
        (sqrt(x**2), x, [x > 0]),
        (sqrt(x**2), x, ["x > 0"]),
        (sqrt(p**2 + 2 * p + 1), p + 1, ()),
        (sqrt((p * x) ** 2), p * x, [sympy.And(x >= 0, x < 7)]),
        (x / x * y, y, ()),
        (log(x * y), log(x) + log(y), [x > 0, "y > 0"]),
        (cos(2 * n * sympy.pi + y), cos(y), ()),
        (Piecewise((x, x >= 0), (-x, True)), Abs(x), ()),
        (Piecewise((1, x > 0), (0, Eq(x, 0)), (-1, True)), sympy.sign(x), ()),
        (Piecewise((0, x < 0), (x, True)), Max(x, 0), ()),
        (Derivative(f(x**2), x), Derivative(f(x**2), x).doit(), ()),
        (Derivative(exp(-(x**2)), x), "-2*x*exp(-x^2)", ()),
        (Symbol("i") + Symbol("cost"), "cost + i", ()),
        (Symbol("dy") / Symbol("dx", positive=True), "dy*dx^(-1)", ()),
    ],
)
def test_what_is_proved(left: Any, right: Any, where: Any) -> None:
    assert derive.equal(left, right, where)


def test_what_is_not() -> None:
    assert derive.equal(sqrt(x**2), x).verdict.value == "refuted"
    assert derive.equal(1 / x, x**-1).conditions == ("x != 0",)
    assert not derive.equal(Heaviside(x), Heaviside(x, 1))
    assert not derive.equal(Float("0.1") * x, x * Rational(1, 11))
    assert not derive.equal(sqrt(x), sqrt(x))  # not real for all x
    assert derive.equal(sqrt(f(x) ** 2), f(x)).verdict.value == "refuted"


@each(
    ("assumed", "where"),
    [
        ({}, ()),
        ({"real": True}, ()),
        ({"positive": True}, ("v > 0",)),
        ({"negative": True}, ("v < 0",)),
        ({"nonnegative": True}, ("v >= 0",)),
        ({"nonpositive": True}, ("v <= 0",)),
        ({"nonzero": True}, ("v != 0",)),
        ({"integer": True}, ("v integer",)),
        ({"integer": True, "positive": True}, ("v integer", "v > 0")),
        ({"integer": True, "nonnegative": True}, ("v integer", "v >= 0")),
    ],
)
def test_assumptions_are_domains(assumed: dict[str, bool], where: tuple[str, ...]) -> None:
    v = Symbol("v", **assumed)
    found = derive.equal(v + 1, 1 + v)
    assert found
    assert found.where == where
    assert found.to_sympy() == (v + 1, v + 1)


def test_derivatives_by_symbols() -> None:
    found = derive.diff(x**2 * sin(x), x)
    left, right = found.to_sympy()
    assert left == Derivative(x**2 * sin(x), x)
    assert sympy.expand(left.doit() - right) == 0
    assert derive.diff(log(p) * y, p).conditions == ("p: real", "y: real", "p > 0")
    assert derive.diff(x**3, x, order=2).derivative == "6*x"
    assert derive.diff(x**2, x, to=2 * x)
    assert derive.diff(f(x), define=[Eq(f(y), sin(y) ** 2)]).derivative == "2*sin(x)*cos(x)"
    assert derive.diff(x * y, y, where=[Ne(x, 0)]).derivative == "x"
    assert derive.diff(Derivative(f(x), x), x).derivative == "f''(x)"
    t = Dummy("t")
    assert derive.diff(t**2, t).to_sympy() == (Derivative(t**2, t), 2 * t)


def test_conditions_that_cannot_be() -> None:
    assert isinstance(refusal(derive.equal, x, x, [Eq(x, 1)]), derive.UnsupportedError)
    assert isinstance(refusal(derive.equal, x, x, [sympy.false]), derive.UnsupportedError)
    assert derive.equal(x, x, [sympy.true])
    assert isinstance(refusal(derive.equal, x, x, x > 0), derive.ArgumentTypeError)


def test_points_and_functions() -> None:
    found = derive.table(log(x) / x, [1, Rational(1, 2), sympy.E, "2"], digits=5)
    assert [*found.values] == ["1", "1/2", "e", "2"]
    assert found.to_sympy()[1] == (1 - log(x)) / x**2


#: Points at which functions are compared, by how many arguments they take.
POINTS = {1: ["1/3", "-1/3", "3/2", "-5/2"], 2: ["2 1/3", "1 7/4", "3 5/2"]}


#: Functions that SymPy has too.
BOTH = [row for row in FUNCTION_NAMES.values() if row.sympy and "/" not in row.name]


@pytest.mark.parametrize("row", BOTH, ids=[row.name for row in BOTH])
def test_functions_of_both_mean_the_same(row: FunctionName) -> None:
    head, compared = getattr(sympy, row.sympy), 0
    for point in POINTS[row.arity]:
        arguments = [Rational(text) for text in point.split()]
        as_it_is = {} if row.name == "expint" else {"evaluate": False}
        applied = head(*arguments, **as_it_is)
        ours = value(f"{row.word}({', '.join(point.split())})")
        assert value(written(applied)) == pytest.approx(ours)
        if ours is None:
            continue
        theirs = complex(sympy.N(applied))
        assert (ours, 0) == pytest.approx((theirs.real, theirs.imag), rel=1e-9, abs=1e-12)
        compared += 1
    assert compared


def value(text: str) -> float | None:
    """The value of a number as it is written; None where it has none."""
    try:
        return float(evaluate(strip(parse_expression(text)), NOWHERE).mid())
    except (Undefined, CannotTell):
        return None
