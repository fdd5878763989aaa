"""Rust: functions of f64, with the standard library."""

from __future__ import annotations

import math

from derive.codegen.languages.braces import Style, body, header, row, words
from derive.codegen.languages.language import Language, Writer
from derive.codegen.languages.python import indented
from derive.codegen.module import Module, cases

_NAMES = {"expm1": "exp_m1", "log": "ln", "log1p": "ln_1p"}
_SAME = "exp log2 log10 sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh abs"
CALLS = {
    **{name: f"f64::{name}({{}})" for name in _SAME.split()},
    **{name: f"f64::{own}({{}})" for name, own in _NAMES.items()},
    "pow": "f64::powf({}, {})",
    "max": "f64::max({}, {})",
    "min": "f64::min({}, {})",
    "sign": "f64::from(i8::from({0} > 0.0) - i8::from({0} < 0.0))",
    "erf": "libm::erf({})",
    "erfc": "libm::erfc({})",
}
#: The standard library of Rust has no error function.
PACKAGES = {"erf": "libm", "erfc": "libm"}
_WORDS = (
    "as async await break const continue crate dyn else enum extern false fn for if impl"
    " in let loop match mod move mut pub ref return self static struct super trait true"
    " type unsafe use where while abstract become box do final macro override priv try"
    " typeof unsized virtual yield"
)
_RESERVED = frozenset(_WORDS.split())


def renamed(name: str) -> str:
    """A name that Rust does not keep for itself."""
    return f"{name}_" if name in _RESERVED else name


def literal(value: float) -> str:
    """An f64."""
    return "f64::INFINITY" if math.isinf(value) else repr(value)


STYLE = Style(
    Writer(CALLS, literal, renamed),
    declared="let {} = {};",
    remark="// {}",
    returned="return {};",
    last="{}",
    condition="if {} {{",
    nan="f64::NAN",
)


def write(m: Module) -> str:
    """The module as a Rust file."""
    needed = {PACKAGES[f] for f in m.functions & PACKAGES.keys()}
    more = [f"It needs the crate {crate}." for crate in sorted(needed)]
    lines = [f"//! {line}".rstrip() for line in header(m, *more)]
    for name, s in m.both:
        arguments = ", ".join(f"{renamed(p)}: f64" for p in m.parameters)
        head = f"pub fn {renamed(name)}({arguments}) -> f64 {{"
        lines += ["", f"/// {words(m, s)}", head, *indented(list(body(s, STYLE))), "}"]
    return "\n".join(lines) + "\n"


def write_test(m: Module, stem: str) -> str:
    """A test of the module, for `rustc --test` or a crate."""
    name, derivative = (renamed(n) for n, _ in m.both)
    n = len(m.parameters)
    given = ", ".join(f"c[{k}]" for k in range(n))
    moved = "".join(f", c[{k}]" for k in range(1, n))
    rows = [row(c) for c in cases(m)]
    lines = [
        f"//! Tests of {stem}.rs: known values, and finite differences.",
        "",
        f'#[path = "{stem}.rs"]',
        "mod tested;",
        f"use tested::{{{derivative}, {name}}};",
        "",
        "/// Arguments, value, derivative, each rounded correctly.",
        f"const CASES: [[f64; {n + 2}]; {len(rows)}] = [",
        *indented(rows),
        "];",
        "",
        "fn near(a: f64, b: f64, tolerance: f64) {",
        '    assert!((a - b).abs() <= tolerance * b.abs() + 1e-300, "{} is not {}", a, b);',
        "}",
        "",
        "#[test]",
        "fn values() {",
        "    for c in CASES.iter() {",
        f"        near({name}({given}), c[{n}], 1e-12);",
        f"        near({derivative}({given}), c[{n + 1}], 1e-9);",
        "    }",
        "}",
        "",
        "#[test]",
        "fn finite_differences() {",
        "    for c in CASES.iter() {",
        "        let h = 1e-5 * c[0].abs().max(1.0);",
        f"        let (ahead, behind) = ({name}(c[0] + h{moved}), {name}(c[0] - h{moved}));",
        f"        let slope = c[{n + 1}];",
        "        let most = ahead.abs().max(behind.abs());",
        "        let allowed = 1e-5 * slope.abs() + 1e-10 * most / h + 1e-9;",
        '        assert!(((ahead - behind) / (2.0 * h) - slope).abs() <= allowed, "at {}", c[0]);',
        "    }",
        "}",
    ]
    return "\n".join(lines) + "\n"


RUST = Language(
    name="rust",
    suffix=".rs",
    test_name="test_{stem}.rs",
    write=write,
    write_test=write_test,
    calls=CALLS,
    packages=PACKAGES,
)
