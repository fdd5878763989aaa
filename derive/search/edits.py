"""The single edits of a written line that an author may have meant, most plausible first.

An edit is a row of data: its kind, where it is made, what it puts there and what it is called.
Some leave a hole, for a numeral or another part that is still to be found.  Nothing here knows
whether an edit makes a line true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.functions import FUNCTION_NAMES
from derive.expression.nodes import (
    Call,
    Constant,
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Path,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    Written,
    at_path,
    call,
    children,
    free_variables,
    is_leaf,
    product_of,
    replace_at,
    strip,
    sum_of,
)
from derive.expression.shorthand import Bracket, ValueAt
from derive.expression.text import text
from derive.kernel.conditions import numeral_or_none

#: Stands where something is to be found; no script can have this name.
HOLE = Symbol("?")

#: What an edit is called, by its kind: `{0}` is the new part, `{1}` the old one.
SAYINGS: dict[str, str] = {
    "sign": "true with `{0}` here",
    "function": "true with `{0}` instead of `{1}`",
    "exponent": "the exponent should be {0}",
    "numeral": "true with `{0}` instead of `{1}`",
    "swapped fraction": "true with numerator and denominator swapped",
    "swapped power": "true with base and exponent swapped",
    "swapped difference": "true with the difference the other way round",
    "doubled factor": "the factor {1} stands here twice",
    "needless factor": "true without the factor {1}",
    "doubled term": "the term {1} stands here twice",
    "needless term": "true without the term {1}",
    "missing derivative": "true with `{0}` in front of this",
    "needless derivative": "true without `{1}` here",
    "variable": "true with `{0}` instead of `{1}`",
    "missing factor": "the factor {0} is missing",
    "missing divisor": "the divisor {0} is missing",
    "missing term": "the term {0} is missing",
    "missing exponent": "the exponent {0} is missing",
    "missing function": "the function {0} around this is missing",
    "needless function": "true without the function {1} here",
    "needless operand": "true without `{1}` here",
    "operator": "true with `{0}` instead of `{1}`",
}


@dataclass(frozen=True)
class Edit:
    """At `path` of a line, `new` for what stands there; `about` are the new part and the old.

    What stands once between brackets with limits is twice in the line: there it is `also` put.
    """

    kind: str
    path: Path
    new: Expression
    about: tuple[str, str]
    also: Path | None = None

    @property
    def said(self) -> str:
        """What the edit is called."""
        return SAYINGS[self.kind].format(*self.about)

    @property
    def open(self) -> bool:
        """Whether something is still to be found for it."""
        return HOLE in (self.new, *self.new.args)

    def filled(self, part: Expression) -> Edit:
        """The edit with its hole filled."""
        new = part if self.new == HOLE else self.new.func(*_spliced(self.new, part))
        if self.kind == "missing factor" and is_leaf(part):
            new = new.func(*_in_order(part, new.args[:-1]))
        return replace(self, new=new, about=(text(part), self.about[1]))

    def of(self, line: Expression) -> Expression:
        """The edited line."""
        done = replace_at(line, self.path, self.new)
        return done if self.also is None else replace_at(done, self.also, self.new)


def _in_order(part: Expression, factors: Sequence[Expression]) -> Iterator[Expression]:
    """Factors with another one where it is written: numerals, letters by their names, the rest."""
    ahead = 0
    while ahead < len(factors) and _rank(factors[ahead]) < _rank(part):
        ahead += 1
    return chain(factors[:ahead], (part,), factors[ahead:])


def _rank(factor: Expression) -> tuple[int, str]:
    if numeral_or_none(factor) is not None:
        return 0, ""
    base = strip(factor.args[0] if isinstance(factor, Power) else factor)
    return (1, base.name) if isinstance(base, Symbol) else (2, "")


def _spliced(e: Expression, part: Expression) -> Iterator[Expression]:
    """The arguments of `e`, where the factors of a product join those of a product."""
    for a in e.args:
        if a != HOLE:
            yield a
        elif isinstance(e, ProductOf) and isinstance(part, ProductOf):
            yield from part.args
        else:
            yield part


@dataclass(frozen=True)
class Spot:
    """A subexpression of a line with its place, what stands around it, and where in that.

    Brackets that the notation does not need are passed over.
    """

    path: Path
    node: Expression
    above: Expression | None
    index: int
    also: Path | None = None

    @property
    def exponent(self) -> bool:
        """Whether it is the exponent of a power."""
        return isinstance(self.above, Power) and self.index == 1

    @property
    def part_of_product(self) -> bool:
        """Whether a factor put here could as well be put around the whole above."""
        if isinstance(self.above, Quotient):
            return self.index == 0
        return isinstance(self.above, (ProductOf, Negation))

    @property
    def factor(self) -> bool:
        """Whether a factor put here is put in a product, and could be nowhere else; no sign is."""
        if isinstance(self.node, Negation) or self.count:
            return False
        return isinstance(self.above, Negation) or not self.part_of_product

    @property
    def numeral(self) -> bool:
        """Whether it is a numeral, and a literal where it is part of a larger one."""
        if self.above is not None and numeral_or_none(self.above) is not None:
            return isinstance(self.node, (Integer, Decimal))
        return numeral_or_none(self.node) is not None

    @property
    def count(self) -> bool:
        """Whether it is a numeral as exponent."""
        return self.exponent and self.numeral

    def edit(self, kind: str, new: Expression, now: str = "", old: str = "") -> Edit:
        """An edit at this place."""
        return Edit(kind, self.path, new, (now, old), self.also)


def spots(line: Expression) -> tuple[Spot, ...]:
    """Every place of a line, outermost first."""
    return tuple(_spots(line, (), None, 0))


def _spots(e: Expression, path: Path, above: Expression | None, index: int) -> Iterator[Spot]:
    if isinstance(e, Bracket):
        yield from _spots(e.args[0], (*path, 0), above, index)
        return
    yield Spot(path, e, above, index)
    if isinstance(e, ValueAt):
        # what is put into the rest of it may not be what is meant at the point
        yield from _spots(e.args[2], (*path, 2), e, 2)
        return
    body = _between_limits(e)
    if body is not None:
        for spot in _spots(body, (*path, 0, 0), e.args[0], 0):
            yield replace(spot, also=(*path, 1, 0, 0, *spot.path[len(path) + 2 :]))
        for limit in ((0,), (1, 0)):
            at = at_path(e, limit)
            yield from _spots(at.args[2], (*path, *limit, 2), at, 2)
        return
    for i, child in children(e):
        yield from _spots(child, (*path, i), e, i)


def _between_limits(e: Expression) -> Expression | None:
    """The expression of which the values at two points are subtracted; None where none is."""
    match e:
        case SumOf(args=(ValueAt() as upper, Negation(args=(ValueAt() as lower,)))):
            return upper.args[0] if upper.args[:2] == lower.args[:2] else None
    return None


def under_derivative(line: Expression, path: Path) -> bool:
    """Whether the place is in the body of a derivative, where what is put moves with a variable."""
    above = ((at_path(line, path[:k]), i) for k, i in enumerate(path))
    return any(isinstance(e, (DerivativeOf, DerivativeAt)) and i == 0 for e, i in above)


# The families of edits, each at one place; `names` are the variables and functions at hand.


@dataclass(frozen=True)
class Names:
    """The variables and the functions that the two lines and their theory speak of."""

    variables: tuple[Symbol, ...]
    functions: tuple[str, ...]


def names_in(*lines: Expression) -> Names:
    """The variables and functions of some lines, with the functions' partners."""
    variables = frozenset().union(*map(free_variables, lines))
    called = {s.node.name for e in lines for s in spots(e) if isinstance(s.node, Call)}
    unary = sorted(f for f in called if f in FUNCTION_NAMES and FUNCTION_NAMES[f].arity == 1)
    partners = [p for f in unary for p in _PARTNERS.get(f, ())]
    return Names(
        tuple(sorted(variables, key=lambda v: v.name)),
        tuple(dict.fromkeys([*unary, *partners])),
    )


