"""What stands between an equality and its proof: the refusal of the kernel, or what its laws leave.

It reads the normal form of the difference of the sides, which the kernel did not find to be 0, and
says in which functions that is; where no point is known at which there are values, it says what was
looked for.  It decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.check.evidence import UNPROVED, VACUOUS, Finding, Judge
from derive.check.relations import in_words
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Power,
    SumOf,
    free_variables,
    parts,
    size,
    strip,
    subexpressions,
)
from derive.expression.text import text
from derive.kernel.conditions import Condition, definedness, integer_exponent
from derive.kernel.derivatives import Derivatives
from derive.kernel.functions import FUNCTIONS
from derive.kernel.theory import REFUSALS, Theory
from derive.kernel.tidy import order
from derive.prover.domains import Domain
from derive.prover.normal.signs import Signs
from derive.prover.normal_form import canonical, written
from derive.prover.remaining import remaining
from derive.rules import derivative_rows
from derive.rules.procedures import PROCEDURES
from derive.search.derivation.simple import simple

#: How many pieces are named, and how large they may be.
MAX_NAMED, MAX_SIZE = 3, 30
_SIGNED = frozenset({"abs", "sign"})
_COMPARED = frozenset({"max", "min"})


def obstacle(left: Expression, right: Expression, theory: Theory, domain: Domain) -> str:
    """Why the laws do not show `left = right`, in words."""
    try:
        rest = _left_over(theory.unfold(left), theory.unfold(right), theory, domain)
    except REFUSALS as error:
        return f"it was given up: {error}"
    atoms = sorted({*_atoms(rest)}, key=lambda e: (size(e), order(e)))
    said = [f"the sign of {_listed(signs)} is not decided"] if (signs := _undecided(atoms)) else []
    opaque = sorted({a.name for a in atoms if isinstance(a, Call)} & _opaque(theory, atoms))
    said += [f"nothing is known of {' and '.join(opaque)} that settles it"] if opaque else []
    others = [a for a in atoms if not _is_told(a, opaque)]
    said += [f"no law that is known settles what is left, in {_listed(others)}"] if others else []
    return "; ".join(said) or "a difference is left that is not 0 everywhere"


def explained(finding: Finding, left: Expression, right: Expression, judge: Judge) -> Finding:
    """A finding on `left = right` with what stands in its way, where nothing is shown."""
    said, theory, domain = finding.explanation, judge.theory, judge.domain
    if said == UNPROVED:
        said += f": {obstacle(left, right, theory, domain)}"
    elif said == VACUOUS:
        said += f": {nowhere((left, right), theory, domain)}"
    return replace(finding, explanation=said)


def nowhere(sides: Iterable[Expression], theory: Theory, domain: Domain) -> str:
    """Why no point is known at which expressions have a value, in words."""
    try:
        unfolded = [theory.unfold(side) for side in sides]
        needed = frozenset[Condition]().union(*map(definedness, unfolded))
        return needing(remaining(needed, domain, derivative_rows), unfolded, domain)
    except REFUSALS as error:
        return f"it was given up: {error}"


def needing(conditions: Iterable[Condition], unfolded: Iterable[Expression], domain: Domain) -> str:
    """What no point of a domain was found for, in words: conditions of unfolded expressions."""
    if _is_empty(domain):
        return "the declared domain is empty"
    valueless = [s for e in unfolded for s in subexpressions(e) if _is_nowhere(s)]
    if valueless:
        return _valueless(min(valueless, key=size))
    where = " and ".join(dict.fromkeys(map(in_words, conditions)))
    if where:
        return f"none was found for {where}"
    if domain.conditions and not domain.points(1):
        return "no point of the declared domain was found"
    return "their values are too large for balls"


def _is_empty(domain: Domain) -> bool:
    """Whether one of the conditions of a domain is false wherever the others hold."""
    conditions = domain.conditions
    for i, c in enumerate(conditions):
        others = Domain(domain.variables, conditions[:i] + conditions[i + 1 :], domain.integers)
        if c.relation == "!=":
            if others.sign(c.expression) == 0:
                return True
        elif c.relation == "=":
            if others.implies(Condition(c.expression, "!=")):
                return True
        elif others.implies(Condition(Negation(c.expression), _OTHERWISE[c.relation])):
            return True
    return False


#: What the negative of an expression is where the expression is not that.
_OTHERWISE = {">": ">=", ">=": ">"}


def _is_nowhere(e: Expression) -> bool:
    """Whether a function or a derivative has a condition that nothing satisfies."""
    found = isinstance(e, (Call, DerivativeOf, DerivativeAt))
    return found and any(c.is_false() for c in definedness(e))


def _valueless(e: Expression) -> str:
    """Why an expression has a value nowhere, in words."""
    said = f"{text(e)} has a value nowhere"
    if isinstance(e, Call):
        return said
    body, by, *point = e.args
    calls = (s for s in subexpressions(body) if isinstance(s, Call))
    found = next((s for s in calls if _is_order(by, s)), None)
    if found is not None:
        return f"{found.name} is known at integers {by} only"
    there = (c.substitute({by: p}) for c in definedness(body) for p in (*point, by)[:1])
    # rows leave out points at which there may be a slope: sqrt(x^4) has one at 0
    return said if any(c.is_false() for c in there) else f"no value of {text(e)} is known"


def _is_order(variable: Expression, e: Call) -> bool:
    """Whether a variable stands where a function takes integers only."""
    row = FUNCTIONS.get(e.name)
    return row is not None and row.discrete and variable in free_variables(e.arguments[0])


def _left_over(left: Expression, right: Expression, theory: Theory, domain: Domain) -> Expression:
    """The difference under all laws, with the signs that the domain gives.  Raises a refusal."""
    difference = SumOf(left, Negation(right))
    signs = Signs(
        definedness(difference),
        follow=lambda known: Domain(domain.variables, tuple(known)).implies,
        integers=theory.integer_variables,
    )
    signs.declared, signs.implied = frozenset(domain.without_equations.conditions), domain.implies
    return written(difference, PROCEDURES["identity"], signs, Derivatives(derivative_rows))


def _atoms(e: Expression) -> Iterator[Expression]:
    """The outermost functions, derivatives, and powers with exponents that are no integers."""
    rooted = isinstance(e, Power) and integer_exponent(e.args[1]) is None
    if rooted or isinstance(e, (Call, DerivativeOf, DerivativeAt)):
        yield e
    else:
        for part in parts(e):
            yield from _atoms(part)


def _undecided(atoms: list[Expression]) -> list[Expression]:
    """What stands in absolute values, and the differences of what is compared."""
    calls = [a for a in atoms if isinstance(a, Call)]
    signed = [strip(c.arguments[0]) for c in calls if c.name in _SIGNED]
    compared = (c.arguments for c in calls if c.name in _COMPARED)
    return signed + [canonical(SumOf(a, Negation(b))) for a, b in compared if a != b]


def _opaque(theory: Theory, atoms: list[Expression]) -> frozenset[str]:
    """The names among atoms that stand for any function."""
    names = {a.name for a in atoms if isinstance(a, Call)}
    return frozenset(n for n in names if n.rstrip("'") in theory.opaque)


def _is_told(atom: Expression, opaque: list[str]) -> bool:
    return isinstance(atom, Call) and (atom.name in opaque or atom.name in _SIGNED | _COMPARED)


def _listed(found: list[Expression]) -> str:
    """Some of several expressions, in words."""
    told = [text(simple(e, True)) for e in found if size(e) <= MAX_SIZE][:MAX_NAMED]
    more = len(found) - len(told)
    told += [f"{more} more" if told else f"{more} of more than {MAX_SIZE} parts"] if more else []
    return ", ".join(told[:-1]) + (" and " if len(told) > 1 else "") + told[-1]
