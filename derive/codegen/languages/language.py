"""What a language is: how it writes numbers, calls and statements, and a whole file."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from derive.codegen.lowering import program
from derive.codegen.module import Module
from derive.codegen.module import number as in_words
from derive.codegen.program import ARITHMETIC, Program
from derive.expression.shorthand import Comparison

#: How tightly operators bind; a call and a name bind tightest.
_SUM, _PRODUCT, _SIGN, _ATOM = range(4)
_STRENGTH = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "neg": _SIGN}
#: What results are called, by the operation that they come from.
_NAMES = {"exp": "e", "expm1": "e", "log": "l", "log1p": "l", "erfc": "c", "erf": "c"}


@dataclass(frozen=True)
class Language:
    """A language: its name, the files it is written to, and what writes them.

    `write` gives the text of a module, `write_test` that of a test beside it, told the name of the
    file it tests.  `calls` are the functions as they are written; `{}` are their arguments.  A
    function in `packages` comes from a package, which the header names.
    """

    name: str
    suffix: str
    test_name: str
    write: Callable[[Module], str]
    write_test: Callable[[Module, str], str]
    calls: Mapping[str, str]
    packages: Mapping[str, str] = field(default_factory=dict)

    def lacking(self, m: Module) -> list[str]:
        """The functions that are needed and that the language does not have."""
        return sorted(m.functions - self.calls.keys())


@dataclass(frozen=True)
class Writer:
    """How expressions and numbers are written."""

    calls: Mapping[str, str]
    number: Callable[[float], str] = repr
    rename: Callable[[str], str] = str

    def statements(self, program: Program) -> tuple[list[tuple[str, str, str]], str]:
        """What is kept under a name (name, expression, remark), and the last expression."""
        uses = program.uses()
        taken = {i.name for i in program.code if i.op == "input"}
        written: list[tuple[str, int]] = []
        kept: list[tuple[str, str, str]] = []
        for k, instruction in enumerate(program.code):
            op, places = instruction.op, instruction.args
            if op in ("max", "min") and program.code[places[0]].op == "number":
                places = places[::-1]  # numbers come last: not every library has them first
            args = [written[a] for a in places]
            if op == "input":
                written.append((self.rename(instruction.name), _ATOM))
                continue
            if op == "number":
                made = self.literal(instruction.value)
                origin = instruction.name
            else:
                made = self.operation(op, args)
                origin = ""
            last = k == len(program.code) - 1
            if ((uses[k] > 1 and op != "number") or origin) and not last:
                name = _fresh(_NAMES.get(op, "k" if origin else "t"), taken)
                kept.append((name, made[0], origin))
                made = name, _ATOM
            written.append(made)
        return kept, written[-1][0]

    def asked(self, comparison: Comparison, number: Callable[[float], str] = in_words) -> str:
        """A comparison as one expression, its numbers written as told."""
        a, relation, b = comparison
        sign = "==" if relation == "=" else relation
        inline = replace(self, number=number)
        one, other = (inline.one_expression(program(side)) for side in (a, b))
        return f"{one} {sign} {other}"

    def one_expression(self, program: Program) -> str:
        """A program without names for what is used more than once."""
        written: list[tuple[str, int]] = []
        for instruction in program.code:
            op, args = instruction.op, [written[a] for a in instruction.args]
            if op == "input":
                written.append((self.rename(instruction.name), _ATOM))
            elif op == "number":
                written.append(self.literal(instruction.value))
            else:
                written.append(self.operation(op, args))
        return written[-1][0]

    def literal(self, value: float) -> tuple[str, int]:
        """A number, as strong as a sign where it has one."""
        return self.number(value), _SIGN if math.copysign(1.0, value) < 0 else _ATOM

    def operation(self, op: str, args: list[tuple[str, int]]) -> tuple[str, int]:
        """An operation on what is written already, in brackets where it needs them."""
        if op not in ARITHMETIC:
            return self.calls[op].format(*(a for a, _ in args)), _ATOM
        strength = _STRENGTH[op]
        if op == "neg":
            return f"-{_in_brackets(args[0], _ATOM)}", _SIGN
        left = _in_brackets(args[0], strength)
        right = _in_brackets(args[1], strength + 1 if strength == _SUM else _ATOM)
        spaced = f" {op} " if strength == _SUM else op if op == "*" else " / "
        return f"{left}{spaced}{right}", strength


def _in_brackets(part: tuple[str, int], least: int) -> str:
    made, strength = part
    return made if strength >= least else f"({made})"


def _fresh(name: str, taken: set[str]) -> str:
    k, found = 1, name
    while found in taken:
        k += 1
        found = f"{name}{k}"
    taken.add(found)
    return found
