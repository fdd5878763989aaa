"""The shape of certificates: data of the declared types, and written expressions, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from fractions import Fraction
from typing import NamedTuple, get_args

from sympy.core.basic import Basic

from derive.expression.nodes import called, strip
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.certificates.entries import Entry, Product
from derive.kernel.conditions import Condition
from derive.kernel.exponents import Integers, marked
from derive.kernel.facts.entries import FactEntry, Shown
from derive.kernel.theory import CHOICES, KernelError, bounded, is_name


class Setting(NamedTuple):
    """What is known where a certificate is handed over: the names that are defined, integers."""

    defined: frozenset[str]
    integers: Integers


RELATIONS = frozenset({">", ">=", "!=", "="})
#: How many entries a certificate may have, and how deep its cases may lie.
MAX_ENTRIES = 5_000
MAX_CASES = 12


def require_shape(certificate: Certificate, setting: Setting) -> None:
    """Raises `KernelError` where a certificate is not made of what its fields declare.

    Expressions are stripped, and speak of no name that is defined: what they mean is plain.  No
    power is marked but those with an integer exponent.
    """
    _require_certificate(certificate, setting, MAX_CASES)


def require_shape_of_shown(shown: Shown, setting: Setting) -> None:
    """The same for entries of conditions."""
    _require(_are_shown(shown, setting))


def _require_certificate(found: Certificate, setting: Setting, depth: int) -> None:
    _require(type(found) is Certificate and depth >= 0)
    _require(_are_entries(found.entries, setting) and _are_shown(found.shown, setting))
    _require(_all(found.cases, lambda case: type(case) is Certificate))
    _require(_SHAPES["tuple[tuple[str, Expression], ...]"](found.at, setting))
    if found.at:
        placed = len(found.at) == len(found.cases) == 1
        _require(placed and not found.entries and found.split is None)
    elif found.split is not None:
        _require(not found.entries and len(found.cases) == 2)
        _require(type(found.relation) is str and found.relation in CHOICES)
        _require(_is_expression(found.split, setting))
    for case in found.cases:
        _require_certificate(case, setting, depth - 1)


def _require(holds: bool) -> None:
    if not holds:
        raise KernelError("the certificate is malformed")


def _are_entries(found: object, setting: Setting) -> bool:
    return _are_of(found, _KINDS, setting)


def _are_shown(found: object, setting: Setting) -> bool:
    return _are_of(found, _FACT_KINDS, setting)


def _are_of(found: object, kinds: frozenset[type], setting: Setting) -> bool:
    """Whether something is a tuple of entries of some kinds, each with fields of their types."""
    if type(found) is not tuple or len(found) > MAX_ENTRIES:
        return False
    return all(
        type(entry) in kinds
        and all(_SHAPES[kind](getattr(entry, name), setting) for name, kind in _FIELDS[type(entry)])
        for entry in found
    )


def _is_expression(e: object, setting: Setting) -> bool:
    if not isinstance(e, Basic):
        return False
    bounded(e)  # raises `KernelError` for what is no written expression
    plain = strip(e)
    return e in (plain, marked(plain, setting.integers)) and called(e).isdisjoint(setting.defined)


def is_condition(c: object) -> bool:
    """Whether something is a condition of a known relation, whatever it is about."""
    return type(c) is Condition and is_name(c.relation) and c.relation in RELATIONS


def _is_condition(c: object, setting: Setting) -> bool:
    return is_condition(c) and _is_expression(getattr(c, "expression", None), setting)


def _is_integer(n: object, _: object = None) -> bool:
    return type(n) is int


def _is_fraction(q: object, _: object = None) -> bool:
    return type(q) is Fraction


def _all(found: object, holds: Callable[[object], bool]) -> bool:
    return type(found) is tuple and all(map(holds, found))


def _pair(found: object, first: Callable[[object], bool], second: Callable[[object], bool]) -> bool:
    return type(found) is tuple and len(found) == 2 and first(found[0]) and second(found[1])


def _is_polynomial(p: object, _: object = None) -> bool:
    def is_monomial(m: object) -> bool:
        return _all(m, lambda power: _pair(power, _is_integer, _is_integer))

    return _all(p, lambda term: _pair(term, is_monomial, _is_integer))


def _is_product(p: object, _: object = None) -> bool:
    return (
        type(p) is Product
        and _is_fraction(p.content)
        and _all(p.factors, lambda factor: _pair(factor, _is_polynomial, _is_integer))
    )


def _is_piece(piece: object, setting: Setting) -> bool:
    if type(piece) is not tuple or len(piece) != 3 or type(piece[0]) is not str:
        return False
    kind, which, n = piece
    inner = _is_expression(which, setting) if kind == "inverse" else _is_integer(which)
    return inner and _is_integer(n)


#: What holds of a field, by the type that it declares.
_SHAPES: dict[str, Callable[[object, Setting], bool]] = {
    "Expression": _is_expression,
    "Call": _is_expression,
    "Condition": _is_condition,
    "Polynomial": _is_polynomial,
    "Product": _is_product,
    "str": lambda found, _: type(found) is str and found in CHOICES,  # a relation that is split at
    "int": _is_integer,
    "Fraction": _is_fraction,
    "tuple[int, ...]": lambda found, _: _all(found, _is_integer),
    "tuple[Expression, ...]": lambda found, d: _all(found, lambda e: _is_expression(e, d)),
    "tuple[tuple[str, Expression], ...]": lambda found, d: _all(
        found, lambda p: _pair(p, lambda s: type(s) is str, lambda e: _is_expression(e, d))
    ),
    "tuple[tuple[str, object, int], ...]": lambda found, d: _all(found, lambda p: _is_piece(p, d)),
    "Product | None": lambda found, _: found is None or _is_product(found),
    "tuple[Product, Product] | None": lambda found, _: (
        found is None or _pair(found, _is_product, _is_product)
    ),
    "tuple[int, int] | None": lambda found, _: (
        found is None or _pair(found, _is_integer, _is_integer)
    ),
    "tuple[Expression, Expression]": lambda found, d: _pair(
        found, lambda e: _is_expression(e, d), lambda e: _is_expression(e, d)
    ),
    "tuple[Entry, ...]": _are_entries,
    "tuple[tuple[FactEntry, ...], tuple[FactEntry, ...]]": lambda found, d: _pair(
        found, lambda e: _are_shown(e, d), lambda e: _are_shown(e, d)
    ),
}
_KINDS, _FACT_KINDS = frozenset(get_args(Entry)), frozenset(get_args(FactEntry))
_FIELDS: dict[type, tuple[tuple[str, str], ...]] = {
    kind: tuple((f.name, str(f.type)) for f in fields(kind)) for kind in _KINDS | _FACT_KINDS
}