#: Functions that are taken for one another, and those that derivatives turn into one another.
_CONFUSED = (
    ("sin", "cos", "tan", "cot", "sec", "csc"),
    ("sinh", "cosh", "tanh", "coth", "sech", "csch"),
    ("asin", "acos", "atan", "acot", "asec", "acsc"),
    ("asinh", "acosh", "atanh", "acoth", "asech", "acsch"),
    ("exp", "log", "sqrt", "abs"),
    *((f, f + "h") for f in ("sin", "cos", "tan", "cot", "sec", "csc")),
    *((f, f + "h") for f in ("asin", "acos", "atan", "acot", "asec", "acsc")),
    *((f, "a" + f) for f in ("sin", "cos", "tan", "cot", "sec", "csc")),
)
_PARTNERS: dict[str, tuple[str, ...]] = {
    f: tuple(dict.fromkeys(g for group in _CONFUSED if f in group for g in group if g != f))
    for group in _CONFUSED
    for f in group
}


def _turned(spot: Spot, _: Names) -> Iterator[Edit]:
    e = spot.node
    if isinstance(e, SumOf):
        for i, (a, b) in enumerate(pairwise(e.args)):
            if isinstance(b, Negation) and not isinstance(a, Negation):
                turned = e.func(*e.args[:i], b.args[0], Negation(a), *e.args[i + 2 :])
                yield spot.edit("swapped difference", turned)


