"""SymPy's opinion on an equality: a second witness, which proves nothing and promotes nothing.

SymPy may take any time and memory: this is for a worker process that can be killed.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy.core.symbol import Str, Symbol

from derive.check.elaborate import domain_of, theory_of
from derive.check.lemmas import Run
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    call,
    is_leaf,
)
from derive.expression.value import value
from derive.kernel.theory import REFUSALS, Theory
from derive.prover.domains import Domain
from derive.report.equality import Opinion, SecondOpinion
from derive.script.equality import read_equality
from derive.script.load import load

_SAYS = {True: Opinion.EQUAL, False: Opinion.NOT_EQUAL}


def opinion(left: Expression, right: Expression, theory: Theory, domain: Domain) -> SecondOpinion:
    """What SymPy makes of `left = right` for variables of the domain."""
    try:
        left_value, right_value = (value_on(e, theory, domain).doit() for e in (left, right))
        difference = left_value - right_value
        if sympy.simplify(difference) == 0:
            return SecondOpinion(Opinion.EQUAL)
        return SecondOpinion(_SAYS.get(difference.equals(0), Opinion.UNDECIDED))
    except MemoryError:
        raise
    except Exception as error:  # SymPy fails in many ways, and an opinion is all that is lost
        return SecondOpinion(Opinion.FAILED, f"an error ({type(error).__name__})")


def opinion_on_texts(
    left: str, right: str, where: tuple[str, ...], opaque: tuple[str, ...] = ()
) -> SecondOpinion:
    """SymPy's opinion on an equality of texts that can be read."""
    equality = read_equality(left, right, where, opaque).equality
    if equality is None:
        return SecondOpinion(Opinion.FAILED, "an error (the input cannot be used)")
    theory = theory_of(equality)
    domain = domain_of(equality, theory)
    return opinion(equality.left.node, equality.right.node, theory, domain)


def opinion_on_step(path: str, number: int, run: Run | None = None) -> SecondOpinion:
    """SymPy's opinion on a step of the script at `path`, counted from 1."""
    script = (load if run is None else run.load)(path).script
    try:
        if script is None:
            return SecondOpinion(Opinion.FAILED, "an error (the script cannot be used)")
        theory = theory_of(script)
        domain = domain_of(script, theory)
        lines = [script.theorem.left, *(step.to for step in script.steps)]
        return opinion(lines[number - 1].node, lines[number].node, theory, domain)
    except REFUSALS as error:
        return SecondOpinion(Opinion.FAILED, f"an error ({error})")


def value_on(e: Expression, theory: Theory, domain: Domain) -> Any:
    """A side in SymPy, its variables assumed to be what the domain says.

    Derivatives in it are not carried out.
    """
    return value(unprimed(theory.unfold(e)), assumed(domain))


def assumed(domain: Domain) -> dict[Symbol, Symbol]:
    """For each variable of a domain the symbol that SymPy assumes to be in it."""
    return {v: _assumed(v, domain) for v in domain.variables}


def _assumed(variable: Symbol, domain: Domain) -> Symbol:
    known = domain.range(variable)
    said = {
        "integer": variable in domain.integers,
        "positive": known.positive,
        "negative": known.negative,
        "nonnegative": known.nonnegative,
        "nonzero": known.excludes_zero,
    }
    return Symbol(variable.name, real=True, **{word: True for word, holds in said.items() if holds})


def unprimed(e: Expression) -> Expression:
    """`f'(u)` as the derivative of f at u, which SymPy knows how to take."""
    if is_leaf(e):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else unprimed(a) for a in e.args))
    primes = len(e.name) - len(e.name.rstrip("'")) if isinstance(e, Call) else 0
    if not primes or len(e.arguments) != 1:
        return e
    point = e.arguments[0]
    place = point if isinstance(point, Symbol) else Symbol("t_")
    body: Expression = call(e.name.rstrip("'"), place)
    for _ in range(primes - 1):
        body = DerivativeOf(body, place)
    if place is point:
        return DerivativeOf(body, place)
    return DerivativeAt(body, place, point)
