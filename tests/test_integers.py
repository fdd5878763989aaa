"""Waves at multiples of pi by integer variables: what holds there, and what does not."""

from __future__ import annotations

import pytest
from sympy.core.symbol import Symbol

import derive
from derive.expression.parser import parse_expression as parse
from derive.kernel import theorem as kernel
from derive.kernel.conditions import Condition, definedness
from derive.kernel.judge import Claim, objection, proves
from derive.kernel.lemmas import lemma
from derive.kernel.theory import KernelError, Theory
from derive.prover.domains import Domain
from derive.prover.equality import normal_form
from derive.prover.implied import shown_for
from derive.report.report import Verdict
from derive.rules import derivative_rows
from derive.search.specialised import specialise
from tests.each import each

INTEGERS = ("n integer", "m integer")
N = Symbol("n")

PROVED = [
    ("sin(n*pi)", "0"),
    ("cos(2*n*pi)", "1"),
    ("cos(n*pi)^2", "1"),
    ("tan(n*pi)", "0"),
    ("sec(2*n*pi)", "1"),
    ("cot(n*pi + pi/4)", "1"),
    ("sin((2*n + 1)*pi/2)", "cos(n*pi)"),
    ("sin((4*n + 1)*pi/2)", "1"),
    ("cos((2*n + 1)*pi/2)", "0"),
    ("cos((2*n + 1)*pi)", "-1"),
    ("cos((6*n - 1)*pi/3)", "1/2"),
    ("sin(x + 2*n*pi)", "sin(x)"),
    ("cos(x - 4*n*m*pi)", "cos(x)"),
    ("sin(x + n*pi)", "sin(x)*cos(n*pi)"),
    ("sin(x + n*pi)^2", "sin(x)^2"),
    ("sin(n*pi - x)", "-sin(x)*cos(n*pi)"),
    ("cos(n*(n + 1)*pi)", "1"),
    ("cos(n^2*pi)", "cos(n*pi)"),
    ("cos(n*pi)*cos(m*pi)", "cos((n + m)*pi)"),
    ("cos((n - m)*pi)", "cos((n + m)*pi)"),
    ("abs(cos(n*pi))", "1"),
    ("1/cos(n*pi)", "cos(n*pi)"),
    ("d/dx sin(x + 2*n*pi)", "cos(x)"),
    ("sin(n*pi)*x + cos(2*m*pi)", "1"),
]
#: Powers with such exponents, and what is known of base and exponent.
POWERS: list[tuple[str, str, tuple[str, ...]]] = [
    ("(-1)^(2*n)", "1", ()),
    ("(-1)^(2*n + 1)", "-1", ()),
    ("(-1)^n*(-1)^n", "1", ()),
    ("(-1)^(n*(n + 1))", "1", ()),
    ("cos(n*pi)", "(-1)^n", ()),
    ("sin((n + 1/2)*pi)", "(-1)^n", ()),
    ("cos(x + n*pi)", "(-1)^n*cos(x)", ()),
    ("tan(x + n*pi)", "tan(x)", ("cos(x) != 0",)),
    ("x^n/(-y)^n", "(-x/y)^n", ("x != 0", "y != 0")),
    ("(x^n)^m", "x^(n*m)", ("x != 0",)),
    ("(x^n)^m", "x^(n*m)", ("n >= 1", "m >= 1")),
    ("(x*y)^n", "x^n*y^n", ("x*y != 0",)),
    ("(x*y)^n", "x^n*y^n", ("n > 0",)),
    ("x^(n + 1)", "x*x^n", ("x != 0",)),
    ("x^n", "x*x^(n - 1)", ("n > 1",)),
    ("x^(-n)", "1/x^n", ("x != 0",)),
    ("x^(-n)", "x^m/x^(n + m)", ("x != 0", "n <= -1")),
    ("(-x)^(2*n)", "x^(2*n)", ("n >= 1",)),
    ("abs(x)^(2*n)", "x^(2*n)", ("x != 0",)),
    ("e^(n*x)", "(e^x)^n", ()),
    ("sqrt(x^(2*n))", "abs(x)^n", ("x != 0",)),
    ("sqrt(x^(2*n))", "abs(x)^n", ("n >= 1",)),
    ("(-2)^(2*n)", "4^n", ()),
    ("(-2*x)^n", "(-1)^n*2^n*x^n", ("n >= 1",)),
    ("log(x^(2*n))", "2*n*log(abs(x))", ("x != 0",)),
    ("x^n*x^a", "x^(n + a)", ("x > 0",)),
    ("abs(x^n)", "(-1)^n*x^n", ("x < 0",)),
    ("(sin(x)*cos(x))^n", "sin(x)^n*cos(x)^n", ("n >= 1",)),
    ("0^n", "0", ("n >= 1",)),
    ("d/dx (x^n)", "n*x^(n - 1)", ("x != 0",)),
    ("d/dx (x^n)", "n*x^(n - 1)", ("n > 1",)),
    ("d/dx ((x^2 - 1)^(2*n))", "4*n*x*(x^2 - 1)^(2*n - 1)", ("n >= 1",)),
    ("d/dx ((1 + x)^n)", "n*(1 + x)^(n - 1)", ("n >= 2",)),
    ("d/dx (sin(x)^n)", "n*sin(x)^(n - 1)*cos(x)", ("n >= 2",)),
    ("d^2/dx^2 (x^n)", "n*(n - 1)*x^(n - 2)", ("n > 2",)),
    ("sqrt(x^(n + n) + 1)^2", "x^(2*n) + 1", ("n >= 1",)),
    ("sqrt(x^(n*(n + 1)))^2", "x^(n^2 + n)", ("n >= 1",)),
    ("x^(4 - n)*x^n", "x^4", ("n >= 1", "n <= 3")),
    ("sqrt(n)*x^(n + 1)", "sqrt(n)*x*x^n", ("n >= 1",)),
    ("(-1)^(n + m)", "1", ("n + m = 4",)),
    ("abs((x*y)^n)", "abs(x)^n*abs(y)^n", ("n >= 1",)),
    ("(1 + e^x)^n*(1 + e^x)^a", "(1 + e^x)^(n + a)", ()),
]
#: Powers with an exponent that may not be positive, or no integer, or of another base.
NO_POWERS: list[tuple[str, str, tuple[str, ...]]] = [
    ("(-1)^n", "1", ()),
    ("(-1)^(n*(n + 1)/2)", "1", ()),
    ("(-1)^(n/2)*(-1)^(n/2)", "(-1)^n", ()),
    ("(-1)^(2*k)", "1", ()),
    ("(-1)^(2^n)", "1", ()),
    ("(-1)^floor(n/2)", "1", ("n >= 2",)),
    ("(x^2)^n", "x^(n + 1)", ("x != 0",)),
    ("x^(n - n)", "1", ()),
    ("0^n", "0", ()),
    ("0^n", "0", ("n >= 0",)),
    ("x^(n + 1)", "x*x^n", ()),
    ("x^(n + 1)", "x*x^n", ("n >= 0",)),
    ("x^n", "x*x^(n - 1)", ("n >= 1",)),
    ("(x*y)^n", "x^n*y^n", ("x != 0",)),
    ("x^n*x^(-n)", "1", ("n >= 1",)),
    ("sqrt(x^(2*n))", "x^n", ("x != 0",)),
    ("(x^n)^(1/n)", "x", ("x != 0", "n >= 1")),
    ("log(x^(2*n))", "2*n*log(x)", ("x != 0",)),
    ("x^(k + n)", "x^k*x^n", ("x != 0",)),
    ("(x^(2*n))^k", "x^(2*n*k)", ("x != 0",)),
    ("x^(n/2)*x^(n/2)", "x^n", ("x != 0",)),
    ("(-x)^n", "x^n", ("n >= 1",)),
    ("sign(x)^(2*n)", "1", ("n >= 1",)),
    ("d/dx (x^n)", "n*x^(n - 1)", ()),
    ("d/dx (x^n)", "n*x^(n - 1)", ("n >= 1",)),
    ("at(d/dt (x^t), t = n)", "x^n*log(x)", ("x != 0",)),
    ("sqrt(x^(n*(n + 2)))^2", "x^(n*(n + 2))", ("n >= 1",)),
    ("x^(4 - n)*x^n", "x^4", ("n >= 1", "n <= 4")),
    ("(-1)^(n + m)", "1", ("n + m = 3",)),
]
NOT_PROVED = [
    ("cos(n*pi)", "1"),
    ("cos(n*pi)", "-1"),
    ("cos(n*pi)", "cos(m*pi)"),
    ("cos(n*m*pi)", "cos(n*pi)"),
    ("sin(n*pi/2)", "0"),
    ("sin(n*pi/2)", "1"),
    ("cos(n*pi/2)^2", "1"),
    ("sin(k*pi)", "0"),
    ("sin(n*k*pi)", "0"),
    ("cos(2*k*pi)", "1"),
    ("sin(pi/n)", "0"),
    ("sin(pi^2*n)", "0"),
    ("(cos(n*pi) - 1)*(cos(n*pi) + 2)", "0"),
    ("cos(n*pi) + 1", "2"),
    ("sqrt(cos(n*pi))", "1"),
    ("abs(cos(n*pi) - 2)", "cos(n*pi) + 2"),
    ("(cos(n*pi)^2 - 1)/(cos(n*pi) - 1)", "cos(n*pi) + 1"),
    ("tan(n*pi/2)", "0"),
    ("sin(x + n*pi)", "sin(x)"),
    ("at(d/dt sin(n*t), t = pi)", "n"),
    ("floor(n/2)", "n/2"),
]


