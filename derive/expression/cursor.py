"""A place in the tokens of a text, and what every part of the grammar does there.

It takes tokens, makes parts with their places, and refuses what is nested too deeply.
"""

from __future__ import annotations

from collections.abc import Callable

from sympy.core.basic import Basic

from derive.expression.nodes import MAX_HEIGHT, Bracket, Expression
from derive.expression.parsed import Parsed, Scope
from derive.expression.text import Slot, needs_brackets
from derive.expression.tokens import ParseError, Token, tokens

#: How deep brackets may nest; a bracket is at most this many recursions of the parser.
MAX_BRACKETS = 220


class Cursor:
    """The tokens of a text from one of them on, and the names in scope."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.tokens = tokens(text)
        self.scope = scope
        self.at = 0
        self.now = self.tokens[0]
        self.brackets = 0

    def take(self) -> Token:
        """The token here; the next one is here then."""
        token = self.now
        self.at += 1
        self.now = self.tokens[min(self.at, len(self.tokens) - 1)]
        return token

    def error(self, expected: str, hint: str = "", token: Token | None = None) -> ParseError:
        """The error that something else was expected where a token, or this one, stands."""
        token = token or self.now
        found = f"`{token.text}`" if token.text else "the end"
        return ParseError(token.start, max(token.end, token.start + 1), expected, found, hint)

    def expect(self, kind: str, expected: str) -> Token:
        """The token here, which must be of that kind.  Raises `ParseError`."""
        if self.now.kind != kind:
            raise self.error(expected)
        return self.take()

    def sum(self) -> Parsed:
        """A whole expression."""
        raise NotImplementedError

    def primary(self) -> Parsed:
        """A number, a name, a call, a derivative or what is in brackets."""
        raise NotImplementedError

    def make(self, node: Expression, start: int, *parts: tuple[int, Parsed]) -> Parsed:
        """A part from `start` to here; refuses trees that are too tall for recursion."""
        tall = 1 + max([part.height for _, part in parts], default=0)
        end = self.tokens[self.at - 1].end
        if tall > MAX_HEIGHT:
            raise ParseError(
                start, end, f"at most {MAX_HEIGHT} levels of nesting", "more", _TOO_DEEP
            )
        return Parsed(node, start, end, parts, height=tall)

    def combine(self, head: type[Basic], start: int, *parts: Parsed) -> Parsed:
        """A part whose arguments are `parts`."""
        return self.make(head(*(part.node for part in parts)), start, *enumerate(parts))

    def placed(self, part: Parsed, slot: Slot) -> Parsed:
        """`part` as it stands in `slot`: brackets not needed there become `Bracket` nodes."""
        if not part.brackets:
            return part
        extra = part.brackets - needs_brackets(part.node, slot)
        inner = Parsed(part.node, part.start, part.end, part.parts, 0, part.height)
        for _ in range(extra):
            node = Bracket(inner.node)
            inner = Parsed(node, part.start, part.end, ((0, inner),), 0, inner.height + 1)
        return inner

    def nested(self, rule: Callable[[], Parsed]) -> Parsed:
        """One recursion of the grammar, counted against the limit."""
        self.brackets += 1
        if self.brackets > MAX_BRACKETS:
            raise self.error(f"at most {MAX_BRACKETS} levels of nesting", _TOO_DEEP)
        found = rule()
        self.brackets -= 1
        return found


_TOO_DEEP = "name the inner parts under `definitions`"
