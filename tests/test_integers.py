"""Waves at multiples of pi by integer variables: what holds there, and what does not."""

from __future__ import annotations

import pytest
from sympy.core.symbol import Symbol

import derive
from derive.expression.parser import parse_expression as parse
from derive.kernel import theorem as kernel
from derive.kernel.theory import KernelError, Theory
from derive.prover.identities import normal_form
from derive.report.report import Verdict
from derive.rules import derivative_row
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


def test_a_tangent_with_whole_turns_is_defined_where_it_was() -> None:
    assert derive.equal("tan(x + n*pi)", "tan(x)", (*INTEGERS, "cos(x) != 0"))
    assert derive.equal("tan(x + n*pi)", "tan(x)", INTEGERS).verdict is Verdict.PROVED_FOR


def test_a_theorem_about_integers_is_about_no_other_numbers() -> None:
    theory = Theory(integers=frozenset({N}))
    identity = frozenset({"identity"})
    theorem = normal_form(theory, parse("sin(n*pi)"), parse("0"), identity, None, derivative_row)
    with pytest.raises(KernelError):
        kernel.specialise(theorem, N, parse("1/2"))
    with pytest.raises(KernelError):
        kernel.congruence(parse("d/dn sin(n*pi)"), (0,), theorem)
    with pytest.raises(KernelError):
        kernel.lemma(Theory(), "a", theorem, (parse("sin(x*pi)"), parse("0")), {N: parse("x")})
    with pytest.raises(KernelError):
        normal_form(Theory(), parse("sin(n*pi)"), parse("0"), identity)
