"""Definitions of names that are known: each must be what the known function is.

The kernel keeps the two apart, so that nothing false could be proved by one that is not; but a
reader takes a known name for what is known by it.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.check.elaborate import Setting
from derive.check.evidence import Judge
from derive.expression.functions import FUNCTION_NAMES, SYNONYMS
from derive.expression.nodes import Expression, call, free_variables
from derive.expression.text import text
from derive.kernel.conditions import definedness
from derive.kernel.definitions import Definition
from derive.kernel.theory import REFUSALS, Theory
from derive.kernel.tidy import order
from derive.prover.domains import Domain
from derive.prover.plainly import unfolded_once
from derive.report.diagnostics import Diagnostic, Kind
from derive.report.equality import point_words
from derive.search.prove import prove


def misdefined(setting: Setting, theory: Theory) -> tuple[Diagnostic, ...]:
    """The definitions of a known name that are not shown to be what is known by it."""
    places = {d.name: d.body.place() for d in setting.definitions}
    return tuple(
        Diagnostic(
            Kind.OTHER_MEANING,
            places[d.name],
            expected=text(_meant(known)),
            written=text(d.body),
            hint=f"{difference}; choose another name",
            about=(text(call(d.name, *d.parameters)),),
        )
        for d, known in _known(theory)
        if (difference := _difference(d, known, theory))
    )


def _known(theory: Theory) -> Iterator[tuple[Definition, Expression]]:
    """The definitions of known functions, each with a call of that function."""
    for d in theory.definitions:
        name = SYNONYMS.get(d.name, d.name)
        if name in FUNCTION_NAMES and d.parameters:
            yield d, call(name, *d.parameters)


def _meant(known: Expression) -> Expression:
    """A call of a known function as its standard definition, where it has one."""
    theory = Theory()
    return unfolded_once(theory, known) if theory.is_defined(known) else known


def _difference(d: Definition, known: Expression, theory: Theory) -> str:
    """What tells a definition from the known function; empty where they are the same.

    They are the same where they are proved to be equal wherever both are defined, and no point is
    found at which only one is.  A parameter stands for any real value, also where a variable of
    its name is an integer.
    """
    try:
        sides = theory.unfold(d.body), Theory((), theory.opaque).unfold(known)
        variables = tuple(sorted(frozenset().union(*map(free_variables, sides)), key=order))
        integers = (theory.integers - {*d.parameters}) & {*variables}
        bare = Theory((), theory.opaque, integers)
        defined = sorted(
            definedness(sides[0]) | definedness(sides[1]),
            key=lambda c: (order(c.expression), c.relation),
        )
        domain = Domain(variables, tuple(defined), integers)
        proof = prove(*sides, bare, domain)
        same = proof is not None and domain.implies_all(proof.theorem.conditions)
        found = Judge(bare, Domain(variables, (), integers)).judge(*sides, None).witness
    except REFUSALS as error:
        return str(error)
    if found is None:
        return "" if same else "it is not shown that they are the same"
    values = (side or "undefined" for side in (found.left, found.right))
    return "at {}: this is {}, that {}".format(point_words(found), *values)
