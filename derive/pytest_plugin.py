"""Proof scripts as tests of pytest: `pytest --derive proofs/`, an item for each step.

With `--derive` every YAML file under the paths that are named is a script, as for `derive verify`;
where none is named those under `derive_paths` of the settings are, or under `proofs`.  Settings
that name `derive_paths` need no option: `pytest` alone runs them beside its tests, and other YAML
files are left alone.  Scripts are those that `derive verify` takes, also in folders that pytest
passes over by itself, but for what it is told to ignore.

What a script has is known by reading it, so that the names of items are the same in every process
and nothing is proved to collect them: its steps, and its theorem, which has all that is wrong with
no step.  A script that cannot be read is one item, which fails.  A script is proved when the first
of its items runs, once in each process, by a worker of its own: a crash costs that script only.
Reports are kept and found as `derive verify` does, and then nothing is proved.  Tests may rewrite
scripts: what came of one holds until a test runs that is none.
Where nothing comes of it the first of its items fails and the others are skipped; its theorem is
skipped where a step failed before, and fails where that step did not run.

pytest imports this module in each of its runs, so that it imports nothing itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from derive.cache.kept import Cache
    from derive.render.diagnostics import Pieces
    from derive.report.diagnostics import Diagnostic
    from derive.report.policy import Policy
    from derive.report.report import LineReport, Report
    from derive.report.run import ScriptOutcome
    from derive.worker.guard import Worker

#: Where scripts are where nobody says so.
_DEFAULT = "proofs"
_SUFFIXES = (".yaml", ".yml")
#: Under which name reports carry what was let pass.
_ALLOWED = "derive_allowed"
#: The styles of words as pytest calls them.
_MARKUP: dict[str, dict[str, bool]] = {
    "bold": {"bold": True},
    "error": {"red": True},
    "mark": {"purple": True},
    "dim": {"light": True},
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options and settings."""
    group = parser.getgroup("derive", "proof scripts")
    group.addoption(
        "--derive",
        action="store_true",
        help="Prove the scripts under the paths that are named, or else under `derive_paths`.",
    )
    group.addoption(
        "--derive-strict",
        action="store_true",
        help="Refuse steps without `by`, and domains narrower than the sides.",
    )
    group.addoption(
        "--derive-allow",
        action="append",
        default=[],
        metavar="KIND",
        help="Let pass one kind of error; repeatable.",
    )
    group.addoption(
        "--derive-no-cache",
        action="store_true",
        default=os.environ.get("DERIVE_NO_CACHE", "").lower() not in ("", "0", "false", "no"),
        help="Prove everything, and keep nothing.",
    )
    parser.addini("derive_paths", "scripts, or folders of them, to prove", "paths", [])
    parser.addini("derive_strict", "as --derive-strict", "bool", False)
    parser.addini("derive_allow", "as --derive-allow", "args", [])