@each(("left", "right"), PROVED)
def test_what_holds_for_integers(left: str, right: str) -> None:
    found = derive.equal(left, right, INTEGERS)
    assert found, found


@each(("left", "right"), [*PROVED[:6], *PROVED[7:20]])
def test_what_holds_for_integers_holds_for_them_only(left: str, right: str) -> None:
    assert derive.equal(left, right).verdict is Verdict.REFUTED


@each(("left", "right"), NOT_PROVED)
def test_what_does_not(left: str, right: str) -> None:
    assert not derive.equal(left, right, INTEGERS)


@each(("left", "right", "where"), POWERS)
def test_what_holds_of_their_powers(left: str, right: str, where: tuple[str, ...]) -> None:
    found = derive.equal(left, right, (*INTEGERS, *where))
    assert found, found


@each(("left", "right", "where"), NO_POWERS)
def test_what_does_not_hold_of_powers(left: str, right: str, where: tuple[str, ...]) -> None:
    assert not derive.equal(left, right, (*INTEGERS, *where))


def test_what_a_power_needs_is_told() -> None:
    found = derive.equal("x^n*x^(-n)", "1", INTEGERS)
    assert found.verdict is Verdict.PROVED_FOR
    assert [str(c) for c in found.conditions] == ["x != 0"]


