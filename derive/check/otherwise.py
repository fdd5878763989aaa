"""What else a refuted link may say: of other meanings of its names, or beginnings of series."""

from __future__ import annotations

from derive.check.expansion import is_expansion
from derive.check.likely import has_commutator, has_degrees, is_only_named
from derive.check.reading import Reading
from derive.check.rounding import is_rounded
from derive.expression.nodes import (
    Constant,
    Expression,
    call,
    called,
    free_variables,
    strip,
    subexpressions,
)
from derive.kernel.theory import REFUSALS
from derive.prover.polynomials import polynomial
from derive.report.report import Verdict
from derive.script.script import Placed

_PROVED = (Verdict.PROVED, Verdict.PROVED_FOR)


def is_of_another(reading: Reading, k: int) -> bool:
    """Whether a link stands with what the text says elsewhere that one of its names is."""
    pair = reading.pair(k)
    if pair is None:
        return False
    names = reading.names(*pair)
    for name, nodes in reading.links.others.items():
        for node in nodes if name in names else ():
            if not _is_a_value(reading, pair, name, node) and _stands_with(
                reading, pair, name, node
            ):
                return True
    return False


def _is_a_value(reading: Reading, pair: tuple[Placed, Placed], name: str, node: Expression) -> bool:
    """Whether an expression is a number, for a name that both sides have."""
    both = reading.names(pair[0]) & reading.names(pair[1])
    return name in both and not free_variables(reading.theory.unfold(node))


def is_of_a_value(reading: Reading, k: int) -> bool:
    """Whether a link stands with a number that the text gives to a name that both sides have."""
    pair = reading.pair(k)
    others = ((name, node) for name, nodes in reading.links.others.items() for node in nodes)
    return pair is not None and any(
        _is_a_value(reading, pair, name, node) and _stands_with(reading, pair, name, node)
        for name, node in others
    )


def _stands_with(
    reading: Reading, pair: tuple[Placed, Placed], name: str, node: Expression
) -> bool:
    """Whether a link stands with an expression for a name."""
    left, right = (side.node.xreplace({call(name): node}) for side in pair)
    if (left, right) == (pair[0].node, pair[1].node):
        return False
    try:
        return reading.decided(left, right) in _PROVED or is_rounded(left, right)
    except REFUSALS:
        return False


def is_named_only(reading: Reading, k: int) -> bool:
    """Whether e or pi is likely the name of something else in a link, or angles are in degrees."""
    pair = reading.pair(k)
    if pair is None:
        return False
    sides = [strip(reading.theory.unfold(side.node)) for side in pair]
    return is_only_named(*sides) or any(map(has_degrees, sides))


def is_expanded(reading: Reading, k: int) -> bool:
    """Whether a side of a link may be the beginning of a power series of the other one."""
    pair = reading.pair(k)
    if pair is None:
        return False
    left, right = (reading.theory.unfold(side.node) for side in pair)
    return is_expansion((left, right))


def has_order(reading: Reading, k: int) -> bool:
    """Whether a line says that its letters do not commute: it has a product in both orders."""
    return any(has_commutator(strip(side.node)) for side in reading.pair(k) or ())


def is_idempotent(reading: Reading, k: int) -> bool:
    """Whether a link says of names that their product is its own square, as of indicators."""
    sides = [strip(s.node) for s in reading.pair(k) or ()]
    unknown = {f.name for f in reading.links.functions}
    parts = [s for e in sides for s in subexpressions(e)]
    if any(isinstance(s, Constant) for s in parts) or not {n for e in sides for n in called(e)} <= (
        unknown
    ):
        return False
    terms = [polynomial(e) for e in sides]
    if not terms or not all([*found.values()] == [1] for found in terms):
        return False
    one, other = (dict(next(iter(found))) for found in terms)
    if not one or one.keys() != other.keys():
        return False
    return {max(one[a], other[a]) / min(one[a], other[a]) for a in one} <= {2, 3} and all(
        min(one[a], other[a]) == 1 for a in one
    )
