"""Steps that values alone justify: none at all, and a definition unfolded."""

from __future__ import annotations

from derive.expression.nodes import Expression, strip
from derive.expression.substitution import substitute
from derive.kernel.theorem import Theorem, tidiness
from derive.kernel.theory import KernelError, Theory


def reflexivity(theory: Theory, e: Expression) -> Theorem:
    """`S |- e = e`, where S is where e is defined."""
    e = strip(e)
    return tidiness(theory, e, e)


def unfolded_once(theory: Theory, e: Expression) -> Expression:
    """The body of the definition that `e` calls, at its arguments.  Raises `KernelError`."""
    if not theory.is_defined(e):
        raise KernelError(f"{e} is not a defined name")
    d = theory.definition(e.name)
    if len(d.parameters) != len(e.arguments):
        raise KernelError("a definition is used with another number of arguments")
    return substitute(strip(d.body), dict(zip(d.parameters, e.arguments, strict=True)))


def unfolding(theory: Theory, e: Expression) -> Theorem:
    """`g(a) = body at a`, for a name that the theory defines."""
    e = strip(e)
    return tidiness(theory, e, unfolded_once(theory, e), ["definition"])
