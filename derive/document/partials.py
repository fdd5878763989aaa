"""Partial derivatives that are written as subscripts: `f_x(x, y)`, `V_r`, `z_{xy}`.

So they are read of what is defined; a subscript that is no variable of it makes another name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.document.notation import COORDINATES
from derive.document.reader import split
from derive.expression.nodes import DerivativeOf, Expression, call, free_variables
from derive.expression.parsed import Parsed
from derive.expression.shorthand import HigherDerivative, ValueAt

if TYPE_CHECKING:
    from derive.document.grammar import Grammar


def by_subscript(base: str, grammar: Grammar) -> Parsed | None:
    """A partial derivative by its subscript, of what is defined: `f_x(x, y)`, `V_r(r, h)`."""
    name, _, below = base.partition("_")
    meanings = grammar.meanings
    if not below or base in meanings.functions:
        return None
    if name in meanings.functions:
        parameters = meanings.functions[name]
        return _by_letters(name, below, parameters, grammar) if {*below} <= {*parameters} else None
    if base in meanings.quantities or not {*below} <= _moving(name, grammar):
        return None
    start = grammar.tokens[grammar.at - 1].start
    if grammar.at_bracket():
        if not _is_of_its_letters(name, below, grammar):
            return None
    elif not _may_be_derivative(base, below, grammar):
        return None
    meanings.by |= {(letter, True) for letter in below}
    return _derivative(call(name), below, start, grammar)


def _may_be_derivative(base: str, below: str, grammar: Grammar) -> bool:
    """Whether a name with a subscript is read as a derivative, though no bracket is behind it.

    So it may be of coordinates where the text speaks of partial derivatives, and beside another.
    """
    meanings = grammar.meanings
    here = any(t.text == "partial" for t in grammar.tokens)
    if not here and not (meanings.partial and {*below} <= COORDINATES):
        return False
    told = f"{base} as a"
    return meanings.choose(f"partial:{base}", "derivative", "name", told=told) == "derivative"


def _moving(name: str, grammar: Grammar) -> frozenset[str]:
    """The letters that a quantity is given by, which are no quantities themselves."""
    meanings = grammar.meanings
    if name not in meanings.quantities:
        return frozenset()
    return meanings.letters.get(name, frozenset()) - meanings.quantities - {*meanings.functions}


def _is_of_its_letters(name: str, below: str, grammar: Grammar) -> bool:
    """Whether the next bracket has the letters that a quantity is given by; it is taken."""
    here = grammar.at
    inner, _ = grammar.inside()
    arguments = ["".join(t.text for t in part) for part in split(inner)]
    if len(arguments) > 1 and {*below} <= {*arguments} <= _moving(name, grammar):
        return True
    grammar.at = here
    return False


def _derivative(body: Expression, below: str, start: int, grammar: Grammar) -> Parsed:
    """The derivative by letters, from the last to the first."""
    flat = [a for letter in reversed(below) for a in (Symbol(letter), Integer(1))]
    several = len(below) > 1
    node = HigherDerivative(body, *flat) if several else DerivativeOf(body, Symbol(below))
    return Parsed(node, start, grammar.last_end)


def _by_letters(name: str, below: str, parameters: tuple[str, ...], grammar: Grammar) -> Parsed:
    """A partial derivative of a function, at the point that is in brackets."""
    start = grammar.tokens[grammar.at - 1].start
    symbols = tuple(map(Symbol, parameters))
    points: list[Expression] = list(symbols)
    if grammar.at_bracket():
        inner, _ = grammar.inside()
        points = [grammar.within(part).node for part in split(inner)]
    if len(points) != len(symbols):
        raise grammar.error("arity", f"{name} takes {len(symbols)} arguments")
    done = _derivative(call(name, *symbols), below, start, grammar)
    put = {s: p for s, p in zip(symbols, points, strict=True) if s != p}
    return _at(done, put, grammar)


def _at(done: Parsed, put: dict[Symbol, Expression], grammar: Grammar) -> Parsed:
    """What is put in the place of variables, one after the other: none is put into another one."""
    while put:
        first = next((s for s in put if not free_variables(put[s]) & put.keys() - {s}), None)
        if first is None:
            raise grammar.error("substitution", "a partial derivative at mixed points")
        done = done._replace(node=ValueAt(done.node, first, put.pop(first)))
    return done
