"""Float programs: what is computed, operation by operation, with each result rounded.

A program is a list of instructions without jumps; equal ones are there once.  It is what every
language writes out, and what is run here to measure errors, so that both compute alike.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

#: The operations, each with its function on floats.  A function is named as in C's <math.h>.
ARITHMETIC: dict[str, Callable[..., float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "neg": operator.neg,
}
FUNCTIONS: dict[str, Callable[..., float]] = {
    "exp": math.exp,
    "expm1": math.expm1,
    "log": math.log,
    "log1p": math.log1p,
    "sqrt": math.sqrt,
    "cbrt": math.cbrt,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "asinh": math.asinh,
    "acosh": math.acosh,
    "atanh": math.atanh,
    "erf": math.erf,
    "erfc": math.erfc,
    "log2": math.log2,
    "log10": math.log10,
    "abs": abs,
    "sign": lambda x: float((x > 0) - (x < 0)),
    "pow": math.pow,
    "max": max,
    "min": min,
}
_OPERATIONS = ARITHMETIC | FUNCTIONS

#: Functions that have no zero.
_NEVER_ZERO = frozenset({"exp", "erfc", "cosh"})
#: The least positive normal float.
LEAST_NORMAL = 2.0**-1022


class Instruction(NamedTuple):
    """An operation on earlier results; an `input` has a name, a `number` its value and origin."""

    op: str
    args: tuple[int, ...] = ()
    name: str = ""
    value: float = 0.0


@dataclass(frozen=True)
class Program:
    """Instructions, of which the last one is the result."""

    code: tuple[Instruction, ...]

    @property
    def functions(self) -> frozenset[str]:
        """The functions that are called."""
        return frozenset(i.op for i in self.code if i.op in FUNCTIONS)

    def uses(self) -> list[int]:
        """How often each result is used."""
        counts = [0] * len(self.code)
        for instruction in self.code:
            for k in instruction.args:
                counts[k] += 1
        return counts


@dataclass
class Builder:
    """Instructions as they are made; one that is there already is not made again."""

    code: list[Instruction] = field(default_factory=list)
    known: dict[Instruction, int] = field(default_factory=dict)

    def emit(self, op: str, *args: int, name: str = "", value: float = 0.0) -> int:
        """The place of an instruction."""
        made = Instruction(op, args, name, value)
        if made not in self.known:
            self.known[made] = len(self.code)
            self.code.append(made)
        return self.known[made]

    def number(self, value: float, name: str = "") -> int:
        """The place of a number; `name` says what it is the rounding of."""
        return self.emit("number", value=value, name=name)

    def done(self, result: int) -> Program:
        """The program of what that result needs."""
        needed = {result}
        for k in range(result, -1, -1):
            if k in needed:
                needed.update(self.code[k].args)
        places = {k: i for i, k in enumerate(sorted(needed))}
        code = [self.code[k] for k in sorted(needed)]
        return Program(tuple(i._replace(args=tuple(places[a] for a in i.args)) for i in code))


class Machine:
    """A program made ready to be run many times."""

    def __init__(self, program: Program, variables: Sequence[str]) -> None:
        self.inputs = [(i, variables.index(s.name)) for i, s in _of(program, "input")]
        self.start = [s.value for s in program.code]
        self.steps: list[tuple[int, Callable[..., float], tuple[int, ...]]] = [
            (i, _OPERATIONS[s.op], s.args)
            for i, s in enumerate(program.code)
            if s.op in _OPERATIONS
        ]

    def run(self, point: Sequence[float]) -> list[float] | None:
        """All results, the value last; None where Python raises, as at an overflow of exp."""
        values = self.start.copy()
        for i, k in self.inputs:
            values[i] = point[k]
        try:
            for i, function, args in self.steps:
                values[i] = (
                    function(values[args[0]], values[args[1]])
                    if len(args) > 1
                    else function(values[args[0]])
                )
        except (ArithmeticError, ValueError):
            return None
        return values

    def columns(self, at: Sequence[Sequence[float]]) -> list[list[float]]:
        """All results at each of several points, instruction by instruction.

        The last one is nan where Python raises.
        """
        columns = [[v] * len(at) for v in self.start]
        for i, k in self.inputs:
            columns[i] = [point[k] for point in at]
        failed: set[int] = set()
        for i, function, args in self.steps:
            given = [columns[a] for a in args]
            try:
                columns[i] = list(map(function, *given))
            except (ArithmeticError, ValueError):
                columns[i] = _one_by_one(function, given, failed)
        for k in failed:
            columns[-1][k] = math.nan
        return columns


def _one_by_one(
    function: Callable[..., float], given: Sequence[Sequence[float]], failed: set[int]
) -> list[float]:
    """The values of a function, nan where it raises, which is noted."""
    found = []
    for k, args in enumerate(zip(*given, strict=True)):
        try:
            found.append(function(*args))
        except (ArithmeticError, ValueError):
            found.append(math.nan)
            failed.add(k)
    return found


def _of(program: Program, op: str) -> list[tuple[int, Instruction]]:
    return [(i, s) for i, s in enumerate(program.code) if s.op == op]


def normal_ones(program: Program, columns: Sequence[Sequence[float]]) -> list[bool]:
    """Where no result of several points is lost, as `normal` tells of one point."""
    sizes = [list(map(abs, column)) for column in columns]
    sizes.append(sizes[0])  # so that there are two at least
    bounds = zip(map(min, *sizes), map(max, *sizes), strict=True)
    return [
        (low >= LEAST_NORMAL and high < math.inf)
        or _is_normal(program, [column[k] for column in columns])
        for k, (low, high) in enumerate(bounds)
    ]


def normal(program: Program, values: Sequence[float]) -> bool:
    """Whether no result lost digits to the ends of the range of floats.

    A sum that is 0 has lost them otherwise, and so counts, and so does what is 0 since a factor is.
    """
    sizes = [abs(v) for v in values]
    if min(sizes) >= LEAST_NORMAL and max(sizes) < math.inf:
        return True
    return _is_normal(program, values)


def _is_normal(program: Program, values: Sequence[float]) -> bool:
    return all(
        LEAST_NORMAL <= abs(v) < math.inf or (v == 0 and _is_zero(i, values))
        for i, v in zip(program.code, values, strict=True)
    )


def _is_zero(instruction: Instruction, values: Sequence[float]) -> bool:
    """Whether a result that is 0 is so for another reason than that it is too small."""
    match instruction.op:
        case "*":
            return any(values[a] == 0 for a in instruction.args)
        case "/" | "pow":
            return values[instruction.args[0]] == 0
    return instruction.op not in _NEVER_ZERO


def are_normal(point: Sequence[float]) -> bool:
    """Whether the coordinates of a point are normal floats or 0."""
    return all(x == 0 or LEAST_NORMAL <= abs(x) < math.inf for x in point)


def computes(op: Any) -> bool:
    """Whether there is a function of that name on floats."""
    return op in FUNCTIONS
