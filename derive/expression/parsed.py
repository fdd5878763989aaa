"""What the parser is told, and what it makes: the names in scope, expressions with their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from derive.expression.arities import RESERVED_WORDS
from derive.expression.functions import ALSO_VARIABLES, CONSTANT_NAMES, SYNONYMS
from derive.expression.nodes import Expression, Path
from derive.expression.tokens import Token
from derive.expression.words import BY_ARITY, word


@dataclass(frozen=True)
class Scope:
    """The names that an expression may use.

    `functions` maps a defined name to how many arguments it takes (0: none, no brackets); of a
    known function's word the names are those that `name_of` gives;
    `opaque` are functions of one argument of which nothing is known; with `free` every other
    name is a variable and every other call an opaque function, as in the patterns of rules.
    """

    variables: frozenset[str] = frozenset()
    functions: Mapping[str, int] = field(default_factory=dict)
    opaque: frozenset[str] = frozenset()
    free: bool = False

    def known(self) -> list[str]:
        """Every name that may be used, in order."""
        names = {*self.variables, *map(word, self.functions), *self.opaque}
        return sorted(names | BY_ARITY.keys() | CONSTANT_NAMES.keys() | SYNONYMS.keys())

    def has(self, name: str) -> bool:
        """Whether a name means something, whatever it is; one with primes as one without."""
        name = name.rstrip("'")
        return self.declares(name) or name in BY_ARITY or self.is_number(name)

    def declares(self, name: str) -> bool:
        """Whether a name means something by a declaration."""
        return name in self.variables or name in self.functions or name in self.opaque

    def may_be_variable(self, name: str) -> bool:
        """Whether a name is a variable, or means nothing yet and may be one in `at(A, t = B)`."""
        if name in self.variables or name in ALSO_VARIABLES:
            return True
        return not (self.has(name) or name in RESERVED_WORDS or name.endswith("'"))

    def is_number(self, name: str) -> bool:
        """Whether a name is a known number's, or another spelling of what is known."""
        return name in CONSTANT_NAMES or name in SYNONYMS

    def is_product(self, first: str, second: str) -> bool:
        """Whether two names without a sign between them can be a product."""
        return (self.declares(first) or self.is_number(first)) and self.has(second)


class Parsed(NamedTuple):
    """An expression with its span in the text and the parsed forms of its arguments."""

    node: Expression
    start: int
    end: int
    parts: tuple[tuple[int, Parsed], ...] = ()
    brackets: int = 0
    height: int = 1

    def part(self, path: Path) -> Parsed:
        """The part at `path`, or the nearest one above that has a place of its own."""
        here = self
        for i in path:
            below = dict(here.parts).get(i)
            if below is None:
                return here
            here = below
        return here


@dataclass(frozen=True)
class Relation:
    """`left relation right`, as written; relation is one of = != < <= > >=."""

    left: Parsed
    relation: str
    right: Parsed


@dataclass(frozen=True)
class Head:
    """The left side of a definition: `name(t, ...)` or a bare name, each with its place."""

    name: Token
    parameters: tuple[Token, ...]
