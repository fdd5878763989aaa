"""Values of increasing functions compared by their arguments, and the other way round."""

from __future__ import annotations

from derive.expression.nodes import Call, Expression, Negation, Power, SumOf
from derive.kernel.conditions import numeral_or_none
from derive.kernel.facts.entries import Compared, Shaped
from derive.kernel.functions import FUNCTIONS
from derive.prover.conditions.showing import Showing
from derive.rules.inequalities import RISING

Pair = tuple[Expression, Expression]


def arguments_of(f: Expression, g: Expression) -> Pair | None:
    """u and v of values h(u) and h(v) of one increasing function, or v and u of a falling one."""
    if isinstance(f, Call) and isinstance(g, Call) and f.name == g.name:
        row = FUNCTIONS.get(f.name)
        return (f.arguments[0], g.arguments[0]) if row and row.shape == "increasing" else None
    if isinstance(f, Power) and isinstance(g, Power) and f.args[1] == g.args[1]:
        n = numeral_or_none(f.args[1])  # a power of positive numbers, since it is no integer
        rising = n is not None and n > 0 and n.denominator != 1
        return (f.args[0], g.args[0]) if rising else None
    if isinstance(f, Power) and isinstance(g, Power) and f.args[0] == g.args[0]:
        b = numeral_or_none(f.args[0])
        if b is not None and b > 0 and b != 1:
            return (f.args[1], g.args[1]) if b > 1 else (g.args[1], f.args[1])
    return None


def compared(s: Showing, f: Expression, g: Expression) -> bool:
    """Whether `f - g` is known to be beside 0 as the arguments of one function are."""
    pair = arguments_of(f, g)
    if pair is None:
        return False
    if isinstance(f, Call):
        return s.add(Compared(f.name, pair))
    gap = SumOf(pair[0], Negation(pair[1]))
    known = s.facts.of(gap)
    if known.nonpositive and not known.nonnegative:
        turned = SumOf(pair[1], Negation(pair[0]))
        return (
            s.same(turned, Negation(gap), lawful=False)
            and _by_row(s, g, f)
            and s.same(SumOf(f, Negation(g)), Negation(SumOf(g, Negation(f))), lawful=False)
        )
    return _by_row(s, f, g)


def _by_row(s: Showing, f: Expression, g: Expression) -> bool:
    """The same of powers by a row, of which the strongest is taken whose conditions hold."""
    if f.args[1] == g.args[1]:
        kind, (u, v, w) = "powers", (f.args[0], g.args[0], f.args[1])
    else:
        base = numeral_or_none(f.args[0]) or 0
        kind, (u, v, w) = "more" if base > 1 else "less", (f.args[1], g.args[1], f.args[0])
    return any(s.add(Shaped(row, (u, v, w))) for row in RISING[kind])
