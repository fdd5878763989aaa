"""Law 5: every passing proof is mutated, and no mutant that is false may pass.

Each false mutant is checked twice: as it is, and by a blind checker that may not look for a point
that refutes a line, so that the kernel alone has to keep from proving it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from derive.check.check import check, new_run
from derive.check.refutation import Outcome, Search
from derive.report.report import Report
from derive.script.load import Loaded, load, load_text
from tests.library import LIBRARY
from tests.mutants import Draft, Mutant, draft_of, false_steps, mutants, other_reasons
from tests.mutants import without_a_reason as dropped_reasons

ROOT = Path(__file__).resolve().parent.parent
PASSING = sorted([*LIBRARY, *(ROOT / "tests" / "pass").rglob("*.yaml")])
#: The scripts of the default run: of the library one of so many.
STRIDE = 6
SAMPLED = [p for p in PASSING if p not in LIBRARY or LIBRARY.index(p) % STRIDE == 0]
#: How many mutants of a script the default run tries, and how many with other reasons.
SHARE = 1
SHARE_OF_REASONS = 1
#: Those with other reasons are of every other script, and judged together, in so many parts.
PARTS = [SAMPLED[k::6] for k in (0, 2, 4)]
#: The scripts on which any means are tried.
SEARCHED = SAMPLED[:: max(1, len(SAMPLED) // 12)]

#: The lemmas of all mutants, each proved once.
LEMMAS = new_run()

every_script = pytest.mark.parametrize(
    "path",
    [pytest.param(p, marks=[pytest.mark.long] * (p not in SAMPLED)) for p in PASSING],
    ids=lambda path: path.stem,
)
in_parts = pytest.mark.parametrize("paths", PARTS, ids=lambda paths: paths[0].stem)
Tally = Counter[str]


@pytest.fixture(scope="module")
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """Counts over all scripts, written out in the end."""
    counts: Tally = Counter()
    yield counts
    if counts:
        words = ", ".join(f"{n} {what}" for what, n in counts.items())
        words += f"; {SHARE} of each script, sampled"
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            print(f"\nmutants: {words}")


@pytest.fixture(autouse=True)
def unmended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is looked for that would mend a line, which changes no verdict."""
    monkeypatch.setattr("derive.check.check.mended", lambda lines, *_: list(lines))


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is refuted at a point."""
    blindly(monkeypatch)


def blindly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Search, "_compared", lambda *_: Outcome())


@cache
def draft(path: Path) -> Draft:
    script = load(path).script
    assert script is not None
    return draft_of(script)


def strided(found: list[Mutant], most: int, first: int = 0) -> list[Mutant]:
    """At most so many of the mutants, spread evenly."""
    step = max(1, -(-len(found) // most))
    return found[first % step :: step]


@cache
def tried(path: Path, most: int | None = SHARE) -> list[Mutant]:
    found = list(mutants(draft(path)))
    return found if most is None else strided(found, most, PASSING.index(path))


@cache
def false(path: Path, most: int | None = SHARE) -> list[tuple[Mutant, set[int]]]:
    """The mutants that are false, with the steps at which they are; of each script at least one."""
    found = list(judged_false(tried(path, most)))
    if found:
        return found
    every = tried(path, None)
    first = PASSING.index(path) % len(every)
    return list(islice(judged_false([*every[first:], *every[:first]]), 1))


def judged_false(found: list[Mutant]) -> Iterator[tuple[Mutant, set[int]]]:
    for mutant in found:
        script = read(mutant).script
        steps = false_steps(script) if script else ()
        if steps:
            yield mutant, {*steps}


def report_on(mutant: Mutant) -> Report:
    return check(read(mutant), run=LEMMAS)


def read(mutant: Mutant) -> Loaded:
    """The mutant as a script in the place of the original, so that its lemmas are found."""
    return load_text(mutant.draft.yaml(), mutant.draft.path)


def accepted(mutants_of: list[tuple[Mutant, set[int]]]) -> list[str]:
    """The scripts of those that are accepted, or a false step of which is."""
    reports = ((mutant, steps, report_on(mutant)) for mutant, steps in mutants_of)
    return [
        f"{mutant.where}, {mutant.kind}\n{mutant.draft.yaml()}"
        for mutant, steps, report in reports
        if report.proved or any(s.number - 1 in steps and s.verdict.passes for s in report.steps)
    ]


@every_script
def test_no_false_mutant_is_accepted(
    path: Path, tally: Tally, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor by the kernel alone; of most scripts no reason is looked for where the written fails."""
    if path not in SEARCHED:
        request.getfixturevalue("unsearched")
    assert check(load_text(draft(path).yaml(), str(path)), run=LEMMAS).proved
    wrong = accepted(false(path))
    tally.update(tried=len(tried(path)), false=len(false(path)), accepted=len(wrong))
    assert not wrong, wrong[0]
    assert false(path)
    request.getfixturevalue("unsearched")
    blindly(monkeypatch)
    wrong = accepted(false(path))
    assert not wrong, wrong[0]


