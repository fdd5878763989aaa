"""Provers that lie: certificates damaged in one place, and sides that they were not made for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any

from sympy.core.basic import Basic
from sympy.core.numbers import Integer

from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    SumOf,
    call,
    is_leaf,
    parts,
    replace_at,
    subexpressions,
)
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.conditions import Condition

#: How a place is found again: the fields and positions on the way to it.
Way = tuple[str | int, ...]


def damaged(certificate: Certificate, r: Random) -> Certificate:
    """A certificate with one thing in it exchanged, left out, or elsewhere."""
    places = [*_places(certificate, ())]
    way, value = r.choice(places)
    return _with(certificate, way, _another(value, r, [v for _, v in places]))


def other_side(e: Expression, r: Random) -> Expression:
    """An expression that is hardly another one: a sign, a number, a function or a part of it."""
    paths = [*_paths(e, ())]
    path, part = r.choice(paths)
    choices: list[Callable[[], Expression]] = [
        lambda: Negation(part),
        lambda: SumOf(part, Integer(1)),
        lambda: call("abs", part),
        lambda: r.choice(paths)[1],
    ]
    if isinstance(part, Integer):
        choices = [lambda: Integer(int(part) + 1)]
    elif isinstance(part, Call) and len(part.arguments) == 1:
        choices.append(
            lambda: call(r.choice(("sin", "cos", "log", "sqrt", "tanh")), *part.arguments)
        )
    return replace_at(e, path, r.choice(choices)())


def _paths(e: Expression, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Expression]]:
    yield path, e
    if not is_leaf(e):
        inner = parts(e)
        for i, a in enumerate(e.args):
            if a in inner:
                yield from _paths(a, (*path, i))


def _places(value: object, way: Way) -> Iterator[tuple[Way, object]]:
    """Everything in a certificate, from the whole of it to each number."""
    if way:
        yield way, value
    if is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            yield from _places(getattr(value, f.name), (*way, f.name))
    elif isinstance(value, tuple):
        for i, v in enumerate(value):
            yield from _places(v, (*way, i))


def _with(value: Any, way: Way, other: object) -> Any:
    if not way:
        return other
    step, rest = way[0], way[1:]
    if isinstance(step, str):
        return replace(value, **{step: _with(getattr(value, step), rest, other)})
    return (*value[:step], _with(value[step], rest, other), *value[step + 1 :])


def _another(value: object, r: Random, others: list[object]) -> object:
    alike = [v for v in others if type(v) is type(value) and v != value]
    if alike and r.random() < 0.3:
        return r.choice(alike)
    match value:
        case bool() | None:
            return value
        case int():
            return r.choice((value + 1, value - 1, -value, 0, 2 * value))
        case Fraction():
            return r.choice((-value, value + 1, value / 2, Fraction(1)))
        case str():
            return r.choice(("u", "v", "pi", "angle", "inverse", "wave", ">", ">=", "!="))
        case tuple():
            return _another_tuple(value, r)
        case Condition():
            return r.choice(
                (
                    Condition(value.expression, r.choice((">", ">=", "!="))),
                    Condition(Negation(value.expression), value.relation),
                )
            )
        case Basic():
            inner = [s for s in subexpressions(value) if isinstance(s, Basic)]
            return r.choice((Negation(value), SumOf(value, Integer(1)), r.choice(inner)))
    return value


def _another_tuple(value: tuple[object, ...], r: Random) -> tuple[object, ...]:
    if not value:
        return (0,)
    i = r.randrange(len(value))
    j = r.randrange(len(value))
    swapped = list(value)
    swapped[i], swapped[j] = swapped[j], swapped[i]
    return r.choice((value[:i] + value[i + 1 :], (*value, value[i]), tuple(swapped)))