def test_a_tangent_with_whole_turns_is_defined_where_it_was() -> None:
    assert derive.equal("tan(x + n*pi)", "tan(x)", (*INTEGERS, "cos(x) != 0"))
    assert derive.equal("tan(x + n*pi)", "tan(x)", INTEGERS).verdict is Verdict.PROVED_FOR


def test_a_theorem_about_integers_is_about_no_other_numbers() -> None:
    theory = Theory(integers=frozenset({N}))
    identity = frozenset({"identity"})
    theorem = normal_form(theory, parse("sin(n*pi)"), parse("0"), identity, None, derivative_rows)
    with pytest.raises(KernelError):
        specialise(theorem, N, parse("1/2"))
    with pytest.raises(KernelError):
        kernel.congruence(parse("d/dn sin(n*pi)"), (0,), theorem)
    with pytest.raises(KernelError):
        lemma(Theory(), "a", theorem, (parse("sin(x*pi)"), parse("0")), {N: parse("x")})
    with pytest.raises(KernelError):
        normal_form(Theory(), parse("sin(n*pi)"), parse("0"), identity)


WHOLE = Theory(integers=frozenset({N}))
POSITIVE = Theory(integers=frozenset({N}), bounds=frozenset({Condition(parse("n - 1"), ">=")}))