def unreasoned(mutant: Mutant, steps: set[int]) -> Mutant:
    """The mutant with its false steps to be proved by any means."""
    by = tuple(None if i in steps else r for i, r in enumerate(mutant.draft.reasons))
    return replace(mutant, draft=replace(mutant.draft, reasons=by))


@pytest.mark.parametrize("path", SEARCHED, ids=lambda path: path.stem)
@pytest.mark.usefixtures("blind")
def test_no_false_step_is_proved_by_any_means(path: Path) -> None:
    first, *_ = false(path)
    wrong = accepted([(unreasoned(*first), first[1])])
    assert not wrong, wrong[0]


def with_dropped_reasons(path: Path, most: int = SHARE_OF_REASONS) -> list[Mutant]:
    return strided(list(dropped_reasons(draft(path))), most, PASSING.index(path))


def with_other_reasons(path: Path, most: int = SHARE_OF_REASONS) -> list[Mutant]:
    return strided(list(other_reasons(draft(path))), most, PASSING.index(path))


@in_parts
@pytest.mark.usefixtures("unsearched")
def test_no_needed_reason_can_be_dropped(paths: list[Path], tally: Tally) -> None:
    found = [mutant for path in paths for mutant in with_dropped_reasons(path)]
    wrong = [m.draft.yaml() for m in found if report_on(m).proved]
    tally["dropped reasons"] += len(found)
    assert found
    assert not wrong, wrong[0]


@in_parts
@pytest.mark.usefixtures("unsearched")
def test_other_reasons_are_mostly_refused(paths: list[Path], tally: Tally) -> None:
    """A few are reasons in their own right, such as `power` where the author says `sqrt`."""
    found = [mutant for path in paths for mutant in with_other_reasons(path)]
    taken = [m.draft.yaml() for m in found if report_on(m).proved]
    tally.update({"other reasons": len(found), "of them reasons too": len(taken)})
    assert len(found) > 5
    assert len(taken) <= max(1, len(found) // 10), taken


def test_the_judge_tells_false_from_true() -> None:
    def judged(left: str, right: str, domain: str = "real") -> tuple[int, ...]:
        text = f"derive: 1\ntitle: t\nvariables: {{x: '{domain}'}}\ntheorem: '{left} = {right}'\n"
        script = load_text(f"{text}steps:\n  - to: '{right}'\n").script
        assert script is not None
        return false_steps(script)

    assert judged("sin(x)", "cos(x)") == (-1, 0)
    assert judged("d/dx (x^2)", "2*x") == ()
    assert judged("sqrt(x)^2", "x") == (-1, 0)
    assert judged("sqrt(x)^2", "x", "positive") == ()
    assert judged("x/x", "1") == (-1, 0)
    assert judged("d/dx abs(x)", "1") == (-1, 0)
    assert judged("d/dx abs(x)", "1", "x > 0") == ()


@pytest.mark.long
@every_script
def test_no_false_mutant_at_all_is_accepted(path: Path) -> None:
    wrong = accepted(false(path, None))
    assert not wrong, wrong[0]


@pytest.mark.long
@every_script
@pytest.mark.usefixtures("blind", "unsearched")
def test_no_false_mutant_at_all_is_accepted_by_the_kernel_alone(path: Path) -> None:
    wrong = accepted(false(path, None))
    assert not wrong, wrong[0]


@pytest.mark.long
@every_script
@pytest.mark.usefixtures("blind")
def test_no_false_step_of_the_default_run_is_proved_by_any_means(path: Path) -> None:
    wrong = accepted([(unreasoned(mutant, steps), steps) for mutant, steps in false(path)])
    assert not wrong, wrong[0]


@pytest.mark.long
@every_script
@pytest.mark.usefixtures("unsearched")
def test_reasons_are_needed_in_every_script(path: Path) -> None:
    wrong = [m.draft.yaml() for m in with_dropped_reasons(path, 4) if report_on(m).proved]
    assert not wrong, wrong[0]
    found = with_other_reasons(path, 10)
    taken = [m.draft.yaml() for m in found if report_on(m).proved]
    assert len(taken) <= max(1, len(found) // 10), taken
