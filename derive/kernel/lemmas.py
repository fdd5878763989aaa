"""A primitive step: theorems at values of their variables, those of other theories too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, free_variables, strip
from derive.expression.substitution import instantiate, substitute
from derive.kernel.certificates.plain import alike
from derive.kernel.conditions import Condition, assumptions, definedness
from derive.kernel.exponents import is_integer
from derive.kernel.theorem import Fact, Grounds, Theorem, fact_of, make
from derive.kernel.theory import KernelError, Theory, bounded, is_variable, written


def lemma(
    theory: Theory,
    name: str,
    theorem: Theorem,
    sides: tuple[Expression, Expression],
    values: Mapping[Symbol, Expression],
) -> Theorem:
    """From `S |- l = r` follows its instance, under another theory as it is written in this one.

    What the `sides` mean is said by what they unfold to here: that must have the values of what l
    and r unfold to there, with every variable replaced by its value, all at once.  S is carried at
    these values.  An opaque function keeps its name, and a variable that is an integer there has an
    integer value.  Under its own theory a variable without a value stands for itself, and
    the theorem needs no name.
    """
    t = fact_of(theorem)
    placed = {v: theory.unfold(written(e)) for v, e in values.items()}
    sides = _both(map(written, sides))
    originals = tuple(strip(t.theory.unfold(side)) for side in (t.left, t.right))
    _check_values(t, originals, theory, placed)
    if t.theory is not theory and not name:
        raise KernelError("a theorem of another theory has a name")
    for side, original in zip(sides, originals, strict=True):
        here = strip(theory.unfold(side))
        both = (strip(placing(original, placed)) for placing in (instantiate, substitute))
        if not any(there == here or alike(there, here) for there in both):
            raise KernelError(f"{side} is not what the lemma says there")
    conditions = {
        Condition(theory.mark(bounded(instantiate(c.expression, placed))), c.relation)
        for c in t.conditions | t.theory.bounds
    }
    conditions.update(*map(definedness, placed.values()))
    assumed = frozenset[tuple[str, int]]().union(*map(assumptions, placed.values()))
    grounds = t.grounds | Grounds(assumptions=assumed, lemmas=frozenset({name} - {""}))
    return make(theory, *sides, conditions, grounds)


def _both(sides: Iterable[Expression]) -> tuple[Expression, Expression]:
    left, right = sides
    return left, right


def _check_values(
    t: Fact, sides: Iterable[Expression], theory: Theory, placed: Mapping[Symbol, Expression]
) -> None:
    """Refuses values that the theorem does not speak of, or that not all have one."""
    if not all(map(is_variable, placed)):
        raise KernelError("this is no variable")
    stated = (*sides, *(c.expression for c in t.conditions | t.theory.bounds))
    missing = frozenset[Symbol]().union(*map(free_variables, stated)) - placed.keys()
    if missing and t.theory is not theory:
        raise KernelError(f"the lemma needs a value of {', '.join(sorted(map(str, missing)))}")
    called = t.grounds.assumptions.union(*map(assumptions, stated))
    unknown = {f for f, _ in called} - theory.opaque
    if unknown:
        raise KernelError(f"{', '.join(sorted(unknown))} is opaque in the lemma, and not here")
    for variable in t.theory.integers & placed.keys():
        value = placed[variable]
        if not is_integer(value, theory.integers):
            raise KernelError(f"{variable} of the lemma is an integer, and {value} may not be")
