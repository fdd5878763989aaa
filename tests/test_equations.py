"""Equations as hypotheses: what is proved by them, what is refuted on them, and what is no use."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sympy.core.symbol import Symbol

from derive.check.decide import decide, decide_equality, equal
from derive.check.elaborate import domain_of, theory_of
from derive.expression.parser import parse_expression
from derive.kernel.balls import compare
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.certificates.entries import (
    Entry,
    Equation,
    Generator,
    Given,
    Product,
    Solved,
)
from derive.kernel.conditions import Condition, interior
from derive.kernel.judge import Claim, proves
from derive.kernel.theorem import Theorem, by_certificate, congruence
from derive.kernel.theory import KernelError, Theory
from derive.numeric.evaluate import holds
from derive.prover.domains import Domain
from derive.prover.equality import normal_form
from derive.prover.implied import shown_for, unmet
from derive.report.report import Verdict
from derive.rules import derivative_rows
from derive.script.equality import read_equality
from derive.search.specialised import specialise
from tests.each import each

EMPTY = Theory()
Asked = tuple[str, str, tuple[str, ...]]
TRUE: tuple[Asked, ...] = (
    ("p*a + q*b", "p*a + (1 - p)*b", ("p + q = 1",)),
    ("log(p + q)", "0", ("p + q = 1",)),
    ("p*log(p) + q*log(q)", "p*log(p) + (1 - p)*log(1 - p)", ("p + q = 1", "p > 0", "q > 0")),
    ("exp(p)*exp(q)*exp(r)", "e", ("p + q + r = 1",)),
    ("sqrt(x^2 + y^2)", "1", ("x^2 + y^2 = 1",)),
    ("abs(y)", "sqrt(1 - x^2)", ("x^2 + y^2 = 1",)),
    ("x^4 - y^4", "x^2 - y^2", ("x^2 + y^2 = 1",)),
    ("4*x^2 + 9*y^2", "36", ("x^2/9 + y^2/4 = 1",)),
    ("x^3 - y^3", "x - y", ("x^2 + x*y + y^2 = 1",)),
    ("V/R", "I", ("R*I = V", "R > 0")),
    ("x", "y/2", ("x + y = 3", "x = 1")),
    ("q", "2/3 - 2*p/3", ("p + q + r = 1", "q = 2*r")),
    ("(x - y)*(x + 1)", "0", ("x^2 = y^2", "x + y = 3")),
    ("x*y*z", "0", ("x*y = 0",)),
    ("x^2", "4*x - 3", ("(x - 1)*(x - 3) = 0",)),
    ("log(x)", "-log(y)", ("log(x) + log(y) = 0",)),
    ("sin(x)^2", "1 - y^2", ("y = cos(x)",)),
    ("y*(1 - y)", "e^(-x)/(1 + e^(-x))^2", ("y = 1/(1 + e^(-x))",)),
    ("n*m", "n*(4 - n)", ("n integer", "m integer", "n + m = 4")),
    ("f(p + q)", "f(1)", ("p + q = 1",)),
    ("d/dp (p*a + q*b)", "a", ("p + q = 1",)),
    ("d/dp (-(p*log(p) + q*log(q)))", "-(log(p) + 1)", ("p + q = 1", "p > 0", "q > 0")),
    ("at(d/dt (t*q), t = p)", "1 - p", ("p + q = 1",)),
    ("d/dx (x*(p + q))", "1", ("p + q = 1",)),
)
FALSE: tuple[Asked, ...] = (
    ("p*a + q*b", "a", ("p + q = 1",)),
    ("d/dp (p*a + q*b)", "a - b", ("p + q = 1",)),
    ("d/dp (p + q)", "d/dp 1", ("p + q = 1",)),
    ("d/dp f(p + q)", "d/dp f(1)", ("p + q = 1",)),
    ("d/dp (p*q*r)", "d/dp (p*q*(1 - p - q))", ("p + q + r = 1",)),
    ("x", "1", ("x^2 = 1",)),
    ("x", "1", ("x^2 + y^2 = 1",)),
    ("y", "sqrt(1 - x^2)", ("x^2 + y^2 = 1",)),
    ("x*y*z", "0", ("x^2 + y^2 + z^2 = 1",)),
    ("x", "0", ("x*y = 0",)),
    ("x", "0", ("0*x = 0",)),
    ("x", "abs(x)", ("x = 2*y",)),
    ("x", "y", ("x^3 = y^3 + z",)),
)
#: What holds at no rational point, or at none at all, proves nothing.
VACUOUS: tuple[Asked, ...] = (
    ("x^4", "4", ("x^2 = 2",)),
    ("x", "x + 1", ("p + q = 1", "p + q = 2")),
    ("x", "1", ("0*x = 1",)),
    ("x", "0", ("x^2 + y^2 + 1 = 0",)),
    ("x", "0", ("x^2 = -1",)),
)


@each("asked", TRUE)
def test_what_holds_where_equations_do_is_proved(asked: Asked) -> None:
    assert equal(*asked).verdict is Verdict.PROVED


@each("asked", FALSE)
def test_what_fails_there_is_refuted_at_a_point_on_them(asked: Asked) -> None:
    left, right, where = asked
    report = equal(left, right, where)
    assert report.verdict is Verdict.REFUTED
    assert report.witness is not None
    at = {Symbol(name): Fraction(q) for name, q in report.witness.point}
    read = read_equality(left, right, where).equality
    assert read is not None
    assert all(holds(c, at) is True for c in domain_of(read, theory_of(read)).conditions)


@each("asked", VACUOUS)
def test_what_holds_nowhere_that_is_known_proves_nothing(asked: Asked) -> None:
    assert equal(*asked).verdict is Verdict.NOT_SHOWN


def test_an_equation_that_is_not_needed_is_not_relied_on() -> None:
    found = _theorem("(p + q)^2", "p^2 + 2*p*q + q^2", ("p + q = 1",))
    assert not any(c.relation == "=" for c in found.conditions)


def _theorem(left: str, right: str, where: tuple[str, ...]) -> Theorem:
    read = read_equality(left, right, where).equality
    assert read is not None
    theory = theory_of(read)
    domain = domain_of(read, theory)
    sides = read.left.node, read.right.node
    return normal_form(theory, *sides, frozenset({"identity"}), domain, derivative_rows)


def test_the_judge_asks_for_the_equation() -> None:
    found = _theorem("p*a + q*b", "p*a + (1 - p)*b", ("p + q = 1",))
    variables = tuple(map(Symbol, "abpq"))
    (equation,) = (c for c in found.conditions if c.relation == "=")
    other = Condition(parse_expression("2 - p - q"), "=")
    same = Condition(parse_expression("1 - q - p"), "=")
    for conditions, stands in (
        ((), False),
        ((other,), False),
        ((equation,), True),
        ((same,), True),
    ):
        claim = Claim(found.left, found.right, found.theory, conditions)
        domain = Domain(variables, conditions)
        shown = shown_for(found.conditions, domain, derivative_rows)
        assert proves(claim, found, shown, derivative_rows) is stands


@each("written", ["x^2 + 1", "(x^2 + 1)*y^2", "e^x", "x - 1", "abs(x) + 1"])
def test_an_equation_has_no_sign_to_be_implied_by(written: str) -> None:
    condition = Condition(parse_expression(written), "=")
    variables = tuple(map(Symbol, "xy"))
    positive = Condition(Symbol("x"), ">")
    for domain in (Domain(variables), Domain(variables, (positive,))):
        assert condition in unmet([condition], domain)


def test_under_a_derivative_an_equation_that_mentions_its_variable_is_refused() -> None:
    found = _theorem("q", "1 - p", ("p + q = 1",))
    e = parse_expression("d/dp q")
    with pytest.raises(KernelError, match="no neighbourhood"):
        congruence(e, (0,), found)
    moved = congruence(parse_expression("d/dx q"), (0,), found)
    assert interior(moved.conditions, Symbol("x")) >= found.conditions


def test_an_instance_carries_the_equation() -> None:
    found = specialise(_theorem("q", "1 - p", ("p + q = 1",)), Symbol("p"), parse_expression("2*t"))
    assert {str(c) for c in found.conditions} == {"(2*t + q) - 1 = 0"}


P, Q = Symbol("p"), Symbol("q")
ONE_BOTH = Condition(parse_expression("p + q - 1"), "=")
PRODUCT = Condition(parse_expression("p*q - 1"), "=")
_GIVEN = (Generator(P), Generator(Q))


def _equation(source: str) -> Condition:
    return Condition(parse_expression(source), "=")


def _power(g: int, n: int) -> Product:
    return Product(Fraction(1), (((((((g, 1),), 1),)), n),))


#: 1, -1, 0 and p - 1; and the entry that q is 1/p since p*q is 1.
UNIT, ONES, NONE = (Product(Fraction(k)) for k in (1, -1, 0))
LEFT = Product(Fraction(1), (((((((0, 1),), 1), ((), -1))), 1),))
SOLVED = Solved(ONE_BOTH, Q, UNIT, (LEFT,))
OVER = Solved(PRODUCT, Q, _power(0, 1), (Product(Fraction(-1), _power(0, -1).factors),))
#: Entries that show nothing: each is refused.
LIES: tuple[tuple[str, str, tuple[Entry, ...]], ...] = (
    ("q", "1 - p", (*_GIVEN, Solved(Condition(ONE_BOTH.expression, ">="), Q, UNIT, (LEFT,)))),
    ("q", "1 - p", (*_GIVEN, Equation(Condition(ONE_BOTH.expression, ">")))),
    ("q", "1 - p", (*_GIVEN, Given(ONE_BOTH, Product(Fraction(1))))),
    ("q", "2 - p", (*_GIVEN, SOLVED)),
    ("q", "1/p", (*_GIVEN, OVER)),
    ("q", "p", (*_GIVEN, Solved(ONE_BOTH, Q, UNIT, (Product(Fraction(-1), LEFT.factors),)))),
    (
        "q",
        "1",
        (*_GIVEN, Solved(_equation("q*q - q"), Q, _power(1, 1), (ONES,))),
    ),
    (
        "q",
        "1",
        (*_GIVEN, Solved(_equation("q*q - q"), Q, UNIT, (_power(1, 2),))),
    ),
    ("q", "1", (*_GIVEN, Solved(_equation("q - 1"), Q, UNIT, (ONES,), 0))),
    (
        "q",
        "1/p",
        (*_GIVEN, Solved(_equation("p*q - p"), Q, _power(0, 1), (ONES,))),
    ),
    (
        "q",
        "1",
        (*_GIVEN, Solved(_equation("q^2 - 1"), Q, UNIT, (ONES, NONE))),
    ),
    (
        "q",
        "p",
        (*_GIVEN, Solved(_equation("p - p"), Q, NONE, (_power(0, 1),))),
    ),
    ("q", "p", (*_GIVEN, Equation(Condition(parse_expression("0*q"), "=")))),
    ("q", "0", (*_GIVEN, Equation(Condition(parse_expression("p*q"), "=")))),
    ("q", "1 - p", (*_GIVEN, Solved(ONE_BOTH, parse_expression("p + q"), UNIT, (ONES,)))),
    ("d/dp (p*q)", "1", (*_GIVEN, Generator(parse_expression("d/dp (p*q)")), SOLVED)),
)


@each("lie", LIES)
def test_entries_that_show_nothing_are_refused(lie: tuple[str, str, tuple[Entry, ...]]) -> None:
    left, right, entries = lie
    with pytest.raises(KernelError):
        by_certificate(
            EMPTY,
            parse_expression(left),
            parse_expression(right),
            Certificate(entries),
            frozenset({"identity"}),
            derivative_rows,
        )


def test_what_an_equation_is_divided_by_goes_into_the_conditions() -> None:
    entries = (*_GIVEN, Given(Condition(P, "!="), _power(0, 1)), OVER)
    found = by_certificate(
        EMPTY, Q, parse_expression("1/p"), Certificate(entries), frozenset({"identity"})
    )
    assert {str(c) for c in found.conditions} == {"p != 0", "p*q - 1 = 0"}


@pytest.mark.parametrize(("q", "expected"), [("0", True), ("1/3", False), ("pi - pi", None)])
def test_balls_of_equations(q: str, expected: bool | None) -> None:
    assert holds(Condition(parse_expression(q), "="), {}) is expected
    from flint import arb

    assert compare(arb(0), "=") is True
    assert compare(arb("0 +/- 1e-9"), "=") is None
    assert compare(arb(1), "=") is False


def test_points_lie_on_several_equations_at_once() -> None:
    where = ("x + y + z = 1", "x + 2*y + 3*z = 2", "x*w = y^2", "w > 1")
    read = read_equality("x*y*z*w", "0", where).equality
    assert read is not None
    domain = domain_of(read, theory_of(read))
    points = domain.points(5)
    assert len(points) == 5
    assert all(holds(c, p) is True for p in points for c in domain.conditions)


def test_a_theory_of_its_own_equation_is_not_another_claim() -> None:
    read = read_equality("x", "1", ("x = 1",)).equality
    assert read is not None
    assert decide_equality(read).verdict is Verdict.PROVED
    theory = theory_of(read)
    wider = Domain((Symbol("x"),))
    assert decide(read.left.node, read.right.node, theory, wider).verdict is Verdict.REFUTED
