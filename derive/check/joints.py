"""Derivatives across joints in words: what a function is on either side, its values and slopes.

What is told here is computed anew, and told only where both values and both slopes come out equal;
that the derivative exists is what the kernel has joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.check.grounds import plainly
from derive.check.line import Line
from derive.expression.neat import neat
from derive.expression.nodes import DerivativeOf, Expression, free_variables, size, subexpressions
from derive.expression.substitution import substitute
from derive.kernel.conditions import Condition, alternatives
from derive.kernel.derivatives import Derivatives
from derive.kernel.theory import REFUSALS, KernelError, Theory
from derive.kernel.tidy import tidy
from derive.prover.bodies import resolved
from derive.prover.conditions.cases import outer_choice, with_branch
from derive.prover.domains import Domain
from derive.prover.joints import joints
from derive.prover.normal_form import canonical, factored
from derive.prover.polynomials import polynomial, scaled, written
from derive.report.explain import Joint
from derive.rules import derivative_rows

#: How many choices are decided in a value.
MAX_CHOICES = 8


def joints_of(line: Line, theory: Theory, domain: Domain) -> Iterator[Joint]:
    """The joints of derivatives in a line, as far as its theorem does not leave them out."""
    if line.theorem is None:
        return
    left_out = {tidy(c.expression) for c in line.theorem.conditions if c.relation == "!="}
    told = set[tuple[str, ...]]()
    for e in _derivatives(line):
        for u in joints(theory, e):
            if tidy(u) in left_out or domain.implies(Condition(u, "!=")):
                continue
            found = _joint(e, u, theory, domain)
            if found is not None and (found.at, found.value, found.slope) not in told:
                told.add((found.at, found.value, found.slope))
                yield found


def _derivatives(line: Line) -> Iterable[DerivativeOf]:
    sides = line.before.node, line.step.to.node
    parts = (e for side in sides for e in subexpressions(side) if isinstance(e, DerivativeOf))
    return dict.fromkeys(parts)


def _joint(e: DerivativeOf, u: Expression, theory: Theory, domain: Domain) -> Joint | None:
    """A joint where u = 0, if u tells where that is, and both pieces agree there."""
    body, x = e.args
    zero = _zero(u, x)
    if zero is None:
        return None
    try:
        whole = theory.unfold(body)
        pieces = [resolved(whole, u, sign) for sign in (1, -1)]
        slopes = [_slope(DerivativeOf(piece, x)) for piece in pieces]
        values, at = (
            {_value(substitute(one, {x: zero}), domain) for one in both}
            for both in (pieces, slopes)
        )
    except REFUSALS:
        return None
    if len(values) != 1 or len(at) != 1:
        return None
    rising = polynomial(u)[frozenset([(x, 1)])] > 0
    sides = (f"{x} {relation} {plainly(zero)}" for relation in (">=", "<=")[:: 1 if rising else -1])
    told = zip(sides, pieces, slopes, strict=True)
    return Joint(
        neat(body),
        f"{x} = {plainly(zero)}",
        tuple((where, plainly(piece), plainly(slope)) for where, piece, slope in told),
        plainly(values.pop()),
        plainly(at.pop()),
    )


def _zero(u: Expression, x: Expression) -> Expression | None:
    """Where an expression is 0 that is linear in x; None where it is not."""
    p = polynomial(u)
    alone = frozenset([(x, 1)])
    rest = {m: c for m, c in p.items() if m != alone}
    if alone not in p or any(x in free_variables(a) for m in rest for a, _ in m):
        return None
    return written(scaled(rest, -1 / p[alone]))


def _slope(e: DerivativeOf) -> Expression:
    """What the rows make of a derivative, simply.  Raises `KernelError` where they tell nothing."""
    found = Derivatives(derivative_rows).of(e)
    if found is None:
        raise KernelError("no row tells the slope")
    return min((found[0], factored(found[0]), neat(tidy(found[0]))), key=size)


def _value(e: Expression, domain: Domain) -> Expression:
    """What an expression is, each choice in it decided as far as the domain tells."""
    for _ in range(MAX_CHOICES):
        choice = outer_choice(e)
        if choice is None:
            break
        both = alternatives(choice.guard, choice.relation)
        known = (b for b, said in zip(choice.branches, both, strict=True) if _all(said, domain))
        branch = next(known, None)
        if branch is None:
            raise KernelError("the domain does not tell which branch it is")
        e = with_branch(e, choice, branch)
    return canonical(e)


def _all(said: tuple[Condition, ...], domain: Domain) -> bool:
    return all(map(domain.implies, said))