def _sign(spot: Spot, _: Names) -> Iterator[Edit]:
    if isinstance(spot.node, Negation):
        yield spot.edit("sign", spot.node.args[0], "+", "-")
    elif not spot.part_of_product:
        yield spot.edit("sign", Negation(spot.node), "-", "+")


def _function(spot: Spot, names: Names) -> Iterator[Edit]:
    e = spot.node
    if isinstance(e, Call) and e.name in _PARTNERS:
        for name in dict.fromkeys((*_PARTNERS[e.name], *names.functions)):
            if name != e.name:
                yield spot.edit("function", call(name, *e.arguments), name, e.name)


def _numeral(spot: Spot, _: Names) -> Iterator[Edit]:
    if spot.numeral:
        kind = "exponent" if spot.exponent else "numeral"
        yield spot.edit(kind, HOLE, old=text(spot.node))


def _swapped(spot: Spot, _: Names) -> Iterator[Edit]:
    e = spot.node
    if isinstance(e, (Quotient, Power)):
        kind = "swapped fraction" if isinstance(e, Quotient) else "swapped power"
        yield spot.edit(kind, e.func(*e.args[::-1]))


def _needless_part(spot: Spot, _: Names) -> Iterator[Edit]:
    e = spot.node
    if isinstance(e, (SumOf, ProductOf)):
        rebuilt, what = (sum_of, "term") if isinstance(e, SumOf) else (product_of, "factor")
        for i, part in enumerate(e.args):
            rest = e.args[:i] + e.args[i + 1 :]
            kind = "doubled" if strip(part) in map(strip, rest) else "needless"
            yield spot.edit(f"{kind} {what}", rebuilt(rest), old=text(part))


def _derivative(spot: Spot, names: Names) -> Iterator[Edit]:
    e = spot.node
    if isinstance(e, DerivativeOf):
        yield spot.edit("needless derivative", e.args[0], old=f"d/d{e.args[1].name}")
    elif not isinstance(e, Negation) and free_variables(e):
        for v in names.variables:
            yield spot.edit("missing derivative", DerivativeOf(e, v), f"d/d{v.name}")


