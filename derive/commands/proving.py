"""Every script is proved, and what came of it is told in the formats asked for.

It imports no Typer: where nothing changed, that would take a good part of the time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from derive.commands.answered import Answered, Asked, Provers, answered
from derive.commands.cluster import unfit_for_a_cluster
from derive.commands.formats import (
    Outputs,
    from_root,
    outputs,
    repository,
    run_document,
    write_documents,
)
from derive.commands.refusing import (
    INTERRUPTED,
    NOT_PROVED,
    PROVED,
    UNUSABLE,
    Complaint,
    bad_timeout,
    refuse,
)
from derive.commands.since import only_changed

if TYPE_CHECKING:
    from derive.library import Unread
    from derive.render.screen import Screen
    from derive.report.diagnostics import Diagnostic, Kind
    from derive.report.policy import Policy
    from derive.report.run import RunReport, ScriptOutcome


@dataclass(frozen=True)
class Manner:
    """How a run goes on and is told."""

    policy: Policy
    outputs: Outputs
    quiet: bool
    fail_fast: bool


@dataclass(frozen=True)
class Wanted:
    """What is asked of a run, as the options of `derive verify` are called."""

    paths: tuple[Path, ...] = ()
    formats: tuple[str, ...] = ()
    strict: bool = False
    allow: tuple[str, ...] = ()
    quiet: bool = False
    fail_fast: bool = False
    gaps: bool = False
    second_opinion: bool = False
    jobs: int = 0
    timeout: float | None = None
    changed: str | None = None
    scheduler: str | None = None
    no_cache: bool = False
    ascii: bool = False


def plain(arguments: list[str]) -> Wanted | None:
    """What a command line asks for that only names scripts; None where it needs to be parsed."""
    optioned = any(a.startswith("-") for a in arguments) or "DERIVE_NO_CACHE" in os.environ
    if arguments[:1] != ["verify"] or optioned or sys.platform == "win32":  # where `*` is expanded
        return None
    return Wanted(paths=tuple(map(Path, arguments[1:])))


def run(wanted: Wanted) -> int:
    """Proves and tells; the exit code."""
    from derive.library import scripts_under
    from derive.render.screen import Screen
    from derive.report.policy import Policy

    screen = Screen(ascii=wanted.ascii)
    refuse(screen, bad_timeout(wanted.timeout), *_bad_kinds(wanted.allow))
    refuse(screen, *unfit_for_a_cluster(wanted.scheduler, wanted.jobs))
    policy = Policy(wanted.strict, _kinds(wanted.allow))
    told = outputs(screen, wanted.formats)
    manner = Manner(policy, told, wanted.quiet, wanted.fail_fast)
    files, missing = scripts_under([*map(_named, wanted.paths)] or [Path("proofs")])
    refuse(screen, *_overwritten(told, files))
    if wanted.changed is not None:
        from derive.commands.changed import affected

        said = "script" if told.telling and not wanted.quiet else ""
        files = only_changed(screen, files, wanted.changed, affected, said)
    asked = Asked(opinion=wanted.second_opinion, gaps=wanted.gaps, needs=wanted.strict)
    provers = Provers(wanted.jobs, wanted.timeout, wanted.scheduler)
    with closing(answered(screen, files, asked, provers, wanted.no_cache)) as answers:
        return _verify(screen, files, missing, answers, manner)


def _named(path: Path) -> Path:
    """A path as it is, or where nothing is there the script of that name."""
    from derive.library import find

    found = None if os.path.lexists(path) else find(str(path)).path
    return path if found is None else found


def _kinds(names: Sequence[str]) -> tuple[Kind, ...]:
    """The kinds of these names that can be allowed, each once."""
    from derive.report.policy import RELAXABLE

    return tuple(dict.fromkeys(kind for name in names for kind in RELAXABLE if kind.slug == name))


def _bad_kinds(names: Sequence[str]) -> Iterator[Complaint]:
    """The complaints about names of what cannot be allowed."""
    from derive.report.diagnostics import Kind, did_you_mean
    from derive.report.policy import RELAXABLE

    slugs = [kind.slug for kind in RELAXABLE]
    known = {kind.slug for kind in Kind}
    can = f"these can: {', '.join(slugs)}"
    for name in names:
        yield f"there is no kind {name}", did_you_mean(name, slugs) or can, name not in known
        yield f"{name} cannot be allowed", can, name in known and name not in slugs


def _overwritten(outputs: Outputs, files: list[Path]) -> Iterator[Complaint]:
    """The complaints about documents that would take the place of a script."""
    scripts = {*map(os.path.realpath, files)} if outputs.files else set()
    for _, file in outputs.files:
        yield f"{file} is a proof script", "name another file", os.path.realpath(file) in scripts


def _verify(
    screen: Screen, files: list[Path], missing: list[Unread], answered: Answered, manner: Manner
) -> int:
    """Checks and tells every script; what they amount to as an exit code."""
    from derive import __version__
    from derive.report.diagnostics import words
    from derive.report.run import RunReport

    began = perf_counter()
    problems = tuple(map(_problem, missing))
    for problem in problems:
        screen.error(words(problem), problem.hint)
    done: list[ScriptOutcome] = []
    root = repository()
    try:
        for outcome in _outcomes(screen, answered, len(files), manner, root):
            done.append(outcome if manner.outputs.documents else _light(outcome))
    except KeyboardInterrupt:
        screen.error(f"interrupted: {len(done)} of {len(files)} scripts were checked")
        return INTERRUPTED
    unchecked = tuple(from_root(str(path), root) for path in files[len(done) :])
    seconds = perf_counter() - began
    run = RunReport("verify", __version__, tuple(done), problems, unchecked, manner.policy, seconds)
    return max(_code(run), _told(screen, run, manner))


def _outcomes(
    screen: Screen, answered: Answered, count: int, manner: Manner, root: Path
) -> Iterator[ScriptOutcome]:
    """The scripts one by one, told as they come; the first that fails may be the last."""
    from derive.render.formats.text import progress, script
    from derive.report.run import ScriptOutcome

    bar = manner.outputs.telling and not manner.quiet
    with closing(progress(screen, answered, count) if bar else answered) as reports:
        for report, seconds in reports:
            file = from_root(report.path, root)
            outcome = ScriptOutcome(report, file, seconds, manner.policy)
            if manner.outputs.telling and not (manner.quiet and outcome.passes):
                script(screen, outcome)
            yield outcome
            if manner.fail_fast and not outcome.passes:
                return


def _light(outcome: ScriptOutcome) -> ScriptOutcome:
    """What passes and was told, without what only documents tell: a run may have a million."""
    report, theorem = outcome.report, outcome.report.theorem
    if not outcome.passes or theorem is None:
        return outcome
    left = theorem.left
    bare = {"line": left, "changed": (), "instances": (), "lemmas": (), "explanation": ""}
    steps = tuple(replace(step, **bare) for step in report.steps)
    theorem = replace(theorem, right=left, rules=(), lemmas=(), table=None)
    told = replace(report, theorem=theorem, steps=steps, lines=(), definitions=(), gaps=())
    return replace(outcome, report=told)


def _told(screen: Screen, run: RunReport, manner: Manner) -> int:
    """Writes the documents and tells what the run amounts to; whether all could be written."""
    from derive.render.formats.text import allowed, closing

    code = write_documents(screen, manner.outputs, run_document(run, screen.ascii))
    if manner.outputs.telling:
        (allowed if manner.quiet else closing)(screen, run)
    return code


def _problem(unread: Unread) -> Diagnostic:
    """That there is no script at or under a path, or that it cannot be read."""
    from derive.report.diagnostics import Diagnostic, Kind, Place

    path, why = unread
    if why:
        about = (str(path), why)
        return Diagnostic(Kind.UNREADABLE_FOLDER, Place(str(path), 1, 1), about=about)
    there = path.exists()
    kind = Kind.NO_SCRIPT_FOUND if there else Kind.NO_SUCH_PATH
    hint = "proof scripts end in .yaml" if there else "name a script, or a folder of them"
    if path.is_symlink() and not there:
        hint = "the link leads nowhere"
    return Diagnostic(kind, Place(str(path), 1, 1), hint=hint, about=(str(path),))


def _code(run: RunReport) -> int:
    return UNUSABLE if not run.usable else PROVED if run.passes else NOT_PROVED
