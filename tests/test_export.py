"""Derivations as documents: LaTeX, Markdown, pages, notebooks."""

from __future__ import annotations

import pytest

from derive.check.check import check
from derive.render.latex import align
from derive.report.report import Report
from derive.script.load import load_text
from tests.inside import outcome

SCRIPT = """\
derive: 1
title: {title}
variables: {{x: real, y: real}}
theorem: d/dx ({power} + y) = {value}
steps:
  - to: {line}
    by: [sum, constant, power, variable]
"""


def report_on(
    power: str = "x^2", value: str = "2*x", line: str = "2*x", title: str = "T"
) -> Report:
    """A report on a script of one line."""
    return check(load_text(SCRIPT.format(title=title, power=power, value=value, line=line)))


def test_reasons_stand_in_a_column_or_between_the_lines() -> None:
    report = report_on()
    line = r"\frac{\partial}{\partial x} (x^2 + y)"
    assert align(report, environment="align*") == (
        f"\\begin{{align*}}\n  {line} &= 2x\n\\end{{align*}}"
    )
    assert align(report, reasons="column", environment="aligned") == (
        f"\\begin{{aligned}}\n  {line} &= 2x && \\text{{sum, constant, power, variable}}\n"
        "\\end{aligned}"
    )
    assert align(report, reasons="intertext") == (
        f"\\begin{{align}}\n  {line} \\notag \\\\\n"
        "  \\intertext{by sum, constant, power, variable}\n  &= 2x\n\\end{align}"
    )


@pytest.mark.parametrize("environment", ["gather", "align\n"])
def test_there_is_no_other_environment(environment: str) -> None:
    with pytest.raises(ValueError, match="there is no"):
        align(report_on(), environment=environment)
    with pytest.raises(ValueError, match="no intertext"):
        align(report_on(), environment="aligned", reasons="intertext")


def test_what_is_not_proved_says_so() -> None:
    assert align(report_on(value="3*x", line="3*x")).startswith("% not proved: refuted\n")


def test_a_definition_may_bring_a_variable_in() -> None:
    source = "derive: 1\ntitle: T\nvariables: {x: real, a: real}\ndefinitions: [g(t) = a*t]\n"
    source += "theorem: d/dx g(x) = a\nsteps: [{to: a}]\n"
    assert r"\frac{\partial}{\partial x} g(x)" in align(check(load_text(source)))


def test_one_variable_needs_no_partial_derivative() -> None:
    assert r"\frac{d}{dx} x^3" in outcome("diff", "x^3", "--latex")[1]
