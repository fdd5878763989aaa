"""The rules on pages: what each says, in mathematics where it is an equation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.kernel.tidy import LAWS
from derive.render.export.escaping import clean
from derive.render.export.inline import said_in_mathematics
from derive.rules import (
    ALGEBRA,
    CALCULUS,
    PRIMITIVES,
    PROCEDURES,
    is_law,
    names,
    rows_named,
)
from derive.rules.known import laws_of


def groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """The names of all rules in groups, each with what it says."""
    calculus = dict.fromkeys(row.name for row in CALCULUS)
    algebra = dict.fromkeys(row.name for row in ALGEBRA if row.name not in PROCEDURES)
    steps = dict.fromkeys([*PRIMITIVES, *PROCEDURES])
    known = {*calculus, *algebra, *steps}
    tidying = dict.fromkeys(name for name in names() if name not in known)
    titles = ("Calculus", "Algebra and identities", "Tidying", "Primitive steps and procedures")
    named: Iterable[Iterable[str]] = (calculus, algebra, tidying, steps)
    return [
        (title, [(name, _said(name)) for name in held])
        for title, held in zip(titles, named, strict=True)
    ]


def _said(name: str) -> str:
    return next(iter(_statements(name)), "")


def rule_body(name: str) -> str:
    """What a rule says, with its conditions, an example and the laws of a procedure."""
    said = "".join(f"<li>{statement}</li>\n" for statement in _statements(name))
    parts = [f"<h1>{clean(name)}</h1>", f'<ul class="list">\n{said}</ul>']
    if any(row.side == "new" for row in rows_named(name)):
        parts.append("<p>It is read from right to left.</p>")
    example = _example(name)
    if example:
        parts.append(f"<p>For example {said_in_mathematics(example)}</p>")
    laws = "".join(f"<li>{_stated(law.statement, law.when)}</li>\n" for law in laws_of(name))
    if laws:
        parts.append(f'<h2>Its laws</h2>\n<ul class="list">\n{laws}</ul>')
    return "\n".join(parts)


def _statements(name: str) -> Iterator[str]:
    if is_law(name):
        yield clean(LAWS[name])
    for row in rows_named(name):
        yield _stated(row.statement, row.when)
    if name in PRIMITIVES:
        yield clean(PRIMITIVES[name])
    if name in PROCEDURES:
        yield clean(PROCEDURES[name][0])


def _stated(statement: str, when: str) -> str:
    condition = f" when <code>{clean(when)}</code>" if when else ""
    return f"{said_in_mathematics(statement)}{condition}"


def _example(name: str) -> str:
    if name in PROCEDURES:
        return PROCEDURES[name][1]
    return next((row.example for row in rows_named(name) if row.example), "")
