"""JavaScript: an ES module of functions of numbers."""

from __future__ import annotations

import math

from derive.codegen.languages.braces import Style, block_comment, body, header, row, words
from derive.codegen.languages.language import Language, Writer
from derive.codegen.languages.python import indented
from derive.codegen.module import Module, cases

_SAME = (
    "exp expm1 log log1p log2 log10 sqrt cbrt sin cos tan asin acos atan sinh cosh"
    " tanh asinh acosh atanh abs"
)
CALLS = {
    **{name: f"Math.{name}({{}})" for name in _SAME.split()},
    **{name: f"Math.{name}({{}}, {{}})" for name in ("pow", "max", "min")},
    "sign": "Math.sign({})",
    "erf": "erf({})",
    "erfc": "erfc({})",
}
#: JavaScript has no error function of its own.
PACKAGES = {
    "erf": "@stdlib/math-base-special-erf",
    "erfc": "@stdlib/math-base-special-erfc",
}
_WORDS = (
    "await break case catch class const continue debugger default delete do else enum"
    " export extends false finally for function if import in instanceof let new null"
    " return static super switch this throw true try typeof var void while with yield erf"
    " erfc Math"
)
_RESERVED = frozenset(_WORDS.split())


def renamed(name: str) -> str:
    """A name that JavaScript does not keep for itself."""
    return f"{name}_" if name in _RESERVED else name


def literal(value: float) -> str:
    """A number."""
    return "Infinity" if math.isinf(value) else repr(value)


STYLE = Style(
    Writer(CALLS, literal, renamed),
    declared="const {} = {};",
    remark="// {}",
    returned="return {};",
    last="return {};",
    condition="if ({}) {{",
    nan="NaN",
)


def write(m: Module) -> str:
    """The module as an ES module."""
    needed = sorted(m.functions & PACKAGES.keys())
    more = [f"It needs the package {PACKAGES[f]}." for f in needed]
    lines = [
        *block_comment(header(m, *more)),
        *(f'import {f} from "{PACKAGES[f]}";' for f in needed),
    ]
    arguments = ", ".join(map(renamed, m.parameters))
    for name, s in m.both:
        head = f"export function {renamed(name)}({arguments}) {{"
        lines += ["", f"/** {words(m, s)} */", head, *indented(list(body(s, STYLE))), "}"]
    return "\n".join(lines) + "\n"


def write_test(m: Module, stem: str) -> str:
    """A test of the module, for `node --test`."""
    name, derivative = (renamed(n) for n, _ in m.both)
    lines = [
        f"// Tests of {stem}.mjs: known values, and finite differences.",
        'import assert from "node:assert";',
        'import test from "node:test";',
        "",
        f'import {{ {name}, {derivative} }} from "./{stem}.mjs";',
        "",
        "// Arguments, value, derivative, each rounded correctly.",
        "const cases = [",
        *indented([row(c) for c in cases(m)]),
        "].map((c) => [c.slice(0, -2), ...c.slice(-2)]);",
        "",
        "const near = (a, b, tolerance) =>",
        "    assert.ok(Math.abs(a - b) <= tolerance * Math.abs(b) + 1e-300, `${a} is not ${b}`);",
        "",
        'test("values", () => {',
        "    for (const [point, value, slope] of cases) {",
        f"        near({name}(...point), value, 1e-12);",
        f"        near({derivative}(...point), slope, 1e-9);",
        "    }",
        "});",
        "",
        'test("finite differences", () => {',
        "    for (const [[x, ...rest], , slope] of cases) {",
        "        const h = 1e-5 * Math.max(1, Math.abs(x));",
        f"        const [ahead, behind] = [{name}(x + h, ...rest), {name}(x - h, ...rest)];",
        "        const most = Math.max(Math.abs(ahead), Math.abs(behind));",
        "        const allowed = 1e-5 * Math.abs(slope) + (1e-10 * most) / h + 1e-9;",
        "        assert.ok(Math.abs((ahead - behind) / (2 * h) - slope) <= allowed, `at ${x}`);",
        "    }",
        "});",
    ]
    return "\n".join(lines) + "\n"


JAVASCRIPT = Language(
    name="javascript",
    suffix=".mjs",
    test_name="{stem}.test.mjs",
    write=write,
    write_test=write_test,
    calls=CALLS,
    packages=PACKAGES,
)
