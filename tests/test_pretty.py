"""Two-dimensional text keeps the author's form, in ASCII and in Unicode."""

from __future__ import annotations

import pytest
from hypothesis import given
from sympy.printing.pretty.pretty_symbology import pretty_use_unicode

from derive.expression.nodes import Expression, Path, at_path
from derive.expression.parsed import Scope
from derive.expression.parser import parse, parse_expression
from derive.expression.pretty import MARKS, picture, pretty, width
from tests.each import each
from tests.mutants import places
from tests.strategies import associated, expressions, small_expressions

# Each picture stands under the expression that it shows, without its trailing spaces.
ASCII = r"""
## d/dx sigmoid(x)
d
-- sigmoid(x)
dx
## d/dx ((1 + e^(-x))^(-1))
            -1
d  /     -x\
-- \1 + e  /
dx
## (-1)*(1/(1 + e^(-x))^2)*d/dx (1 + e^(-x))
           1        d  /     -x\
(-1) * ---------- * -- \1 + e  /
                2   dx
       /     -x\
       \1 + e  /
## (-1)*(1/(1 + e^(-x))^2)*(0 + e^(-x))*d/dx (-x)
           1        /     -x\   d
(-1) * ---------- * \0 + e  / * -- (-x)
                2               dx
       /     -x\
       \1 + e  /
## (-1)*(1/(1 + e^(-x))^2)*e^(-x)*(-1)
           1         -x
(-1) * ---------- * e   * (-1)
                2
       /     -x\
       \1 + e  /
## e^(-x)/(1 + e^(-x))^2
    -x
   e
----------
         2
/     -x\
\1 + e  /
## (1 + e^(-x) - 1)/(1 + e^(-x))^2
     -x
1 + e   - 1
-----------
         2
/     -x\
\1 + e  /
## ((1 + e^(-x)))/(1 + e^(-x))^2 - 1/(1 + e^(-x))^2
/     -x\
\1 + e  /        1
---------- - ----------
         2            2
/     -x\    /     -x\
\1 + e  /    \1 + e  /
## x * 2/(1-t)^2
       2
x * --------
           2
    (1 - t)
## x/t * 1/t * d/dx (x^2)
 x     1    d   2
--- * --- * -- x
 t     t    dx
## x/t·2x÷y
 x    2*x
--- * ---
 t     y
## t*(x*1/y)*x
    /     1 \
t * |x * ---| * x
    \     y /
## 2x/y
2*x
---
 y
## 1/(1 + e^(-x)) - 1/(1 + e^(-x))^2
   1          1
------- - ----------
     -x            2
1 + e     /     -x\
          \1 + e  /
## 1/(1 + e^(-x))*(1 - 1/(1 + e^(-x)))
   1      /       1   \
------- * |1 - -------|
     -x   |         -x|
1 + e     \    1 + e  /
## sigmoid(x)*(1 - sigmoid(x))
sigmoid(x)*(1 - sigmoid(x))
## a/b/c
  a
 ---
  b
-----
  c
## a/(b/c)
  a
-----
  b
 ---
  c
## (a/b)^n
     n
/ a \
|---|
\ b /
## a^b^c
  c
 b
a
## (a^b)^c
    c
/ b\
\a /
## -1/x
   1
- ---
   x
## a - (-b)
a - (-b)
## sqrt(x)*sqrt(1 + x^2)
          _______
  __     /      2
\/ x * \/  1 + x
## sqrt(1/x)^2
          2
/    ____\
|   /  1 |
|  /  ---|
\\/    x /
## abs(x)*abs(1/x)
      | 1 |
|x| * |---|
      | x |
## (d/dx x)*y
/d   \
|-- x| * y
\dx  /
## d/dx (x/y) - x
d  / x \
-- |---| - x
dx \ y /
## at(d/dt sin(t), t = 2*x)
d         |
-- sin(t) |
dt        |t = 2*x
## x*at(d/dt (t^2), t = 1/x)
    /d   2 |       \
x * |-- t  |     1 |
    |dt    |t = ---|
    \            x /
## alpha_1*λ + pi
alpha_1*lambda + pi
## x*(y + 1) - x(y + 1)
x*(y + 1) - x(y + 1)
## 2*(1/3)
     1
2 * ---
     3
## f'(x)^2 + 0.50
     2
f'(x)  + 0.50
## ((x + 1))*y
((x + 1))*y
"""

