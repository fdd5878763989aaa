"""Expressions that are too wide for a line: broken at operators, and read as what they are."""

from __future__ import annotations

import pytest

from derive.expression.nodes import Expression
from derive.expression.parsed import Scope
from derive.expression.parser import parse
from derive.expression.pretty import Picture, picture, width
from derive.render.diagnostics import excerpt
from derive.render.lines import broken_picture
from derive.report.diagnostics import Place
from tests.each import each
from tests.outside import run

WIDE = "(x + 1)/(x - 1) - (a - b) + d/dx (x^2)*sin(x)*cos(x) - x^2*e^x/(1 + x) + sin(x)^10"


def node(said: str) -> Expression:
    return parse(said, Scope(free=True)).node


def drawn(said: str, room: int) -> list[str]:
    """The lines of all parts, each with its sign."""
    parts = broken_picture(node(said), room, unicode=False)
    assert parts is not None
    return [
        (part.sign if i == part.drawn.baseline else " " * len(part.sign)) + line.rstrip()
        for part in parts
        for i, line in enumerate(part.drawn.lines)
    ]


#: A text, the room, and the lines of one dimension that it is broken into.
FLAT = [
    ("a + b - c + d", 5, ["a + b", "- c", "+ d"]),
    ("a - (b - c) - d", 12, ["a - (b - c)", "- d"]),
    ("a - (b - c) - d", 9, ["a", "- (b - c)", "- d"]),
    ("a + (b + c) + d", 9, ["a", "+ (b + c)", "+ d"]),
    ("(a + b)*(-c)*(d + f)", 7, ["(a + b)", "* (-c)", "* (d + f)"]),
    ("a*b*c*(x*y)*z", 7, ["a*b*c", "* (x*y)", "* z"]),
]


@pytest.mark.parametrize(("said", "room", "lines"), FLAT)
def test_where_a_line_is_broken(said: str, room: int, lines: list[str]) -> None:
    room = max(room, *map(len, lines))
    assert drawn(said, room) == lines


def test_a_derivative_that_is_not_the_last_factor_keeps_its_brackets() -> None:
    lines = drawn("d/dx sin(x)*(a + b)", 16)
    assert [line.strip() for line in lines] == [
        "/d        \\",
        "|-- sin(x)|",
        "\\dx       /",
        "* (a + b)",
    ]


@each("room", range(30, 90, 7))
def test_no_part_is_wider_than_the_room(room: int) -> None:
    parts = broken_picture(node(WIDE), room, unicode=True)
    assert parts is not None
    assert all(len(p.sign) + width(p.drawn.lines) <= room for p in parts)
    assert parts[0].sign == ""
    assert all(p.sign in ("+ ", "- ") for p in parts[1:])


def test_what_cannot_be_broken_is_left_to_text() -> None:
    assert broken_picture(node("abcdefghijklmnopqrst"), 14, unicode=True) is None
    assert broken_picture(node("a + sin(a + b + c + d)"), 9, unicode=True) is None


WITHIN = [
    "(x^2*sin(x) + 2*x*cos(x) - (1 + x)*e^x)/(1 + x)^2",
    "-(x^2*sin(x) + 2*x*cos(x) - (1 + x)*e^x)/(1 + x)^2",
    "a + b*(x^2*sin(x) + 2*x*cos(x) - (1 + x)*e^x)/(1 + x + a + b + c + d + sin(x))^2 - c",
    "d/dx ((x^2*sin(x) + 2*x*cos(x) - (1 + x)*e^x)/(1 + x)^2)",
    "d^2/dx^2 (x^2*sin(x) + 2*x*cos(x) - (1 + x)*e^x)",
    "at(d/dx f(x + a + b + c + d + sin(x) + cos(x)), x = a + b)",
    "sqrt(x^2*sin(x) + 2*x*cos(x) - (1 + x)*e^x)",
    "abs(x^2*sin(x) + 2*x*cos(x) - (1 + x)*e^x)^2",
    "((x^2*sin(x) + 2*x*cos(x) - (1 + x)*e^x))*y",
    "e^((x^2*sin(x) + 2*x*cos(x) - (1 + x)*e^x)/(1 + x)^2)",
    "(a*b*c*d*sin(x)*cos(x)*(a + b))/(x*y*z*(x + y)*sin(x)*cos(x)*tan(x))",
]


def letters(lines: list[str]) -> list[str]:
    """What stands in lines besides blanks, bars and brackets, in any order."""
    return sorted(c for line in lines for c in line if c.isalnum())


@each("said", WITHIN)
@each("room", [34, 40, 46])
@each("unicode", [True, False])
def test_what_is_too_wide_by_itself_is_broken_within(said: str, room: int, unicode: bool) -> None:
    e = node(said)
    whole = picture(e, unicode=unicode).lines
    parts = broken_picture(e, room, unicode=unicode)
    assert parts is not None
    assert all(len(p.sign) + width(p.drawn.lines) <= room for p in parts)
    assert letters([line for p in parts for line in p.drawn.lines]) == letters(whole)


def test_a_fraction_has_its_numerator_broken() -> None:
    (part,) = broken_picture(node("(aaaa*bbbb + cccc - dddd)/(x + y)"), 14, unicode=False) or []
    assert part.drawn == Picture(
        ["aaaa*bbbb    ", "+ cccc - dddd", "-------------", "    x + y    "], 2
    )


def test_marks_move_with_their_parts() -> None:
    parts = broken_picture(node("aa + bb + cc"), 5, unicode=True, marks=[(2,)])
    assert parts is not None
    assert [len(p.drawn.lines) for p in parts] == [1, 1, 1]
    parts = broken_picture(node("aa + bb + cc + dd"), 9, unicode=True, marks=[(2,)])
    assert parts is not None
    assert [p.drawn.lines[1:] for p in parts] == [[], ["╰╯     "]]


def test_a_wide_line_on_the_screen() -> None:
    done = run("diff", "x^2*sin(x) + x^3*cos(x) + x^4*e^x", "--steps", COLUMNS="60")
    assert "d/dx" not in done.stdout.partition("Theorem")[0]
    assert all(len(line) <= 60 for line in done.stdout.splitlines())


LONG = "x + " * 60 + "sin x + " + "y + " * 60


@each("columns", [60, 80, 100])
@each("column", [1, 15, 241, 400, len(LONG) - 2])
def test_a_window_of_a_long_line_says_where_more_is(columns: int, column: int) -> None:
    place = Place("left", 1, column, column + 1)
    for dots in ("…", "..."):
        (_, (said, _)), (_, (marks, _)) = excerpt(place, LONG, columns, dots == "...")
        assert len(said) + 9 <= columns
        at = len(marks) - 1
        assert said.startswith(dots) == (column > 15)
        assert said.endswith(dots) == (column < 450)
        assert said[at] == LONG[column - 1]


def test_a_short_line_is_shown_whole() -> None:
    ((_, (said, _)), _) = excerpt(Place("left", 1, 5, 8), "x + sin x", 80)
    assert said == "x + sin x"
