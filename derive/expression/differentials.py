"""The notation of derivatives: d/dx, `diff(A, x)`, and derivatives evaluated at a point."""

from __future__ import annotations

import difflib

from sympy.core.symbol import Symbol

from derive.expression.cursor import Cursor
from derive.expression.nodes import DerivativeAt, DerivativeOf
from derive.expression.parsed import Parsed, Scope
from derive.expression.text import Slot
from derive.expression.tokens import ParseError, Token


class Differentials(Cursor):
    """The part of the grammar that is about derivatives."""

    def variable(self, word: str, start: int, end: int) -> Symbol:
        """The variable to differentiate by that is called `word`.  Raises `ParseError`."""
        if self.scope.free or word in self.scope.variables:
            return Symbol(word)
        close = difflib.get_close_matches(word, sorted(self.scope.variables), 1, 0.4)
        hint = f"did you mean `{close[0]}`?" if close else "declare it under `variables`"
        raise ParseError(start, end, "a variable to differentiate by", f"`{word}`", hint)

    def derivative(self) -> Parsed:
        """`d/dx A`, where A is one name, number, call or bracket."""
        token = self.take()
        word = token.text.replace(" ", "")[3:]
        variable = self.variable(word, token.start, token.end)
        if self.now.kind not in ("number", "name", "("):
            raise self.error(
                f"what d/d{word} applies to", f"one name, call or bracket: d/d{word} (...)"
            )
        body = self.placed(self.nested(self.primary), Slot.DIFFERENTIATED)
        node = DerivativeOf(body.node, variable)
        return self.make(node, token.start, (0, body))

    def diff(self, token: Token) -> Parsed:
        """`diff(A, x)`, read as `d/dx (A)`."""
        self.take()
        body = self.placed(self.nested(self.sum), Slot.WHOLE)
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
        word = self.now.text.replace(" ", "")[3:]
        outer = self.scope
        self.scope = Scope(outer.variables | {word}, outer.functions, outer.opaque, outer.free)
        inner = self.derivative()
        self.scope = outer
        self.expect(",", "`,` and the point")
        name = self.expect("name", f"`{word} = `")
        if name.text != word:
            raise self.error(f"`{word} = `, the variable of the derivative", token=name)
        self.expect("=", f"`=` behind `{word}`")
        point = self.placed(self.nested(self.sum), Slot.WHOLE)
        self.expect(")", "`)`")
        body = inner.node.args[0]
        node = DerivativeAt(body, inner.node.args[1], point.node)
        return self.make(node, token.start, (0, inner.parts[0][1]), (2, point))
