"""`derive diff --batch`: a line each of derivatives, and whether they are the expected ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from derive.cli import app
from derive.report.derivative import DerivativeReport
from derive.report.report import Verdict
from derive.worker.guard import Limits
from derive.worker.jobs import JOBS
from derive.worker.questions import answer, derivative, passes
from tests.each import each
from tests.inside import outcome
from tests.workers import Here

HERE = Here(Limits())
KEYS = ["id", "derivative", "steps", "verdict", "expected", "reason", "ms"]


def asked(**record: object) -> dict[str, Any]:
    """The answer to a line."""
    line = json.dumps({"id": "a", "variable": "x", **record}).encode()
    return answer(HERE, line, derivative("normal"))


def answers_to(text: str, path: Path, *options: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and the answers of a batch."""
    path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["diff", "--batch", str(path), *options])
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]


#: Functions, what is expected of their derivative, and what is found of that.
EXPECTED = [
    ("x^2*sin(x)", "2*x*sin(x) + x^2*cos(x)", "proved"),
    ("log(x)", "1/x", "proved"),
    ("log(x)", "2/x", "refuted"),
    ("x^2", "2*x + 1", "refuted"),
    ("x^2", "2*x^2/x", "proved for"),
    ("x^3", "3*x^2 + 0*log(x)", "domain changes"),
    # the natural domain of the function, not that of its derivative's formula
    ("log(x)", "abs(x)/x^2", "proved"),
    ("1/x", "-abs(x)/x^3", "refuted"),
    ("x^2", "2*f(x)", "refuted"),
    ("f(g(x))", "f'(g(x))*g'(x)", "proved"),
    ("x*y", "y", "proved"),
]


@each(("function", "expect", "verdict"), EXPECTED)
def test_what_is_expected(function: str, expect: str, verdict: str) -> None:
    found = asked(function=function, expect=expect)
    assert list(found) == KEYS
    assert (found["verdict"], found["expected"]) == ("proved", verdict)
    assert f"`derivative = expect`: {verdict}" in found["reason"]
    assert passes(found) == (verdict == "proved")


@pytest.mark.parametrize("record", [{}, {"expect": None}])
def test_nothing_is_expected(record: dict[str, None]) -> None:
    found = asked(function="x^a", where=["a > 1"], **record)
    assert found["derivative"] == "a*x^(a - 1)"
    assert (found["verdict"], found["expected"], found["reason"]) == (
        "proved",
        None,
        "proved for x > 0",
    )
    assert found["steps"] == 1
    assert passes(found)


def test_what_is_expected_has_a_place_of_its_own() -> None:
    found = asked(function="x^2", expect="2*x +")
    assert (found["verdict"], found["expected"]) == (None, None)
    assert found["reason"].startswith("expect:1:6: this cannot be read")


UNREADABLE = (
    ("x^2", "2*x)", "expect:1:4"),
    # a name means the same on both sides
    ("a*x^2", "2*x*a(1)", "expect:1:6"),
    ("x^2", "foo(x)", "expect:1:1: unknown name `foo`"),
    ("x^2", " ", "expect:1:1: `expect` is empty"),
    ("abs(x)^x*f(x)", "2*x*", "expect:1:5: this cannot be read"),
    ("x^2 +", "2*x", "function:1:6: this cannot be read"),
    (" ", "2*x", "function:1:1: `function` is empty"),
)


@each(("function", "expect", "said"), UNREADABLE)
def test_what_cannot_be_read_is_no_verdict(function: str, expect: str, said: str) -> None:
    found = asked(function=function, expect=expect, opaque=["f"])
    assert (found["verdict"], found["expected"]) == (None, None)
    assert found["reason"].startswith(said)


def test_declared_conditions_hold_for_what_is_expected() -> None:
    there = {"function": "abs(x)", "expect": "1"}
    assert asked(**there)["expected"] == "refuted"
    assert asked(**there, where=["x > 0"])["expected"] == "proved"


