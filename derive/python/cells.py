"""What stands in a cell: a proof script, or lines that are asked one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from derive.library import Found
from derive.python.asking import Meant
from derive.python.errors import DeriveError, ExpressionError, Problem
from derive.python.magic_options import Options
from derive.python.questions import diff, equal
from derive.python.results import Result
from derive.python.scripts import checked, show
from derive.script.derivative import IN_BRACKETS

_NO_SCRIPT = "it is no proof script either, which has `title:`, `theorem:` and `steps:`"
#: A line that only proof scripts have.
_OF_A_SCRIPT = re.compile(r"^(derive|title|theorem|steps|variables|definitions)\s*:(\s|$)", re.M)
_DERIVATIVE = re.compile(r"d(?:\^(\d+))?/d([^\W\d_]\w*?)(?:\^(\d+))?\s+(.*)", re.S)
#: An equals sign that is no part of a comparison.
_EQUALS = re.compile(r"(?<![<>!=])=(?!=)")


def answers(cell: str, above: int, name: str, wanted: Options) -> Iterable[Result]:
    """The results of a cell, with so many lines `above` it, as places count them.

    Raises `DeriveError` for what cannot be used, with its place in the cell.
    """
    if _OF_A_SCRIPT.search(cell):
        return [_script("\n" * above + cell, name, wanted)]
    lines = [(k, line) for k, line in enumerate(cell.splitlines(), above + 1)]
    asked = [(k, line) for k, line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not asked:
        told = "a cell has a proof script, or expressions and equations, one a line"
        raise ExpressionError(f"{name}: there is nothing in it: {told}")
    return _answers(asked, name, wanted)


def _script(text: str, name: str, wanted: Options) -> Result:
    """The script of a cell, checked."""
    return checked(Meant(name, Path(name), text), steps=wanted.steps, timeout=wanted.timeout)


def _answers(lines: Iterable[tuple[int, str]], name: str, wanted: Options) -> Iterator[Result]:
    for number, line in lines:
        yield _answer(line, number, name, wanted)


def _answer(line: str, number: int, name: str, wanted: Options) -> Result:
    """What comes of one line."""
    from derive.library import meant

    asked, indent = line.strip(), len(line) - len(line.lstrip())
    sign = _EQUALS.search(asked)
    starts = {"left": indent, "expression": indent}
    try:
        if sign and not asked.startswith("at("):
            starts["right"] = indent + sign.end()
            sides = asked[: sign.start()], asked[sign.end() :]
            return equal(*sides, wanted.where, opaque=wanted.opaque, timeout=wanted.timeout)
        found = meant(asked)
        if found is not None and _is_meant(found):
            return show(asked, timeout=wanted.timeout)
        return _derivation(asked, indent, starts, wanted)
    except DeriveError as error:
        raise _placed(error, line, number, name, starts) from None


def _is_meant(found: Found) -> bool:
    """Whether a script is meant, though there may be several, or none that is called quite so."""
    return found.path is not None or bool(found.several) or found.hint.startswith("did you mean")


def _derivation(asked: str, indent: int, starts: dict[str, int], wanted: Options) -> Result:
    """The derivation of what is asked: of `d/dx A` by x, of `A` by its variable."""
    operator = _DERIVATIVE.fullmatch(asked)
    order, variable, body = wanted.order, wanted.wrt, asked
    if operator is not None and (operator[1] or "1") == (operator[3] or "1"):
        order, variable, body = int(operator[1] or 1), operator[2], operator[4]
        starts["expression"] = indent + operator.start(4)
        if IN_BRACKETS.fullmatch(body):
            starts["expression"] += 1
            body = body[1:-1]
    return diff(
        body,
        variable or None,
        wanted.where,
        order=order,
        to=wanted.to or None,
        opaque=wanted.opaque,
        timeout=wanted.timeout,
    )


def _placed(
    error: DeriveError, line: str, number: int, name: str, starts: dict[str, int]
) -> DeriveError:
    """An error with the places that its problems have in the cell."""
    problems = tuple(_moved(found, number, name, starts) for found in error.diagnostics)
    told = [piece for found in problems for piece in _excerpt(found, line)]
    told += [f"  ({_NO_SCRIPT})"] if isinstance(error, ExpressionError) else []
    return type(error)("\n".join(told), problems)


def _moved(found: Problem, number: int, name: str, starts: dict[str, int]) -> Problem:
    start = starts.get(found.file)
    if start is None:  # of an option, or of nothing that has a place
        return found
    end = None if found.end_column is None else found.end_column + start
    return replace(found, file=name, line=number, column=found.column + start, end_column=end)


def _excerpt(found: Problem, line: str) -> Iterator[str]:
    """A problem with the line of the cell, what is meant in it marked."""
    yield str(found)
    if found.file == "cell":
        end = max((found.end_column or found.column + 1) - found.column, 1)
        yield f"    {line.rstrip()}"
        yield " " * (3 + found.column) + "^" * end
