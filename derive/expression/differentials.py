"""The notation of derivatives, `d^2/dx^2 A` and `diff(A, x, 2)`, and of expressions at a point."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import replace

from sympy.core.symbol import Symbol

from derive.expression.cursor import TOO_DEEP, Tail
from derive.expression.nodes import DerivativeAt, DerivativeOf, size, strip, subexpressions
from derive.expression.orders import higher_derivative
from derive.expression.parsed import Parsed
from derive.expression.readings import MAX_READING, Readings
from derive.expression.shorthand import MAX_ORDER, HigherDerivative, ValueAt
from derive.expression.substitution import CaptureError
from derive.expression.text import Slot
from derive.expression.tokens import Operator, ParseError, Token, operator

#: No expression at a point has more parts.
MAX_PLACED = 40_000
#: What may stand behind d/dx.
_OPERANDS = ("number", "name", "(", "|", "√", "∛", "derivative")


class Differentials(Readings):
    """The part of the grammar that is about derivatives."""

    def variable(self, word: str, start: int, end: int) -> Symbol:
        """The variable to differentiate by that is called `word`.  Raises `ParseError`."""
        if self.scope.free or word in self.scope.variables:
            return Symbol(word)
        close = difflib.get_close_matches(word, sorted(self.scope.variables), 1, 0.4)
        hint = f"did you mean `{close[0]}`?" if close else "declare it under `variables`"
        raise ParseError(start, end, "a variable to differentiate by", f"`{word}`", hint)

    def derivative(self) -> Parsed:
        """`d/dx A` or `d^2/dx^2 A`, where A is one name, number, call, bracket or derivative."""
        token = self.take()
        read = operator(token)
        self.check_order(token, read)
        by = [(self.variable(word, token.start, token.end), n) for word, n in read.by]
        if self.now.kind not in _OPERANDS:
            shown = token.text if read.written > 1 else f"d/d{read.by[0][0]}"
            raise self.error(
                f"what {shown} applies to", f"one name, call or bracket: {shown} (...)"
            )
        body = self.placed(self.nested(self.primary), Slot.DIFFERENTIATED)
        self.tail = Tail("a derivative", body.start)
        return self.higher(body, by, token.start)

    def higher(self, body: Parsed, by: Iterable[tuple[Symbol, int]], start: int) -> Parsed:
        """The derivative of `body`, which is as tall as it is with all of its derivatives."""
        node = higher_derivative(body.node, by)
        levels = node.order if isinstance(node, HigherDerivative) else 1
        return self.make(node, start, (0, body), levels=levels)

    def check_order(self, token: Token, read: Operator) -> None:
        """Refuses an order that there is not, and one that is not the same above and below."""
        below = sum(n for _, n in read.by)
        if not all(0 < n <= MAX_ORDER for n in (read.written, below)):
            raise self.error(f"a derivative of an order from 1 to {MAX_ORDER}", token=token)
        if read.written == below:
            return
        self.ahead(self.primary)
        body = self.source[token.end : self.last_end].strip()
        body = body if 0 < len(body) <= MAX_READING else "(...)"
        meant = " or ".join(f"`{shown} {body}`" for shown in _meant(read, below))
        raise self.error("one order above and below", f"write {meant}", token)

    def diff(self, token: Token) -> Parsed:
        """`diff(A, x)`, read as `d/dx (A)`."""
        self.take()
        body = self.placed(self.enclosed(self.sum), Slot.WHOLE)
        self.expect(",", "`,` and the variable to differentiate by")
        by = [self.diff_by()]
        while self.now.kind == ",":
            self.take()
            by.append(self.diff_by())
        self.expect(")", "`)`")
        if sum(n for _, n in by) > MAX_ORDER:
            raise self.error(f"a derivative of an order from 1 to {MAX_ORDER}", token=token)
        return self.higher(body, reversed(by), token.start)

    def diff_by(self) -> tuple[Symbol, int]:
        """A variable of `diff`, with its order where a numeral stands behind it."""
        name = self.expect("name", "the variable to differentiate by")
        variable = self.variable(name.text, name.start, name.end)
        behind = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if self.now.kind != "," or behind.kind == "name":
            return variable, 1
        self.take()
        number = self.expect("number", f"the order of the derivative, from 1 to {MAX_ORDER}")
        order = int(number.text) if number.text.isdecimal() and len(number.text) < 4 else 0
        if not 0 < order <= MAX_ORDER:
            raise self.error(f"an order from 1 to {MAX_ORDER}", token=number)
        return variable, order

    def evaluated(self, token: Token) -> Parsed:
        """`at(A, t = B)`: A at t = B, its derivatives taken first; t is bound."""
        self.take()
        name = self.bound()
        outer = self.scope
        self.scope = replace(outer, variables=outer.variables | {name.text})
        inner = self.placed(self.enclosed(self.sum), Slot.WHOLE)
        self.scope = outer
        self.expect(",", "`,` and the point")
        self.take()
        self.expect("=", f"`=` behind `{name.text}`")
        point = self.placed(self.enclosed(self.sum), Slot.WHOLE)
        self.expect(")", "`)`")
        variable, node = Symbol(name.text), inner.node
        if isinstance(node, DerivativeOf) and node.args[1] == variable:
            made = DerivativeAt(node.args[0], variable, point.node)
            return self.make(made, token.start, (0, inner.parts[0][1]), (2, point))
        return self.placed_at(inner, variable, point, token)

    def placed_at(self, inner: Parsed, variable: Symbol, point: Parsed, token: Token) -> Parsed:
        """An expression at a point, where its value can be written.  Raises `ParseError`."""
        node = ValueAt(inner.node, variable, point.node)
        body = strip(inner.node)
        times = sum(e == variable for e in subexpressions(body))
        if size(body) + times * size(strip(point.node)) > MAX_PLACED:
            raise self.error(f"at most {MAX_PLACED} parts at a point", TOO_DEEP, token)
        try:
            strip(node)
        except CaptureError:
            hint = "write the derivative by another name t, as `at(d/dt (...), t = ...)`"
            raise self.error("a point without the variable of a derivative", hint, token) from None
        levels = 1 + min(inner.height, point.height)
        return self.make(node, token.start, (0, inner), (2, point), levels=levels)

    def bound(self) -> Token:
        """The name in front of the `=` of `at(A, t = B)`, which A may use.  Raises `ParseError`."""
        depth = 1
        for at in range(self.at, len(self.tokens)):
            kind = self.tokens[at].kind
            depth += (kind == "(") - (kind == ")")
            if depth == 0 or (depth == 1 and kind in (",", "end")):
                break
        comma, name, equals = (self.tokens[min(at + k, len(self.tokens) - 1)] for k in range(3))
        if comma.kind != ",":
            raise self.error("`,` and the point, as in `at(x^2, x = 4)`", token=comma)
        if name.kind != "name":
            raise self.error("the variable, as in `at(x^2, x = 4)`", token=name)
        if equals.kind != "=":
            raise self.error(f"`=` behind `{name.text}`, as in `at(x^2, x = 4)`", token=equals)
        if not self.scope.may_be_variable(name.text):
            raise self.error("a variable", f"{name.text} is the name of something else", name)
        return name


def _meant(read: Operator, below: int) -> list[str]:
    """What a derivative with two orders may be meant as."""
    name = read.by[0][0]
    first, _, second = name.partition("d")
    if len(read.by) == 1 and first and second and read.by[0][1] == 1:
        return [f"d^2/(d{first} d{second})"]
    if len(read.by) == 1:
        return [f"d^{n}/d{name}^{n}" if n > 1 else f"d/d{name}" for n in (read.written, below)]
    by = " ".join(f"d{name}^{n}" if n > 1 else f"d{name}" for name, n in read.by)
    return [f"d^{below}/({by})"]
