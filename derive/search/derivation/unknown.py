"""Why a derivation ends before its derivatives are taken, in words; nothing is found here."""

from __future__ import annotations

from sympy.core.symbol import Symbol

from derive.expression.functions import FUNCTION_NAMES
from derive.expression.nodes import Call, Expression, at_path, free_variables
from derive.expression.words import word
from derive.search.derivation.calculus import innermost

_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def unknown_rule(line: Expression) -> str:
    """Which derivative of a line no rule is known for."""
    for path in innermost(line):
        body, x = at_path(line, path).args
        if isinstance(body, Call):
            return _of_call(body, x)
    return f"no rule is known for a derivative in {line}"


def _of_call(e: Call, x: Symbol) -> str:
    moving = [k for k, a in enumerate(e.arguments) if x in free_variables(a)]
    if e.name.rstrip("'") in FUNCTION_NAMES or len(e.arguments) == 1:
        return f"no rule is known for the derivative of {word(e.name)}{_by(e, moving)}"
    return (
        f"nothing is known of {e.name}, a function of {len(e.arguments)} arguments: its partial "
        f"derivative d/d{x.name} {e} has no other form"
    )


def _by(e: Call, moving: list[int]) -> str:
    if len(e.arguments) == 1 or not moving or moving[0] >= len(_ORDINALS):
        return ""
    return f" by its {_ORDINALS[moving[0]]} argument"
