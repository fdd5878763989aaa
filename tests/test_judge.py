"""A search that lies: whatever theorem it hands over, only one of the line makes the line proved.

Each lie is a theorem that the kernel made, of something else; each entry point is asked with a
search that tells it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sympy.core.symbol import Symbol

import derive.kernel.theorem as kernel
from derive.check import check as checking
from derive.check import decide, derivative, fill, line
from derive.check.check import check, check_file, checked, new_run
from derive.check.evidence import Judge
from derive.check.lemmas import Checked, Run
from derive.expression.nodes import Expression, strip
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression as parse_closed
from derive.kernel.conditions import Condition
from derive.kernel.definitions import Definition
from derive.kernel.judge import Claim, objection, proves
from derive.kernel.theorem import Theorem
from derive.kernel.theory import Theory
from derive.prover.domains import Domain
from derive.prover.equality import normal_form
from derive.prover.plainly import reflexivity
from derive.report.report import Report, Verdict
from derive.script.derivative import Texts
from derive.script.insertion import with_changes
from derive.script.load import Loaded, load_text
from derive.search import join, prove, remedy
from derive.search.derivation import reasons, walk
from derive.search.join import Question
from derive.search.joined import Joined
from derive.search.prove import Proof
from derive.search.rewrite import Walk

X, N, T = map(Symbol, "xnt")
#: True of no point, and nothing that a few balls would refute.
LEFT, RIGHT = "abs(sin(x)) + 1", "abs(sin(x)) + 1 + 1/10^400"


def parse(source: str) -> Expression:
    return parse_closed(source, Scope(free=True))


Sides = tuple[Expression, Expression]


def itself(_: Sides, theory: Theory) -> Theorem:
    """`x = x`: a theorem, and none of the line."""
    return reflexivity(theory, X)


def left_side(sides: Sides, theory: Theory) -> Theorem:
    return reflexivity(theory, sides[0])


def right_side(sides: Sides, theory: Theory) -> Theorem:
    return reflexivity(theory, sides[1])


def another_theory(sides: Sides, theory: Theory) -> Theorem:
    """The line, in a theory in which its functions are other ones."""
    defined = (*theory.definitions, Definition("unheard", (T,), parse("t")))
    return reflexivity(replace(theory, definitions=defined), sides[0])


def more_integers(sides: Sides, theory: Theory) -> Theorem:
    return reflexivity(replace(theory, integers=theory.integers | {X}), sides[0])


LIES = [itself, left_side, right_side, another_theory, more_integers]
Lie = Callable[[Sides, Theory], Theorem]


def told(lie: Lie) -> Callable[..., Proof]:
    """A search that always finds the lie."""
    return lambda left, right, theory, *_: Proof(("algebra",), lie((left, right), theory))


class Lying(Joined):
    """Lines that are said to be joined, with another theorem."""

    lie: Lie

    def prove(self, theory: Theory) -> Theorem:
        return type(self).lie((self.old.start, self.new.start), theory)


def lying_join(lie: Lie) -> Callable[..., Joined]:
    made = type("Told", (Lying,), {"lie": staticmethod(lie)})

    def joined(question: Question, *_: Any, **__: Any) -> Joined:
        walks = (Walk(strip(e), strip(e), ()) for e in (question.old, question.new))
        return made(*walks, (), True)

    return joined


def lie_everywhere(monkeypatch: pytest.MonkeyPatch, lie: Lie) -> None:
    """Every search that the checks ask tells the lie."""
    told_joined = lying_join(lie)
    for module in (line, decide, prove, remedy, reasons):
        monkeypatch.setattr(module, "prove", told(lie))
    for module in (line, join, reasons):
        monkeypatch.setattr(module, "join", told_joined)
        monkeypatch.setattr(module, "unneeded", lambda *_, **__: None)
        monkeypatch.setattr(module, "wrong_way", lambda *_: None)
    for module in (line, prove):
        monkeypatch.setattr(
            module, "find_reason", lambda q, *_, **__: (("algebra",), told_joined(q))
        )


def script(by: str = "", left: str = LEFT, right: str = RIGHT, more: str = "") -> Loaded:
    reason = f"\n    by: {by}" if by else ""
    head = f"derive: 1\ntitle: t\nvariables: {{x: real}}\n{more}theorem: {left} = {right}\n"
    return load_text(f"{head}steps:\n  - to: {right}{reason}\n", "s.yaml")


@pytest.fixture(params=LIES, ids=lambda lie: lie.__name__)
def lie(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Lie:
    found: Lie = request.param
    lie_everywhere(monkeypatch, found)
    return found


@pytest.mark.usefixtures("lie")
@pytest.mark.parametrize("by", ["", "algebra", "[commute, trig]", "definition"])
def test_no_line_is_proved_by_a_lie(by: str) -> None:
    report = check(script(by))
    assert report.theorem is not None
    assert not report.proved
    assert not any(step.verdict.passes for step in report.steps)
    assert report.theorem.verdict is not Verdict.PROVED


@pytest.mark.usefixtures("lie")
def test_a_lie_about_what_points_cannot_refute_is_told() -> None:
    report = check(script("", "f(x)", "f(x) + g(x)^2/10^2000", "functions: [f, g]\n"))
    (step,) = report.steps
    assert step.verdict is Verdict.NOT_SHOWN
    assert step.explanation.startswith("an error inside derive: the theorem that was found")
    (said,) = report.diagnostics
    assert said.about == (step.explanation,)


@pytest.mark.usefixtures("lie")
def test_no_equality_is_proved_by_a_lie() -> None:
    assert decide.equal(LEFT, RIGHT).verdict is Verdict.REFUTED
    found = decide.equal("f(x)", "f(x) + g(x)^2/10^2000")
    assert found.verdict is Verdict.NOT_SHOWN
    assert "an error inside derive" in found.explanation


@pytest.mark.usefixtures("lie")
def test_no_derivative_is_proved_by_a_lie() -> None:
    (found,) = derivative.derivatives(Texts("x^2*sin(x)", "x"))
    assert not found


@pytest.mark.usefixtures("lie")
def test_nothing_is_filled_by_a_lie(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        f"derive: 1\ntitle: t\nvariables: {{x: real}}\ntheorem: {LEFT} = {RIGHT}\n"
        f"steps:\n  - to: {RIGHT}\n",
        encoding="utf-8",
    )
    assert fill.fill_file(str(path)).text is None


@pytest.mark.usefixtures("lie")
def test_no_edit_is_told_by_a_lie() -> None:
    report = check(script("algebra", "x + 1", "x + 2"))
    assert [step.remedy for step in report.steps] == [None]


def test_a_line_is_proved_by_its_theorem_and_not_by_the_swapped_one() -> None:
    theory, domain = Theory(), Domain((X,))
    left, right = parse("(x + 1)^2"), parse("x^2 + 2*x + 1")
    right_way = normal_form(theory, left, right)
    judge = Judge(theory, domain)
    assert judge.judge(left, right, right_way).verdict is Verdict.PROVED
    swapped = judge.judge(left, right, kernel.symmetry(right_way))
    assert swapped.verdict is Verdict.NOT_SHOWN
    assert "says another equation" in swapped.explanation


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [(frozenset(), {N}), ({N}, frozenset()), ({N}, {N, X}), ({N, X}, {N})],
)
def test_a_theorem_of_other_integers_is_none(mine: Any, theirs: Any) -> None:
    here, there = Theory(integers=frozenset(mine)), Theory(integers=frozenset(theirs))
    e = parse("sin(n*x)")
    claim = Claim(e, e, here, (), frozenset(mine))
    assert proves(claim, reflexivity(here, e))
    assert "another theory" in objection(claim, reflexivity(there, e))
    mixed = Claim(e, e, there, (), claim.integers)
    assert "other integers" in objection(mixed, reflexivity(there, e))


def test_a_theorem_on_another_domain_proves_only_that() -> None:
    theory = Theory()
    left, right = parse("abs(x)"), parse("x")
    positive = Domain((X,), (Condition(X, ">"),))
    found = normal_form(theory, left, right, frozenset({"abs"}), positive)
    assert proves(Claim(left, right, theory, positive.conditions), found)
    everywhere = Claim(left, right, theory)
    assert objection(everywhere, found) == ""
    assert not proves(everywhere, found)
    assert Judge(theory, Domain((X,))).judge(left, right, found).verdict is not Verdict.PROVED


def test_what_the_kernel_did_not_make_is_no_theorem() -> None:
    claim = Claim(X, X, Theory())
    assert "was not made by the kernel" in objection(claim, object.__new__(Theorem))


# The chain


def test_a_chain_that_is_joined_wrongly_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = script("expand", "x*(x + 1)", "x*x + x")
    assert check(loaded).proved
    monkeypatch.setattr(checking, "reduce", lambda *_: reflexivity(Theory(), X))
    report = check(loaded)
    assert not report.proved
    assert report.theorem is not None
    assert "an error inside derive" in report.theorem.explanation


# The lemma


LEMMA = """derive: 1
title: t
variables: {x: %s}
theorem: abs(x) = x
steps:
  - to: x