def identity(theory: Theory, left: str, right: str) -> kernel.Theorem:
    sides = parse(left), parse(right)
    return normal_form(theory, *sides, frozenset({"identity"}), None, derivative_rows)


def test_nothing_is_differentiated_by_an_integer() -> None:
    for left, right in (("d/dn (n^2)", "2*n"), ("d/dn (x^n)", "d/dn (x^n)")):
        with pytest.raises(KernelError, match="n is an integer"):
            identity(WHOLE, left, right)


def test_a_power_is_marked_where_its_exponent_is_an_integer_only() -> None:
    def defined(theory: Theory, e: str) -> set[str]:
        return {str(c) for c in definedness(theory.unfold(parse(e)))}

    assert defined(WHOLE, "x^(2*n - 1)") == {"x != 0"}
    assert defined(POSITIVE, "x^(2*n - 1)") == set()
    assert defined(POSITIVE, "x^(n - 1)") == {"x != 0"}
    assert defined(POSITIVE, "x^(n/2)") == defined(Theory(), "x^n") == {"x > 0"}
    assert defined(POSITIVE, "at(d/dn (x^n), n = y)") == {"x > 0"}


def test_a_theorem_within_bounds_carries_them() -> None:
    theorem = identity(POSITIVE, "x*x^n", "x^(n + 1)")
    assert not theorem.conditions
    sides = parse("x*x^(2*n)"), parse("x^(2*n + 1)")
    placed = {N: parse("2*n"), Symbol("x"): Symbol("x")}
    found = lemma(WHOLE, "a", theorem, sides, placed)
    assert {str(c) for c in found.conditions} == {"x != 0", "2*n - 1 >= 0"}
    with pytest.raises(KernelError, match="may not be"):
        lemma(WHOLE, "a", theorem, sides, {**placed, N: parse("n/2")})


def test_bounds_between_which_there_is_no_integer_prove_nothing_elsewhere() -> None:
    bounds = frozenset(Condition(parse(e), ">") for e in ("n", "1 - n"))
    nowhere = Theory(integers=frozenset({N}), bounds=bounds)
    sides = parse("sqrt(x^2)"), parse("abs(x)")
    theorem = identity(nowhere, *map(str, sides))
    x = Symbol("x")
    with pytest.raises(KernelError, match="needs a value of n"):
        lemma(Theory(), "a", theorem, sides, {x: x})
    found = lemma(WHOLE, "a", theorem, sides, {x: x, N: parse("n")})
    assert {str(c) for c in found.conditions} >= {"n > 0", "1 - n > 0"}


def test_bounds_are_of_integers_alone() -> None:
    for e in ("x - 1", "n - x"):
        with pytest.raises(KernelError, match="no bound of integer variables"):
            Theory(integers=frozenset({N}), bounds=frozenset({Condition(parse(e), ">=")}))


def test_a_claim_has_the_bounds_that_its_theorem_is_stated_within() -> None:
    theorem = identity(POSITIVE, "x*x^n", "x^(n + 1)")
    narrow = Domain((N, Symbol("x")), (Condition(parse("n - 1"), ">="),), WHOLE.integers)
    sides = theorem.left, theorem.right
    given, whole = narrow.conditions, WHOLE.integers
    shown = shown_for(theorem.conditions, narrow)
    assert proves(Claim(*sides, POSITIVE, given, whole), theorem, shown)
    assert "other bounds" in objection(Claim(*sides, POSITIVE, (), whole), theorem)
    assert "another theory" in objection(Claim(*sides, WHOLE, given, whole), theorem)


def test_a_power_in_a_box_of_exponents_is_not_taken_for_undefined() -> None:
    bounds = ("n - 1", "3 - n", "x + 2", "-1 - x")
    conditions = tuple(Condition(parse(e), ">=") for e in bounds)
    domain = Domain((N, Symbol("x")), conditions, WHOLE.integers)
    for e in ("x^n + 799/100", "x^n + 7", "x^n"):
        assert not domain.implies(Condition(WHOLE.unfold(parse(e)), ">"))
