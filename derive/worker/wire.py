"""Reports as JSON and back, so that they can cross from a worker process to its parent.

Only the records of reports can be read back: nothing that arrives can name anything else.
Theorems have no form here.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any

#: The modules of reports, each imported when something of it crosses.
_MODULES = (
    "attempt",
    "certificate",
    "chain",
    "code",
    "derivative",
    "diagnostics",
    "document",
    "equality",
    "explain",
    "fill",
    "gaps",
    "plot",
    "repair",
    "report",
    "rests",
    "rules",
    "search",
    "values",
)


def _name(cls: type) -> str | None:
    """What a record or an enumeration of the reports is called outside its process."""
    package, _, module = cls.__module__.rpartition(".")
    known = package == "derive.report" and module in _MODULES
    return f"{module}.{cls.__name__}" if known and _crosses(cls) else None


@cache
def _named(name: str) -> Any:
    """The record or enumeration of that name.  Raises `KeyError` where there is none."""
    module, _, own = name.partition(".")
    if module in _MODULES:
        cls = vars(import_module(f"derive.report.{module}")).get(own)
        if isinstance(cls, type) and _name(cls) == name:
            return cls
    raise KeyError(name)


def _crosses(cls: type) -> bool:
    return is_dataclass(cls) or issubclass(cls, Enum)


def encode(data: Any) -> Any:
    """Frozen data of reports as what JSON can hold.  Raises `TypeError` for anything else."""
    if data is None or isinstance(data, (bool, int, float, str)):
        return data
    if isinstance(data, tuple):
        return [encode(item) for item in data]
    name = _name(type(data))
    if name is not None and isinstance(data, Enum):
        return {"enum": name, "name": data.name}
    if name is not None:
        return {"record": name, "values": [encode(getattr(data, f.name)) for f in fields(data)]}
    return {"node": _encode_node(data)}


def decode(data: Any) -> Any:
    """What `encode` made the data of.  Raises `KeyError` for what it cannot have made."""
    if isinstance(data, list):
        return tuple(map(decode, data))
    if not isinstance(data, dict):
        return data
    if "record" in data:
        return _named(data["record"])(*map(decode, data["values"]))
    if "enum" in data:
        return _named(data["enum"])[data["name"]]
    return _decode_node(data["node"])


def _encode_node(e: Any) -> Any:
    """An expression as its head and what it is made of."""
    from sympy.core.numbers import Integer
    from sympy.core.symbol import Str, Symbol

    from derive.expression.nodes import Written

    match e:
        case Symbol() | Str():
            return [type(e).__name__, str(e.name)]
        case Integer():
            return ["Integer", format(int(e), "x")]
        case Written():
            return [type(e).__name__, *map(_encode_node, e.args)]
    raise TypeError(f"{type(e).__name__} has no form outside its process")


def _decode_node(data: list[Any]) -> Any:
    from sympy.core.numbers import Integer
    from sympy.core.symbol import Str, Symbol

    from derive.expression.choices import Choice
    from derive.expression.nodes import Notation, Written
    from derive.expression.shorthand import Cases

    head, *rest = data
    if head in ("Symbol", "Str"):
        return {"Symbol": Symbol, "Str": Str}[head](*rest)
    if head == "Integer":
        return Integer(int(rest[0], 16))
    classes = (*Written.__subclasses__(), *Notation.__subclasses__(), Choice, Cases)
    heads = {cls.__name__: cls for cls in classes}
    return heads[head](*map(_decode_node, rest))
