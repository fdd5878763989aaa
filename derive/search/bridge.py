"""Bridges: where two rewritten lines still differ, and by which reasons they are equal there.

A procedure, or a rule that is told by its shape, is asked about the smallest parts in which the
lines differ, also inside derivatives.  Defined names, those of a script and known ones, are taken
as they stand: only `definition` unfolds them, and `identity`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    Call,
    DerivativeAt,
    Expression,
    Path,
    ProductOf,
    SumOf,
    called,
    children,
    has_derivative,
    is_leaf,
    product_of,
    replace_at,
    size,
    sum_of,
)
from derive.kernel.functions import FUNCTIONS
from derive.kernel.theorem import Theorem, congruence, transitivity
from derive.kernel.theory import REFUSALS, Theory
from derive.kernel.tidy import base_and_exponent, raised, tidy
from derive.prover.domains import Domain
from derive.prover.equality import normal_form
from derive.prover.plainly import reflexivity
from derive.rules import derivative_rows
from derive.rules.procedures import PROCEDURES
from derive.rules.standard import STANDARD_NAMES
from derive.search.fuel import Fuel
from derive.search.shapes import SHAPES, above, scaled

#: In how many places of one sum or product the lines may differ to be looked at one by one.
MAX_PLACES = 4
Names = tuple[str, ...]
_ALGEBRA: Names = ("algebra",)
_POWERS: Names = ("exp-log",)
#: What shows that lines of a shape are equal, by what must be named beside the rule.
_LAWS: dict[frozenset[str], Names] = {frozenset(): _ALGEBRA, frozenset({"power-laws"}): _POWERS}
#: The known names that have nothing but a definition; `max` of several is no other than `max`.
_VEILED = frozenset(n for n in STANDARD_NAMES if n.partition("/")[0] not in FUNCTIONS)


@dataclass(frozen=True)
class Bridge:
    """At `path`, `old` is `new` by a name: a procedure, or a rule of this shape."""

    path: Path
    old: Expression
    new: Expression
    names: Names
    procedures: Names
    domain: Domain | None

    def prove(self, theory: Theory) -> Theorem:
        """The theorem `old = new`.  Raises a refusal."""
        return _by_forms(_Same(theory), self.old, self.new, self.procedures, self.domain)


class _Same:
    """A theory that is equal to itself alone, as theorems of two theories do not meet."""

    def __init__(self, theory: Theory) -> None:
        self.theory = theory

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.theory is self.theory

    def __hash__(self) -> int:
        return id(self.theory)


@lru_cache(maxsize=30)
def _by_forms(
    at: _Same, old: Expression, new: Expression, procedures: Names, domain: Domain | None
) -> Theorem:
    """The theorem of two normal forms, which is asked for where it is found, proved and checked."""
    return normal_form(at.theory, old, new, frozenset(procedures), domain, derivative_rows)


Bridges = tuple[Bridge, ...]


def crossed(theory: Theory, line: Expression, bridges: Bridges) -> Theorem:
    """The theorem that a line is what the bridges make of it.  Raises a refusal."""
    done = reflexivity(theory, line)
    for bridge in bridges:
        done = transitivity(done, congruence(line, bridge.path, bridge.prove(theory)))
        line = replace_at(line, bridge.path, bridge.new)
    return done


@dataclass(frozen=True)
class Builder:
    """What may bridge two lines: procedures, and rules of a shape."""

    theory: Theory
    fuel: Fuel
    domain: Domain | None
    procedures: Names
    shaped: Names = ()
    by: frozenset[str] = frozenset()

    def between(self, old: Expression, new: Expression, path: Path = ()) -> Bridges | None:
        """The bridges from one tidy line to another; None where there are none."""
        if old == new:
            return ()
        self.fuel.spend(size(old) + size(new))
        inner = self._inside(old, new, path)
        if inner is not None:
            return inner
        return self._shaped(old, new, path) or self._decided(old, new, path)

    def _inside(self, old: Expression, new: Expression, path: Path) -> Bridges | None:
        """The bridges between parts, where the lines differ in a few parts only."""
        places = _places(old, new)
        if not places or (not self.shaped and not has_derivative(old)):
            return None  # a procedure is asked about all at once
        found: list[Bridge] = []
        for i, part in places:
            more = self.between(old.args[i], part, (*path, i))
            if more is None:
                return None
            found += more
        return tuple(found)

    def _shaped(self, old: Expression, new: Expression, path: Path) -> Bridges | None:
        a, b = _remainders(old, new)
        names = tuple(name for name in self.shaped if SHAPES[name](a, b))
        if not names and not ("cancel" in self.shaped and scaled(a, b)):
            return None
        for by, procedures in _LAWS.items():
            if by <= self.by and self._equal(old, new, procedures):
                found = names or self._scaled(a, b, procedures)
                made = Bridge(path, old, new, (*found, *by), procedures, self.domain)
                return (made,) if found else None
        return None

    def _scaled(self, a: Expression, b: Expression, procedures: Names) -> Names:
        """`cancel`, where not both fractions have the same above the bar, only multiplied out."""
        return () if self._equal(above(a), above(b), procedures) else ("cancel",)

    def _decided(self, old: Expression, new: Expression, path: Path) -> Bridges | None:
        if not self.procedures or not self._equal(old, new, self.procedures):
            return None
        return (Bridge(path, old, new, self.procedures, self.procedures, self.domain),)

    def _equal(self, old: Expression, new: Expression, procedures: Names) -> bool:
        known, theory = frozenset(procedures), self.theory
        names = called(old) | called(new) if "identity" not in known else frozenset()
        veiled = {n for n in names if n in theory.own or n in _VEILED}
        if self.shaped and known == {"exp-log"}:  # of what they know, the laws of powers only
            veiled = set(names - {"exp"})
        if veiled:
            opaque = theory.opaque | {_veil(n) for n in veiled}
            theory = Theory(opaque=opaque, integers=theory.integers, bounds=theory.bounds)
            old, new = (_veiled(e, veiled) for e in (old, new))
        try:
            _by_forms(_Same(theory), old, new, procedures, self.domain)
        except REFUSALS:
            return False
        return True


def builder(
    theory: Theory, fuel: Fuel, domain: Domain | None, by: frozenset[str], reach: bool
) -> Builder | None:
    """What the named reasons bridge by; None where none of them does."""
    procedures = tuple(sorted(by & PROCEDURES.keys()))
    shaped = tuple(name for name in SHAPES if name in by) if reach else ()
    if not procedures and not shaped:
        return None
    return Builder(theory, fuel, domain, procedures, shaped, by)


def _veil(name: str) -> str:
    return f"#{name}"


def _veiled(e: Expression, names: set[str]) -> Expression:
    """`e` with calls of some names as those of functions of which nothing is known."""
    if is_leaf(e) or called(e).isdisjoint(names):
        return e
    args = tuple(a if isinstance(a, (Str, Symbol)) else _veiled(a, names) for a in e.args)
    if isinstance(e, Call) and e.name in names:
        return Call(Str(_veil(e.name)), *args[1:])
    return e.func(*args)


def _places(old: Expression, new: Expression) -> list[tuple[int, Expression]]:
    """The places of `old` at which a part differs, each with what stands there in `new`."""
    if type(old) is not type(new) or isinstance(old, DerivativeAt):
        return []
    if isinstance(old, (SumOf, ProductOf)):
        return _places_of_many(old, new)
    if len(old.args) != len(new.args):
        return []
    inner = dict(children(old))
    pairs = [(i, a, b) for i, (a, b) in enumerate(zip(old.args, new.args, strict=True)) if a != b]
    return [(i, b) for i, _, b in pairs] if all(i in inner for i, _, _ in pairs) else []


def _places_of_many(old: Expression, new: Expression) -> list[tuple[int, Expression]]:
    gone, come = Counter(old.args) - Counter(new.args), Counter(new.args) - Counter(old.args)
    if gone.total() != come.total() or gone.total() > MAX_PLACES:
        return []
    places: list[int] = []
    for i, part in enumerate(old.args):
        if gone[part]:
            gone[part] -= 1
            places.append(i)
    return list(zip(places, come.elements(), strict=True))


def _remainders(old: Expression, new: Expression) -> tuple[Expression, Expression]:
    """What is left of two sums or products without the parts that they have in common."""
    head = type(old) if isinstance(old, (SumOf, ProductOf)) else type(new)
    if head is ProductOf:
        return _without_common(old, new)
    if head is not SumOf:
        return old, new
    sides = [Counter(e.args if type(e) is head else (e,)) for e in (old, new)]
    first, second = sides[0] - sides[1], sides[1] - sides[0]
    return sum_of(tuple(first.elements())), sum_of(tuple(second.elements()))


def _without_common(old: Expression, new: Expression) -> tuple[Expression, Expression]:
    """Two products divided by the powers that both have, of exponents of one sign."""
    first, second = _powers(old), _powers(new)
    for key in first.keys() & second.keys():
        common = min(first[key], second[key], key=abs)
        first[key] -= common
        second[key] -= common
    return _product(first), _product(second)


def _powers(e: Expression) -> dict[tuple[Expression, bool], int]:
    """The exponents of the factors of a tidy product, one above and one below the bar."""
    found = (base_and_exponent(f) for f in (e.args if isinstance(e, ProductOf) else (e,)))
    return {(base, n > 0): n for base, n in found}


def _product(powers: dict[tuple[Expression, bool], int]) -> Expression:
    return tidy(product_of(tuple(raised(base, n) for (base, _), n in powers.items() if n)))
