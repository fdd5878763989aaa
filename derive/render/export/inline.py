"""Mathematics within words, on a page: formulas, what a rule says, conditions, sentences."""

from __future__ import annotations

from functools import cache
from html import escape

from derive.expression.boxes import Box
from derive.expression.breaking import width
from derive.expression.mathml import math, mathml, written
from derive.expression.nodes import Expression
from derive.expression.parsed import Scope
from derive.expression.parser import parse_equation
from derive.expression.tokens import ParseError
from derive.expression.typeset import Style, alone
from derive.render.export.domain import condition_phrase
from derive.render.export.escaping import clean, worded
from derive.render.export.sentences import sentence

#: A formula in a sentence that is wider than this has a place of its own.
_WIDE = 20.0


@cache
def said_in_mathematics(said: str) -> str:
    """What a rule says: an equation where it is one, else words."""
    try:
        sides = parse_equation(said, Scope(free=True))
    except ParseError:
        return clean(said)
    left, right = sides.left.node, sides.right.node
    style = alone(left, right)
    return _inline(f"{mathml(left, style)}<mo>=</mo>{mathml(right, style)}")


def binding(variable: str, e: Expression, style: Style) -> str:
    """What a variable of a rule stands for."""
    return _inline(f"<mi>{escape(variable)}</mi><mo>=</mo>{mathml(e, style)}")


def _inline(inner: str) -> str:
    return f'<span class="scroll">{math(inner)}</span>'


def formula(box: Box) -> str:
    """A formula within a sentence; a wide one scrolls by itself."""
    inner = math(written(box), small=True)
    return inner if width(box) <= _WIDE else f'<span class="scroll">{inner}</span>'


def condition(said: str, style: Style) -> str:
    """A condition, in mathematics where it is one."""
    return condition_phrase(said, style, formula, clean)


def reasoned(said: str, style: Style) -> str:
    """A sentence with its formulas in mathematics."""
    return sentence(said, style, formula, worded)
