"""Scala: an object of functions of Double."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from derive.codegen.languages.braces import block_comment, header, row, words
from derive.codegen.languages.language import Language, Writer
from derive.codegen.languages.python import indented
from derive.codegen.module import Module, cases
from derive.codegen.pieces import Piece, Stable
from derive.expression.shorthand import Comparison

_SAME = "exp expm1 log log1p log10 sqrt cbrt sin cos tan asin acos atan sinh cosh tanh abs"
CALLS = {
    **{name: f"math.{name}({{}})" for name in _SAME.split()},
    **{name: f"math.{name}({{}}, {{}})" for name in ("pow", "max", "min")},
    "sign": "math.signum({})",
    "erf": "Erf.erf({})",
    "erfc": "Erf.erfc({})",
}
#: Neither Scala nor Java has an error function.
_ERF = "org.apache.commons.math3.special.Erf"
PACKAGES = {"erf": "commons-math3", "erfc": "commons-math3"}
_WORDS = (
    "abstract case catch class def do else extends false final finally for forSome if"
    " implicit import lazy match new null object override package private protected return"
    " sealed super this throw trait try true type val var while with yield math enum"
    " export given then"
)
_RESERVED = frozenset(_WORDS.split())


def renamed(name: str) -> str:
    """A name that Scala does not keep for itself."""
    return f"{name}_" if name in _RESERVED else name


def literal(value: float) -> str:
    """A Double."""
    return "Double.PositiveInfinity" if math.isinf(value) else repr(value)


WRITER = Writer(CALLS, literal, renamed)


def object_of(stem: str) -> str:
    """What the object in a file of that name is called."""
    return "".join(word[:1].upper() + word[1:] for word in stem.split("_")) or "Functions"


def write(m: Module) -> str:
    """The module as an object."""
    needed = bool(m.functions & PACKAGES.keys())
    more = ["It needs the package org.apache.commons:commons-math3."] if needed else []
    lines = [
        *([f"import {_ERF}", ""] if needed else []),
        *block_comment(header(m, *more)),
        f"object {object_of(m.name)} {{",
    ]
    arguments = ", ".join(f"{renamed(p)}: Double" for p in m.parameters)
    for name, s in m.both:
        head = f"def {renamed(name)}({arguments}): Double ="
        body = _indented_by_two(_body(s))
        lines += ["", *_indented_by_two([f"/** {words(m, s)} */", head, *body])]
    return "\n".join([*lines, "}"]) + "\n"


def _indented_by_two(lines: list[str] | Iterator[str]) -> list[str]:
    return [f"  {line}" if line else line for line in lines]


def _all_of(asked: Sequence[Comparison]) -> str:
    return " && ".join(WRITER.asked(each, literal) for each in asked)


def _body(s: Stable) -> list[str]:
    """The pieces as one expression."""
    branches = [(_all_of(gap), ["Double.NaN"]) for gap in s.excluded]
    for piece, asked in zip(s.pieces[:-1], s.tests, strict=False):
        branches.append((_all_of(asked), _piece(piece)))
    if not branches:
        last = _piece(s.pieces[-1])
        return last if len(last) == 1 else ["{", *_indented_by_two(last), "}"]
    lines = []
    for k, (condition, inside) in enumerate(branches):
        lines += [f"{'} else ' if k else ''}if ({condition}) {{", *_indented_by_two(inside)]
    return [*lines, "} else {", *_indented_by_two(_piece(s.pieces[-1])), "}"]


def _piece(piece: Piece) -> list[str]:
    kept, result = WRITER.statements(piece.program)
    return [f"val {n} = {e}{f' // {o}' if o else ''}" for n, e, o in kept] + [result]


def write_test(m: Module, stem: str) -> str:
    """A program that tests the module, and fails where something is wrong."""
    name, derivative = (renamed(n) for n, _ in m.both)
    n = len(m.parameters)
    given = ", ".join(f"c({k})" for k in range(n))
    moved = "".join(f", c({k})" for k in range(1, n))
    rows = [f"Array{row(c, '()')}" for c in cases(m)]
    rows[-1] = rows[-1].rstrip(",")
    tested = object_of(m.name)
    lines = [
        f"/** Tests of {stem}.scala: known values, and finite differences. */",
        f"object Test{tested} {{",
        f"  import {tested}._",
        "",
        "  /** Arguments, value, derivative, each rounded correctly. */",
        "  val cases: Array[Array[Double]] = Array(",
        *indented(rows),
        "  )",
        "",
        "  def near(a: Double, b: Double, tolerance: Double): Unit =",
        '    assert(math.abs(a - b) <= tolerance * math.abs(b) + 1e-300, s"$a is not $b")',
        "",
        "  def main(arguments: Array[String]): Unit = {",
        "    for (c <- cases) {",
        f"      near({name}({given}), c({n}), 1e-12)",
        f"      near({derivative}({given}), c({n + 1}), 1e-9)",
        "      val h = 1e-5 * math.max(1.0, math.abs(c(0)))",
        f"      val ahead = {name}(c(0) + h{moved})",
        f"      val behind = {name}(c(0) - h{moved})",
        f"      val slope = c({n + 1})",
        "      val most = math.max(math.abs(ahead), math.abs(behind))",
        "      val allowed = 1e-5 * math.abs(slope) + 1e-10 * most / h + 1e-9",
        '      assert(math.abs((ahead - behind) / (2 * h) - slope) <= allowed, s"at ${c(0)}")',
        "    }",
        '    println("ok")',
        "  }",
        "}",
    ]
    return "\n".join(lines) + "\n"


SCALA = Language(
    name="scala",
    suffix=".scala",
    test_name="Test{stem}.scala",
    write=write,
    write_test=write_test,
    calls=CALLS,
    packages=PACKAGES,
)
