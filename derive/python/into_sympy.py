"""Written expressions as ordinary ones of SymPy, their variables with what is declared of them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sympy.core.symbol import Symbol

from derive.check.elaborate import domain_of, theory_of
from derive.check.opinion import assumed, unprimed
from derive.expression.nodes import Expression, free_variables, strip
from derive.expression.value import value
from derive.kernel.theory import REFUSALS


class Translation:
    """From the expressions of a script, or of an equality, to those of SymPy.

    `symbols` are those that its names stand for, where they came from SymPy.
    """

    def __init__(self, script: Any, symbols: Mapping[str, Any]) -> None:
        self._symbols: dict[Any, Any] = {}
        if script is not None:
            with suppress(*REFUSALS):  # else no domain can be made of what it says
                self._symbols |= assumed(domain_of(script, theory_of(script)))
        self._symbols |= {Symbol(name): symbol for name, symbol in symbols.items()}

    def __call__(self, e: Expression) -> Any:
        """An expression in SymPy, which evaluates it."""
        real = {v: Symbol(v.name, real=True) for v in free_variables(e)}
        return value(unprimed(strip(e)), real | self._symbols)
