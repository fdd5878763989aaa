"""A place in the tokens of a text, and what every part of the grammar does there.

It takes tokens, makes parts with their places, and refuses what is nested too deeply.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sympy.core.basic import Basic

from derive.expression.nodes import MAX_HEIGHT, Expression
from derive.expression.parsed import Parsed, Scope
from derive.expression.shorthand import Bracket
from derive.expression.text import Slot, needs_brackets
from derive.expression.tokens import ParseError, Token, greek_parts, tokens

#: How deep brackets may nest; a bracket is at most so many recursions of the parser.
MAX_BRACKETS, _FRAMES = 220, 14
sys.setrecursionlimit(max(sys.getrecursionlimit(), _FRAMES * MAX_BRACKETS))


class Tail(NamedTuple):
    """Why the operand that was read last may not be multiplied without a sign.

    `what` it is, and where begins that which a next factor might belong to instead.
    """

    what: str
    inner: int


class Cursor:
    """The tokens of a text from one of them on, and the names in scope."""

    #: How many bars `|` are open in the innermost bracket, and a pair there that may be none.
    bars = 0
    loose: tuple[int, int] | None = None
    tail: Tail | None = None

    def __init__(self, text: str, scope: Scope, *, telling: bool = True) -> None:
        self.source = text
        words = tokens(text)
        self.tokens = words if text.isascii() else tuple(self.split(words, scope))
        self.scope = scope
        self.telling = telling
        self.at = 0
        self.now = self.tokens[0]
        self.brackets = 0

    def split(self, words: tuple[Token, ...], scope: Scope) -> Iterator[Token]:
        """The tokens; `λx` is two of them where λ and x are names and `λx` is none."""
        for token in words:
            parts = None if scope.free else greek_parts(token, self.source)
            product = parts and scope.is_product(parts[0].text, parts[1].text)
            if parts and product and not scope.has(token.text):
                yield from parts
            else:
                yield token

    def take(self) -> Token:
        """The token here; the next one is here then."""
        token = self.now
        self.at += 1
        if token.kind != "end":  # it stays
            self.now = self.tokens[self.at]
        return token

    @property
    def last_end(self) -> int:
        """Where the token before this one ends."""
        return self.tokens[self.at - 1].end

    def error(self, expected: str, hint: str = "", token: Token | None = None) -> ParseError:
        """The error that something else was expected where a token, or this one, stands."""
        token = token or self.now
        written = self.source[token.start : token.end]
        found = f"`{written}`" if written else "the end"
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

    def make(
        self, node: Expression, start: int, *parts: tuple[int, Parsed], levels: int = 1
    ) -> Parsed:
        """A part from `start` to here; refuses trees that are too tall for recursion."""
        end = self.tokens[self.at - 1].end
        tall = levels
        for _, part in parts:
            tall = max(tall, part.height + levels)
        if tall > MAX_HEIGHT:
            raise ParseError(
                start, end, f"at most {MAX_HEIGHT} levels of nesting", "more", TOO_DEEP
            )
        return Parsed(node, start, end, parts, 0, tall)

    def leaf(self, node: Expression, token: Token) -> Parsed:
        """A part that is one token, which was taken."""
        return Parsed(node, token.start, token.end)

    def combine(self, head: type[Basic], start: int, *parts: Parsed) -> Parsed:
        """A part whose arguments are `parts`."""
        return self.make(head(*[part.node for part in parts]), start, *enumerate(parts))

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
            raise self.error(f"at most {MAX_BRACKETS} levels of nesting", TOO_DEEP)
        found = rule()
        self.brackets -= 1
        return found

    def close(self, start: int, expected: str = "`)`") -> Token:
        """The bracket that closes the one at `start`.  Raises `ParseError`."""
        if self.now.kind == "end":
            told = self.source[start : start + _SHOWN]
            told += "..." if len(self.source) > start + _SHOWN else ""
            raise self.error(expected, f"close the bracket that opens in `{told}`")
        return self.expect(")", expected)

    def nothing_behind(self) -> str:
        """The hint where a text ends behind a sign; empty elsewhere."""
        if self.now.kind != "end" or self.at == 0:
            return ""
        before = self.tokens[self.at - 1]
        sign = self.source[before.start : before.end]
        return f"write what comes behind `{sign}`, or leave it out"

    def enclosed(self, rule: Callable[[], Parsed]) -> Parsed:
        """What stands in a bracket: a bar in it belongs to none that is open outside."""
        before, self.bars, self.loose = (self.bars, self.loose), 0, None
        found = self.nested(rule)
        self.bars, self.loose = before
        return found


#: How much is shown of what is in a bracket that is not closed.
_SHOWN = 12
TOO_DEEP = "name the inner parts under `definitions`"
