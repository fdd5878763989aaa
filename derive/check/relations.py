"""Conditions as relations that a person writes: `x - 1 != 0` as `x != 1`, e^u for exp(u)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.check.integer_words import worded
from derive.expression.as_cases import as_cases
from derive.expression.nodes import Expression, free_variables, size
from derive.expression.text import text
from derive.kernel.conditions import Condition
from derive.kernel.tidy import order
from derive.prover.domains import Domain
from derive.prover.neatly import neat_value, neatly
from derive.prover.parts import MAX_SIZE, is_fixed
from derive.prover.polynomials import ONE, Monomial, Polynomial, polynomial, scaled, written

#: How the side of a condition is written.
Arranged = Callable[[Expression], str]
_TURNED = {">": "<", ">=": "<=", "!=": "!=", "=": "="}


def in_words(c: Condition, arranged: Arranged = text) -> str:
    """A condition as a person writes it: `x - 1 != 0` as `x != 1`, `floor(n) >= n` as a word.

    The text of a side is what is `arranged` of it.
    """
    return worded(in_relation(c, arranged))


def in_relation(c: Condition, arranged: Arranged = text) -> str:
    """A condition as a relation between two expressions, as scripts have it under `where`."""
    p = polynomial(c.expression)
    sides = _sides(p, c.relation) if size(c.expression) <= MAX_SIZE else None
    if sides is None:
        return f"{arranged(as_cases(neatly(c.expression)))} {c.relation} 0"
    left, relation, right = sides
    told = (arranged(as_cases(neat_value(side))) for side in (left, right))
    return f" {relation} ".join(told)


def _sides(p: Polynomial, relation: str) -> tuple[Polynomial, str, Polynomial] | None:
    """A comparison with 0 as one of two sides, if that reads better."""
    terms = [m for m in p if m != ONE]
    free = p.get(ONE, Fraction(0))
    if not terms or any(k < 0 for m in terms for _, k in m):
        return None
    up = [m for m in terms if p[m] > 0]
    if len(terms) == 1 or (free and len(up) in (0, len(terms))):
        scale = 1 / abs(p[terms[0]]) if len(terms) == 1 else Fraction(1)
        return _apart(p, terms, relation, scale if up else -scale)
    if len(terms) == 2 and not free and len(up) == 1:
        down = [m for m in terms if m not in up]
        if is_fixed(up[0]) and not is_fixed(down[0]):  # x < e, rather than e > x
            return _apart(p, down, relation, Fraction(-1))
        return _apart(p, up, relation, Fraction(1))
    if len(terms) == 2 and not free and relation == "!=" and len(up) == 2 and not _is_positive(p):
        first = min(terms, key=lambda m: order(neat_value({m: p[m]})))
        return _apart(p, [first], relation, Fraction(1))
    return None


def _is_positive(p: Polynomial) -> bool:
    """Whether no term is negative anywhere, as in `x^2 + y^2 != 0`."""
    terms = [written({m: c}) for m, c in p.items()]
    return all(Domain((*free_variables(t),)).implies(Condition(t, ">=")) for t in terms)


def _apart(
    p: Polynomial, left: list[Monomial], relation: str, scale: Fraction
) -> tuple[Polynomial, str, Polynomial]:
    """The terms in `left` on one side, the negatives of the others on the other side."""
    here = scaled({m: p[m] for m in left}, scale)
    there = scaled({m: c for m, c in p.items() if m not in left}, -scale)
    return here, relation if scale > 0 else _TURNED[relation], there