UNICODE = r"""
## d/dx sigmoid(x)
d
── sigmoid(x)
dx
## d/dx ((1 + e^(-x))^(-1))
            -1
d  ⎛     -x⎞
── ⎝1 + e  ⎠
dx
## (-1)*(1/(1 + e^(-x))^2)*d/dx (1 + e^(-x))
           1        d  ⎛     -x⎞
(-1) · ────────── · ── ⎝1 + e  ⎠
                2   dx
       ⎛     -x⎞
       ⎝1 + e  ⎠
## (-1)*(1/(1 + e^(-x))^2)*(0 + e^(-x))*d/dx (-x)
           1        ⎛     -x⎞   d
(-1) · ────────── · ⎝0 + e  ⎠ · ── (-x)
                2               dx
       ⎛     -x⎞
       ⎝1 + e  ⎠
## (-1)*(1/(1 + e^(-x))^2)*e^(-x)*(-1)
           1         -x
(-1) · ────────── · e   · (-1)
                2
       ⎛     -x⎞
       ⎝1 + e  ⎠
## e^(-x)/(1 + e^(-x))^2
    -x
   e
──────────
         2
⎛     -x⎞
⎝1 + e  ⎠
## (1 + e^(-x) - 1)/(1 + e^(-x))^2
     -x
1 + e   - 1
───────────
         2
⎛     -x⎞
⎝1 + e  ⎠
## ((1 + e^(-x)))/(1 + e^(-x))^2 - 1/(1 + e^(-x))^2
⎛     -x⎞
⎝1 + e  ⎠        1
────────── - ──────────
         2            2
⎛     -x⎞    ⎛     -x⎞
⎝1 + e  ⎠    ⎝1 + e  ⎠
## 1/(1 + e^(-x)) - 1/(1 + e^(-x))^2
   1          1
─────── - ──────────
     -x            2
1 + e     ⎛     -x⎞
          ⎝1 + e  ⎠
## 1/(1 + e^(-x))*(1 - 1/(1 + e^(-x)))
   1      ⎛       1   ⎞
─────── · ⎜1 - ───────⎟
     -x   ⎜         -x⎟
1 + e     ⎝    1 + e  ⎠
## sigmoid(x)*(1 - sigmoid(x))
sigmoid(x)·(1 - sigmoid(x))
## a/b/c
  a
 ───
  b
─────
  c
## sqrt(1/x)^2
          2
⎛    ____⎞
⎜   ╱  1 ⎟
⎜  ╱  ───⎟
⎝╲╱    x ⎠
## sqrt(1 + x^2)
   _______
  ╱      2
╲╱  1 + x
## abs(x)*abs(1/x)
      │ 1 │
│x│ · │───│
      │ x │
## x*at(d/dt (t^2), t = 1/x)
    ⎛d   2 │       ⎞
x · ⎜── t  │     1 ⎟
    ⎜dt    │t = ───⎟
    ⎝            x ⎠
## alpha_1*λ + pi + Alpha
α_1·λ + π + Alpha
## d/dtheta sin(theta)
d
── sin(θ)
dθ
## (-x)*y
(-x)·y
"""


def _golden(pictures: str, unicode: bool) -> list[tuple[str, str, bool]]:
    pairs = [block.split("\n", 1) for block in pictures.strip("\n").split("## ")[1:]]
    return [(written, drawn.rstrip("\n"), unicode) for written, drawn in pairs]


def _drawn(e: Expression, unicode: bool, *marks: Path) -> str:
    return "\n".join(line.rstrip() for line in pretty(e, unicode=unicode, marks=marks))


@each(("written", "expected", "unicode"), _golden(ASCII, False) + _golden(UNICODE, True))
def test_form(written: str, expected: str, unicode: bool) -> None:
    assert _drawn(parse_expression(written), unicode) == expected


