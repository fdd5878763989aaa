"""The notation of derivatives: d/dx, `diff(A, x)`, and derivatives evaluated at a point."""

from __future__ import annotations

import difflib

from sympy.core.symbol import Symbol

from derive.expression.cursor import Tail
from derive.expression.nodes import DerivativeAt, DerivativeOf
from derive.expression.parsed import Parsed, Scope
from derive.expression.readings import Readings
from derive.expression.text import Slot
from derive.expression.tokens import ParseError, Token, operator

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

    def by(self, token: Token) -> str:
        """The variable of d/dx.  Raises `ParseError` where the derivative is a higher one."""
        read = operator(token)
        if read.written != 1 or len(read.by) > 1 or read.by[0][1] != 1:
            raise self.error("a first derivative", "write d/dx (d/dx f(x))", token)
        return read.by[0][0]

    def derivative(self) -> Parsed:
        """`d/dx A`, where A is one name, number, call, bracket or derivative."""
        token = self.take()
        word = self.by(token)
        variable = self.variable(word, token.start, token.end)
        if self.now.kind not in _OPERANDS:
            raise self.error(
                f"what d/d{word} applies to", f"one name, call or bracket: d/d{word} (...)"
            )
        body = self.placed(self.nested(self.primary), Slot.DIFFERENTIATED)
        self.tail = Tail("a derivative", body.start)
        node = DerivativeOf(body.node, variable)
        return self.make(node, token.start, (0, body))

    def diff(self, token: Token) -> Parsed:
        """`diff(A, x)`, read as `d/dx (A)`."""
        self.take()
        body = self.placed(self.enclosed(self.sum), Slot.WHOLE)
        self.expect(",", "`,` and the variable to differentiate by")
        name = self.expect("name", "the variable to differentiate by")
        variable = self.variable(name.text, name.start, name.end)
        self.expect(")", "`)`")
        return self.make(DerivativeOf(body.node, variable), token.start, (0, body))

    def evaluated(self, token: Token) -> Parsed:
        """`at(d/dt A, t = B)`: the derivative of A by t, evaluated at B; t is bound."""
        self.take()
        if self.now.kind != "derivative":
            raise self.error("a derivative, as in `at(d/dt sin(t), t = 2*x)`")
        word = self.by(self.now)
        outer = self.scope
        self.scope = Scope(outer.variables | {word}, outer.functions, outer.opaque, outer.free)
        inner = self.derivative()
        self.scope = outer
        self.expect(",", "`,` and the point")
        name = self.expect("name", f"`{word} = `")
        if name.text != word:
            raise self.error(f"`{word} = `, the variable of the derivative", token=name)
        self.expect("=", f"`=` behind `{word}`")
        point = self.placed(self.enclosed(self.sum), Slot.WHOLE)
        self.expect(")", "`)`")
        body = inner.node.args[0]
        node = DerivativeAt(body, inner.node.args[1], point.node)
        return self.make(node, token.start, (0, inner.parts[0][1]), (2, point))
