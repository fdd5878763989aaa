"""What a typeset expression is made of: signs beside, above and inside one another.

`typeset` says which there are for an expression; LaTeX and MathML are two ways to write them down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

#: A bracket around what is taller than this grows with it.
MAX_LOW = 2.0


@dataclass(frozen=True)
class Token:
    """One sign: its kind (number, name, word, function, operator, space), in LaTeX, in Unicode.

    A `name` is a single letter; a `word` or a `function` is written upright, but for a `rate`.
    """

    kind: str
    latex: str
    text: str
    height: float = 1.0


@dataclass(frozen=True)
class Row:
    """Boxes side by side."""

    parts: tuple[Box, ...]

    @cached_property
    def height(self) -> float:
        """The height of the tallest."""
        return max((part.height for part in self.parts), default=1.0)


@dataclass(frozen=True)
class Fraction:
    """A box above another."""

    top: Box
    bottom: Box

    @property
    def height(self) -> float:
        """No fraction is low."""
        return MAX_LOW + 1


@dataclass(frozen=True)
class Scripts:
    """A box with another below to its right, above, or both, and with primes."""

    base: Box
    below: Box | None = None
    above: Box | None = None
    primes: int = 0

    @cached_property
    def height(self) -> float:
        """What is raised is half as tall, and begins at the top of a letter."""
        raised = 0.0 if self.above is None else self.above.height / 2
        return max(self.base.height, 1.0) + raised


@dataclass(frozen=True)
class Accent:
    """A box with an accent over it."""

    base: Token
    accent: Token

    @property
    def height(self) -> float:
        """That of a letter, for it makes no bracket grow."""
        return 1.0


@dataclass(frozen=True)
class Root:
    """A box under a root sign, which may have an index."""

    index: str
    body: Box

    @cached_property
    def height(self) -> float:
        """A little more than that of the box."""
        return self.body.height + 0.2


@dataclass(frozen=True)
class Fence:
    """A box between round brackets, or between `bars`."""

    body: Box
    bars: bool = False

    @property
    def height(self) -> float:
        """That of the box."""
        return self.body.height

    @property
    def tall(self) -> bool:
        """Whether the brackets grow with the box."""
        return self.body.height > MAX_LOW


@dataclass(frozen=True)
class Foot:
    """A box with a bar to its right, at whose foot stands another."""

    body: Box
    foot: Box

    @property
    def height(self) -> float:
        """Nothing with such a bar is low."""
        return MAX_LOW + 1


@dataclass(frozen=True)
class Stack:
    """What is too wide for a line, on several: all but the first stand further in."""

    lines: tuple[Box, ...]

    @property
    def height(self) -> float:
        """No stack is low."""
        return MAX_LOW + 1


@dataclass(frozen=True)
class Braced:
    """Lines behind a brace, each in two columns: what it is, and where."""

    lines: tuple[tuple[Box, Box], ...]

    @property
    def height(self) -> float:
        """Nothing behind such a brace is low."""
        return MAX_LOW + 1


@dataclass(frozen=True)
class Marked:
    """A box that a reader's eye is led to."""

    body: Box

    @property
    def height(self) -> float:
        """That of the box."""
        return self.body.height


Box: TypeAlias = (
    Token | Row | Fraction | Scripts | Accent | Root | Fence | Foot | Stack | Braced | Marked
)


def first(box: Box) -> Box:
    """What an eye meets first: a token, a fraction, a root, a fence."""
    return next(_edge(box, 0), box)


def last(box: Box) -> Box:
    """What an eye meets last; of a box with scripts its base."""
    return next(_edge(box, -1), box)


def _edge(box: Box, side: int) -> Iterator[Box]:
    match box:
        case Row(parts):
            yield from _edge(parts[side], side)
        case Scripts(base):
            yield from _edge(base, side)
        case Marked(body):
            yield from _edge(body, side)
        case _:
            yield box


def is_kind(box: Box, kind: str) -> bool:
    """Whether a box is a token of a kind."""
    return isinstance(box, Token) and box.kind == kind
