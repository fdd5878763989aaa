"""What is asked for on the command line: a function, numbers, and the values of other variables."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from sympy.core.symbol import Symbol

from derive.codegen.lowering import NoProgramError, TooLargeError, rounded
from derive.codegen.subject import NoSubject, Subject, of_expression, of_script
from derive.expression.nodes import Expression, free_variables
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression
from derive.expression.tokens import ParseError
from derive.report.diagnostics import listed
from derive.report.values import Unusable

Values = Mapping[Symbol, Expression]


def subject_of(
    name: str, path: str, wrt: str, where: tuple[str, ...], given: tuple[str, ...] = ()
) -> Subject | NoSubject:
    """The function of the script at a path, or the expression `name` where that is empty.

    An expression is that of variables which have the signs of the values that are given for them.
    """
    if path:
        return of_script(path, name, higher=True)
    free = _variables(name) if given else frozenset()
    signs = tuple(sign for said in given if (sign := _sign_of(said, free)))
    found = of_expression(name, wrt, (*where, *signs), "f")
    if signs and isinstance(found, NoSubject):
        return of_expression(name, wrt, where, "f")
    return found


def _sign_of(said: str, free: frozenset[str]) -> str:
    """`a = -2` as `a < 0`; empty for 0, and for what is no value of a variable."""
    name, _, value = (part.strip() for part in said.partition("="))
    known = number(value, "", []) if name in free else None
    q = 0.0 if known is None else rounded(known)
    return f"{name} {'>' if q > 0 else '<'} 0" if q else ""


def _variables(written: str) -> frozenset[str]:
    """The variables of an expression, if it is one."""
    try:
        return frozenset(
            v.name for v in free_variables(parse_expression(written, Scope(free=True)))
        )
    except ParseError:
        return frozenset()


def values_of(subject: Subject, given: tuple[str, ...], problems: list[Unusable]) -> Values:
    """The values of the variables that do not move; each needs one, and no other has one."""
    by = subject.function.variable
    others = {v.name: v for v in subject.function.domain.variables if v != by}
    found: dict[Symbol, Expression] = {}
    for said in given:
        name, sign, value = (part.strip() for part in said.partition("="))
        if not sign:
            problems.append(Unusable(f"`--given {said}` is no value", "it is written `a = 1/2`"))
        elif name not in others:
            problems.append(Unusable(f"there is no variable {name} to be given", _kept(by, others)))
        elif (known := number(value, f"--given {name} =", problems)) is not None:
            found[others[name]] = known
    lacking = [name for name, v in others.items() if v not in found]
    if lacking and not problems:
        told = f"{listed(lacking)} {'need values' if lacking[1:] else 'needs a value'}"
        problems.append(Unusable(told, " ".join(f"--given '{name} = 1'" for name in lacking)))
    return found


def _kept(by: Symbol, others: Mapping[str, Symbol]) -> str:
    """What may be given: every variable but the one that moves."""
    if not others:
        return f"{by} is the only one, and moves"
    return f"{listed(others)} may be; {by} moves"


def number(written: str, option: str, problems: list[Unusable]) -> Expression | None:
    """A number as it is written, or None with what is wrong: floats are to be near to it."""
    try:
        found = parse_expression(written, Scope())
        rounded(found)
    except ParseError:
        trouble, hint = "is not a number", "a point is a number: 2, -0.5, 1/3, 1e-9, pi/2"
    except TooLargeError:
        trouble, hint = "is beyond the floats", f"the largest one is {sys.float_info.max!r}"
    except (NoProgramError, ArithmeticError):
        trouble, hint = "has no value", "a point is a number: 2, -0.5, 1/3, 1e-9, pi/2"
    else:
        return found
    problems.append(Unusable(f"`{option} {written}` {trouble}", hint))
    return None
