"""Equalities that are false at a point of their domain, each by a way that once led past it.

The kernel alone must make no theorem whose conditions hold at the point, and the decision on the
equality must not be *proved*, nor proved for conditions that hold there.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sympy.core.symbol import Symbol

from derive.check.decide import decide_equality
from derive.check.elaborate import domain_of, theory_of
from derive.expression.nodes import Expression
from derive.expression.parser import parse_expression
from derive.expression.substitution import substitute
from derive.kernel.balls import Undefined
from derive.kernel.conditions import Condition
from derive.kernel.theory import REFUSALS
from derive.numeric.evaluate import evaluate, holds
from derive.prover.equality import normal_form
from derive.report.report import Verdict
from derive.rules import derivative_rows
from derive.script.equality import Equality, read_equality
from tests.each import each


@dataclass(frozen=True)
class Trap:
    """An equality that is false at a point, where a side may be undefined."""

    left: str
    right: str
    at: str
    where: tuple[str, ...] = ()
    #: Whether balls tell what holds at the point; of the derivative of `x*abs(x)` at 0 they do not.
    exact: bool = True

    @property
    def equality(self) -> Equality:
        found = read_equality(self.left, self.right, self.where).equality
        assert found is not None
        return found

    @property
    def point(self) -> dict[Symbol, Expression]:
        parts = (part.split("=") for part in self.at.split())
        return {Symbol(name): parse_expression(value) for name, value in parts}


_WAVE = "3 + cos(pi*x) + 3*sin(pi*x)"
_C, _D = "cbrt(1 - cos(pi*x) + sin(pi*x))", "cbrt(1 + cos(pi*x))"
_ROOTS = f"({_C} + {_D})*({_C} + 2*{_D})"
_DEEP = "log((2*n - 1)/y + sqrt(1/y + 3))"
_WHOLE = ("n integer", "n >= 0", "y >= 0")
TRAPS = (
    # a product has a sign, but a further factor may be zero
    Trap("log(x*y) + sign(x*y*sqrt(abs(z)))", "log(x*y) + 1", "x=1 y=1 z=0"),
    Trap("log(x*y) + sign(x*y*(z^2 + w^2))", "log(x*y) + 1", "x=1 y=1 z=0 w=0"),
    # what follows where it is defined says nothing of where it is not
    Trap("sign(cbrt(abs(x)))", "1", "x=0"),
    Trap("sign(sqrt(sqrt(abs(x))))", "1", "x=0"),
    Trap("sign(log((3 + cos(pi*x))/2))", "1", "x=1"),
    Trap("cbrt(abs(x))/cbrt(abs(x))", "1", "x=0"),
    # what a condition implies where it is defined does not stand for what defines it
    Trap(f"erf(n)/erf(n) + 0*{_DEEP}", "1", "n=1 y=0", (*_WHOLE, "n^2 != 3*n")),
    Trap(f"sign(y)^2*erf(n)/erf(n) + 0*{_DEEP}", "1", "n=1 y=0", (*_WHOLE, "n^2 != 3*n")),
    Trap(f"n/n + {_DEEP}", f"1 + {_DEEP}", "n=1 y=0", _WHOLE),
    Trap("n/n + cos(1/y)", "1 + cos(1/y)", "n=1 y=0", ("n integer", "n >= 0", "0 <= y <= 1/4")),
    Trap("acosh(y^(-1))", "log(y^(-1) + sqrt((y^(-1))^2 - 1))", "y=0"),
    # a root of a product of generators is a root of all of them
    Trap("sqrt(log(x)*log(y))", "sqrt(log(x)*log(z))", "x=2 y=2 z=3"),
    Trap("sqrt(cbrt(x)*cbrt(y))", "sqrt(cbrt(x)*cbrt(z))", "x=1 y=2 z=3"),
    Trap("sqrt(log(x)*(log(x) + y))", "sqrt(log(x)*(log(x) + z))", "x=2 y=1 z=2"),
    # where another factor is zero the product of two may have any sign
    Trap(
        "0*sqrt(z^2*log(x)*log(y)) + sqrt(-w^2*log(x)*log(y))^2",
        "w^2*log(x)*log(y)",
        "x=2 y=1/2 z=0 w=1",
    ),
    # conditions that hold where they are defined do not show that they are defined
    Trap("log(sqrt(x - 1) + 1)", "log(sqrt(x - 1) + 1) + 0", "x=0"),
    # a product that is not negative says nothing of a factor where the other one is zero
    Trap("sqrt(y^2)", "y", "x=0 y=-1", ("x^2*y >= 0",)),
    Trap("abs(y)", "y", "x=0 y=-1", ("x >= 0", "x*y >= 0")),
    # where a half tangent is infinite a quotient of what has signs may be zero
    Trap(f"log({_WAVE}) + sign((1 + cos(pi*x))/({_WAVE}))", f"log({_WAVE}) + 1", "x=1"),
    Trap(f"log({_ROOTS}) + sign({_D}^2/({_ROOTS}))", f"log({_ROOTS}) + 1", "x=1"),
    Trap(f"1/({_D}^2/({_ROOTS}))", f"0 + 1/({_D}^2/({_ROOTS}))", "x=1", (f"{_ROOTS} > 0",)),
    # where a half tangent is infinite a square that is zero at no other point may be zero
    Trap("abs(y)", "y", "x=pi y=-1", ("y*(1 + cos(x))^2 >= 0",)),
    Trap("abs(y)", "y", "x=1 y=-1", ("y*(1 + cos(pi*x))^2 >= 0",)),
    Trap("sqrt(y)", "sqrt(y) + 0", "x=pi y=-1", ("y*(1 + cos(x))^2 >= 0",)),
    Trap("abs(y)", "-y", "x=1 y=1", ("y*(1 + cos(pi*x))^2 <= 0",)),
    Trap("abs(y)", "y", "x=pi y=-1", ("y*(1 + cos(x))^2*(1 - cos(3*x))^2 >= 0",)),
    Trap("abs(y)", "y", "x=1/2 y=-1", ("y*(1 - sin(pi*x))^4/(2 + cos(x))^2 >= 0",)),
    Trap("abs(y)", "y", "x=pi z=0 y=-1", ("y*(1 + cos(x))^2/(1 + z^2)^2 >= 0",)),
    # where a root of pi is needed, that root is no multiple of pi
    Trap("sin(pi^(1/2))", "0", "x=0"),
    Trap("x*cos(sqrt(pi)) + x", "0", "x=1"),
    # the variable of a derivative at a point is another one than that outside
    Trap("sqrt((x+1)^2) + at(d/dx abs(sqrt(x+1) - 1), x = 8)", "x + 1 + 1/6", "x=-2"),
    # a row may leave out points at which the derivative exists
    Trap("sign(d/dx besselj1(x))", "sign(x*besselj0(x) - besselj1(x))*sign(x)", "x=0"),
    Trap("sign(at(d/dy besselj1(y), y = x))", "sign(x*besselj0(x) - besselj1(x))*sign(x)", "x=0"),
    Trap("sign(d/dx ellipk(x))", "sign(ellipe(x)/(1 - x) - ellipk(x))*sign(x)", "x=0", ("x < 1",)),
    Trap("sign(d/dx ellipe(x))", "sign(ellipe(x) - ellipk(x))*sign(x)", "x=0", ("x < 1",)),
    Trap(
        "sign(x*(x*besselj0(x) - besselj1(x))) + log(d/dx besselj1(x))",
        "1 + log(d/dx besselj1(x))",
        "x=0",
        ("-1 < x", "x < 1"),
    ),
    Trap("x/x", "1", "x=0", ("d/dx besselj1(x) != 0",)),
    Trap("x/x", "1", "x=0", ("d/dx sinint(x) > 0",)),
    Trap("x/x", "1", "x=0", ("d/dx ellipk(x) > 0",)),
    # a derivative may exist where the rows do not tell so, nor compute it
    Trap("x/x", "1", "x=0", ("d/dx (x*abs(x)) >= 0",), exact=False),
    Trap("y/y", "1", "y=0", ("at(d/dx (x*abs(x)), x = y) >= 0",), exact=False),
    Trap("(x^4 + y^4)/(x^4 + y^4)", "1", "x=0 y=0", ("d/dx sqrt(x^4 + y^4) != 5",), exact=False),
)


def _value(e: Expression, trap: Trap) -> object:
    try:
        return evaluate(substitute(e, trap.point), {}, 192)
    except Undefined:
        return None


def _is_false(trap: Trap) -> bool:
    equality = trap.equality
    theory = theory_of(equality)
    sides = (theory.unfold(equality.left.node), theory.unfold(equality.right.node))
    left, right = (_value(side, trap) for side in sides)
    return left is None or right is None or not left.overlaps(right)  # type: ignore[attr-defined]


def _hold(conditions: tuple[Condition, ...], trap: Trap) -> bool:
    verdicts = [holds(c.substitute(trap.point), {}, 192) for c in conditions]
    return False not in verdicts if trap.exact else all(verdicts)


@each("trap", [t for t in TRAPS if t.exact], ids=lambda t: f"{t.left} = {t.right}")
def test_the_point_shows_that_it_is_false(trap: Trap) -> None:
    domain = domain_of(trap.equality, theory_of(trap.equality))
    assert _hold(domain.conditions, trap)
    assert _is_false(trap)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda t: f"{t.left} = {t.right}")
def test_the_kernel_alone_does_not_prove_it(trap: Trap) -> None:
    equality = trap.equality
    theory = theory_of(equality)
    domain = domain_of(equality, theory)
    sides = equality.left.node, equality.right.node
    procedures = frozenset({"identity"})
    try:
        theorem = normal_form(theory, *sides, procedures, domain, derivative_rows)
    except REFUSALS:
        return
    assert not _hold(tuple(theorem.conditions), trap)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda t: f"{t.left} = {t.right}")
def test_the_decision_does_not_prove_it(trap: Trap) -> None:
    decision = decide_equality(trap.equality)
    if decision.verdict is Verdict.PROVED_FOR:
        assert not _hold(decision.conditions, trap)
    else:
        assert decision.verdict is not Verdict.PROVED
