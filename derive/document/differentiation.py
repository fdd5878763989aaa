"""Derivatives in formulas: operators such as `\\frac{d^2}{dx^2}`, primes, bars with limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.document.meanings import Meanings
from derive.document.tokens import FormulaError, Token, group
from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    call,
    called,
    free_variables,
)
from derive.expression.parsed import Parsed
from derive.expression.shorthand import MAX_ORDER, HigherDerivative, ValueAt

_SIGNS = frozenset({"d", "partial"})


@dataclass(frozen=True)
class Operator:
    """What a derivative is by, outermost first, and the tokens of its body if they are above.

    It is partial, or total, where its sign tells that.
    """

    by: tuple[tuple[str, int], ...]
    body: list[Token]
    partial: bool | None = None

    def applied(self, part: Parsed, start: int, end: int, meanings: Meanings) -> Parsed:
        """The derivative of a part."""
        node = part.node
        if self.partial is not None:
            meanings.by.update((name, self.partial) for name, _ in self.by)
        by = self.by[0][0]
        if len(self.by) == 1 and by in meanings.quantities and meanings.written_out is not None:
            variable = Symbol(f"{by}_free")
            written = meanings.written_out(node, by, variable)
            if variable not in free_variables(written):
                raise FormulaError(
                    "derivative", f"a derivative by {by}, which is given", start, end
                )
            return Parsed(self._by_defined(written, by, variable), start, end)
        if len(self.by) == 1 and self.by[0][1] == 1:
            made: Expression = DerivativeOf(node, Symbol(self.by[0][0]))
        else:
            flat = [a for name, n in self.by for a in (Symbol(name), Integer(n))]
            made = HigherDerivative(node, *flat)
        return Parsed(made, start, end, ((0, part),))

    def _by_defined(self, made: Expression, by: str, variable: Symbol) -> Expression:
        """The derivative by a name that is defined, at what it stands for."""
        for _ in range(self.by[0][1] - 1):
            made = DerivativeOf(made, variable)
        return DerivativeAt(made, variable, call(by))


def operator_of(top: list[Token], bottom: list[Token], meanings: Meanings) -> Operator | None:
    """The derivative that a fraction writes; None for another fraction."""
    above, below = _upright(top), _upright(bottom)
    if not above or not below or above[0].text not in _SIGNS or below[0].text not in _SIGNS:
        return None
    if above[0].kind == "letter" and len(below) < 2:
        return None
    order, rest = _order(above, 1)
    by: list[tuple[str, int]] = []
    at = 0
    while at < len(below):
        if below[at].text not in _SIGNS or at + 1 >= len(below):
            return None
        name, at = _variable(below, at + 1, meanings)
        if not name:
            return None
        power, at = _order(below, at)
        by.append((name, power))
    if sum(n for _, n in by) != order:
        return None
    if order > MAX_ORDER:
        about = f"a derivative of order {order}"
        raise FormulaError("derivative", about, top[0].start, top[-1].end)
    return Operator(tuple(by), above[rest:], above[0].text == "partial")


def operator_below(
    lower: list[Token] | None, upper: list[Token] | None, sign: Token, meanings: Meanings
) -> Operator:
    """The derivative by what stands below, as in `\\partial_x f`.  Raises `FormulaError`."""
    from derive.document.naming import name_at

    found, by, at = lower or [], list[str](), 0
    while at < len(found):
        name, at = name_at(found, at)
        if not name:
            break
        by.append(name)
    said = "".join(t.text for t in upper or ()) or str(len(by))
    order = int(said) if said.isdigit() and len(said) < 3 else 0
    each = order if len(by) == 1 else 1
    if not by or at < len(found) or order != each * len(by) or not 0 < order <= MAX_ORDER:
        raise FormulaError("derivative", "a derivative by this", sign.start, sign.end)
    meanings.seen.update(dict.fromkeys(by))
    runs = [(name, len(list(same))) for name, same in groupby(by)]
    return Operator(tuple((name, each * count) for name, count in runs), [], partial=True)


def _variable(found: list[Token], at: int, meanings: Meanings) -> tuple[str, int]:
    """The variable of a derivative, and what stands behind it."""
    from derive.document.naming import name_at

    braced = found[at].kind == "sign" and found[at].text in ("{", "(")
    if braced and found[at].text == "{":
        inner, after = group(list(found), at)
        name, end = name_at(inner, 0)
        return (name, after) if end == len(inner) else ("", after)
    name, after = name_at(found, at)
    meanings.seen[name] = None
    return name, after


def _order(found: list[Token], at: int) -> tuple[int, int]:
    """The order that is written at `at`: 1 where none is."""
    if at >= len(found) or found[at].text != "^":
        return 1, at
    inner, after = group(list(found), at + 1)
    said = "".join(t.text for t in inner)
    if not said:
        return 1, after  # as of a macro with an order that is left out
    return (int(said), after) if said.isdigit() and len(said) < 4 else (0, after)


def _upright(found: list[Token]) -> list[Token]:
    """The tokens with `\\mathrm{d}` and the like as a plain d."""
    done: list[Token] = []
    at = 0
    while at < len(found):
        token = found[at]
        if token.kind == "control" and token.text in ("mathrm", "text", "operatorname", "textrm"):
            try:
                inner, after = group(list(found), at + 1)
            except FormulaError:
                return found
            if [t.text for t in inner] == ["d"]:
                done.append(inner[0])
                at = after
                continue
        done.append(token)
        at += 1
    if done and done[0].text == "{":
        try:
            inner, after = group(list(done), 0)
        except FormulaError:
            return done
        if after == len(done):
            return inner
    return done


def refuse_held(tokens: Sequence[Token], part: Parsed, lower: Sequence[Token] | None) -> None:
    """Refuses a partial derivative that has below what is held constant, and no point.

    What else depends on that is nowhere written, so that it is no other derivative's value.
    """
    within = (t for t in tokens if part.start <= t.start < part.end)
    partial = any(t.text == "partial" for t in within)
    if partial and not any(t.kind == "number" or t.text == "=" for t in lower or ()):
        about = "a derivative with something held constant"
        raise FormulaError("derivative", about, part.start, part.end)


def is_quantity(lower: Sequence[Token] | None) -> bool:
    """Whether a limit is a capital, as of a temperature: it is held constant, and no point."""
    said = "".join(t.text for t in lower or () if t.text not in ("{", "}"))
    return len(said) == 1 and said.isupper()


def differentiated(part: Parsed, variable: Symbol, order: int, end: int) -> Parsed:
    """A derivative of a part by a variable, that often."""
    node: Expression = part.node
    for _ in range(order):
        node = DerivativeOf(node, variable)
    return Parsed(node, part.start, end, ((0, part),) if order == 1 else ())


def primed(
    name: str, parameters: tuple[str, ...], order: int, arguments: list[Parsed]
) -> Expression:
    """The derivative of a function of one variable that is defined, at its argument."""
    from derive.expression.nodes import call

    argument = arguments[0].node
    variable = argument if isinstance(argument, Symbol) else Symbol(parameters[0])
    body: Expression = call(name, variable)
    for _ in range(order - 1):
        body = DerivativeOf(body, variable)
    if argument == variable:
        return DerivativeOf(body, variable)
    return DerivativeAt(body, variable, argument)


def evaluated(part: Parsed, variable: Symbol, point: Parsed, end: int) -> Parsed:
    """A part at a point."""
    free = free_variables(part.node)
    if variable not in free and not called(part.node):
        if free:  # one of them may hang on it
            about = "a point of what has its letter nowhere"
            raise FormulaError("substitution", about, part.start, end)
        return part
    node = ValueAt(part.node, variable, point.node)
    return Parsed(node, part.start, end, ((0, part), (2, point)))
