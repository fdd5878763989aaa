"""The kernel: the primitive steps that make theorems.  Nothing else can make one.

A theorem `S |- l = r` says: at every point of S both sides are defined and equal.  S contains the
definedness of both sides as they are written, definitions unfolded, whatever else a step adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, NoReturn
from weakref import WeakKeyDictionary

from sympy.core.symbol import Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Negation,
    Path,
    Power,
    SumOf,
    at_path,
    children,
    free_variables,
    has_derivative,
    instantiate,
    integer,
    replace_at,
    strip,
    subexpressions,
    substitute,
)
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.certificates.checked import Checked, beyond
from derive.kernel.certificates.shape import is_condition
from derive.kernel.conditions import (
    NONE,
    Assumptions,
    Condition,
    Conditions,
    assumptions,
    closed,
    continuity,
    definedness,
    guarded,
    interior,
    nontrivial,
)
from derive.kernel.definitions import exponentials_as_powers
from derive.kernel.derivatives import Derivatives, RowOf
from derive.kernel.exponents import polynomial
from derive.kernel.facts.entries import Shown
from derive.kernel.laws import ALGEBRA, PROCEDURES
from derive.kernel.rules import Rule, Substitution, as_registered, instance_sides
from derive.kernel.theory import KernelError, Theory, bounded, is_variable, written


class Theorem:
    """`conditions |- left = right` under a theory.

    It knows what it rests on: rules, other theorems, assumptions.
    """

    __slots__ = ("__weakref__",)

    def __init__(self) -> None:
        raise TypeError("only the kernel makes theorems")

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a theorem cannot be copied or stored")

    @property
    def theory(self) -> Theory:
        """The definitions that it is stated under."""
        return _fact(self).theory

    @property
    def left(self) -> Expression:
        """The left side, without brackets that the notation does not need."""
        return _fact(self).left

    @property
    def right(self) -> Expression:
        """The right side."""
        return _fact(self).right

    @property
    def conditions(self) -> Conditions:
        """The conditions that cut out S; what someone changes in them changes nothing here."""
        return frozenset(map(replace, _fact(self).conditions))

    @property
    def rules(self) -> frozenset[str]:
        """The names of the rules it rests on."""
        return _fact(self).grounds.rules

    @property
    def lemmas(self) -> frozenset[str]:
        """The names of the theorems of other theories that it rests on."""
        return _fact(self).grounds.lemmas

    @property
    def assumptions(self) -> Assumptions:
        """What is assumed of opaque functions: how often each is differentiable."""
        return _fact(self).grounds.assumptions

    def __repr__(self) -> str:
        conditions = ", ".join(sorted(map(str, self.conditions)))
        return f"{conditions} |- {self.left} = {self.right}"


#: A place in an expression, by a name that nobody can write.
_HERE = Symbol("a place")


@dataclass(frozen=True)
class _Grounds:
    """What a theorem rests on."""

    rules: frozenset[str] = frozenset()
    assumptions: Assumptions = frozenset()
    lemmas: frozenset[str] = frozenset()

    def __or__(self, other: _Grounds) -> _Grounds:
        return _Grounds(
            self.rules | other.rules,
            self.assumptions | other.assumptions,
            self.lemmas | other.lemmas,
        )


@dataclass(frozen=True)
class _Fact:
    theory: Theory
    left: Expression
    right: Expression
    conditions: Conditions
    grounds: _Grounds


_NOTHING = _Grounds()
_facts: WeakKeyDictionary[Theorem, _Fact] = WeakKeyDictionary()


def _fact(theorem: Theorem) -> _Fact:
    fact = _facts.get(theorem) if type(theorem) is Theorem else None
    if fact is None:
        raise KernelError("this theorem was not made by the kernel")
    return fact


def _by(*rules: str) -> _Grounds:
    return _Grounds(frozenset(rules))


def _make(
    theory: Theory,
    left: Expression,
    right: Expression,
    conditions: Iterable[Condition] = NONE,
    grounds: _Grounds = _NOTHING,
) -> Theorem:
    """A theorem on the set where, besides, both sides are defined as their rows and syntax tell."""
    left, right = written(left), written(right)
    sides = theory.unfold(left), theory.unfold(right)
    return _state(
        theory, left, right, frozenset(conditions).union(*map(definedness, sides)), grounds
    )


def _state(
    theory: Theory, left: Expression, right: Expression, conditions: Conditions, grounds: _Grounds
) -> Theorem:
    """A theorem on a set at each point of which, as it is known to be, both sides are defined."""
    if type(theory) is not Theory:
        raise KernelError("this is no theory")
    sides = theory.unfold(left), theory.unfold(right)
    _require_real(theory, sides)
    assumed = frozenset[tuple[str, int]]().union(*map(assumptions, sides))
    theorem = object.__new__(Theorem)
    # closed here, as what is substituted later may leave less of it: x > 0 of x^y > 0
    found = nontrivial(closed(conditions))
    _facts[theorem] = _Fact(theory, left, right, found, grounds | _Grounds(assumptions=assumed))
    return theorem


def _require_real(theory: Theory, sides: Iterable[Expression]) -> None:
    """Refuses derivatives by variables that are integers."""
    for side in sides if theory.integers else ():
        if has_derivative(side):
            for e in subexpressions(side):
                if isinstance(e, DerivativeOf) and e.args[1] in theory.integers:
                    raise KernelError(f"{e.args[1]} is an integer")


def reflexivity(theory: Theory, e: Expression) -> Theorem:
    """`S |- e = e`, where S is where e is defined."""
    return _make(theory, e, e)


def symmetry(theorem: Theorem) -> Theorem:
    """From `S |- l = r` follows `S |- r = l`."""
    t = _fact(theorem)
    return _state(t.theory, t.right, t.left, t.conditions, t.grounds)


def transitivity(first: Theorem, second: Theorem) -> Theorem:
    """From `S |- l = m` and `T |- m = r` follows `S, T |- l = r`."""
    a, b = _fact(first), _fact(second)
    if a.theory is not b.theory:
        raise KernelError("theorems of two theories")
    if a.right != b.left:
        raise KernelError(f"{a.right} is not {b.left}")
    return _state(a.theory, a.left, b.right, a.conditions | b.conditions, a.grounds | b.grounds)


def congruence(e: Expression, path: Path, theorem: Theorem) -> Theorem:
    """From `S |- l = r`, where l stands at `path` of e, follows `e = e[r]`.

    Under d/dx the equality must hold on a neighbourhood, so S is replaced by its interior in x, and
    refused where an equation in it mentions x: on `p + q = 1` p is 1 - q, and d/dp q is still 0.
    One that does not mention x goes on to hold while x moves.  In a branch of a choice it must hold
    where that is chosen, so that S is guarded.  The body of a derivative evaluated at a point is
    not reached this way (see `specialise`).
    """
    t, e = _fact(theorem), written(e)
    there, conditions, grounds = _rewritten(e, path, t)
    return _make(t.theory, e, there, conditions, grounds)


def rewritten(e: Expression, path: Path, theorem: Theorem, after: Theorem) -> Theorem:
    """From `S |- l = r`, where l stands at `path` of e, and `T |- e[r] = z` follows `e = z`.

    It holds on T and, as for congruence, on S or its interior: there e[r] has a value, by T, and
    around the point l is r, whatever is known of where l is defined by its rows and syntax.
    Nothing is rewritten in an exponent, definitions unfolded, the form of which says where a power
    is defined: x^2 has a value where x^(t - t + 2) has none.
    """
    t, a = _fact(theorem), _fact(after)
    path = _places(path)
    there, conditions, grounds = _rewritten(e := written(e), path, t)
    if a.theory is not t.theory:
        raise KernelError("theorems of two theories")
    _refuse_exponents(t.theory, e, path)
    if there != a.left:
        raise KernelError(f"{there} is not {a.left}")
    return _state(t.theory, e, a.right, conditions | a.conditions, grounds | a.grounds)


def _refuse_exponents(theory: Theory, e: Expression, path: Path) -> None:
    """Raises `KernelError` where a place is one in an exponent, once definitions are unfolded."""
    whole = theory.unfold(replace_at(e, path, _HERE))
    for part in subexpressions(whole):
        if isinstance(part, (Power, IntegerPower)) and _HERE in free_variables(part.args[1]):
            raise KernelError("an exponent is not rewritten in place")


def _rewritten(e: Expression, path: Path, t: _Fact) -> tuple[Expression, Conditions, _Grounds]:
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
            conditions = guarded(above, path[depth] - 2, conditions)
        if isinstance(above, DerivativeOf):
            if above.args[1] in t.theory.integers:
                raise KernelError(f"{above.args[1]} is an integer")
            _refuse_equations(conditions, above.args[1])
            conditions = interior(conditions, above.args[1])
            assumed = assumed.union(*(assumptions(c.expression, 1) for c in conditions))
    return replace_at(e, path, t.right), conditions, t.grounds | _Grounds(assumptions=assumed)


def _places(path: Path) -> Path:
    """A path, read once."""
    found = tuple(path)
    if any(type(i) is not int for i in found):
        raise KernelError("this is no path")
    return found


def _refuse_equations(conditions: Conditions, variable: Symbol) -> None:
    """An equation that mentions a variable holds on no neighbourhood in it."""
    for c in conditions:
        if c.relation == "=" and variable in free_variables(c.expression):
            raise KernelError(f"{c} holds on no neighbourhood in {variable}")


def specialise(theorem: Theorem, variable: Symbol, point: Expression) -> Theorem:
    """From `S |- l = r` follows its instance with `point` for `variable`, where it is defined."""
    t = _fact(theorem)
    theory, point = t.theory, written(point)
    if not is_variable(variable):
        raise KernelError("this is no variable")
    if variable in theory.integers:
        raise KernelError(f"{variable} is an integer, and {point} may not be")
    unfolded = {variable: theory.unfold(point)}
    left, right = (substitute(side, {variable: point}) for side in (t.left, t.right))
    for side, original in ((left, t.left), (right, t.right)):
        # A defined name may hide the variable: what is meant is said by the unfolded side.
        if strip(theory.unfold(side)) != strip(substitute(theory.unfold(original), unfolded)):
            raise KernelError(f"a definition hides {variable.name}")
    conditions = {c.substitute(unfolded) for c in t.conditions}
    (placed,) = unfolded.values()
    grounds = t.grounds | _Grounds(assumptions=assumptions(placed))
    return _make(theory, left, right, conditions | definedness(placed), grounds)


def instance(theory: Theory, row: Rule, substitution: Substitution) -> Theorem:
    """The instance of a row: its sides where both are defined and its condition holds."""
    kept = as_registered(row)
    left, right, conditions = instance_sides(kept, substitution, theory)
    return _make(theory, left, right, conditions, _by(kept.name))


def unfolding(theory: Theory, e: Expression) -> Theorem:
    """`g(a) = body at a`, for a name that the theory defines."""
    e = written(e)
    body = theory.unfold_once(e)
    if theory.unfold(e) != theory.whole(e, theory.unfold(body)):
        raise KernelError(f"the definition of {e} hides a variable")
    return _make(theory, e, body, NONE, _by("definition"))


def tidiness(theory: Theory, left: Expression, right: Expression) -> Theorem:
    """`left = right` for two expressions with one form by the laws that need no reason."""
    left, right = written(left), written(right)
    if theory.forms.of(left) != theory.forms.of(right):
        raise KernelError("the sides have two tidy forms")
    return _make(theory, left, right)


def by_certificate(
    theory: Theory,
    left: Expression,
    right: Expression,
    certificate: Certificate,
    procedures: frozenset[str] = ALGEBRA,
    row_of: RowOf | None = None,
) -> Theorem:
    """`left = right`, by a certificate that uses no other laws than those of procedures.

    The conditions that it relies on become conditions of the theorem.  `row_of` gives the row by
    which a function is differentiated; without it no derivative is computed.
    """
    procedures = frozenset([*procedures])
    if not procedures or not procedures <= PROCEDURES.keys():
        raise KernelError("there is no such procedure")
    left, right = written(left), written(right)
    sides = theory.unfold(left), theory.unfold(right)
    checked = Checked(theory.integer_variables, Derivatives(row_of), theory.names)
    checked.look_over(certificate, sides, frozenset().union(*map(definedness, sides)))
    if not checked.groups <= frozenset().union(*(PROCEDURES[name] for name in procedures)):
        raise KernelError("the certificate uses laws of other procedures")
    return _make(theory, left, right, checked.relied, _by(*_needed(procedures, checked.groups)))


def _needed(procedures: frozenset[str], groups: set[str]) -> Iterable[str]:
    """The procedures; of all laws, the first procedure that has those that were used."""
    if procedures != frozenset({"identity"}):
        return procedures
    return [next(name for name, known in PROCEDURES.items() if groups <= known)]


def split(
    first: Theorem,
    second: Theorem,
    u: Expression,
    within: Conditions = NONE,
    shown: tuple[Shown, Shown] = ((), ()),
) -> Theorem:
    """From `S |- l = r` and `T |- l = r` follows `l = r`: wherever u is defined, one of both holds.

    Of S is left what does not follow from `u >= 0`, of T what does not from `-u >= 0`, where u is
    defined and the conditions `within` hold, which the theorem has then.  `shown` are entries that
    show the others, on either side.
    """
    a, b = _fact(first), _fact(second)
    if a.theory is not b.theory or (a.left, a.right) != (b.left, b.right):
        raise KernelError("theorems of two equalities")
    u = bounded(a.theory.unfold(u))
    common = _stated(a.theory, within) | definedness(u)
    sides = ((a, Condition(u, ">=")), (b, Condition(Negation(u), ">=")))
    left = (
        beyond(t.conditions, common | {side}, a.theory.integer_variables, entries)
        for (t, side), entries in zip(sides, shown, strict=True)
    )
    return _state(a.theory, a.left, a.right, common.union(*left), a.grounds | b.grounds)


class Piece(NamedTuple):
    """`f = g` on one side of a joint, and `d/dx g = r` there."""

    equal: Theorem
    slope: Theorem


def join(
    first: Piece,
    second: Piece,
    u: Expression,
    within: Conditions = NONE,
    shown: tuple[Shown, Shown] = ((), ()),
) -> Theorem:
    """From f = g and d/dx g = r on `u >= 0`, f = h and d/dx h = r on `-u >= 0`: `d/dx f = r`.

    Of the conditions of each piece is left what does not follow from its side of u, where u is
    defined and the conditions `within` hold, which the theorem has too.  What `f = g` and `f = h`
    rest on must hold on a neighbourhood in x, the conditions of both slopes at the point only.
    `shown` are entries that show what follows, on either side.

    Why it holds.  Take a point of S with x = a, and let x move.  Nearby, u is defined and
    continuous and the common conditions hold, since they stand in S by their interior.  So for each
    x near a, f(x) = g(x) if u(x) >= 0, and f(x) = h(x) if u(x) <= 0, and one of both is the case.
    If u(a) > 0 then u > 0 nearby: f is g there, and has the slope g'(a) = r.  Likewise if
    u(a) < 0.  If u(a) = 0 then the conditions of both pieces hold at a, so g'(a) = r = h'(a) exist
    and g(a) = f(a) = h(a).  Then (f(x) - f(a))/(x - a) is a quotient of differences of g or one of
    h for each x near a, and both tend to r.  Nothing is asked of the zeros of u, nor of its slope:
    u may be x^3, or 0 on a whole interval, where f = g = h then.  An equation that mentions x holds
    on no neighbourhood: only the slopes may rest on one.
    """
    facts = [tuple(map(_fact, piece)) for piece in (first, second)]
    (a, da), (b, db) = facts
    x = da.left.args[1] if isinstance(da.left, DerivativeOf) else None
    theory = a.theory
    if any(t.theory is not theory for piece in facts for t in piece):
        raise KernelError("theorems of two theories")
    if x is None or x in theory.integers:
        raise KernelError("a joint is of derivatives by a real variable")
    if a.left != b.left or da.right != db.right:
        raise KernelError("the pieces are of two functions, or have two slopes")
    if (da.left, db.left) != (DerivativeOf(a.right, x), DerivativeOf(b.right, x)):
        raise KernelError("the slopes are of other pieces")
    u = bounded(theory.unfold(u))
    common = around_joint(theory, u, x, within)
    left, assumed = common, assumptions(u, 1)
    for piece, side, entries in zip(facts, (u, Negation(u)), shown, strict=True):
        here = common | {Condition(side, ">=")}
        equal, slope = (
            beyond(t.conditions, here, theory.integer_variables, entries) for t in piece
        )
        left = left | _around(equal, x) | slope
    assumed = assumed.union(*(assumptions(c.expression, 1) for c in left))
    grounds = _Grounds(assumptions=assumed)
    for piece in facts:
        for t in piece:
            grounds = grounds | t.grounds
    return _state(theory, DerivativeOf(a.left, x), da.right, left, grounds)


def around_joint(theory: Theory, u: Expression, x: Symbol, within: Conditions) -> Conditions:
    """Where, around a point, u is defined and continuous in x, and conditions hold."""
    u = bounded(theory.unfold(u))
    return _around(_stated(theory, within) | definedness(u), x) | continuity(u, x)


def _stated(theory: Theory, conditions: Iterable[Condition]) -> Conditions:
    """Conditions that a caller hands over, with definitions unfolded."""
    found = tuple(conditions)
    if not all(map(is_condition, found)):
        raise KernelError("this is not a condition")
    return frozenset(Condition(theory.unfold(bounded(c.expression)), c.relation) for c in found)


def _around(conditions: Conditions, variable: Symbol) -> Conditions:
    """The conditions, so that they hold on a neighbourhood in a variable."""
    _refuse_equations(conditions, variable)
    return interior(conditions, variable)


def lemma(
    theory: Theory,
    name: str,
    theorem: Theorem,
    sides: tuple[Expression, Expression],
    values: Mapping[Symbol, Expression],
) -> Theorem:
    """From `S |- l = r` under another theory follows its instance, as it is written in this one.

    What the `sides` mean is said by what they unfold to here: that must be what l and r unfold to
    there, up to `exp(u) = e^u`, with every variable replaced by its value, all at once.  S is
    carried at these values.  An opaque function keeps its name, and a variable that is an integer
    there an integer value.
    """
    t = _fact(theorem)
    placed = {v: theory.unfold(written(e)) for v, e in values.items()}
    sides = _both(map(written, sides))
    originals = tuple(strip(t.theory.unfold(side)) for side in (t.left, t.right))
    _check_values(t, originals, theory, placed)
    for side, original in zip(sides, originals, strict=True):
        here, there = strip(theory.unfold(side)), strip(instantiate(original, placed))
        if here != there and len({*map(exponentials_as_powers, (here, there))}) > 1:
            raise KernelError(f"{side} is not what the lemma says there")
    conditions = {
        Condition(theory.mark(bounded(instantiate(c.expression, placed))), c.relation)
        for c in t.conditions
    }
    conditions |= _within_bounds(t.theory, placed)
    conditions.update(*map(definedness, placed.values()))
    assumed = frozenset[tuple[str, int]]().union(*map(assumptions, placed.values()))
    grounds = t.grounds | _Grounds(assumptions=assumed, lemmas=frozenset({name}))
    return _make(theory, *sides, conditions, grounds)


def _both(sides: Iterable[Expression]) -> tuple[Expression, Expression]:
    left, right = sides
    return left, right


def _within_bounds(there: Theory, placed: Mapping[Symbol, Expression]) -> set[Condition]:
    """That the values of integer variables are within the bounds that a theorem is stated in."""
    return {
        Condition(SumOf(v if sign > 0 else Negation(v), integer(-k)), ">=")
        for variable, sign, k in there.bounds
        if (v := placed.get(variable)) is not None
    }


def _check_values(
    t: _Fact, sides: Iterable[Expression], theory: Theory, placed: Mapping[Symbol, Expression]
) -> None:
    """Refuses values that the theorem does not speak of, or that not all have one."""
    if not all(map(is_variable, placed)):
        raise KernelError("this is no variable")
    stated = (*sides, *(c.expression for c in t.conditions))
    missing = frozenset[Symbol]().union(*map(free_variables, stated)) - placed.keys()
    if missing:
        raise KernelError(f"the lemma needs a value of {', '.join(sorted(map(str, missing)))}")
    called = t.grounds.assumptions.union(*map(assumptions, stated))
    unknown = {f for f, _ in called} - theory.opaque
    if unknown:
        raise KernelError(f"{', '.join(sorted(unknown))} is opaque in the lemma, and not here")
    for variable in t.theory.integers & placed.keys():
        value = placed[variable]
        if polynomial(value, theory.integer_variables) is None:
            raise KernelError(f"{variable} of the lemma is an integer, and {value} may not be")
