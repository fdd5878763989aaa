"""The shape of certificates: data of the declared types, and written expressions, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from sympy.core.basic import Basic

from derive.expression.nodes import called, strip
from derive.kernel.certificates.enter import ENTER
from derive.kernel.certificates.entries import Entry
from derive.kernel.conditions import Condition
from derive.kernel.exponents import Integers, marked
from derive.kernel.facts.enter import ENTER_FACTS
from derive.kernel.facts.entries import FactEntry
from derive.kernel.theory import KernelError, bounded, is_condition


class Setting(NamedTuple):
    """What is known where a certificate is handed over: the names that are defined, integers."""

    defined: frozenset[str]
    integers: Integers


#: How long a list of entries, and any other one, may be.
MAX_LENGTH = 5_000
Fits = Callable[[Any, Setting], bool]


def require_shape(found: object, kind: Any, setting: Setting) -> None:
    """Raises `KernelError` for what is not of a type, nor all that is in it of what is declared.

    Expressions are stripped, and speak of no name that is defined: what they mean is plain.  No
    power is marked but those with an integer exponent.
    """
    if not _fits(kind)(found, setting):
        raise KernelError("the certificate is malformed")


@cache
def _fits(kind: Any) -> Fits:
    """What tells whether something is of a type: the classes are those that are named."""
    if kind in (Entry, FactEntry):
        known = ENTER if kind is Entry else ENTER_FACTS
        return lambda found, setting: type(found) in known and _has_fields(found, setting)
    if isinstance(kind, type) and issubclass(kind, Basic):
        return _is_expression
    if kind is Condition:
        return _is_condition
    within = tuple(map(_fits, get_args(kind))) if get_args(kind)[1:] != (...,) else ()
    if get_origin(kind) is tuple and not within:
        each = _fits(get_args(kind)[0])
        return lambda found, setting: _is_list(found) and all(each(a, setting) for a in found)
    if get_origin(kind) is tuple:
        return lambda found, setting: (
            _is_list(found)
            and len(found) == len(within)
            and all(fits(a, setting) for fits, a in zip(within, found, strict=True))
        )
    if isinstance(kind, UnionType):
        return lambda found, setting: any(fits(found, setting) for fits in within)
    if hasattr(kind, "__dataclass_fields__"):
        return lambda found, setting: type(found) is kind and _has_fields(found, setting)
    return lambda found, _: type(found) is kind


def _is_list(found: object) -> bool:
    return type(found) is tuple and len(found) <= MAX_LENGTH


def _has_fields(found: Any, setting: Setting) -> bool:
    """Whether the fields of something are of the types that its class declares."""
    kind: Any = type(found)
    return all(fits(getattr(found, name), setting) for name, fits in _fields(kind))


@cache
def _fields(kind: Any) -> tuple[tuple[str, Fits], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, _fits(hints[field.name])) for field in fields(kind))


def _is_expression(e: object, setting: Setting) -> bool:
    if not isinstance(e, Basic):
        return False
    bounded(e)  # raises `KernelError` for what is no written expression
    plain = strip(e)
    return e in (plain, marked(plain, setting.integers)) and called(e).isdisjoint(setting.defined)


def _is_condition(c: object, setting: Setting) -> bool:
    return is_condition(c) and _is_expression(getattr(c, "expression", None), setting)
