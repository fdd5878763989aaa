"""`derive.load`, `show`, `verify`, `fill` and `explain`: what proof scripts are asked about."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from derive.python.asking import Meant, asking, listed, meant, usable
from derive.python.errors import (
    ArgumentError,
    ArgumentTypeError,
    NotFoundError,
    Problem,
    ScriptError,
    raise_for,
)
from derive.python.filled import ExplainResult, FillResult
from derive.python.proof import Manner, ProofResult, ProofScript, RunResult, run_report

if TYPE_CHECKING:
    from derive.report.policy import Policy
    from derive.report.report import Report

#: A proof script: its name, its path, its text, or one that was read.
AScript: TypeAlias = "str | os.PathLike[str] | ProofScript"


def load(script: AScript) -> ProofScript:
    """A proof script, read: its theorem, lines, variables and definitions, as they are written.

    It is a name as for `derive NAME`, a path, or the text of a script, which has several lines.
    Nothing is proved yet: `derive.verify` takes what is read here.

    >>> import derive
    >>> script = derive.load("sigmoid")
    >>> script.theorem
    'd/dx sigmoid(x) = sigmoid(x)*(1 - sigmoid(x))'
    >>> script.variables
    {'x': 'real'}

    Raises `NotFoundError` where there is none, `ScriptError` for one that cannot be read.
    """
    from derive.script.load import load_text
    from derive.script.source import read

    here = meant(script)
    data = read(here.path) if here.text is None else here.text.encode("utf-8", "surrogatepass")
    if not isinstance(data, bytes):
        raise_for((data,), {}, NotFoundError if not here.path.exists() else ScriptError)
        raise ScriptError(here.name)
    loaded = load_text(data, str(here.path))
    fatal = [found for found in loaded.diagnostics if found.fatal]
    raise_for(fatal, {str(here.path): loaded.lines}, ScriptError)
    assert loaded.script is not None  # or there would be a diagnostic
    path = str(here.path) if here.text is None else None
    return ProofScript(loaded.script, here.name, data.decode("utf-8", "replace"), path)


def show(
    script: AScript,
    *,
    steps: bool = True,
    numbers: bool = False,
    timeout: float | None = None,
) -> ProofResult:
    """A proof script, checked and ready to be looked at: `print(derive.show("sigmoid"))`.

    It is a name, a path, a text, or one that was read.  The result is true only if it is proved;
    in a notebook it is shown with its `steps`, or with its theorem alone.  `numbers` are finite
    differences at each step.

    >>> import derive
    >>> found = derive.show("sigmoid")
    >>> found.steps[0]
    <Step 1: d/dx ((1 + e^(-x))^(-1)) by definition: proved>
    >>> found.verdict.value, len(found.steps)
    ('proved', 10)

    It is checked within `timeout` seconds, 300 where nothing is said.  Raises `NotFoundError` where
    there is none, `ScriptError` for one that cannot be read or used.
    """
    return checked(meant(script), steps=steps, numbers=numbers, timeout=timeout)


def checked(
    here: Meant, *, steps: bool, numbers: bool = False, timeout: float | None = None
) -> ProofResult:
    """The script that is meant, checked.  Raises as `show` does."""
    from derive.report.policy import Policy

    report = _checked(here, timeout)
    usable(report)
    return _result(here, report, Policy(), Manner(steps=steps, numbers=numbers))


def _checked(here: Meant, timeout: float | None, **asked: bool) -> Report:
    from derive.worker.ask import check
    from derive.worker.guard import SCRIPT_LIMITS

    with asking(SCRIPT_LIMITS, timeout, here.text) as worker:
        return check(worker, here.path, **asked)


def _result(here: Meant, report: Report, policy: Policy, manner: Manner) -> ProofResult:
    from derive.report.run import ScriptOutcome

    return ProofResult(ScriptOutcome(report, report.path, policy=policy), here.name, manner)


@overload
def verify(
    scripts: ProofScript,
    *,
    strict: bool = False,
    allow: Iterable[str] = (),
    timeout: float | None = None,
) -> ProofResult: ...


@overload
def verify(
    scripts: str | os.PathLike[str],
    *,
    strict: bool = False,
    allow: Iterable[str] = (),
    timeout: float | None = None,
) -> ProofResult | RunResult: ...


@overload
def verify(
    scripts: Sequence[Any],
    *,
    strict: bool = False,
    allow: Iterable[str] = (),
    timeout: float | None = None,
) -> RunResult: ...


def verify(
    scripts: AScript | Iterable[AScript],
    *,
    strict: bool = False,
    allow: Iterable[str] = (),
    timeout: float | None = None,
) -> ProofResult | RunResult:
    """A proof script checked line by line; or all of a list, or of a folder.

    Of one script, by name, path or text, comes a `ProofResult`, of a folder or a list a
    `RunResult`, which has one for each.  It is true only if all is proved.  `strict` refuses steps
    without `by`, and domains narrower than the sides; `allow` lets kinds of errors pass, as
    `not-shown`.

    >>> import derive
    >>> derive.verify('''
    ... derive: 1
    ... title: A sum
    ... variables: {x: real}
    ... theorem: d/dx (x^2 + x) = 2*x + 1
    ... steps:
    ...   - to: d/dx (x^2) + d/dx x
    ...     by: sum
    ...   - to: 2*x + 1
    ...     by: power
    ... ''')
    <ProofResult script: d/dx (x^2 + x) = 2*x + 1: proved, 2 steps>

    Each is checked within `timeout` seconds, 300 where nothing is said.  One script that cannot be
    read or used raises `ScriptError`, one that is not there `NotFoundError`.  Among many a file
    that cannot be used is told in the result, which is false.
    """
    policy = _policy(strict, listed("allow", allow))
    if isinstance(scripts, (str, os.PathLike, ProofScript)):
        folder = None if isinstance(scripts, ProofScript) else _folder(scripts)
        if folder is not None:
            return _run([*folder], policy, timeout)
        here = meant(scripts)
        report = _checked(here, timeout, needs=strict)
        usable(report)
        return _result(here, report, policy, Manner())
    if not isinstance(scripts, Iterable):
        raise ArgumentTypeError(f"there is nothing to verify in {type(scripts).__name__}")
    return _run([one for each in scripts for one in _one_or_more(each)], policy, timeout)


def _one_or_more(script: AScript) -> Iterable[Meant]:
    folder = None if isinstance(script, ProofScript) else _folder(script)
    return (meant(script),) if folder is None else folder


def _folder(path: str | os.PathLike[str]) -> tuple[Meant, ...] | None:
    """The scripts of a folder; None where it is none.  Raises `NotFoundError` for an empty one."""
    if (isinstance(path, str) and "\n" in path) or not os.path.isdir(path):
        return None
    from derive.library import scripts_under

    files, missing = scripts_under([Path(path)])
    if missing:
        told = Problem("no-script-found", f"no proof script was found in {path}")
        raise NotFoundError(str(told), [told])
    return tuple(Meant(file.stem, file) for file in files)


def _run(scripts: list[Meant], policy: Policy, timeout: float | None) -> RunResult:
    """What comes of checking many scripts, as many at once as there are processors."""
    from derive.report.run import ScriptOutcome

    if not scripts:
        raise ArgumentError("there is no script to verify")
    check = partial(_checked, timeout=timeout, needs=policy.strict)
    reports = _in_threads(check, scripts)
    outcomes = tuple(ScriptOutcome(r, r.path, policy=policy) for r in reports)
    return RunResult(run_report("verify", outcomes))


def _in_threads(check: Any, scripts: list[Meant]) -> list[Report]:
    from concurrent.futures import ThreadPoolExecutor

    from derive.worker.pool import cores

    with ThreadPoolExecutor(max(1, min(cores(), 1 + len(scripts) // 10))) as threads:
        return list(threads.map(check, scripts))


def _policy(strict: bool, allow: tuple[str, ...]) -> Policy:
    """What is refused and let pass.  Raises `ArgumentError` for a kind that cannot be allowed."""
    from derive.report.policy import RELAXABLE, Policy

    kinds = {kind.slug: kind for kind in RELAXABLE}
    for name in allow:
        if name not in kinds:
            raise ArgumentError(f"{name!r} cannot be allowed; these can: {', '.join(kinds)}")
    return Policy(strict, tuple(kinds[name] for name in dict.fromkeys(allow)))


def fill(script: AScript, *, fix: bool = False, timeout: float | None = None) -> FillResult:
    """The missing reasons and lines of a script, found; no file is written.

    With `fix` wrong reasons give way to right ones.  The result has the new text as `script`, and
    is true if nothing is missing any more and it is proved.

    >>> import derive
    >>> found = derive.fill('''
    ... derive: 1
    ... title: A square
    ... variables: {x: real}
    ... theorem: d/dx (x^2) = 2*x
    ... steps:
    ...   - to: 2*x
    ... ''')
    >>> found.reasons, found.steps[0].by
    (1, ('power',))

    It has `timeout` seconds, 300 where nothing is said.  Raises `NotFoundError` where there is no
    such script, `ScriptError` for one that cannot be read or used.
    """
    from derive.script.source import read
    from derive.worker.ask import fill as filled
    from derive.worker.guard import SCRIPT_LIMITS

    here = meant(script)
    before = read(here.path) if here.text is None else here.text
    with asking(SCRIPT_LIMITS, timeout, here.text) as worker:
        found = filled(worker, here.path, fix)
    usable(found.report)
    text = before.decode("utf-8", "replace") if isinstance(before, bytes) else str(before)
    return FillResult(found, here.name, text)


def explain(script: AScript, step: int, *, timeout: float | None = None) -> ExplainResult:
    """One step of a script taken apart: its rules, its conditions, every single move.

    `step` is its number, from 1.

    >>> import derive
    >>> found = derive.explain("sigmoid", 2)
    >>> found.rules
    {'power': 'd/dx (u^n) = n*u^(n - 1)*d/dx u'}

    It has `timeout` seconds, 300 where nothing is said.  Raises `NotFoundError` where there is no
    such script or step, `ScriptError` for a script that cannot be read or used.
    """
    from derive.worker.ask import explain as explained
    from derive.worker.guard import SCRIPT_LIMITS

    if isinstance(step, bool) or not isinstance(step, (int, str)):
        raise ArgumentTypeError(f"a step is a number, from 1: not {step!r}")
    here = meant(script)
    with asking(SCRIPT_LIMITS, timeout, here.text) as worker:
        found = explained(worker, here.path, str(step))
    usable(found.report)
    return ExplainResult(found, here.name)
