"""The programs whose derivatives are compared, each with what it works with and what it answers.

They are asked in a worker process, for one item of a published corpus.  The time is that from what
a program works with to a derivative that a person would read; whether that is the published one is
asked afterwards: of the kernel for its own, of `sympy.simplify` for the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import sympy

import derive
from derive.expression.nodes import Expression
from derive.expression.text import text
from derive.expression.value import value
from derive.report.report import Verdict
from tests.published import Published

#: The names of diffstep for functions that have others in our notation.
_NAMES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "log": "ln", "csc": "cosec"}


def _words(item: Published) -> tuple[str, str]:
    """A function and its variable in our notation."""
    body, variable = item.sides[0].args
    return text(body), str(variable)


def _ours(asked: tuple[str, str]) -> derive.DerivativeResult:
    return derive.diff(*asked)


def _ours_is_published(item: Published, answer: derive.DerivativeResult) -> bool:
    return bool(answer) and item.last_line(answer).verdict is Verdict.PROVED


def _value(e: Expression) -> Any:
    """An expression in SymPy, its variables real."""
    found = value(e)
    return found.xreplace({s: sympy.Symbol(s.name, real=True) for s in found.free_symbols})


def _of_sympy(item: Published) -> tuple[Any, Any]:
    body, variable = item.sides[0].args
    return _value(body), _value(variable)


def _differentiated(asked: tuple[Any, Any]) -> Any:
    return sympy.simplify(sympy.diff(*asked))


def _is_published(item: Published, answer: Any) -> bool:
    real = {s: sympy.Symbol(s.name, real=True) for s in answer.free_symbols}
    return bool(sympy.simplify(answer.xreplace(real) - _value(item.sides[1])) == 0)


def _for_diffstep(item: Published) -> str:
    body, variable = _words(item)
    named = re.sub(r"[a-z]+", lambda m: _NAMES.get(m[0], m[0]), body)
    return named if variable == "x" else re.sub(rf"\b{variable}\b", "x", named)


def _by_diffstep(asked: str) -> Any:
    return import_module("diffstep").diffstep(asked)


@dataclass(frozen=True)
class Differentiator:
    """One program: its name, the module that must be there, how it is asked and judged."""

    name: str
    module: str
    prepare: Callable[[Published], Any]
    differentiate: Callable[[Any], Any]
    is_published: Callable[[Published, Any], bool]

    @property
    def installed(self) -> bool:
        """Whether it can be asked."""
        return find_spec(self.module) is not None


DIFFERENTIATORS = {
    d.name: d
    for d in (
        Differentiator("derive.diff", "derive", _words, _ours, _ours_is_published),
        Differentiator("diff, simplify", "sympy", _of_sympy, _differentiated, _is_published),
        Differentiator("diffstep", "diffstep", _for_diffstep, _by_diffstep, _is_published),
    )
}
