"""Expressions of SymPy as texts in the notation of scripts: node by node, by tables.

What there is no word for is refused by name, and so is an assumption that no domain can say: a
theorem is about what was given, or there is none.  What SymPy prints is never read.  Where SymPy
means the principal value among complex numbers, what is meant here is the real function, which
is undefined where that value is not real.
"""

from __future__ import annotations

from typing import Any

from sympy import Function
from sympy.core.basic import Basic
from sympy.core.function import AppliedUndef, Derivative, Subs
from sympy.core.numbers import Integer
from sympy.core.relational import Equality, Relational
from sympy.core.symbol import Symbol
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue

from derive.expression.nodes import (
    MAX_HEIGHT,
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    call,
    height,
)
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression
from derive.expression.shorthand import MAX_ORDER, HigherDerivative, ValueAt
from derive.expression.text import text
from derive.expression.tokens import ParseError
from derive.expression.words import name_of
from derive.python.piecewise import piecewise
from derive.python.sympy_heads import (
    CONSTANTS,
    FUNCTIONS,
    MAX_DIGITS,
    number,
    power,
    product,
    too_large,
    total,
)
from derive.python.sympy_names import Names, refused

_RELATIONS = {">": ">", ">=": ">=", "<": "<", "<=": "<=", "!=": "!="}


class Translator:
    """The expressions of one question; what is called alike in them is the same.

    Names in `taken` are those of texts beside them, which no symbol is renamed to.
    """

    def __init__(self, taken: set[str]) -> None:
        self._names = Names(taken)
        self._what = ""

    @property
    def symbols(self) -> dict[str, Any]:
        """The symbols by their names here."""
        return {here.name: symbol for symbol, here in self._names.symbols.items()}

    def text(self, e: Any, what: str) -> str:
        """An expression as a text.  Raises `UnsupportedError`, which names the part."""
        self._what = what
        try:
            return self._text(self.node(e))
        except RecursionError:
            raise refused(what, "this", "it is nested too deeply") from None

    def _text(self, node: Expression) -> str:
        if height(node) > MAX_HEIGHT:
            raise refused(self._what, "this", f"it is nested more than {MAX_HEIGHT} deep")
        written = text(node)
        scope = Scope(
            frozenset(v.name for v in self._names.symbols.values()),
            {f: n for f, n in self._names.functions.items() if n != 1},
            frozenset(f for f, n in self._names.functions.items() if n == 1),
        )
        try:
            read = parse_expression(written, scope)
        except ParseError as error:
            raise refused(self._what, written, str(error)) from None
        if read != node:  # what is read has to be what is meant
            raise refused(self._what, written, "it would be read as something else")
        return written

    def condition(self, e: Any) -> tuple[str, ...]:
        """A condition as texts: comparisons, one for each side of an `And`."""
        self._what = "where"
        match e:
            case bool() | BooleanTrue() | BooleanFalse():
                if e:
                    return ()
                raise refused("where", "false", "SymPy finds that no number satisfies it")
            case And():
                return tuple(text for one in e.args for text in self.condition(one))
            case Relational() if e.rel_op in _RELATIONS:
                left, right = (self._text(self.node(side)) for side in e.args)
                return (f"{left} {_RELATIONS[e.rel_op]} {right}",)
        raise refused("where", str(e), "a condition is a comparison by one of > >= < <= !=")

    def definition(self, e: Any) -> str:
        """A definition as a text; what it defines is no unknown function any more."""
        self._what = "define"
        if not isinstance(e, Equality) or not isinstance(e.lhs, (AppliedUndef, Symbol)):
            raise refused("define", str(e), "a definition is `Eq(g(t), 1/(1 + exp(-t)))`")
        with self._names.defining(e.lhs):
            left, right = (self._text(self.node(side)) for side in e.args)
        return f"{left} = {right}"

    def domains(self) -> tuple[str, ...]:
        """The conditions that symbols carry, those left out that `where` says already."""
        return self._names.domains()

    def functions(self) -> tuple[str, ...]:
        """The names of undefined functions."""
        return tuple(self._names.functions)

    # Node by node

    def node(self, e: Any, depth: int = 0) -> Expression:
        """An expression as one of ours."""
        if depth > MAX_HEIGHT:
            raise refused(self._what, "this", f"it is nested more than {MAX_HEIGHT} deep")
        if isinstance(e, Symbol):
            return self._names.symbol(e, self._what)
        if not isinstance(e, Basic):
            raise refused(self._what, str(e), "it is no expression of real numbers")
        if too_large(e):
            raise refused(self._what, type(e).__name__, f"it has more than {MAX_DIGITS} digits")
        found = number(e)
        if found is None:
            found = CONSTANTS.get(e)
        return self._inner(e, depth + 1) if found is None else found

    def _inner(self, e: Any, depth: int) -> Expression:
        def inner(part: Any) -> Expression:
            return self.node(part, depth)

        if e.is_Add:
            return total(e, inner)
        if e.is_Mul:
            return product(e, inner)
        if e.is_Pow:
            return power(e.base, e.exp, inner)
        if isinstance(e, AppliedUndef):
            name = self._names.function(e, self._what)
            return call(name_of(name, len(e.args)), *map(inner, e.args))
        if isinstance(e, Derivative):
            return self._derivative(e, inner(e.expr))
        if isinstance(e, Subs):
            return self._at(e, inner)
        known = FUNCTIONS.get(e.func)
        if known is not None:
            made = known(e, inner)
            if made is not None:
                return made
        if type(e).__name__ == "Piecewise":
            return piecewise(e, inner, self._what)
        raise refused(self._what, str(e), _hint(e))

    def _derivative(self, e: Any, body: Expression) -> Expression:
        by = [(v, n) for v, n in reversed(e.variable_count)]
        for v, n in by:
            if not isinstance(v, Symbol) or not n.is_Integer:
                raise refused(self._what, str(e), "a derivative is by a symbol, some times")
        if not 1 <= sum(int(n) for _, n in by) <= MAX_ORDER:
            raise refused(self._what, str(e), f"a derivative is of an order up to {MAX_ORDER}")
        told = [(self._names.symbol(v, self._what), Integer(n)) for v, n in by]
        if len(told) == 1 and told[0][1] == 1:
            return DerivativeOf(body, told[0][0])
        return HigherDerivative(body, *(part for pair in told for part in pair))

    def _at(self, e: Any, inner: Any) -> Expression:
        """An expression at a point: `f'(x^2)` where it is the derivative of an unknown function."""
        if len(e.variables) != 1:
            raise refused(self._what, str(e), "a value is at a point of one variable")
        variable, point = self._names.bound(e.variables[0], self._what), inner(e.point[0])
        body = inner(e.expr)
        if isinstance(body, DerivativeOf) and body.args[1] == variable:
            applied = body.args[0]
            unknown = isinstance(applied, Call) and applied.name in self._names.functions
            if unknown and applied.arguments == (variable,):
                return call(f"{applied.name}'", point)
            return DerivativeAt(applied, variable, point)
        return ValueAt(body, variable, point)


def _hint(e: Any) -> str:
    if isinstance(type(e), type(Function)) and e.args:
        return f"`derive` has no word for {type(e).__name__} of {len(e.args)} arguments"
    return f"`derive` has no word for {type(e).__name__}"
