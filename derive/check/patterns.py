"""Patterns in which letters stand for any expression, and where they stand.

`d/dx` stands for the derivative by any variable; all else stands for itself.  The matcher is that
of the rewrite engine, so that the order of terms and factors is no matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

from sympy.core.symbol import Str, Symbol

from derive.expression.functions import FUNCTION_NAMES, SYNONYMS
from derive.expression.greek import GREEK_LETTERS
from derive.expression.nodes import (
    Call,
    Expression,
    Power,
    ProductOf,
    SumOf,
    called,
    constant,
    free_variables,
    has_derivative,
    is_leaf,
    strip,
    subexpressions,
)
from derive.expression.parsed import Parsed, Scope
from derive.expression.parser import parse, parse_equation
from derive.expression.tokens import ParseError
from derive.expression.words import word
from derive.kernel.rules import Rule
from derive.kernel.theory import Theory
from derive.kernel.tidy import tidy
from derive.search.fuel import Fuel
from derive.search.match import Bindings, matches

#: In a sum or product that is longer, a pattern of three parts or more is not looked for.
MAX_PARTS = 8
_SCOPE = Scope(free=True)
#: Stands around what is matched part by part.
_TOGETHER = Str("together")


@dataclass(frozen=True)
class Pattern:
    """What is looked for: an expression, or the sides of an equation.

    `names` must occur in a script; its `letters` that are called are defined there, or stand for
    functions of which nothing is known.
    """

    sides: tuple[Expression, ...]
    names: frozenset[str]
    letters: frozenset[str]

    def may_stand_in(self, text: str) -> bool:
        """Whether a script has what this is made of."""
        if not all(any(w in text for w in _spellings(n)) for n in self.names):
            return False
        return "functions" in text or all(f"{f}(" in text for f in self.letters)


def pattern_of(question: str) -> Pattern | None:
    """The question as a pattern, if it can be read as one that is more than a letter."""
    try:
        sides = tuple(alike(parsed.node) for parsed in _read(question))
    except ParseError:
        return None
    if all(isinstance(s, Symbol) and len(s.name) == 1 for s in sides):
        return None
    names = frozenset().union(*map(called, sides))
    bare = {v.name for v in free_variables(Call(_TOGETHER, *sides)) if _is_word(v.name)}
    letters = frozenset(n for n in (name.rstrip("'") for name in names) if len(n) == 1)
    return Pattern(
        sides, frozenset(n for n in names if n.rstrip("'") not in letters) | bare, letters
    )


#: A derivative whose body a person writes without brackets where nothing follows it.
_DERIVATIVE = re.compile(r"\s*(d/d\w+)\s+(?!\()(.*\S)\s*")


def _read(question: str) -> list[Parsed]:
    """The expression, or the sides of the equation.  Raises `ParseError`."""
    if "=" in question:
        equation = parse_equation(question, _SCOPE)
        return [equation.left, equation.right]
    try:
        return [parse(question, _SCOPE)]
    except ParseError:
        bare = _DERIVATIVE.fullmatch(question)
        if bare is None:
            raise
        return [parse(f"{bare[1]} ({bare[2]})", _SCOPE)]


def unreadable(question: str) -> str:
    """Why what looks like an expression is none; empty of words, and of what can be read."""
    if not set(question) & _OPERATORS and not _is_applied(question.split()):
        return ""
    try:
        _read(question)
    except ParseError as error:
        return f"{error}; {error.hint}" if error.hint else str(error)
    return ""


#: What stands in expressions, and not among words.
_OPERATORS = frozenset("()*/^+=<>|")


def _is_applied(words: list[str]) -> bool:
    """Whether words are functions and short names, as `sin x`, but not as `derivative of tanh`."""
    named = [word in FUNCTION_NAMES for word in words]
    others = [len(word) for word, is_name in zip(words, named, strict=True) if not is_name]
    return any(named) and bool(others) and max(others) == 1


def _is_word(name: str) -> bool:
    """Whether a variable is written in one way only, and stands for itself."""
    return len(name) > 1 and name.isalpha() and name not in GREEK_LETTERS


#: Functions that are written without their names as well.
_SIGNS = {"abs": "|", "sqrt": "√"}


def _spellings(name: str) -> Iterator[str]:
    yield word(name)
    if name in _SIGNS:
        yield _SIGNS[name]
    yield from (other for other, known in SYNONYMS.items() if known == word(name))


def alike(e: Expression) -> Expression:
    """An expression without brackets, `exp(u)` as the power that it is."""
    return _powers(strip(e))


def _powers(e: Expression) -> Expression:
    if is_leaf(e) or "exp" not in called(e):
        return e
    args = [a if isinstance(a, Str) else _powers(a) for a in e.args]
    return (
        Power(constant("e"), args[1]) if isinstance(e, Call) and e.name == "exp" else e.func(*args)
    )


def mentions(e: Expression, name: str) -> bool:
    """Whether a name is called in an expression, or is a variable of it."""
    parts = subexpressions(e)
    return any((isinstance(p, Call) and p.name == name) or p == Symbol(name) for p in parts)


def forms(pattern: Expression) -> list[Expression]:
    """A pattern as it is written, and in tidy form where that is no other pattern."""
    return [pattern] if has_derivative(pattern) else [*dict.fromkeys((pattern, tidy(pattern)))]


def stands_at(sought: Expression, e: Expression, fuel: Fuel) -> bool:
    """Whether a pattern, or its tidy form, stands at the root of `e`.  Raises `OutOfFuel`."""
    found = (b for form in forms(sought) for b in instances(form, e, Theory(), set(), fuel))
    return next(found, None) is not None


def instances(
    pattern: Expression, e: Expression, theory: Theory, own: set[str], fuel: Fuel
) -> Iterator[Bindings]:
    """The ways in which a pattern stands at the root of `e`, or in some of its parts."""
    if is_leaf(e) or type(pattern) is not type(e):
        return
    many = isinstance(pattern, (SumOf, ProductOf)) and len(pattern.args) > 2
    if not many:
        row = _row(pattern, own)
        found = (m.bindings for m in matches(row, e, theory, fuel))
        yield from (b for b in found if _stand_for_themselves(b))
    elif len(pattern.args) <= len(e.args) <= MAX_PARTS:
        for parts in permutations(e.args, len(pattern.args)):
            yield from together(pattern.args, parts, theory, fuel, own)


def together(
    patterns: tuple[Expression, ...],
    parts: tuple[Expression, ...],
    theory: Theory,
    fuel: Fuel,
    own: Iterable[str] = (),
) -> Iterator[Bindings]:
    """The ways in which the patterns stand for the parts, one for one."""
    row = _row(Call(_TOGETHER, *map(strip, patterns)), {*own, _TOGETHER.name})
    whole = Call(_TOGETHER, *map(strip, parts))
    found = (m.bindings for m in matches(row, whole, theory, fuel))
    yield from (b for b in found if _stand_for_themselves(b))


def _row(pattern: Expression, own: Iterable[str]) -> Rule:
    """A pattern as a row of which only the left side is meant."""
    names = {name.rstrip("'") for name in called(pattern)}
    functions = frozenset(n for n in names - {*own} if len(n) == 1 and n not in FUNCTION_NAMES)
    none = frozenset[str]()
    left = _paired(pattern)
    return Rule("search", "", "", left, left, (), (), none, none, functions)


def _paired(e: Expression) -> Expression:
    """A pattern with sums and products of more than two parts nested, a letter first."""
    if is_leaf(e):
        return e
    args = [a if isinstance(a, Str) else _paired(a) for a in e.args]
    if isinstance(e, (SumOf, ProductOf)) and len(args) > 2:
        first, *rest = sorted(args, key=lambda a: not isinstance(a, Symbol))
        for part in rest:
            first = e.func(first, part)
        return first
    return e.func(*args)


def _stand_for_themselves(bindings: Bindings) -> bool:
    """Whether names of more than one letter are bound to themselves."""
    longer = ((k, v) for k, v in bindings.items() if len(k.rstrip("'")) > 1)
    return all(v == Symbol(k) or isinstance(v, Str) for k, v in longer)
