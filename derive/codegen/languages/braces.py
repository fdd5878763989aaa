"""What languages with braces have in common: the body of a function, piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from derive.codegen.languages.language import Writer
from derive.codegen.languages.python import indented
from derive.codegen.module import Case, Module, said
from derive.codegen.pieces import Stable


class Style(NamedTuple):
    """How statements are written; `{}` are a name and an expression, or an expression."""

    writer: Writer
    declared: str
    remark: str
    returned: str
    last: str
    condition: str
    nan: str


def body(s: Stable, style: Style) -> Iterator[str]:
    """The statements of a function: each piece returns, the last one at the end."""
    writer = style.writer
    for gap in s.excluded:
        condition = " && ".join(writer.asked(each, writer.number) for each in gap)
        yield style.condition.format(condition)
        yield f"    {style.returned.format(style.nan)}"
        yield "}"
    for piece, asked in zip(s.pieces[:-1], s.tests, strict=False):
        condition = " && ".join(writer.asked(each, writer.number) for each in asked)
        yield style.condition.format(condition)
        kept, result = style.writer.statements(piece.program)
        yield from indented([*_declared(kept, style), style.returned.format(result)])
        yield "}"
    kept, result = style.writer.statements(s.pieces[-1].program)
    yield from _declared(kept, style)
    yield style.last.format(result)


def _declared(kept: list[tuple[str, str, str]], style: Style) -> Iterator[str]:
    for name, made, origin in kept:
        line = style.declared.format(name, made)
        yield f"{line} {style.remark.format(origin)}" if origin else line


def block_comment(lines: Iterable[str], opening: str = "/**") -> Iterator[str]:
    """Lines as a comment of their own."""
    yield opening
    yield from (f" * {line}".rstrip() for line in lines)
    yield " */"


def header(m: Module, *more: str) -> Iterator[str]:
    """What is said of a module, and more."""
    yield from said(m)
    if more:
        yield ""
        yield from more


def words(m: Module, s: Stable) -> str:
    """What a function computes, in a sentence."""
    if s.target.derivative:
        return f"The derivative of {m.name} by {m.variable}."
    return f"The value of {m.signature}."


def row(case: Case, brackets: str = "[]") -> str:
    """The arguments, the value and the derivative of a case."""
    numbers = ", ".join(map(repr, (*case.point, case.value, case.derivative)))
    return f"{brackets[0]}{numbers}{brackets[1]},"