class Settings:
    """What is asked for: where scripts are, what they are held to, and the worker for them."""

    def __init__(self, config: pytest.Config) -> None:
        self.asked: bool = config.getoption("derive")
        self.named = config.args_source is pytest.Config.ArgsSource.ARGS
        given: list[Path] = config.getini("derive_paths")
        default = [config.rootpath / _DEFAULT] if self.asked else []
        self.paths = [Path(os.path.abspath(path)) for path in given or default]
        self.here = config.invocation_params.dir
        #: The scripts and folders of them that are run.
        self.roots: list[Path] = []
        self.strict = bool(config.getoption("derive_strict") or config.getini("derive_strict"))
        self.allowed = [*config.getini("derive_allow"), *config.getoption("derive_allow")]
        self.keeps = not config.getoption("derive_no_cache")
        #: How many tests ran that are no scripts, and how many had when the worker was asked last.
        self.tests = 0
        self._asked_at: int | None = None
        #: Whether other processes of xdist run tests meanwhile.
        self._beside = hasattr(config, "workerinput")
        self._worker: Worker | None = None

    @property
    def active(self) -> bool:
        """Whether there may be any scripts."""
        return bool(self.asked or self.paths)

    def takes(self, path: Path) -> bool:
        """Whether a YAML file is meant to be a script."""
        from derive.pytest_scope import reaches

        return any(reaches(root, path) for root in self.roots)

    def reach(self, config: pytest.Config) -> None:
        """Adds the paths that are run beside the tests.

        Raises `pytest.UsageError` where settings name what has no scripts, or one is not readable.
        """
        from derive.library import scripts_under
        from derive.pytest_scope import common

        config.args += self._added(config)
        run = [Path(os.path.abspath(self.here / arg.split("::")[0])) for arg in config.args]
        of_args = self.asked and self.named
        self.roots = run if of_args else [*common(self.paths, run)]
        for lacking in scripts_under(self.roots if of_args else self.paths)[1]:
            why = f": {lacking.why}" if lacking.why else ""
            if why or not of_args:
                told = f"derive: there is no proof script at or under {lacking.path}{why}"
                raise pytest.UsageError(told)

    def scripts(self) -> list[Path]:
        """All scripts that are run."""
        from derive.library import is_script, scripts_under

        return [path for path in scripts_under(self.roots)[0] if is_script(path.name)]

    def _added(self, config: pytest.Config) -> Iterator[str]:
        """The paths that are run beside the tests where no path is named."""
        reached = [Path(os.path.abspath(self.here / arg)) for arg in config.args]
        if not self.named and self.here == config.rootpath:
            yield from (str(p) for p in self.paths if not any(map(p.is_relative_to, reached)))

    @property
    def policy(self) -> Policy:
        """What is asked of scripts beyond their verdicts.  Raises `pytest.UsageError`."""
        from derive.report.policy import RELAXABLE, Policy

        known = {kind.slug: kind for kind in RELAXABLE}
        for name in self.allowed:
            if name not in known:
                told = f"--derive-allow: {name} cannot be allowed"
                raise pytest.UsageError(f"{told}; these can: {', '.join(known)}")
        return Policy(self.strict, tuple(dict.fromkeys(known[name] for name in self.allowed)))

    @property
    def worker(self) -> Worker:
        """The process that proves."""
        if self._worker is None:
            from derive.worker.guard import Worker, script_limits

            self._worker = Worker(script_limits(None))
        return self._worker

    @cached_property
    def cache(self) -> Cache | None:
        """What `derive verify` keeps, where it is asked the same."""
        from derive.commands.answered import Asked, cache_for

        asked = Asked(opinion=False, gaps=False, needs=self.strict)
        return cache_for(asked) if self.keeps else None

    def found(self, path: str) -> Report:
        """The report on a script as it is now: one that was kept, or a new one."""
        kept = None
        if self.cache is not None:
            if self.tests:
                self.cache.flush()
            self.cache.forget()
            kept = self.cache.get(path)
        return kept or self._proved(path)

    def _proved(self, path: str) -> Report:
        """The report on a script, from a worker; it is kept."""
        from derive.worker.ask import check, renew, rests

        if self._asked_at is not None and (self._beside or self._asked_at != self.tests):
            renew(self.worker)
        self._asked_at = self.tests
        report = check(self.worker, Path(path), needs=self.strict)
        if self.cache is not None:
            self.cache.put(report, rests(self.worker, Path(path)))
        return report

    def close(self) -> None:
        """Keeps what is to be kept, and ends the worker, if there is one."""
        if self._worker is not None:
            if self.cache is not None:
                self.cache.close()
            self._worker.dismiss()


_SETTINGS = pytest.StashKey[Settings]()


def pytest_configure(config: pytest.Config) -> None:
    """Reads the settings, and adds the paths that they name."""
    settings = config.stash[_SETTINGS] = Settings(config)
    if settings.active:
        settings.reach(config)
        assert settings.policy


def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends the worker."""
    if _SETTINGS in config.stash:
        config.stash[_SETTINGS].close()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Passes over links to a folder that they are in, which would be followed again and again."""
    if not config.stash[_SETTINGS].active or not collection_path.is_symlink():
        return None
    inside = collection_path.parent.resolve().is_relative_to(collection_path.resolve())
    return True if inside else None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScriptFile | None:
    """A YAML file that is meant to be a script."""
    if file_path.suffix.lower() not in _SUFFIXES:
        return None
    if not parent.config.stash[_SETTINGS].takes(file_path):
        return None
    found: ScriptFile = ScriptFile.from_parent(parent, path=file_path)
    return found