#: Lines without a derivative, and what is said of them.
BAD = [
    ({"function": "x", "variable": " "}, "`variable` is empty"),
    ({"function": "x", "expect": 1}, "`expect` must be text or null, not a number"),
    ({"expect": "1"}, "the key `function` is missing"),
    ({"function": "x", "expected": "1"}, "expect"),
    ({"function": "x +"}, "function:1:4"),
    ({"function": "x", "variable": "2"}, "variable:1:1"),
    ({"function": "n*x", "variable": "n", "where": ["n integer"]}, "variable:1:1"),
    ({"function": "floor(x)*besselx(x, 2)"}, "unknown name `besselx`"),
]


@each(("record", "said"), BAD)
def test_bad_lines_are_answered(record: dict[str, object], said: str) -> None:
    found = asked(**record)
    assert [key for key in found if key != "unknown"] == KEYS
    assert found.get("unknown", []) == (["besselx"] if "besselx" in str(record) else [])
    assert (found["id"], found["derivative"], found["steps"]) == ("a", None, 0)
    assert found["verdict"] is None
    assert said in found["reason"]
    assert not passes(found)


def test_nothing_is_equal_to_a_derivative_that_is_not_proved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = JOBS["diff"]

    def stopped(request: Any) -> tuple[DerivativeReport, ...]:
        (found,) = honest(request)
        return (DerivativeReport(found.expression, "x", found.script, found.report, (), "why"),)

    monkeypatch.setitem(JOBS, "diff", stopped)
    found = asked(function="x^2", expect="2*x")
    assert (found["derivative"], found["verdict"], found["expected"]) == (
        "2*x",
        Verdict.NOT_SHOWN.value,
        "not shown",
    )
    assert found["reason"].startswith("stopped: why")


def test_a_batch_in_order(tmp_path: Path) -> None:
    records = [{"id": n, "function": f"x^{n}*sin(x)", "variable": "x"} for n in range(13, 1, -1)]
    text = "\n".join([*map(json.dumps, records), "no object", json.dumps({**records[0], "id": 99})])
    code, found = answers_to(text, tmp_path / "q.jsonl", "--jobs", "2")
    assert code == 1
    assert [line["id"] for line in found] == [*range(13, 1, -1), None, 99]
    assert [line["verdict"] for line in found] == ["proved"] * 12 + [None, "proved"]
    assert "not JSON" in found[-2]["reason"]


def test_no_time(tmp_path: Path) -> None:
    text = json.dumps({"id": 1, "function": "x^2*sin(x)/(1+x)", "variable": "x", "expect": "1"})
    code, (found,) = answers_to(text, tmp_path / "q.jsonl", "--timeout", "0.000001")
    assert code == 1
    assert (found["verdict"], found["expected"]) == ("not shown", "not shown")
    assert "out of time" in found["reason"]


def test_exit_codes(tmp_path: Path) -> None:
    right = {"id": 1, "function": "x^2", "variable": "x", "expect": "2*x"}
    path = tmp_path / "q.jsonl"
    assert answers_to(json.dumps(right), path, "--jobs", "1")[0] == 0
    assert answers_to(json.dumps({**right, "expect": "x"}), path, "--jobs", "1")[0] == 1
    assert outcome("diff", "--batch", str(tmp_path / "none"))[0] == 2


@each(
    ("arguments", "told"),
    [
        ((), ["one expression is needed"]),
        (("x^2", "--batch", "f"), ["`--batch` stands"]),
        (("--batch", "f", "--wrt", "x"), ["`--batch` stands"]),
        (("--batch", "f", "--order", "2"), ["`--batch` stands"]),
        (("--batch", "f", "--save", "f.yaml"), ["`--batch` stands"]),
        (("x^2", "--timeout", "0"), ["a timeout is"]),
        (("x^2", "--timeout", "nan"), ["a timeout is"]),
        (("x^2", "--rules"), ["`--rules` goes with"]),
        (("--nothing",), ["there is no option --nothing"]),
        (("--timeout", "0", "--detail", "some"), ["no detail some", "one expression", "a timeout"]),
    ],
)
def test_one_expression_or_a_batch(arguments: tuple[str, ...], told: list[str]) -> None:
    code, out, error = outcome("diff", *arguments)
    assert (code, out) == (2, "")
    assert error.count("error:") == len(told)
    assert all(words in error for words in told)
