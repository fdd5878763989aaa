"""Certificates that are seen without a field: what they prove, and what they leave."""

from __future__ import annotations

import pytest

from derive.expression.nodes import Expression
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.conditions import closed, definedness
from derive.kernel.derivatives import Derivatives
from derive.kernel.theorem import by_certificate
from derive.kernel.theory import KernelError, Theory
from derive.prover.direct import differ, direct, direct_in_case
from derive.prover.groups import names
from derive.rules import derivative_rows
from derive.rules.procedures import PROCEDURES

THEORY = Theory((), frozenset("f"))
IDENTITY = frozenset({"identity"})


def read(source: str) -> Expression:
    scope = Scope(variables=frozenset("abnxyt"), opaque=frozenset("f"))
    return THEORY.unfold(parse_expression(source, scope))


def seen(left: str, right: str, procedure: str = "identity") -> Certificate | None:
    sides = read(left), read(right)
    return direct(*sides, PROCEDURES[procedure], derivative_rows)


SEEN = {
    "algebra": (
        ("(x + y)^2", "x^2 + 2*x*y + y^2"),
        ("1/(x*(x + 1))", "1/x - 1/(x + 1)"),
        ("sin(x + y - y) + 0.5", "1/2 + sin(x)"),
        ("x^(a - a + 2)/x", "x"),
        ("f(2*x)/2", "f(x + x)*(1/2)"),
    ),
    "exp-log": (
        ("e^(x + y)", "e^x*exp(y)"),
        ("1/(1 + e^(-x))", "e^x/(1 + e^x)"),
        ("(e^(x/2))^2*e", "exp(1 + x)"),
        ("e^(2*e^x)", "(e^(e^x))^2"),
        ("e^((x + y)/a)", "e^(x/a)*e^(y/a)"),
    ),
    "hyperbolic": (
        ("cosh(x)^2 - sinh(x)^2", "1"),
        ("tanh(2*x)", "2*tanh(x)/(1 + tanh(x)^2)"),
    ),
    "trig": (
        ("sin(2*x)", "2*sin(x)*cos(x)"),
        ("cos(x + y)", "cos(x)*cos(y) - sin(x)*sin(y)"),
        ("tan(x/2)", "sin(x)/(1 + cos(x))"),
        ("sec(a*x)^2 - tan(a*x)^2", "1"),
    ),
    "identity": (
        ("d/dx (x*f(x))", "f(x) + x*f'(x)"),
        ("d/dx (1/(1 + e^(-x)))", "e^(-x)/(1 + e^(-x))^2"),
        ("d/dx (e^(a*x)*sin(b*x))", "e^(a*x)*(a*sin(b*x) + b*cos(b*x))"),
        ("d/dx log(1 + e^x)", "1/(1 + e^(-x))"),
    ),
}


@pytest.mark.parametrize(
    ("procedure", "left", "right"),
    [(p, *sides) for p, pairs in SEEN.items() for sides in pairs],
)
def test_what_is_seen_is_proved(procedure: str, left: str, right: str) -> None:
    found = seen(left, right, procedure)
    assert found is not None
    sides = read(left), read(right)
    theorem = by_certificate(THEORY, *sides, found, frozenset({procedure}), derivative_rows)
    assert theorem.conditions <= closed(frozenset().union(*map(definedness, sides)))


@pytest.mark.parametrize("procedure", ["algebra", "exp-log", "hyperbolic", "trig"])
def test_no_law_of_another_procedure_is_used(procedure: str) -> None:
    for other, pairs in SEEN.items():
        if not PROCEDURES[other] <= PROCEDURES[procedure]:
            for left, right in pairs:
                found = seen(left, right, procedure)
                if found is not None:
                    assert names(found, frozenset({procedure})) == {procedure}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("sqrt(x^2)", "x"),
        ("sqrt(x)*sqrt(x)", "x"),
        ("log(x^2)", "2*log(x)"),
        ("e^(x + y)", "e^x + e^y"),
        ("sin(2*x)", "2*sin(x)"),
        ("d/dx abs(x)", "1"),
        ("d/dx f(x)", "f(x)"),
        ("sin(pi)", "0"),
        ("x/0", "x/0 + 1"),
    ],
)
def test_what_is_not_seen(left: str, right: str) -> None:
    assert seen(left, right) is None


def test_what_differs() -> None:
    assert differ(read("(x + 1)^2"), read("x^2 + 1"))
    assert differ(read("sin(x)^2 + cos(x)^2"), read("1"))
    assert not differ(read("sin(x - x)"), read("sin(0)"))
    assert not differ(read("d/dx x"), read("1"))  # a derivative may be another one
    assert not differ(read("1/(x - x)"), read("2/(x - x)"))


def test_what_was_seen_wrongly_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the point says, the kernel multiplies out."""
    monkeypatch.setattr("derive.prover.direct.seen._point", lambda _: 1)
    direct.cache_clear()
    left, right = "x^2 + y", "x*y + 1"
    found = seen(left, right)
    assert found is not None
    with pytest.raises(KernelError, match="two normal forms"):
        by_certificate(THEORY, read(left), read(right), found, IDENTITY, derivative_rows)


IN_CASES = (
    ("abs(x - 1) + x", "2*x - 1", {"x - 1": 1}, "x - 1 >= 0"),
    ("abs(x/3 - y)", "y - x/3", {"x/3 - y": -1}, "-(x/3 - y) >= 0"),
    ("max(x, y)", "y", {"x - y": -1}, "-(x - y) >= 0"),
    ("min(e^x, y)*2", "2*e^x", {"e^x - y": -1}, "-(e^x - y) >= 0"),
    ("abs(sin(x))/2", "sin(x)/2", {"sin(x)": 1}, "sin(x) >= 0"),
)


@pytest.mark.parametrize(("left", "right", "signs", "relied"), IN_CASES)
def test_absolute_values_are_seen_by_signs(
    left: str, right: str, signs: dict[str, int], relied: str
) -> None:
    """The sign is a condition of the theorem; with the other sign there is none."""
    sides, known = (read(left), read(right)), {read(u): sign for u, sign in signs.items()}
    groups = PROCEDURES["abs"] | PROCEDURES["exp-log"]

    def by(turn: int) -> Certificate | None:
        return direct_in_case(*sides, groups, Derivatives(), lambda u: turn * known.get(u, 0))

    found = by(1)
    assert found is not None
    assert seen(left, right, "abs") is None
    theorem = by_certificate(THEORY, *sides, found, names(found, frozenset({"abs", "exp-log"})))
    assert relied in map(str, theorem.conditions)
    assert by(-1) is None