def _variable(spot: Spot, names: Names) -> Iterator[Edit]:
    e = spot.node
    for v in names.variables:
        if isinstance(e, Symbol) and v != e:
            yield spot.edit("variable", v, v.name, e.name)
        if isinstance(e, DerivativeOf) and v != e.args[1]:
            old, new = f"d/d{e.args[1].name}", f"d/d{v.name}"
            yield spot.edit("variable", DerivativeOf(e.args[0], v), new, old)


def _missing_factor(spot: Spot, _: Names) -> Iterator[Edit]:
    if spot.factor:
        factors = spot.node.args if isinstance(spot.node, ProductOf) else (spot.node,)
        yield spot.edit("missing factor", ProductOf(*factors, HOLE))


def _missing_divisor(spot: Spot, _: Names) -> Iterator[Edit]:
    if spot.factor:
        yield spot.edit("missing divisor", Quotient(spot.node, HOLE))


def _missing_term(spot: Spot, _: Names) -> Iterator[Edit]:
    if not isinstance(spot.above, SumOf) and not spot.count:
        terms = spot.node.args if isinstance(spot.node, SumOf) else (spot.node,)
        yield spot.edit("missing term", SumOf(*terms, HOLE))


def _missing_exponent(spot: Spot, _: Names) -> Iterator[Edit]:
    raised = isinstance(spot.node, Power) or isinstance(spot.above, Power)
    if not raised and not isinstance(spot.node, Negation) and not spot.exponent:
        yield spot.edit("missing exponent", Power(spot.node, HOLE))


def _leaf(spot: Spot, _: Names) -> Iterator[Edit]:
    """Something else in the place of a name."""
    if isinstance(spot.node, (Symbol, Constant)):
        yield spot.edit("numeral", HOLE, old=text(spot.node))


def _missing_function(spot: Spot, names: Names) -> Iterator[Edit]:
    if free_variables(spot.node):
        for name in names.functions:
            yield spot.edit("missing function", call(name, spot.node), name)


def _needless(spot: Spot, _: Names) -> Iterator[Edit]:
    e = spot.node
    if isinstance(e, Call) and len(e.arguments) == 1:
        yield spot.edit("needless function", e.arguments[0], old=e.name)
    if isinstance(e, (Quotient, Power)):
        sign = "/" if isinstance(e, Quotient) else "^"
        yield spot.edit("needless operand", e.args[0], old=f"{sign}{text(e.args[1])}")


_OPERATORS: tuple[tuple[type[Written], str, type[Written], str], ...] = (
    (Quotient, "/", ProductOf, "*"),
    (Quotient, "/", SumOf, "+"),
    (Power, "^", ProductOf, "*"),
    (ProductOf, "*", SumOf, "+"),
    (SumOf, "+", ProductOf, "*"),
)


def _operator(spot: Spot, _: Names) -> Iterator[Edit]:
    e = spot.node
    for head, old, other, new in _OPERATORS:
        if isinstance(e, head) and len(e.args) == 2:
            yield spot.edit("operator", other(*e.args), new, old)
    if isinstance(e, ProductOf) and len(e.args) == 2:
        yield spot.edit("operator", Quotient(*e.args), "/", "*")


#: From the most plausible family to the least.
FAMILIES: tuple[Callable[[Spot, Names], Iterator[Edit]], ...] = (
    _turned,
    _sign,
    _function,
    _numeral,
    _needless_part,
    _missing_factor,
    _variable,
    _swapped,
    _derivative,
    _missing_term,
    _missing_divisor,
    _missing_exponent,
    _needless,
    _missing_function,
    _leaf,
    _operator,
)


def edits(line: Expression, names: Names) -> Iterator[Edit]:
    """The edits of a line, from the most plausible family to the least, outermost first."""
    places = spots(line)
    for family in FAMILIES:
        for spot in places:
            yield from family(spot, names)
