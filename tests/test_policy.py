"""What a policy lets pass: never what is false, and nothing that is not named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from derive.check.check import check_file
from derive.report.diagnostics import Diagnostic, Kind, Place
from derive.report.policy import RELAXABLE, Policy
from derive.report.report import Report, Verdict
from derive.report.run import ScriptOutcome
from tests.each import each
from tests.scripts import GOOD


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Report:
    path = tmp_path_factory.mktemp("policy") / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return check_file(path)


EVERYTHING = Policy(strict=True, allowed=tuple(Kind))


def failing(report: Report, verdict: Verdict, kinds: tuple[Kind, ...]) -> Report:
    """The report with another verdict of its first step, and what is told of it."""
    told = tuple(Diagnostic(k, Place("", 7, 9), about=("x",) * k.details) for k in kinds)
    first, *rest = report.steps
    return replace(report, steps=(replace(first, verdict=verdict), *rest), diagnostics=told)


@each("kind", Kind)
@each("verdict", Verdict)
def test_no_policy_lets_pass_what_is_false(verdict: Verdict, kind: Kind, proved: Report) -> None:
    report = failing(proved, verdict, (kind,))
    allowed = EVERYTHING.passes(report)
    false = verdict in (Verdict.REFUTED, Verdict.DOMAIN_CHANGES)
    assert not allowed or (kind in RELAXABLE and not false)
    assert allowed or false or kind not in RELAXABLE or verdict is not Verdict.PROVED
    found = ScriptOutcome(report, "s.yaml", policy=EVERYTHING)
    assert found.passes == allowed
    assert found.diagnostics
    assert not Policy().passes(report)
    only = Policy(allowed=(Kind.NO_CHANGE,))
    assert only.passes(report) <= (kind is Kind.NO_CHANGE)


def test_what_is_not_proved_and_says_nothing_fails(proved: Report) -> None:
    for verdict in Verdict:
        silent = failing(proved, verdict, ())
        found = ScriptOutcome(silent, "s.yaml", policy=EVERYTHING)
        assert found.passes == verdict.passes
        assert bool(found.diagnostics) != verdict.passes
    gone = ScriptOutcome(replace(proved, theorem=None), "s.yaml", policy=EVERYTHING)
    assert (gone.passes, gone.word) == (False, "not shown")
