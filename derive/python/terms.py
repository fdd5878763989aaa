"""Expressions as they are given: texts as they stand; numbers and those of SymPy as texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from derive.python.errors import ArgumentTypeError

if TYPE_CHECKING:
    from sympy.core.basic import Basic

    from derive.python.from_sympy import Translator

    #: A text in the notation of scripts, a number, or an expression of SymPy.
    Term: TypeAlias = str | int | float | Fraction | Decimal | Basic
else:
    Term = Any

_WORD = re.compile(r"[^\W\d]\w*")


class Reading:
    """The expressions of one question, which share their names, as texts.

    Nothing of SymPy is imported where all of them are texts.
    """

    def __init__(self, terms: Iterable[object]) -> None:
        self._taken = {w for term in terms if isinstance(term, str) for w in _WORD.findall(term)}
        self._translator: Translator | None = None

    def text(self, term: object, what: str) -> str:
        """An expression as a text; `what` it is stands in places.

        Raises `UnsupportedError`, and `ArgumentTypeError` for what is no expression at all.
        """
        if isinstance(term, str):
            return term
        return self._translated().text(_of_sympy(term, what), what)

    def conditions(self, where: Iterable[object]) -> tuple[str, ...]:
        """Conditions as texts, and those that symbols carry; all other terms are read before."""
        given = [
            (one,) if isinstance(one, str) else self._translated().condition(one) for one in where
        ]
        told = [text for one in given for text in one]
        own = () if self._translator is None else self._translator.domains()
        return (*told, *(text for text in own if text not in told))

    def definition(self, term: object) -> str:
        """A definition as a text: `Eq(g(t), 1/(1 + exp(-t)))` is one."""
        return term if isinstance(term, str) else self._translated().definition(term)

    def functions(self, opaque: Iterable[object]) -> tuple[str, ...]:
        """The names that stand for any function, those of undefined ones of SymPy among them."""
        names = [one if isinstance(one, str) else str(getattr(one, "name", one)) for one in opaque]
        own = () if self._translator is None else self._translator.functions()
        return tuple(dict.fromkeys([*names, *own]))

    @property
    def symbols(self) -> dict[str, Any]:
        """The symbols of SymPy by their names here."""
        return {} if self._translator is None else self._translator.symbols

    def _translated(self) -> Translator:
        if self._translator is None:
            from derive.python.from_sympy import Translator

            self._translator = Translator(self._taken)
        return self._translator


def _of_sympy(term: object, what: str) -> Any:
    """A number or an expression of SymPy as one of SymPy."""
    from sympy.core.basic import Basic
    from sympy.core.numbers import Float, Integer, Rational

    match term:
        case Basic():
            return term
        case bool():
            pass
        case int():
            return Integer(term)
        case float():
            return Float(term)
        case Fraction():
            return Rational(term.numerator, term.denominator)
        case Decimal() if term.is_finite():
            q = Fraction(term)
            return Rational(q.numerator, q.denominator)
    told = "an expression is a text, a number, or comes from SymPy"
    raise ArgumentTypeError(f"{what}: {told}: not {type(term).__name__}")