def pytest_collection_finish(session: pytest.Session) -> None:
    """Starts the worker while the tests before its scripts run."""
    if session.config.option.collectonly:
        return
    files = {item.parent for item in session.items if isinstance(item, ScriptItem)}
    if any(file.kept is None for file in files):
        session.config.stash[_SETTINGS].worker.launch()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    """Adds the scripts that pytest does not come upon, as in folders called `build`."""
    settings = session.config.stash[_SETTINGS]
    if not settings.active:
        return
    from derive.pytest_scope import is_ignored

    known = {item.path for item in items if isinstance(item, ScriptItem)}
    for path in settings.scripts():
        if path not in known and not is_ignored(session, settings.roots, path):
            items.extend(session.genitems(ScriptFile.from_parent(session, path=path)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Counts the tests that may rewrite scripts."""
    if not isinstance(item, ScriptItem):
        item.config.stash[_SETTINGS].tests += 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Keeps the items of a script in one process, where xdist may send each to any."""
    if not config.stash[_SETTINGS].active or config.getoption("dist") != "load":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Scripts(LoadScopeScheduling):
        """Every test may run anywhere, but those of a script together."""

        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if file.lower().endswith(_SUFFIXES) else nodeid

    return Scripts(config, log)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says what was let pass."""
    for report in terminalreporter.stats.get("passed", ()):
        for name, said in report.user_properties:
            if name == _ALLOWED:
                terminalreporter.write_line(f"allowed: {said}", yellow=True)


class ScriptFile(pytest.File):
    """A proof script."""

    def collect(self) -> Iterator[ScriptItem]:
        """Its steps and its theorem, or the whole of it where it cannot be read."""
        lines, last = self._lines()
        for number, line in enumerate(lines, 1):
            yield StepItem.from_parent(self, name=f"step {number}", line=line)
        name = "theorem" if lines else "script"
        yield ScriptItem.from_parent(self, name=name, line=last)

    def _lines(self) -> tuple[list[int], int]:
        """The lines at which its steps stand, and that of its theorem."""
        theorem = None if self.kept is None else self.kept.theorem
        if self.kept is not None and self.kept.steps and theorem and theorem.place:
            return [step.place.line for step in self.kept.steps], theorem.place.line
        from derive.script.load import load

        script = load(self.where).script
        if script is None:
            return [], 1
        return [step.to.place().line for step in script.steps], script.theorem.place.line

    @cached_property
    def kept(self) -> Report | None:
        """The report on it that was kept."""
        cache = self.config.stash[_SETTINGS].cache
        return None if cache is None else cache.get(self.where)

    @property
    def where(self) -> str:
        """Its path from where pytest was started, as `derive verify` would be told it."""
        here = self.config.stash[_SETTINGS].here
        inside = self.path.is_relative_to(here)
        return str(self.path.relative_to(here) if inside else self.path)

    @property
    def outcome(self) -> ScriptOutcome:
        """What came of it; it is proved the first time, and again where a test ran since."""
        settings = self.config.stash[_SETTINGS]
        if self._outcome is None or self._outcome[0] != settings.tests:
            self._outcome = settings.tests, self._found(settings)
        return self._outcome[1]

    def _found(self, settings: Settings) -> ScriptOutcome:
        from derive.report.run import ScriptOutcome

        began = perf_counter()
        report = settings.found(self.where)
        return ScriptOutcome(report, self.where, perf_counter() - began, settings.policy)

    #: What came of it, and how many tests had run before.
    _outcome: tuple[int, ScriptOutcome] | None = None
    #: Whether one of its items has failed, and told why.
    told = False


class ScriptItem(pytest.Item):
    """What is wrong with no step of a script, or with all of one that cannot be used."""

    parent: ScriptFile

    def __init__(self, *, line: int, **given: Any) -> None:
        super().__init__(**given)
        self.line = line
        self.extra_keyword_matches.add(self.name.replace(" ", ""))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands; lines are counted from 0."""
        return self.path, self.line - 1, f"{self.parent.where}: {self.name}"

    def runtest(self) -> None:
        """Proves the script, unless that is done, and fails where this part of it does."""
        outcome = self.parent.outcome
        if outcome.report.steps:
            self.judge(outcome)
        else:
            self.consequence(outcome, "nothing was checked of the script")

    def judge(self, outcome: ScriptOutcome) -> None:
        """Fails where something is wrong with no step, or a step is wrong that did not run."""
        self.fail(outcome, outcome.besides)
        if not outcome.passes:
            self.consequence(outcome, f"not passed because of a step: {outcome.word}")

    def consequence(self, outcome: ScriptOutcome, said: str) -> None:
        """Fails with all that is wrong with the script; where that was told it is skipped."""
        if self.parent.told:
            raise pytest.skip.Exception(said, _use_item_location=True)
        self.fail(outcome, outcome.diagnostics)
        self.refuse(outcome, (), f"{outcome.report.path}: {said}")

    def fail(self, outcome: ScriptOutcome, told: Sequence[Diagnostic]) -> None:
        """Fails with what is not let pass; what is let pass is told in the end."""
        from derive.report.diagnostics import words

        failing = outcome.failing(told)
        if failing:
            self.refuse(outcome, failing, words(failing[0]))
        for d in told:
            self.user_properties.append((_ALLOWED, f"{d.place}: [{d.kind.slug}] {words(d)}"))

    def refuse(self, outcome: ScriptOutcome, told: tuple[Diagnostic, ...], said: str) -> NoReturn:
        """Fails."""
        self.parent.told = True
        raise NotProvedError(outcome, told, said)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *rest: Any) -> Any:
        """What failed, as `derive verify` tells it."""
        if isinstance(excinfo.value, NotProvedError):
            return excinfo.value
        return super().repr_failure(excinfo, *rest)


class StepItem(ScriptItem):
    """A step of a script."""

    def judge(self, outcome: ScriptOutcome) -> None:
        """Fails where something is wrong with the step."""
        found = next((t for t in outcome.by_step if f"step {t[0].number}" == self.name), None)
        if found is None:
            said = f"{outcome.report.path}: the script changed, and has no {self.name} any more"
            self.refuse(outcome, (), said)
        self.fail(outcome, found[1])
        self.stand(outcome, found[0])

    def stand(self, outcome: ScriptOutcome, step: LineReport) -> None:
        """Fails where a step does not stand, of which is told elsewhere why."""
        if not outcome.stands(step):
            self.refuse(outcome, (), f"{step.place}: {step.said}")


class NotProvedError(Exception):
    """That something is not proved, and the words for it, as pytest shows a failure.

    `reprcrash` is what it shows in its last lines and in documents; it is this itself.
    """

    def __init__(self, outcome: ScriptOutcome, told: tuple[Diagnostic, ...], message: str) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.told = told
        self.message = message

    @property
    def reprcrash(self) -> NotProvedError:
        """What has the message in short."""
        return self

    def __str__(self) -> str:
        lines = self._shown(80, False)
        return "\n".join("".join(piece for piece, _ in pieces).rstrip() for pieces in lines)

    def toterminal(self, tw: Any) -> None:
        """Writes all of it, as wide as the terminal is."""
        for pieces in self._shown(tw.fullwidth, not _shows_unicode(tw)):
            for piece, style in pieces:
                tw.write(piece, **_MARKUP.get(style, {}))
            tw.line()

    def _shown(self, width: int, ascii: bool) -> Iterator[Pieces]:
        """The lines, a blank one between what is wrong and what else is."""
        from derive.render.diagnostics import shown

        if not self.told:
            yield [(self.message, "error")]
        for k, diagnostic in enumerate(self.told):
            yield from [[("", "")]] if k else []
            yield from shown(diagnostic, self.outcome.report.lines, width, ascii)


def _shows_unicode(tw: Any) -> bool:
    """Whether what pytest writes to has more than ASCII."""
    encoding = getattr(getattr(tw, "_file", None), "encoding", None)
    return str(encoding or "utf-8").lower().startswith("utf")
