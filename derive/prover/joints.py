"""Derivatives across kinks: both pieces and their slopes, for the kernel to join.

Where a function has abs, sign, max, min or cases of what changes its sign, its derivative is
computed on each side.  Where both slopes agree at the joint there is one, which the rows of those
functions do not tell.  Nor do those of roots where the root comes out whole: both pieces are what
it is then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    DerivativeOf,
    Expression,
    Negation,
    Path,
    ProductOf,
    Quotient,
    SumOf,
    at_path,
    call,
    children,
    free_variables,
    has_derivative,
    is_leaf,
    product_of,
    rational,
    replace_at,
    strip,
    subexpressions,
)
from derive.expression.substitution import substitute
from derive.kernel.conditions import NONE, Condition, Conditions, numeral_or_none
from derive.kernel.derivatives import Derivatives, RowsOf
from derive.kernel.facts.entries import Shown
from derive.kernel.joints import Piece, around_joint, join
from derive.kernel.theorem import Theorem, rewritten, symmetry
from derive.kernel.theory import REFUSALS, KernelError, Theory
from derive.kernel.tidy import order, tidy
from derive.prover.bodies import resolved, without_roots
from derive.prover.domains import Domain, entailed
from derive.prover.equality import normal_form
from derive.prover.implied import are_met, shown_for
from derive.prover.normal_form import canonical, distinct, split_at
from derive.prover.plainly import reflexivity
from derive.prover.polynomials import polynomial, scaled, written

#: How many joints one function may have, and one within another.
MAX_JOINTS, MAX_DEPTH = 4, 3
_IDENTITY = frozenset({"identity"})


def across_joints(
    theory: Theory, left: Expression, right: Expression, domain: Domain, rows_of: RowsOf
) -> Theorem | None:
    """`left = right`, on all of the domain, by derivatives that are joined; None if that fails."""
    left, right = strip(left), strip(right)
    if not (is_kinked(theory, left) or is_kinked(theory, right)):
        return None
    prover = _Joiner(theory, domain, rows_of)
    for way in (prover.in_place, prover.by_slopes, prover.at_once):
        try:
            found = way(left, right)
        except REFUSALS:
            continue
        if found is not None and are_met(found.conditions, domain, rows_of):
            return found
    return None


def slope_across(
    theory: Theory, e: Expression, domain: Domain, rows_of: RowsOf
) -> Expression | None:
    """What a derivative may be on both sides of its joints; None where nothing is found."""
    done = strip(e)
    prover = _Joiner(theory, domain, rows_of)
    for _ in range(MAX_JOINTS):
        path = next(_kinked(theory, done), None)
        if path is None:
            return done
        slope = prover.slope_of(at_path(done, path))
        if slope is None:
            return None
        done = replace_at(done, path, slope)
    return None


def is_kinked(theory: Theory, e: Expression) -> bool:
    """Whether a derivative in an expression is of a function with a kink, or a root as whole."""
    return has_derivative(e) and any(True for _ in _kinked(theory, strip(e)))


def _kinked(theory: Theory, e: Expression, path: Path = ()) -> Iterator[Path]:
    """The places of the innermost derivatives of functions with kinks."""
    inner = False
    for i, child in () if is_leaf(e) else children(e):
        for found in _kinked(theory, child, (*path, i)):
            inner = True
            yield found
    if isinstance(e, DerivativeOf) and not inner and (joints(theory, e) or _whole(theory, e)):
        yield path


def joints(theory: Theory, e: DerivativeOf) -> list[Expression]:
    """What changes its sign where the body of a derivative has a kink, simple ones first."""
    body, x = e.args
    try:
        unfolded = theory.unfold(body)
    except REFUSALS:
        return []
    guards = (s.guard for s in subexpressions(unfolded) if isinstance(s, Choice))
    return distinct(u for u in (*split_at(unfolded), *guards) if x in free_variables(u))


def _whole(theory: Theory, e: DerivativeOf) -> Expression | None:
    """The body of a derivative without roots that come out whole; None if it has none."""
    try:
        return without_roots(theory.unfold(e.args[0]))
    except REFUSALS:
        return None


class _Joiner:
    """Joins derivatives on one domain."""

    def __init__(self, theory: Theory, domain: Domain, rows_of: RowsOf) -> None:
        self.theory = theory
        self.domain = domain
        self.rows_of = rows_of
        inequalities = domain.without_equations.conditions
        #: What a joint may rest on: nothing, or all that is declared.
        self.common: tuple[Conditions, ...] = (NONE, frozenset(inequalities))
        self.derivatives = Derivatives(rows_of)

    def directly(self, left: Expression, right: Expression) -> Theorem | None:
        """`d/dx f = r`, or `r = d/dx f`, for an r without kinked derivatives."""
        if isinstance(left, DerivativeOf) and not is_kinked(self.theory, right):
            return self.slope(left, right, self.domain)
        if isinstance(right, DerivativeOf) and not is_kinked(self.theory, left):
            found = self.slope(right, left, self.domain)
            return None if found is None else symmetry(found)
        return None

    def in_place(self, left: Expression, right: Expression) -> Theorem | None:
        """The same of the one part in which the sides differ."""
        if is_kinked(self.theory, right):
            found = None if is_kinked(self.theory, left) else self.in_place(right, left)
            return None if found is None else symmetry(found)
        path, old, new = _difference(left, right)
        found = self.directly(old, new)
        if found is None or not path:
            return found
        return rewritten(left, path, found, reflexivity(self.theory, right))

    def at_once(self, left: Expression, right: Expression) -> Theorem | None:
        """`d/dx f = r` for an r with kinked derivatives, whose joints the domain leaves out."""
        found = isinstance(left, DerivativeOf) and is_kinked(self.theory, right)
        return self.slope(left, right, self.domain) if found else None

    def by_slopes(self, left: Expression, right: Expression) -> Theorem | None:
        """Both sides with the slopes that derivatives in them have across their joints."""
        first, there = self._replaced(left)
        second, other = self._replaced(right)
        done = normal_form(self.theory, there, other, _IDENTITY, self.domain, self.rows_of)
        for e, path, theorem in reversed(first):
            done = rewritten(e, path, theorem, done)
        done = symmetry(done)
        for e, path, theorem in reversed(second):
            done = rewritten(e, path, theorem, done)
        return symmetry(done)

    def _replaced(self, e: Expression) -> tuple[list[tuple[Expression, Path, Theorem]], Expression]:
        """An expression with kinked derivatives replaced, and each step of that."""
        steps: list[tuple[Expression, Path, Theorem]] = []
        for _ in range(2 * MAX_JOINTS):
            path = next(_kinked(self.theory, e), None)
            if path is None:
                return steps, e
            theorem = self._found(at_path(e, path))
            steps.append((e, path, theorem))
            e = replace_at(e, path, theorem.right)
        raise KernelError("too many derivatives have kinks")

    def _found(self, e: DerivativeOf) -> Theorem:
        """A derivative with a slope that it has on both sides of its joints."""
        for r in self._candidates(e):
            try:
                found = self.slope(e, r, self.domain)
            except REFUSALS:
                continue
            if found is not None:
                return found
        raise KernelError("the slopes on both sides of a joint are not equal")

    def _candidates(self, e: DerivativeOf) -> Iterator[Expression]:
        """What a derivative may be: of what its body is as a whole, or at each joint."""
        whole = _whole(self.theory, e)
        found = None if whole is None else self.slope_of(DerivativeOf(whole, e.args[1]))
        if found is not None:
            yield found
        for u in joints(self.theory, e)[:MAX_JOINTS]:
            r = self._candidate(e, u)
            if r is not None:
                yield r

    # One derivative

    def slope(
        self, e: DerivativeOf, r: Expression, domain: Domain, depth: int = MAX_DEPTH
    ) -> Theorem | None:
        """`d/dx f = r` on a domain, across a joint of f if it takes one."""
        try:
            found = normal_form(self.theory, e, r, _IDENTITY, domain, self.rows_of)
            if are_met(found.conditions, domain, self.rows_of):
                return found
        except REFUSALS:
            pass
        of_whole = self._of_whole(e, r, domain, depth) if depth else None
        if of_whole is not None:
            return of_whole
        for u in joints(self.theory, e)[:MAX_JOINTS] if depth else ():
            for common in self.common:
                try:
                    found = self._joined(e, r, u, domain, common, depth)
                except REFUSALS:
                    continue
                if are_met(found.conditions, domain, self.rows_of):
                    return found
        return None

    def _of_whole(
        self, e: DerivativeOf, r: Expression, domain: Domain, depth: int
    ) -> Theorem | None:
        """`d/dx f = r` by what f is everywhere without its roots: a joint of that with itself."""
        whole = _whole(self.theory, e)
        if whole is None:
            return None
        body, x = e.args
        try:
            around = domain.without_equations
            equal = normal_form(self.theory, body, whole, _IDENTITY, around, self.rows_of)
            slope = self.slope(DerivativeOf(whole, x), r, domain, depth - 1)
            if slope is None:
                return None
            found = joined(*2 * (Piece(equal, slope),), Integer(0))
        except REFUSALS:
            return None
        return found if are_met(found.conditions, domain, self.rows_of) else None

    def _joined(
        self,
        e: DerivativeOf,
        r: Expression,
        u: Expression,
        domain: Domain,
        common: Conditions,
        depth: int,
    ) -> Theorem:
        first, second = (self._piece(e, r, u, sign, domain, depth) for sign in (1, -1))
        return joined(first, second, u, common)

    def _piece(
        self, e: DerivativeOf, r: Expression, u: Expression, sign: int, domain: Domain, depth: int
    ) -> Piece:
        """What the body is on one side of u, and its slope there.  Raises a refusal."""
        body, x = e.args
        side = Condition(u if sign > 0 else Negation(u), ">=")
        here = Domain(domain.variables, (*domain.conditions, side), domain.integers)
        piece = resolved(self.theory.unfold(body), u, sign)
        around = here.without_equations
        equal = normal_form(self.theory, body, piece, _IDENTITY, around, self.rows_of)
        slope = self.slope(DerivativeOf(piece, x), r, here, depth - 1)
        if slope is None:
            raise KernelError("no slope is found on one side of a joint")
        return Piece(equal, slope)

    # What the slope may be

    def _candidate(
        self, e: DerivativeOf, u: Expression, depth: int = MAX_DEPTH
    ) -> Expression | None:
        """The slopes of both pieces as one expression; None where one of them is not found."""
        body, x = e.args
        found = []
        for sign in (1, -1):
            piece = resolved(self.theory.unfold(body), u, sign)
            done = self.slope_of(DerivativeOf(piece, x), depth - 1)
            if done is None:
                return None
            found.append(done)
        return _together_along(x, u, *found) or _together(u, *found)

    def slope_of(self, e: DerivativeOf, depth: int = MAX_DEPTH) -> Expression | None:
        """What the rows, or a joint, make of a derivative."""
        whole = _whole(self.theory, e) if depth else None
        if whole is not None:
            return self.slope_of(DerivativeOf(whole, e.args[1]), depth - 1)
        if not joints(self.theory, e):
            found = self.derivatives.of(e)
            return None if found is None else _simply(found[0])
        for u in joints(self.theory, e)[:MAX_JOINTS] if depth else ():
            r = self._candidate(e, u, depth)
            if r is not None:
                return r
        return None


def _together_along(
    x: Symbol, u: Expression, above: Expression, below: Expression
) -> Expression | None:
    """What is `above` where u >= 0 and `below` where u <= 0, for a u that is linear in x.

    Each with x on its own side of u = 0, together, less what it is there: for u = x,
    `g(max(x, 0)) + h(min(x, 0)) - g(0)`.
    """
    p = polynomial(u)
    slope = p.get(frozenset([(x, 1)]))
    rest = {m: c for m, c in p.items() if m != frozenset([(x, 1)])}
    if slope is None or any(x in free_variables(a) for m in rest for a, _ in m):
        return None
    zero = tidy(written(scaled(rest, -1 / slope)))
    upper, lower = call("max", x, zero), call("min", x, zero)
    right, left = (above, below) if slope > 0 else (below, above)
    at = substitute(right, {x: zero})
    parts = (substitute(right, {x: upper}), substitute(left, {x: lower}), Negation(at))
    return _simply(SumOf(*parts))


def _together(u: Expression, above: Expression, below: Expression) -> Expression:
    """The same for any u: as a multiple of abs(u), max(u, 0) or min(u, 0), else in cases."""
    forms = (
        (SumOf(above, below), above, call("abs", u)),
        (below, above, call("max", u, Integer(0))),
        (above, below, call("min", u, Integer(0))),
    )
    for vanishes, whole, form in forms:
        factor = _simply(Quotient(whole, u))
        bottom = factor.args[1] if isinstance(factor, Quotient) else Integer(1)
        if _simply(vanishes) == Integer(0) and _is_nowhere_zero(bottom):
            return _times(factor, form)
    return Choice(Str(">"), u, above, below)


def _times(e: Expression, form: Expression) -> Expression:
    """A product with one more factor, which is left as it is written."""
    if isinstance(e, Quotient):
        return Quotient(_times(e.args[0], form), e.args[1])
    if isinstance(e, Negation):
        return Negation(_times(e.args[0], form))
    factors = e.args if isinstance(e, ProductOf) else (e,)
    return product_of((*(f for f in factors if f != Integer(1)), form))


def _is_nowhere_zero(e: Expression) -> bool:
    variables = free_variables_of([e])
    return entailed(variables, NONE, frozenset()).implies(Condition(e, "!="))


def joined(first: Piece, second: Piece, u: Expression, common: Conditions = NONE) -> Theorem:
    """The join of two pieces, with entries for what follows on either side.  Raises a refusal."""
    theory, x = first.equal.theory, first.slope.left.args[1]
    around = around_joint(theory, u, x, common)
    shown = (
        _shown(first, around | {Condition(theory.unfold(u), ">=")}),
        _shown(second, around | {Condition(Negation(theory.unfold(u)), ">=")}),
    )
    return join(first, second, u, common, shown)


def _shown(piece: Piece, given: Conditions) -> Shown:
    """Entries for what a piece rests on, where conditions hold."""
    found = piece.equal.conditions | piece.slope.conditions
    variables = free_variables_of(c.expression for c in (*found, *given))
    return shown_for(found, entailed(variables, given, piece.equal.theory.integers))


def free_variables_of(expressions: Iterable[Expression]) -> tuple[Symbol, ...]:
    """The variables of several expressions, in order."""
    return tuple(sorted(frozenset[Symbol]().union(*map(free_variables, expressions)), key=order))


def _difference(left: Expression, right: Expression) -> tuple[Path, Expression, Expression]:
    """The place of the smallest part around all that differs, and what stands there."""
    path: Path = ()
    while not is_leaf(left) and type(left) is type(right) and len(left.args) == len(right.args):
        pairs = zip(left.args, right.args, strict=True)
        places = [i for i, (a, b) in enumerate(pairs) if a != b]
        inner = dict(children(left))
        if len(places) != 1 or places[0] not in inner or isinstance(left, DerivativeOf):
            break
        (i,) = places
        path, left, right = (*path, i), left.args[i], right.args[i]
    return path, left, right


def _simply(e: Expression) -> Expression:
    """A reduced fraction, if that is small; else the tidy form."""
    e = _folded(e)
    try:
        return tidy(canonical(e))
    except REFUSALS:
        return tidy(e)


def _folded(e: Expression) -> Expression:
    """An expression with the larger or smaller one of two numbers as that."""
    if is_leaf(e) or has_derivative(e):
        return e
    args = tuple(a if isinstance(a, (Str, Symbol)) else _folded(a) for a in e.args)
    done = e if args == e.args else e.func(*args)
    if isinstance(done, Call) and done.name in ("max", "min"):
        numbers = [q for a in done.arguments if (q := numeral_or_none(a)) is not None]
        if len(numbers) == len(done.arguments):
            return rational(max(numbers) if done.name == "max" else min(numbers))
    return done
