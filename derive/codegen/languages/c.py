"""C99: functions of doubles, with <math.h>."""

from __future__ import annotations

import math

from derive.codegen.languages.braces import Style, block_comment, body, header, row, words
from derive.codegen.languages.language import Language, Writer
from derive.codegen.languages.python import indented
from derive.codegen.module import Module, cases

_SAME = (
    "exp expm1 log log1p log2 log10 sqrt cbrt sin cos tan asin acos atan sinh cosh"
    " tanh asinh acosh atanh erf erfc"
)
CALLS = {
    **{name: f"{name}({{}})" for name in _SAME.split()},
    "abs": "fabs({})",
    "pow": "pow({}, {})",
    "max": "fmax({}, {})",
    "min": "fmin({}, {})",
    "sign": "(double)(({0} > 0) - ({0} < 0))",
}
_WORDS = (
    "auto break case char const continue default do double else enum extern float for goto if"
    " inline int long register restrict return short signed sizeof static struct switch typedef"
    " union unsigned void volatile while"
)
#: Functions of <math.h> whose names are taken.
_TAKEN = frozenset(f"{_WORDS} {_SAME} gamma j0 j1 y0 y1 jn yn main".split())


def renamed(name: str) -> str:
    """A name that C does not keep for itself."""
    return f"{name}_" if name in _TAKEN else name


def literal(value: float) -> str:
    """A double."""
    return "INFINITY" if math.isinf(value) else repr(value)


STYLE = Style(
    Writer(CALLS, literal, renamed),
    declared="const double {} = {};",
    remark="/* {} */",
    returned="return {};",
    last="return {};",
    condition="if ({}) {{",
    nan="NAN",
)


def write(m: Module) -> str:
    """The module as a C file."""
    warning = "Compile without -ffast-math, which gives up what is proved here."
    lines = [*block_comment(header(m, warning), "/*"), "#include <math.h>"]
    for name, s in m.both:
        inside = indented(list(body(s, STYLE)))
        lines += ["", f"/* {words(m, s)} */", head(m, name), "{", *inside, "}"]
    return "\n".join(lines) + "\n"


def head(m: Module, name: str) -> str:
    """The function as it is declared."""
    arguments = ", ".join(f"double {renamed(p)}" for p in m.parameters)
    return f"double {renamed(name)}({arguments})"


def write_test(m: Module, stem: str) -> str:
    """A program that tests the module: it is compiled with it, and exits 0 where all is well."""
    name, derivative = (renamed(n) for n, _ in m.both)
    given = ", ".join(f"c[{k}]" for k in range(len(m.parameters)))
    moved = "".join(f", c[{k}]" for k in range(1, len(m.parameters)))
    n = len(m.parameters)
    lines = [
        f"/* Tests of {stem}.c: known values, and finite differences. cc {stem}.c THIS -lm */",
        "#include <math.h>",
        "#include <stdio.h>",
        "",
        *(f"{head(m, f)};" for f, _ in m.both),
        "",
        "/* Arguments, value, derivative, each rounded correctly. */",
        f"static const double cases[][{n + 2}] = {{",
        *indented([row(c, "{}") for c in cases(m)]),
        "};",
        "",
        "static int near(double a, double b, double tolerance)",
        "{",
        "    return fabs(a - b) <= tolerance * fabs(b) + 1e-300;",
        "}",
        "",
        "int main(void)",
        "{",
        "    int wrong = 0;",
        "    for (unsigned k = 0; k < sizeof cases / sizeof cases[0]; k++) {",
        "        const double *c = cases[k];",
        "        const double h = 1e-5 * fmax(1.0, fabs(c[0]));",
        f"        const double ahead = {name}(c[0] + h{moved}), behind = {name}(c[0] - h{moved});",
        f"        const double slope = c[{n + 1}];",
        "        const double allowed = 1e-5 * fabs(slope)",
        "            + 1e-10 * fmax(fabs(ahead), fabs(behind)) / h + 1e-9;",
        f"        wrong += !near({name}({given}), c[{n}], 1e-12);",
        f"        wrong += !near({derivative}({given}), slope, 1e-9);",
        "        wrong += !(fabs((ahead - behind) / (2 * h) - slope) <= allowed);",
        "    }",
        '    puts(wrong ? "wrong" : "ok");',
        "    return wrong != 0;",
        "}",
    ]
    return "\n".join(lines) + "\n"


C = Language(
    name="c",
    suffix=".c",
    test_name="test_{stem}.c",
    write=write,
    write_test=write_test,
    calls=CALLS,
)