"""
USER = """derive: 1
title: t
variables: {x: %s}
theorem: abs(x) + 1 = x + 1
steps:
  - to: x + 1
    by: theorem lemma
"""


def with_lemma(
    tmp_path: Path, there: str, here: str, lying: Callable[[Checked], Checked]
) -> Report:
    (tmp_path / "lemma.yaml").write_text(LEMMA % there, encoding="utf-8")
    (tmp_path / "user.yaml").write_text(USER % here, encoding="utf-8")
    honest = new_run()._checking

    def checking(loaded: Loaded, path: str, run: Run) -> Checked:
        found = honest(loaded, path, run)
        return lying(found) if path.endswith("lemma.yaml") else found

    return check_file(tmp_path / "user.yaml", Run(checking))


def other_sides(found: Checked) -> Checked:
    return replace(found, theorem=reflexivity(Theory(), X))


def swapped(found: Checked) -> Checked:
    assert found.theorem is not None
    return replace(found, theorem=kernel.symmetry(found.theorem))


def other_integers(found: Checked) -> Checked:
    assert found.theorem is not None
    there = Theory(integers=frozenset({X}))
    return replace(found, theorem=normal_form(there, X, X))


def said_to_be_proved(found: Checked) -> Checked:
    """A report that says proved beside a theorem that holds on a part of the domain."""
    steps = tuple(replace(s, verdict=Verdict.PROVED) for s in found.report.steps)
    assert found.report.theorem is not None
    theorem = replace(found.report.theorem, verdict=Verdict.PROVED)
    report = replace(found.report, steps=steps, theorem=theorem, diagnostics=())
    proved = checked(load_text(LEMMA % "nonnegative", "lemma.yaml")).theorem
    return Checked(report, proved, found.domain)


@pytest.mark.parametrize("lying", [other_sides, swapped, other_integers])
def test_a_lemma_with_another_theorem_is_none(tmp_path: Path, lying: Any) -> None:
    honest = with_lemma(tmp_path, "nonnegative", "nonnegative", lambda found: found)
    assert honest.proved
    report = with_lemma(tmp_path, "nonnegative", "nonnegative", lying)
    assert not report.proved
    assert "an error inside derive" in report.diagnostics[0].written


def test_a_lemma_that_does_not_hold_on_its_domain_is_none(tmp_path: Path) -> None:
    report = with_lemma(tmp_path, "real", "nonnegative", said_to_be_proved)
    assert not report.proved
    assert "not hold on all of its domain" in report.diagnostics[0].written


# What was asked for and what was checked


def test_a_derivation_of_something_else_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = walk.derivation

    def lying(_: Expression, *more: Any) -> Any:
        return honest(parse("d/dx sin(x)"), *more)

    monkeypatch.setattr(derivative, "derivation", lying)
    (found,) = derivative.derivatives(Texts("cos(x)", "x"))
    assert not found
    assert "an error inside derive" in found.stopped


def test_a_derivation_on_a_part_of_the_domain_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = derivative._written

    def lying(asked: Any, found: Any, natural: tuple[str, ...]) -> Any:
        return honest(asked, found, (*natural, "x > 0"))

    monkeypatch.setattr(derivative, "_written", lying)
    (found,) = derivative.derivatives(Texts("sqrt(x)", "x", ("x >= -1",)))
    assert not found
    assert "on another domain" in found.stopped


def test_a_text_with_another_theorem_is_not_filled_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.yaml"
    source = "derive: 1\ntitle: t\nvariables: {x: real}\ntheorem: x*(x + 1) = x^2 + x\nsteps:\n"
    path.write_text(source + "  - to: x^2 + x\n", encoding="utf-8")
    assert fill.fill_file(str(path)).text is not None
    honest = with_changes

    def lying(*arguments: Any) -> bytes:
        return honest(*arguments).replace(b"{x: real}", b"{x: positive}")

    monkeypatch.setattr(fill, "with_changes", lying)
    assert fill.fill_file(str(path)).text is None


def test_a_guard_is_what_its_names_mean_in_the_theory() -> None:
    """Of the known `exp` the second case never applies, and of this one it always does."""
    theory = Theory((Definition("exp", (T,), parse("-1 - t^2")),))
    domain = Domain((X,), (Condition(X, ">="),))
    step = normal_form(theory, parse("sqrt(x^2)"), X, frozenset({"radicals"}), domain)
    left, right = (parse(f"cases(0 if exp(x) > 0, {e} otherwise)") for e in ("sqrt(x^2)", "x"))
    found = kernel.congruence(left, (3,), step)
    assert not proves(Claim(left, right, theory), found)
    assert proves(Claim(left, right, theory, (Condition(X, ">="),)), found)
