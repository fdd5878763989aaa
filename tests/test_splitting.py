"""Steps by a procedure, split where their certificates show how."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive import equal
from derive.check.fill import fill_file, gaps_of
from derive.check.splitting import split
from derive.expression.parser import parse_expression
from derive.expression.text import text
from derive.kernel.theory import Theory
from derive.prover.domains import Domain
from derive.report.report import Verdict

SPLIT = [
    ("tanh(x)", "2/(1 + e^(-2*x)) - 1", "hyperbolic", "(e^x - 1/e^x)/(e^x + 1/e^x)"),
    ("cos(3*x) + sin(x)^2", "4*cos(x)^3 - cos(x)^2 - 3*cos(x) + 1", "trig", "cos(x)*(4*cos(x)^2"),
    ("log(1 + e^x) - log(1 + e^(-x))", "x", "exp-log", "log(e^x + 1) - (log(e^x + 1) - x)"),
    # one law, or none
    ("cos(2*x)", "2*cos(x)^2 - 1", "trig", ""),
    ("x^2 - 1", "(x - 1)*(x + 1)", "algebra", ""),
    ("abs(x)*abs(x)", "x^2", "abs", ""),
    # derivatives have rules of their own, and a sign is of no help
    ("d/dx atan(tan(x/2))", "d/dx (x/2)", "identity", ""),
    ("(x/abs(x))^3", "abs(x)/x", "abs", ""),
    # no equality at all
    ("cos(2*x)", "2*cos(x)^2", "trig", ""),
]


@pytest.mark.parametrize(("old", "new", "by", "first"), SPLIT)
def test_each_line_is_equal_to_the_one_before(old: str, new: str, by: str, first: str) -> None:
    sides = parse_expression(old), parse_expression(new)
    found = split(*sides, (by,), Theory(), Domain(()))
    lines = [text(line) for line, _ in found[:-1]]
    assert [*lines, ""][0].startswith(first)
    assert bool(lines) is bool(first)
    for one, two in zip([old, *lines], [*lines, new], strict=True):
        assert not found or equal(one, two).verdict is Verdict.PROVED


def test_what_is_skipped_is_told_and_filled_in_once(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "derive: 1\ntitle: t\nvariables: {x: real}\n"
        "theorem: log(1 + e^x) - log(1 + e^(-x)) = x\nsteps:\n  - to: x\n    by: exp-log\n",
        encoding="utf-8",
    )
    (gap,) = gaps_of(str(path))
    assert [text(skipped.line) for skipped in gap.skipped] == ["log(e^x + 1) - (log(e^x + 1) - x)"]
    assert fill_file(str(path)).text is None, "its reason holds"
    path.write_text(path.read_text("utf-8").replace("exp-log", "'?'"), encoding="utf-8")
    filled = fill_file(str(path))
    assert filled.report.proved
    assert filled.text is not None
    path.write_text(filled.text, encoding="utf-8")
    assert (gaps_of(str(path)), fill_file(str(path)).text) == ((), None)
