"""A derivation one step at a time: hints, lines that are typed, practice."""

from __future__ import annotations

import os
from unittest.mock import patch

import pytest
from typer.testing import CliRunner

from derive.check.check import check
from derive.check.practice import practice
from derive.cli import app
from derive.script.load import load_text
from tests.inside import workers
from tests.outside import ROOT, environment
from tests.workers import Here

SQUARE = "calculus/square"


def walked(*arguments: str, typed: str = "") -> tuple[int, str]:
    """The exit code and what is told, where these lines are typed."""
    with workers(Here), patch.dict(os.environ, environment(), clear=True):
        done = CliRunner().invoke(app, ["walk", *arguments], input=typed, catch_exceptions=False)
    return done.exit_code, done.output


def test_without_a_learner_it_is_a_transcript() -> None:
    code, out = walked(SQUARE)
    assert code == 0
    assert "Step 4 of 4" in out
    assert out.index("by product") < out.index("u = x") < out.index("Step 3 of 4")
    assert out.endswith("4 shown\n")


def test_hints_come_one_after_the_other() -> None:
    _, rule = walked(SQUARE, typed="\nq\n")
    assert "by merge" in rule
    assert "u^m*u^n" not in rule
    _, instance = walked(SQUARE, typed="\n\nq\n")
    assert "u^m*u^n" in instance
    assert "x·x" not in instance
    _, line = walked(SQUARE, typed="\n\n\nq\n")
    assert "x·x" in line
    assert "Step 2 of 4" in line


def test_lines_that_follow() -> None:
    code, out = walked(SQUARE, typed="d/dx (x*x)\n\nx*d/dx x + x*(d/dx x)\nx + x\n2*x\n")
    assert code == 0
    assert out.count("  right") == 4
    assert "the script has it so" in out
    assert out.endswith("3 by yourself, 1 with a hint\n")


def test_a_line_further_on() -> None:
    _, out = walked(SQUARE, typed="x + x\n2*x\n")
    assert "right: that is step 3 already" in out
    assert "Step 2" not in out


def test_a_slip_is_told_at_its_place() -> None:
    _, out = walked(SQUARE, typed="2*x + 0*3 + 5\nq\n")
    line, caret, said = out.partition("  wrong\n")[2].splitlines()[:3]
    assert line.endswith("| 2*x + 0*3 + 5")
    marked = line[caret.index("^") : caret.rindex("^") + 1]
    assert marked == "2*x + 0*3 + 5"
    assert said.endswith("true without the term 5")
    _, out = walked(SQUARE, typed="0*3 + 7*x\nq\n")
    line, caret, said = out.partition("  wrong\n")[2].splitlines()[:3]
    marked = line[caret.index("^") : caret.rindex("^") + 1]
    assert marked == "7"
    assert said.endswith("`2` instead of `7`")


WRONG = (
    ("3*x", "`2` instead of `3`", "at x = "),
    ("x^2", "`*` instead of `^`", "at x = "),
    ("d/dx (x^2)", "that is the line before it", ""),
    ("2*", "expected  an expression", "your line:1:3"),
    ("2*y", "unknown name `y`", "your line:1:3"),
    ("\x00", "invisible character", ""),
)


@pytest.mark.parametrize(("typed", "said", "besides"), WRONG)
def test_what_does_not_follow(typed: str, said: str, besides: str) -> None:
    code, out = walked(SQUARE, typed=f"{typed}\nq\n")
    assert code == 0
    assert said in out
    assert besides in out
    assert "Step 2" not in out


def test_what_is_not_proved_is_no_walk() -> None:
    code, out = walked(str(ROOT / "tests/fail/refuted.yaml"))
    assert code == 1
    assert "only what is proved is walked through" in out
    assert walked("no-such-script")[0] == 2
    assert walked(SQUARE, "--seed", "3")[0] == 2


@pytest.mark.parametrize("name", ["sigmoid/sigmoid", "sigmoid/reflection", "activations/tanh"])
def test_a_new_problem_is_proved(name: str) -> None:
    path = str(ROOT / f"proofs/{name}.yaml")
    made = {practice(path, seed) for seed in (1, 3)}
    assert len(made) > 1
    for text in made:
        assert check(load_text(text, "practice"), "practice").proved
    assert practice(path, 1) in made


def test_practice() -> None:
    code, out = walked("sigmoid", "--practice", "--seed", "3")
    assert (code, out.splitlines()[0]) == (0, "practice, --seed 3")
    assert walked("sigmoid", "--practice", "--seed", "3")[1] == out
    assert "shown" in out.splitlines()[-1]
