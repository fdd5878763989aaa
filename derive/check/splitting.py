"""A step by a procedure, split where its certificate shows how.

Each side is written with what its functions are in the place of them: what is left between the two
is arithmetic, as far as no law relates what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy.core.symbol import Str, Symbol

from derive.check.certified import Asked, certified
from derive.expression.nodes import (
    Call,
    Expression,
    Power,
    call,
    called,
    constant,
    has_derivative,
    is_leaf,
    size,
    subexpressions,
)
from derive.expression.text import without_brackets
from derive.kernel.derivatives import Derivatives
from derive.kernel.theory import REFUSALS, Theory
from derive.kernel.tidy import tidy
from derive.prover.domains import Domain
from derive.prover.equality import proved
from derive.report.certificate import Certified
from derive.rules import derivative_rows
from derive.rules.procedures import PROCEDURES
from derive.search.between import Proposal
from derive.search.bridge import Names

#: What says in the letters of a certificate which sign is not known.
_OF_SIGNS = frozenset({"abs", "sign"})
#: The largest line that is given to a reader.
MAX_SIZE = 120


def certificate_of(
    old: Expression, new: Expression, names: Names, theory: Theory, domain: Domain | None
) -> Certified | None:
    """The certificate that `old = new` by the least procedure that does it; None without any."""
    for least in _least(names):
        try:
            _, found = proved(theory, old, new, frozenset(least), domain, derivative_rows)
            sides = theory.unfold(old), theory.unfold(new)
            asked = Asked(least, Derivatives(derivative_rows), theory.integer_variables)
            return certified(found, (old, new), sides, asked)
        except REFUSALS:
            continue
    return None


def _least(names: Names) -> Iterator[Names]:
    """The procedures that know less than those of these names, and those: one may do it."""
    known = frozenset[str]().union(*(PROCEDURES[name] for name in names))
    yield from ((name,) for name, groups in PROCEDURES.items() if groups < known)
    yield names


def split(
    old: Expression, new: Expression, names: Names, theory: Theory, domain: Domain
) -> list[Proposal]:
    """Lines that lead from `old` to `new`, `new` the last; none where there is nothing between.

    Derivatives are carried out by rules of their own, and signs that the lines do not speak of help
    no reader.
    """
    if has_derivative(old) or has_derivative(new):
        return []
    found = certificate_of(old, new, names, theory, domain)
    known = called(old) | called(new)
    if found is None or any(_OF_SIGNS & (called(line) - known) for line in found.put_in):
        return []
    lines, last = list[Proposal](), old
    for line in (*(spelled(line, (old, new)) for line in found.put_in), new):
        if not _is_new(line, last) or (line is not new and not _is_new(line, new)):
            continue
        if size(line) > MAX_SIZE:
            return []
        step = certificate_of(last, line, names, theory, domain)
        if step is None:
            return []
        lines.append((line, step.names))
        last = line
    return lines if lines and lines[-1][0] == new else []


def spelled(line: Expression, like: Iterable[Expression]) -> Expression:
    """A line with exponentials written as lines beside it write them, if these all do so."""
    parts = [part for e in like for part in subexpressions(e)]
    as_calls = any(isinstance(part, Call) and part.name == "exp" for part in parts)
    return _as_calls(line) if as_calls and not any(map(_is_power_of_e, parts)) else line


def _as_calls(e: Expression) -> Expression:
    if is_leaf(e):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else _as_calls(a) for a in e.args))
    return call("exp", e.args[1]) if _is_power_of_e(e) else e


def _is_power_of_e(e: Expression) -> bool:
    return isinstance(e, Power) and e.args[0] == constant("e")


def _is_new(line: Expression, before: Expression) -> bool:
    """Whether a line is another one than the one before, and not only in another order."""
    return without_brackets(line) != without_brackets(before) and tidy(line) != tidy(before)
