"""Reports as JSON and back, so that they can cross from a worker process to its parent.

Only the records of reports can be read back: nothing that arrives can name anything else.
Theorems have no form here.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from derive.report import derivative, diagnostics, equality, report
from derive.report.diagnostics import Kind

_RECORDS: dict[str, type] = {
    name: cls
    for module in (diagnostics, equality, report, derivative)
    for name, cls in vars(module).items()
    if isinstance(cls, type) and is_dataclass(cls)
}
_ENUMS: dict[str, type[Enum]] = {
    cls.__name__: cls for cls in (Kind, equality.Opinion, report.Agreement, report.Verdict)
}


def encode(data: Any) -> Any:
    """Frozen data of reports as what JSON can hold.  Raises `TypeError` for anything else."""
    if data is None or isinstance(data, (bool, int, float, str)):
        return data
    if isinstance(data, tuple):
        return [encode(item) for item in data]
    name = type(data).__name__
    if _ENUMS.get(name) is type(data):
        return {"enum": name, "name": data.name}
    if is_dataclass(data) and _RECORDS.get(name) is type(data):
        return {"record": name, "values": [encode(getattr(data, f.name)) for f in fields(data)]}
    return {"node": _encode_node(data)}


def decode(data: Any) -> Any:
    """What `encode` made the data of.  Raises `KeyError` for what it cannot have made."""
    if isinstance(data, list):
        return tuple(map(decode, data))
    if not isinstance(data, dict):
        return data
    if "record" in data:
        return _RECORDS[data["record"]](*map(decode, data["values"]))
    if "enum" in data:
        return _ENUMS[data["enum"]][data["name"]]
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

    from derive.expression.nodes import Written

    head, *rest = data
    if head in ("Symbol", "Str"):
        return {"Symbol": Symbol, "Str": Str}[head](*rest)
    if head == "Integer":
        return Integer(int(rest[0], 16))
    heads = {cls.__name__: cls for cls in Written.__subclasses__()}
    return heads[head](*map(_decode_node, rest))
