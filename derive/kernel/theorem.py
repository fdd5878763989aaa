"""The kernel: the primitive steps that make theorems.  Nothing else can make one.

`joints` and `lemmas` beside this have more of them, and nobody else calls `make` or `state`.

A theorem `S |- l = r` says: at every point of S both sides are defined and equal.  S contains the
definedness of both sides as they are written, definitions unfolded, whatever else a step adds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NoReturn
from weakref import WeakKeyDictionary

from sympy.core.symbol import Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Path,
    Power,
    at_path,
    children,
    free_variables,
    has_derivative,
    replace_at,
    subexpressions,
    with_child,
)
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.certificates.checked import Checked
from derive.kernel.certificates.plain import alike
from derive.kernel.conditions import (
    NONE,
    Assumptions,
    Condition,
    Conditions,
    assumptions,
    closed,
    definedness,
    guarded,
    interior,
    nontrivial,
)
from derive.kernel.derivatives import Derivatives, RowsOf
from derive.kernel.rules import Rule, Substitution, as_registered, instance_sides
from derive.kernel.theory import KernelError, Theory, is_name, written


class Theorem:
    """`conditions |- left = right` under a theory, and what that rests on."""

    __slots__ = ("__weakref__",)

    def __init__(self) -> None:
        raise TypeError("only the kernel makes theorems")

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a theorem cannot be copied or stored")

    @property
    def theory(self) -> Theory:
        """The definitions that it is stated under."""
        return fact_of(self).theory

    @property
    def left(self) -> Expression:
        """The left side, without brackets that the notation does not need."""
        return fact_of(self).left

    @property
    def right(self) -> Expression:
        """The right side."""
        return fact_of(self).right

    @property
    def conditions(self) -> Conditions:
        """The conditions that cut out S; what someone changes in them changes nothing here."""
        return frozenset(map(replace, fact_of(self).conditions))

    @property
    def grounds(self) -> Grounds:
        """The rules and the theorems of other theories that it rests on, and what it assumes."""
        return replace(fact_of(self).grounds)

    def __repr__(self) -> str:
        conditions = ", ".join(sorted(map(str, self.conditions)))
        return f"{conditions} |- {self.left} = {self.right}"


#: A place in an expression, by a name that nobody can write.
_HERE = Symbol("a place")


@dataclass(frozen=True)
class Grounds:
    """What a theorem rests on: names of rules and of theorems of other theories.

    Of each opaque function is assumed how often it is differentiable.
    """

    rules: frozenset[str] = frozenset()
    assumptions: Assumptions = frozenset()
    lemmas: frozenset[str] = frozenset()

    def __or__(self, other: Grounds) -> Grounds:
        return Grounds(
            self.rules | other.rules,
            self.assumptions | other.assumptions,
            self.lemmas | other.lemmas,
        )


@dataclass(frozen=True)
class Fact:
    """What a theorem says."""

    theory: Theory
    left: Expression
    right: Expression
    conditions: Conditions
    grounds: Grounds


_NOTHING = Grounds()
_facts: WeakKeyDictionary[Theorem, Fact] = WeakKeyDictionary()


def fact_of(theorem: Theorem) -> Fact:
    """What a theorem says.  Raises `KernelError` for what the kernel did not make."""
    fact = _facts.get(theorem) if type(theorem) is Theorem else None
    if fact is None:
        raise KernelError("this theorem was not made by the kernel")
    return fact


def _by(*rules: str) -> Grounds:
    if not all(map(is_name, rules)):
        raise KernelError("this is no name")
    return Grounds(frozenset(rules))


def make(
    theory: Theory,
    left: Expression,
    right: Expression,
    conditions: Iterable[Condition] = NONE,
    grounds: Grounds = _NOTHING,
) -> Theorem:
    """A theorem on the set where, besides, both sides are defined as their rows and syntax tell."""
    left, right = written(left), written(right)
    sides = theory.unfold(left), theory.unfold(right)
    return state(
        theory, left, right, frozenset(conditions).union(*map(definedness, sides)), grounds
    )


def state(
    theory: Theory, left: Expression, right: Expression, conditions: Conditions, grounds: Grounds
) -> Theorem:
    """A theorem on a set at each point of which, as it is known to be, both sides are defined."""
    if type(theory) is not Theory:
        raise KernelError("this is no theory")
    sides = theory.unfold(left), theory.unfold(right)
    _require_real(theory, sides)
    assumed: Assumptions = frozenset().union(*map(assumptions, sides))
    theorem = object.__new__(Theorem)
    # closed here, as what is substituted later may leave less of it: x > 0 of x^y > 0
    found = nontrivial(closed(conditions))
    _facts[theorem] = Fact(theory, left, right, found, grounds | Grounds(assumptions=assumed))
    return theorem


def _require_real(theory: Theory, sides: Iterable[Expression]) -> None:
    """Refuses derivatives by variables that are integers."""
    for side in sides if theory.integers else ():
        if has_derivative(side):
            for e in subexpressions(side):
                if isinstance(e, DerivativeOf) and e.args[1] in theory.integers:
                    raise KernelError(f"{e.args[1]} is an integer")


def symmetry(theorem: Theorem) -> Theorem:
    """From `S |- l = r` follows `S |- r = l`."""
    t = fact_of(theorem)
    return state(t.theory, t.right, t.left, t.conditions, t.grounds)


def transitivity(first: Theorem, second: Theorem) -> Theorem:
    """From `S |- l = m` and `T |- m = r` follows `S, T |- l = r`."""
    a, b = fact_of(first), fact_of(second)
    if a.theory is not b.theory:
        raise KernelError("theorems of two theories")
    if a.right != b.left:
        raise KernelError(f"{a.right} is not {b.left}")
    return state(a.theory, a.left, b.right, a.conditions | b.conditions, a.grounds | b.grounds)


def congruence(e: Expression, path: Path, theorem: Theorem) -> Theorem:
    """From `S |- l = r`, where l stands at `path` of e, follows `e = e[r]`.

    Under d/dx the equality must hold on a neighbourhood, so S is replaced by its interior in x, and
    refused where an equation in it mentions x: on `p + q = 1` p is 1 - q, and d/dp q is still 0.
    One that does not mention x goes on to hold while x moves.  In a branch of a choice it must hold
    where that is chosen, so that S is guarded.  The body of a derivative evaluated at a point is
    not reached this way (see `lemma`).
    """
    t, e = fact_of(theorem), written(e)
    there, conditions, grounds = _rewritten(e, path, t)
    return make(t.theory, e, there, conditions, grounds)


def rewritten(e: Expression, path: Path, theorem: Theorem, after: Theorem) -> Theorem:
    """From `S |- l = r`, where l stands at `path` of e, and `T |- e[r] = z` follows `e = z`.

    It holds on T and, as for congruence, on S or its interior: there e[r] has a value, by T, and
    around the point l is r, whatever is known of where l is defined by its rows and syntax.
    Nothing is rewritten in an exponent, definitions unfolded, the form of which says where a power
    is defined: x^2 has a value where x^(t - t + 2) has none.
    """
    t, a = fact_of(theorem), fact_of(after)
    path = _places(path)
    there, conditions, grounds = _rewritten(e := written(e), path, t)
    if a.theory is not t.theory:
        raise KernelError("theorems of two theories")
    _refuse_exponents(t.theory, e, path)
    if there != a.left:
        raise KernelError(f"{there} is not {a.left}")
    return state(t.theory, e, a.right, conditions | a.conditions, grounds | a.grounds)


def _refuse_exponents(theory: Theory, e: Expression, path: Path) -> None:
    """Raises `KernelError` where a place is one in an exponent, once definitions are unfolded."""
    whole = theory.unfold(replace_at(e, path, _HERE))
    for part in subexpressions(whole):
        if isinstance(part, (Power, IntegerPower)) and _HERE in free_variables(part.args[1]):
            raise KernelError("an exponent is not rewritten in place")


def _rewritten(e: Expression, path: Path, t: Fact) -> tuple[Expression, Conditions, Grounds]:
    """`e[r]`, and the set on which l is r as far around a point as it must be."""
    path = _places(path)
    for depth, i in enumerate(path):
        if i not in dict(children(at_path(e, path[:depth]))):
            raise KernelError("the path leads to no subexpression")
    if at_path(e, path) != t.left:
        raise KernelError(f"{t.left} does not stand there")
    conditions, assumed = t.conditions, frozenset[tuple[str, int]]()
    for depth in reversed(range(len(path))):
        above = at_path(e, path[:depth])
        if isinstance(above, DerivativeAt) and path[depth] != 2:
            raise KernelError("the body of a derivative at a point cannot be rewritten in place")
        if isinstance(above, Choice) and path[depth] > 1:
            guard = t.theory.unfold(above.guard)  # as conditions are
            conditions = guarded(with_child(above, 1, guard), path[depth] - 2, conditions)
        if isinstance(above, DerivativeOf):
            if above.args[1] in t.theory.integers:
                raise KernelError(f"{above.args[1]} is an integer")
            refuse_equations(conditions, above.args[1])
            conditions = interior(conditions, above.args[1])
            assumed = assumed.union(*(assumptions(c.expression, 1) for c in conditions))
    return replace_at(e, path, t.right), conditions, t.grounds | Grounds(assumptions=assumed)


def _places(path: Path) -> Path:
    """A path, read once."""
    found = tuple(path)
    if any(type(i) is not int for i in found):
        raise KernelError("this is no path")
    return found


def refuse_equations(conditions: Conditions, variable: Symbol) -> None:
    """An equation that mentions a variable holds on no neighbourhood in it."""
    for c in conditions:
        if c.relation == "=" and variable in free_variables(c.expression):
            raise KernelError(f"{c} holds on no neighbourhood in {variable}")


def instance(theory: Theory, row: Rule, substitution: Substitution) -> Theorem:
    """The instance of a row: its sides where both are defined and its condition holds."""
    kept = as_registered(row)
    left, right, conditions = instance_sides(kept, substitution, theory)
    return make(theory, left, right, conditions, _by(kept.name))


def tidiness(
    theory: Theory, left: Expression, right: Expression, names: Iterable[str] = ()
) -> Theorem:
    """`left = right` for two expressions that have one value by the laws of fields alone.

    Definitions are unfolded in both.
    """
    left, right = written(left), written(right)
    if left != right and not alike(theory.unfold(left), theory.unfold(right)):
        raise KernelError("the sides have two tidy forms")
    return make(theory, left, right, NONE, _by(*names))


def by_certificate(
    theory: Theory,
    left: Expression,
    right: Expression,
    certificate: Certificate,
    names: Iterable[str],
    rows_of: RowsOf | None = None,
) -> Theorem:
    """`left = right`, by a certificate, which has these names to whoever asks for its reasons.

    The conditions that it relies on become conditions of the theorem.  `rows_of` gives the row by
    which a function is differentiated; without it no derivative is computed.
    """
    left, right = written(left), written(right)
    sides = theory.unfold(left), theory.unfold(right)
    checked = Checked(theory.integer_variables, Derivatives(rows_of), theory.names)
    checked.look_over(certificate, sides, frozenset().union(*map(definedness, sides)))
    return make(theory, left, right, checked.relied, _by(*names))
