"""Python: functions of floats, with the `math` module."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from derive.codegen.languages.language import Language, Writer
from derive.codegen.module import Case, Module, cases, said
from derive.codegen.pieces import Stable

_MATH = (
    "exp expm1 log log1p log2 log10 sqrt cbrt sin cos tan asin acos atan sinh cosh"
    " tanh asinh acosh atanh erf erfc"
)
CALLS = {
    **{name: f"math.{name}({{}})" for name in _MATH.split()},
    "abs": "abs({})",
    "pow": "math.pow({}, {})",
    "max": "max({}, {})",
    "min": "min({}, {})",
    "sign": "float(({0} > 0) - ({0} < 0))",
}


def renamed(name: str) -> str:
    """A name that Python does not keep for itself."""
    return f"{name}_" if keyword.iskeyword(name) or name in ("math", "deff", "np") else name


WRITER = Writer(CALLS, repr, renamed)


def write(m: Module) -> str:
    """The module as a Python file."""
    name, derivative = (renamed(n) for n, _ in m.both)
    arguments = ", ".join(map(renamed, m.parameters))
    lines = [
        *docstring(m),
        "",
        "import math",
        "",
        "",
        f"def {name}({arguments}, deff=False):",
        *indented(_words(m)),
        "    if deff:",
        f"        return {derivative}({arguments})",
        *indented(_body(m.function)),
        "",
        "",
        f"def {derivative}({arguments}):",
        f'    """The derivative of {name} by {m.variable}."""',
        *indented(_body(m.derivative)),
    ]
    return "\n".join(lines) + "\n"


def docstring(m: Module) -> Iterator[str]:
    """The header as the docstring of a module."""
    first, *rest = said(m)
    yield f'"""{first}'
    yield from rest
    yield '"""'


def _words(m: Module) -> Iterator[str]:
    yield f'"""The value of {m.signature}, or its derivative by {m.variable} if `deff` is true."""'


def indented(lines: Iterator[str] | list[str], depth: int = 1) -> Iterator[str]:
    """Lines moved to the right."""
    return (f"{'    ' * depth}{line}" if line else line for line in lines)


def _body(s: Stable) -> Iterator[str]:
    for gap in s.excluded:
        yield f"if {' and '.join(map(WRITER.asked, gap))}:"
        yield "    return math.nan"
    for piece, asked in zip(s.pieces, s.tests, strict=True):
        last = not asked
        if not last:
            yield f"if {' and '.join(map(WRITER.asked, asked))}:"
        kept, result = WRITER.statements(piece.program)
        body = [f"{n} = {e}{f'  # {o}' if o else ''}" for n, e, o in kept] + [f"return {result}"]
        yield from body if last else indented(body)


def write_test(m: Module, stem: str) -> str:
    """A test of the module, for pytest or alone."""
    name, derivative = (renamed(n) for n, _ in m.both)
    lines = [
        f'"""Tests of {stem}: known values, and finite differences."""',
        "",
        "import math",
        "",
        f"from {stem} import {name}, {derivative}",
        "",
        *table(m),
        "",
        "",
        "def near(a, b, tolerance):",
        "    return math.isclose(a, b, rel_tol=tolerance, abs_tol=1e-300)",
        "",
        "",
        "def test_values():",
        "    for point, value, slope in CASES:",
        f"        assert near({name}(*point), value, 1e-12), point",
        f"        assert near({derivative}(*point), slope, 1e-9), point",
        f"        assert near({name}(*point, deff=True), slope, 1e-9), point",
        "",
        "",
        "def test_finite_differences():",
        "    for (x, *rest), value, slope in CASES:",
        "        h = 1e-5 * max(1.0, abs(x))",
        f"        ahead, behind = {name}(x + h, *rest), {name}(x - h, *rest)",
        "        allowed = 1e-5 * abs(slope) + 1e-10 * max(abs(ahead), abs(behind)) / h",
        "        assert abs((ahead - behind) / (2 * h) - slope) <= allowed + 1e-9, x",
        "",
        "",
        'if __name__ == "__main__":',
        "    test_values()",
        "    test_finite_differences()",
        '    print("ok")',
    ]
    return "\n".join(lines) + "\n"


def table(m: Module) -> Iterator[str]:
    """Known values, as a constant of a test."""
    yield "#: Arguments, value, derivative, each rounded correctly."
    yield "CASES = ["
    yield from indented(map(_case, cases(m)))
    yield "]"


def _case(case: Case) -> str:
    point = ", ".join(map(repr, case.point))
    return f"(({point}{',' if len(case.point) == 1 else ''}), {case.value!r}, {case.derivative!r}),"


PYTHON = Language(
    name="python",
    suffix=".py",
    test_name="test_{stem}.py",
    write=write,
    write_test=write_test,
    calls=CALLS,
)