MARKED = [
    ("1 + x", [(1,)], ["1 + x", "    ^"]),
    ("a - b", [(1,)], ["a - b", "  ^^^"]),
    ("a - b", [(1, 0)], ["a - b", "    ^"]),
    ("x*(y + 1)", [(1,)], ["x*(y + 1)", "   ^^^^^"]),
    ("sin(x*y)", [(1, 0)], ["sin(x*y)", "    ^"]),
    ("abs(x) + sqrt(y)", [(0, 1), (1, 1)], ["        __", "|x| + \\/ y", " ^       ^"]),
    ("x^n", [(1,)], [" n", " ^", "x"]),
    ("x^n", [(0,)], [" n", "x", "^"]),
    ("x/y + t", [(0, 0), (1,)], [" x", " ^", "--- + t", " y    ^"]),
    ("d/dx (0 + x)", [(0,)], ["d", "-- (0 + x)", "dx  ^^^^^"]),
    ("2*(x)", [(1,)], ["2*(x)", "  ^^^"]),
    ("2*(x)", [(1, 0)], ["2*(x)", "   ^"]),
    ("a*b + c", [(0,), (0, 1)], ["a*b + c", "  ^", "^^^"]),
    ("at(d/dt (t^2), t = x)", [(2,)], ["d   2 |", "-- t  |", "dt    |t = x", "           ^"]),
]


@each(("written", "marks", "expected"), MARKED)
def test_marks(written: str, marks: list[Path], expected: list[str]) -> None:
    assert _drawn(parse_expression(written), False, *marks).split("\n") == expected


IN_UNICODE = [
    ("1 + x", (1,), "1 + x\n    ↑"),
    ("1 + 12", (1,), "1 + 12\n    ╰╯"),
    ("a - b*c", (1,), "a - b·c\n  ╰───╯"),
    ("(a + b)/c", (0,), "a + b\n╰───╯\n─────\n  c"),
]


@pytest.mark.parametrize(("written", "mark", "expected"), IN_UNICODE)
def test_marks_in_unicode(written: str, mark: Path, expected: str) -> None:
    assert _drawn(parse_expression(written), True, mark) == expected


@given(expressions())
def test_nothing_else_looks_like_a_mark(e: Expression) -> None:
    for unicode in (True, False):
        assert not any(map(MARKS.search, pretty(e, unicode=unicode)))


def test_a_mark_of_the_whole_marks_nothing() -> None:
    e = parse_expression("1 + x")
    assert pretty(e, unicode=False, marks=[(), (1,)]) == ["1 + x"]


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ((), ["     2 ", "x * ---", "     t "]),
        ((0,), ["     2 ", "     ^ ", "x * ---", "^    t "]),
        ((0, 0), ["     2 ", "x * ---", "^    t "]),
        ((0, 1), ["     2 ", "     ^ ", "x * ---", "     t "]),
        ((1,), ["     2 ", "x * ---", "     t ", "     ^ "]),
    ],
)
def test_marks_on_a_factor_times_a_fraction(path: tuple[int, ...], lines: list[str]) -> None:
    assert pretty(parse_expression("x*2/t"), unicode=False, marks=[path]) == lines


def test_baseline_is_the_line_that_is_read() -> None:
    lines, baseline = picture(parse_expression("x/y + t"), unicode=False, marks=[(0, 0)])
    assert lines[baseline] == "--- + t"


def test_defined_name_without_arguments() -> None:
    scope = Scope(variables=frozenset("x"), functions={"u": 0})
    assert pretty(parse("u*(x + 1)", scope).node, unicode=False) == ["u*(x + 1)"]


def test_width() -> None:
    assert width([]) == 0
    assert width(["a", "abc"]) == 3


def test_no_two_expressions_look_alike() -> None:
    """But for those that differ in how factors are taken together: `x*2/x` and `x*(2/x)`."""
    seen: dict[tuple[str, ...], Expression] = {}
    for e in small_expressions("x"):
        lines, baseline = picture(e, unicode=False)
        other = seen.setdefault((*lines, str(baseline)), e)
        assert associated(other) == associated(e)


@given(expressions())
def test_lines_are_of_one_width(e: Expression) -> None:
    for unicode in (False, True):
        lines, baseline = picture(e, unicode=unicode)
        assert {len(line) for line in lines} == {width(lines)}
        assert 0 <= baseline < len(lines)
        assert pretty(e, unicode=unicode) == lines
        assert unicode or all(line.isascii() for line in lines)


@given(expressions())
def test_every_part_can_be_marked(e: Expression) -> None:
    paths = [path for path, _ in places(e) if path]
    for path in paths[:8]:
        part = width(pretty(at_path(e, path), unicode=False))
        lines = pretty(e, unicode=False, marks=[path])
        assert {len(line) for line in lines} == {width(lines)}
        assert max(line.count("^") for line in lines) >= part


@given(expressions(4))
def test_the_characters_of_sympy_are_left_as_they_were(e: Expression) -> None:
    before = pretty_use_unicode()
    pretty(e, unicode=not before)
    assert pretty_use_unicode() == before
