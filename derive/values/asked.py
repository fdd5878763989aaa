"""What is asked for on the command line: a function, numbers, and the values of other variables."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from sympy.core.symbol import Symbol

from derive.codegen.lowering import NoProgramError, TooLargeError, rounded
from derive.codegen.subject import NoSubject, Subject, of_expression, of_script
from derive.expression.nodes import Expression
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression
from derive.expression.tokens import ParseError
from derive.report.diagnostics import listed
from derive.report.values import Unusable

Values = Mapping[Symbol, Expression]


def subject_of(name: str, path: str, wrt: str, where: tuple[str, ...]) -> Subject | NoSubject:
    """The function of the script at a path, or the expression `name` where that is empty."""
    return of_script(path, name, higher=True) if path else of_expression(name, wrt, where, "f")


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
