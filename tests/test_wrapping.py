"""Words are wrapped at blanks, expressions at operators, and as few of these as can be."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from derive.render.screen import Screen
from derive.render.wrapping import broken, wrapped
from tests.each import each

LONG = "proved only for x - 1 != 0 and y*(x + 1)^2 - 3 > 0 and z > 0"
CASES = [
    (LONG, 20, ["proved only for", "x - 1 != 0 and", "y*(x + 1)^2 - 3 > 0", "and z > 0"]),
    (LONG, 12, ["proved only", "for", "x - 1 != 0", "and", "y*(x + 1)^2", "- 3 > 0 and", "z > 0"]),
    ("sum (u = 2*x, v = x + 1); sin", 20, ["sum (u = 2*x,", "v = x + 1); sin"]),
    ("write `- to: 2*x` in line 3", 20, ["write `- to: 2*x` in", "line 3"]),
    ("of d/dx (x^2) and d/dx x here", 14, ["of d/dx (x^2)", "and d/dx x", "here"]),
    ("elu(x, a) = max(x, 0) + a*u", 22, ["elu(x, a) = max(x, 0)", "+ a*u"]),
    ("f(x_1, x_2) = g(x_1, x_2)", 15, ["f(x_1, x_2)", "= g(x_1, x_2)"]),
    ("x = 3/4, y = 5, z = 6", 15, ["x = 3/4, y = 5,", "z = 6"]),
    ("or `derive equal 'a + b' 'c'` says so", 24, ["or", "`derive equal 'a + b'", "'c'` says so"]),
    ("it is --where 'x != 0', or not", 18, ["it is --where", "'x != 0', or not"]),
    ("f'(x) is 'not closed, and so on", 12, ["f'(x) is", "'not closed,", "and so on"]),
    ("see proofs/a/long/path.yaml", 10, ["see", "proofs/a/long/path.yaml"]),
]


@each(("said", "room", "lines"), CASES)
def test_where_words_are_wrapped(said: str, room: int, lines: list[str]) -> None:
    assert [*wrapped(said, room)] == lines


def test_the_first_line_may_have_less_room() -> None:
    assert [*wrapped("one two three", 9, 6)] == ["one", "two three"]
    assert [*wrapped("one two", 9, 8)] == ["", "one two"]
    assert [*wrapped("one two", 9, 12)] == ["", "one two"]


def test_an_expression_is_broken_at_its_outermost_sums() -> None:
    line = "(a + b)*sin(x + y) - c*(d + f)*cos(x)"
    assert [*broken(line, 30)] == ["(a + b)*sin(x + y)", "- c*(d + f)*cos(x)"]
    assert [*broken("x^2*sin(x)*cos(y)*tan(z)", 20)] == ["x^2*sin(x)*cos(y)", "*tan(z)"]


WORDS = st.lists(st.text("abx+-*/=^(), `", min_size=1, max_size=9), min_size=1, max_size=8)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, st.integers(1, 60), st.integers(0, 20))
def test_nothing_is_lost(words: list[str], room: int, taken: int) -> None:
    said = " ".join(words)
    assert "".join("".join(wrapped(said, room, taken)).split()) == "".join(said.split())


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.from_regex("[a-z]{1,9}", fullmatch=True), min_size=1), st.integers(9, 40))
def test_words_fit_and_stay_whole(words: list[str], room: int) -> None:
    lines = [*wrapped(" ".join(words), room)]
    assert [w for line in lines for w in line.split()] == words
    assert all(len(line) <= room for line in lines)


def test_tables_that_are_too_wide_are_stacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "24")
    stream = io.StringIO()
    Screen(stream=stream).table(("rule", "says"), [("constant-multiple", "d/dx (c*u) = c*d/dx u")])
    assert stream.getvalue().splitlines() == [
        "  constant-multiple",
        "      says  d/dx (c*u)",
        "            = c*d/dx u",
    ]
