"""All laws that normal forms know: the rows that the kernel reads, and those that it has built in.

What is built in is told here for readers, a row each, and nothing rests on these rows: the kernel
computes with values that are so by the arithmetic of a kind of atom (`certificates`), and takes no
row of these for a reason.  Each is sampled in balls, and proved by its group alone.
"""

from __future__ import annotations

from derive.rules.laws import LAWS, Law
from derive.rules.procedures import GROUPS, PROCEDURES

BUILT_IN: tuple[Law, ...] = (
    # exponentials and logarithms
    Law("exp-log", "e^(u + v) = e^u*e^v"),
    Law("exp-log", "e^(n*u) = (e^u)^n", "n integer"),
    Law("exp-log", "log(u*v) = log(abs(u)) + log(abs(v))"),
    Law("exp-log", "log(u^n) = n*log(abs(u))", "n integer"),
    Law("exp-log", "log(sqrt(u)) = log(u)/2"),
    Law("exp-log", "log(e^u) = u"),
    Law("exp-log", "e^log(abs(u)) = abs(u)"),
    # powers with integer exponents
    Law("power", "u^(m + n) = u^m*u^n", "m integer, n integer"),
    Law("power", "(u*v)^n = u^n*v^n", "n integer"),
    Law("power", "(u^m)^n = u^(m*n)", "m integer, n integer"),
    Law("power", "(-1)^(2*n) = 1", "n integer"),
    Law("power", "(-1)^(2*n + 1) = -1", "n integer"),
    # roots
    Law("root", "sqrt(u)^2 = u"),
    Law("root", "sqrt(u^2) = abs(u)"),
    Law("root", "sqrt(u*v) = sqrt(abs(u))*sqrt(abs(v))"),
    Law("root", "(u*v)^(1/n) = abs(u)^(1/n)*abs(v)^(1/n)", "n integer, n - 1 > 0"),
    Law("root", "(u^(1/3))^3 = u"),
    Law("root", "cbrt(u)^3 = u"),
    Law("root", "cbrt(u*v) = cbrt(u)*cbrt(v)"),
    Law("root", "cbrt(u) = u^(1/3)", "u > 0"),
    Law("root", "sqrt(u + v + 2*sqrt(u*v)) = sqrt(u) + sqrt(v)", "u >= 0, v >= 0"),
    Law("root", "sqrt(u + v - 2*sqrt(u*v)) = sqrt(u) - sqrt(v)", "v >= 0, u - v >= 0"),
    # absolute values and signs
    Law("abs", "abs(u)^2 = u^2"),
    Law("abs", "abs(u*v) = abs(u)*abs(v)"),
    Law("abs", "abs(u) = u", "u >= 0"),
    Law("abs", "abs(u) = -u", "-u >= 0"),
    # cases: what a choice is where it is known which branch is chosen
    Law("cases", "cases(u if w > 0, v otherwise) = u", "w > 0"),
    Law("cases", "cases(u if w > 0, v otherwise) = v", "-w >= 0"),
    Law("cases", "cases(u if w >= 0, v otherwise) = u", "w >= 0"),
    Law("cases", "cases(u if w >= 0, v otherwise) = v", "-w > 0"),
    Law("cases", "cases(u if w != 0, v otherwise) = u", "w != 0"),
    Law("cases", "cases(u if w != 0, v otherwise) = v", "w >= 0, -w >= 0"),
    # trigonometric functions
    Law("trig", "cos(n*pi)^2 = 1", "n integer"),
    Law("trig", "cos(2*n*pi) = 1", "n integer"),
    Law("trig", "sin(u + v) = sin(u)*cos(v) + cos(u)*sin(v)"),
    Law("trig", "cos(u + v) = cos(u)*cos(v) - sin(u)*sin(v)"),
    Law("trig", "sin(u) = 2*tan(u/2)/(1 + tan(u/2)^2)"),
    Law("trig", "cos(u) = (1 - tan(u/2)^2)/(1 + tan(u/2)^2)"),
    # special functions
    Law("special", "floor(n) = n", "n integer"),
    Law("special", "u*expint(u + 1, v) = e^(-v) - v*expint(u, v)"),
)
#: What `derivatives` computes without a row of the calculus, wherever the left side is defined.
CARRIED_OUT: tuple[Law, ...] = (
    Law("derivative", "d/dx c = 0", "c free of x"),
    Law("derivative", "d/dx x = 1"),
    Law("derivative", "d/dx (u + v) = d/dx u + d/dx v"),
    Law("derivative", "d/dx (u^n) = n*u^(n - 1)*d/dx u", "n integer"),
    Law("derivative", "d/dx f(u) = f'(u)*d/dx u"),
    *(
        Law(
            "derivative",
            f"d/dx cases(u if a {r} 0, v otherwise) = cases(d/dx u if a {r} 0, d/dx v otherwise)",
        )
        for r in (">", ">=", "!=")
    ),
)
#: All of them but those of derivatives, group by group.
KNOWN: tuple[Law, ...] = tuple(sorted((*BUILT_IN, *LAWS), key=lambda law: GROUPS.index(law.group)))


def laws_of(procedure: str) -> tuple[Law, ...]:
    """The laws that a procedure knows, in the order of the table."""
    groups = PROCEDURES.get(procedure, frozenset())
    return tuple(law for law in KNOWN if law.group in groups)
