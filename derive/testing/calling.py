"""A function under test: which arguments it takes, and what it gives at points.

NumPy is used only where it is imported already, and no other library: what is called is told by
how it behaves.
"""

from __future__ import annotations

import inspect
import math
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from derive.codegen.points import Point
from derive.expression.tokens import plain_name

Function = Callable[..., Any]
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True)
class Format:
    """Floats of so many binary digits; exponents of normal ones are from `least` to `most`."""

    digits: int = 53
    least: int = -1022
    most: int = 1023

    def rounded(self, x: float) -> float | None:
        """The nearest of these floats that is 0 or normal, or None."""
        if not x or self.digits == 53:
            return x
        mantissa, exponent = math.frexp(x)
        near = math.ldexp(round(math.ldexp(mantissa, self.digits)), exponent - self.digits)
        return near if self.least < exponent - 1 < self.most else None


DOUBLE = Format()
#: Formats by the names of the types of results.
_FORMATS = {
    "float32": Format(24, -126, 127),
    "float16": Format(11, -14, 15),
    "bfloat16": Format(8, -126, 127),
}


@dataclass(frozen=True)
class NoNumber:
    """What a function did instead of giving a number, in words."""

    said: str


Result = float | NoNumber


@dataclass(frozen=True)
class Tested:
    """A function with the names of its arguments; of a sequence that it returns one `part`.

    `arrays` says whether it is called with arrays, None where that is tried.
    """

    function: Function
    arguments: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    arrays: bool | None = None
    part: int | None = None

    @property
    def name(self) -> str:
        """What it is called; of a sequence the part that is meant."""
        named = str(getattr(self.function, "__name__", type(self.function).__name__))
        part = "" if self.part is None else f"[{self.part}]"
        return ("the function" if named == "<lambda>" else named) + part

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all arguments, as formulas have them."""
        return tuple(map(plain_name, (*self.arguments, *self.keywords)))

    @cached_property
    def format(self) -> Format:
        """The floats that it gives, by its result at 1."""
        try:
            kind = str(getattr(self._raw([1.0] * len(self.names)), "dtype", ""))
        except Exception:  # what it does there is told of points of the domain
            return DOUBLE
        return _FORMATS.get(kind.rpartition(".")[2], DOUBLE)

    def at(self, points: Sequence[Point]) -> list[Result]:
        """What it gives at points."""
        with _quiet():
            found = self._by_arrays(points) if self.arrays is not False else None
            return found or [self._one(p) for p in points]

    def _by_arrays(self, points: Sequence[Point]) -> list[Result] | None:
        """The results of one call with arrays; None where it does not take them."""
        numpy = sys.modules.get("numpy")
        if numpy is None or len(points) < 2:
            return None
        try:
            found = self._raw([numpy.array(column) for column in zip(*points, strict=True)])
            if tuple(found.shape) == (len(points),):
                return [*map(_number, found.tolist())]
        except Exception as error:  # what is tested may raise anything; then it is no array call
            if self.arrays:
                return [NoNumber(f"raises {_in_words(error)}, called with arrays")] * len(points)
        return None

    def _one(self, point: Point) -> Result:
        try:
            return _number(self._raw(point))
        except Exception as error:  # what is tested may raise anything: that is what it gives
            return NoNumber(f"raises {_in_words(error)}")

    def _raw(self, given: Sequence[Any]) -> Any:
        n = len(self.arguments)
        found = self.function(*given[:n], **dict(zip(self.keywords, given[n:], strict=True)))
        return found if self.part is None else found[self.part]


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing is said of overflows: they are met on purpose, and judged by what comes out."""
    numpy = sys.modules.get("numpy")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if numpy is None:
            yield
            return
        with numpy.errstate(all="ignore"):
            yield


def _number(found: Any) -> Result:
    try:
        if not isinstance(found, (str, bytes)):
            return float(found)
    except (TypeError, ValueError, OverflowError):
        pass
    return NoNumber(f"gives no float but {type(found).__name__}")


def _in_words(error: Exception) -> str:
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def tested(
    function: Function,
    variables: Sequence[str],
    known: Sequence[str],
    arrays: bool | None,
) -> Tested:
    """A function whose arguments are the `known` variables, by their names or as `variables` say.

    Raises `TypeError` where it cannot be told which argument is which.
    """
    if variables:
        return _checked(Tested(function, tuple(variables), arrays=arrays), known)
    try:
        parameters = [*inspect.signature(function).parameters.values()]
    except (TypeError, ValueError):
        parameters = []
    needed = [p for p in parameters if p.default is p.empty and p.kind in _POSITIONAL]
    names = {plain_name(p.name) for p in parameters}
    if set(known) <= names:
        return _by_name(function, parameters, known, arrays)
    if len(known) == 1 and (len(needed) == 1 or not needed):
        return Tested(function, tuple(known), arrays=arrays)
    told = ", ".join(p.name for p in needed) or "arguments without names"
    lacking = ", ".join(sorted(set(known) - names))
    raise TypeError(
        f"the function takes {told}, and the formula has {lacking}: say which argument is which, "
        f"as in variables={[*known]!r}"
    )


def _checked(made: Tested, known: Sequence[str]) -> Tested:
    """The same.  Raises `TypeError` where an argument is missing or stands twice."""
    lacking = [name for name in known if name not in made.names]
    if lacking or len(set(made.names)) < len(made.names):
        told = f"there is no {lacking[0]}" if lacking else "a name stands twice"
        raise TypeError(f"variables={[*made.names]!r} are not the arguments: {told}")
    return made


def _by_name(
    function: Function,
    parameters: Sequence[inspect.Parameter],
    known: Sequence[str],
    arrays: bool | None,
) -> Tested:
    """Arguments by position as long as none is left out, the others by keyword."""
    arguments: list[str] = []
    keywords: list[str] = []
    passed_over = False
    for p in parameters:
        many = p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
        if many or (p.default is not p.empty and plain_name(p.name) not in known):
            passed_over = True
        elif p.kind in _POSITIONAL and not passed_over:
            arguments.append(p.name)
        else:
            keywords.append(p.name)
    return Tested(function, tuple(arguments), tuple(keywords), arrays)
