"""What `by` means: every reason is enough, and every reason is needed."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from derive.check.check import check
from derive.report.diagnostics import Kind
from derive.report.report import Report
from derive.rules.besides import FREE
from derive.script.load import load, load_text
from derive.script.script import Script

SIGMOID = Path(__file__).resolve().parent.parent / "proofs" / "sigmoid" / "sigmoid.yaml"


def script() -> Script:
    loaded = load(SIGMOID).script
    assert loaded is not None
    return loaded


REASONS = [tuple(by.name for by in step.by or ()) for step in script().steps]


def with_reasons(reasons: list[tuple[str, ...]]) -> Report:
    """The report on the sigmoid with other reasons; an empty one leaves `by` out."""
    data = YAML(typ="safe").load(SIGMOID.read_text(encoding="utf-8"))
    lines = [f"derive: 1\ntitle: {data['title']}\nvariables: {{x: real}}\ndefinitions:"]
    lines += [f'  - "{d}"' for d in data["definitions"]]
    lines += [f'theorem: "{data["theorem"]}"', "steps:"]
    for step, by in zip(data["steps"], reasons, strict=True):
        lines.append(f'  - to: "{step["to"]}"')
        if by:
            lines.append("    by: '?'" if by == ("?",) else f"    by: [{', '.join(by)}]")
    return check(load_text("\n".join(lines) + "\n"))


def test_the_sigmoid_is_proved_without_algebra() -> None:
    report = with_reasons(REASONS)
    assert report.proved
    assert all("algebra" not in by for by in REASONS)
    assert report.theorem is not None
    assert "algebra" not in report.theorem.rules


def changed(i: int, by: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [by if k == i else old for k, old in enumerate(REASONS)]


def test_dropping_a_reason_is_rejected() -> None:
    tried = 0
    for i, by in enumerate(REASONS):
        for name in {*by} - FREE if len(by) > 1 else ():
            assert not with_reasons(changed(i, tuple(n for n in by if n != name))).proved
            tried += 1
    assert tried >= 3


#: Pairs of steps with two reasons, and how many of them the default run passes over.
PAIRS = [(i, j) for i, j in combinations(range(len(REASONS)), 2) if {*REASONS[i]} != {*REASONS[j]}]
STRIDE = 4


@pytest.mark.usefixtures("unsearched")
@pytest.mark.parametrize(
    "pairs", [PAIRS[::STRIDE], pytest.param(PAIRS, marks=pytest.mark.long)], ids=["some", "all"]
)
def test_replacing_or_swapping_reasons_is_rejected(pairs: list[tuple[int, int]]) -> None:
    for i, j in pairs:
        assert not with_reasons(changed(i, REASONS[j])).proved, (i, j)
        assert not with_reasons(changed(j, REASONS[i])).proved, (i, j)
        swapped = list(REASONS)
        swapped[i], swapped[j] = swapped[j], swapped[i]
        assert not with_reasons(swapped).proved, (i, j)


@pytest.mark.parametrize("spare", ["product", "algebra", "cancel"])
def test_a_reason_that_is_not_needed_is_named(spare: str) -> None:
    report = with_reasons(changed(1, ("power", spare)))
    (found,) = report.diagnostics
    assert found.kind is Kind.UNNEEDED_REASON
    assert found.about == (spare,)


def test_the_right_reason_is_told() -> None:
    (found,) = with_reasons(changed(1, ("product",))).diagnostics
    assert found.kind is Kind.WRONG_REASON
    assert found.about == ("product", "power")
    (found,) = with_reasons(changed(8, ("expand",))).diagnostics
    assert found.expected == "by factor"


def test_a_step_without_a_reason_is_proved_and_the_report_says_how() -> None:
    for by in ((), ("?",)):
        report = with_reasons(changed(2, by))
        assert report.proved
        reason = report.steps[2].reason
        assert reason is not None
        assert reason.found
        assert set(reason.names) == {"sum", "exp"}


def test_a_reason_that_does_not_come_to_an_end_is_not_shown() -> None:
    terms = " + ".join(f"x^{k}" for k in range(1, 40))
    report = check(
        load_text(
            "derive: 1\ntitle: t\nvariables: {x: positive}\n"
            f'theorem: "({terms})^9 = ({terms})*({terms})^8"\n'
            f'steps:\n  - to: "({terms})*({terms})^8"\n    by: [expand-power, expand]\n'
        )
    )
    assert not report.proved


def one_step(statement: str, by: str, domain: str = "real") -> Report:
    return check(
        load_text(
            f"derive: 1\ntitle: t\nvariables: {{x: '{domain}'}}\ntheorem: '{statement}'\n"
            f"steps:\n  - to: '{statement.partition(' = ')[2]}'\n    by: {by}\n"
        )
    )


MERGED = "e^x/(1 + e^x)^2 = e^x/(1 + e^x)*1/(1 + e^x)"


@pytest.mark.parametrize("statement", [MERGED, "2*3*x = 6*x", "x*sin(x) = sin(x)*x"])
def test_algebra_may_be_named_alone_for_tidying(statement: str) -> None:
    assert one_step(statement, "algebra").proved


@pytest.mark.parametrize("statement", ["d/dx x = 1", "d^2/dx^2 (x^3) = d/dx (d/dx (x^3))"])
def test_algebra_is_no_reason_for_what_is_told_of_derivatives(statement: str) -> None:
    (found,) = one_step(statement, "algebra").diagnostics
    assert found.kind is Kind.UNNEEDED_REASON


@pytest.mark.parametrize(
    ("statement", "by", "laws"),
    [
        (MERGED, "trig", "multiply-by-one, reciprocal, merge, associate"),
        (MERGED, "cancel", "multiply-by-one, reciprocal, merge, associate"),
        ("x*sin(x) = sin(x)*x", "expand", "commute"),
        ("2*3*x = 6*x", "identity", "arithmetic"),
    ],
)
def test_of_a_step_that_tidies_the_laws_are_told(statement: str, by: str, laws: str) -> None:
    (found,) = one_step(statement, by).diagnostics
    assert found.expected == f"by {laws}"
    assert found.hint == f"this is tidying ({laws}), which needs no reason: leave `by` out"
    assert one_step(statement, f"[{laws}]").proved


def test_rules_that_are_named_together_come_before_a_procedure() -> None:
    left = "1/(1 + ((1 + x)/(1 - x))^2)*(2/(1 - x)^2)"
    step = f"{left} = 2/((1 - x)^2 + (1 + x)^2)"
    (found,) = one_step(step, "cancel", "x < 1").diagnostics
    assert found.expected == "by power-laws, combine-fractions"
    assert not found.hint
    assert one_step(step, "[power-laws, combine-fractions]", "x < 1").proved
