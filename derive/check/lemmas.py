"""Lemmas: the theorems of other scripts that a script rests on, each checked once in a run.

What is below a script is walked before any of it is checked: a circle is told, and the scripts are
then checked from the bottom up, so that neither circles nor long chains are recursed into.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from sympy.core.symbol import Symbol

from derive.check.elaborate import claim_of, domain_of
from derive.expression.nodes import Expression, rational
from derive.facts import real
from derive.kernel.judge import objection, proves
from derive.kernel.theorem import Theorem
from derive.kernel.theory import REFUSALS, Theory
from derive.library import lemma_file, lemma_found
from derive.prover.domains import Domain
from derive.prover.implied import shown_for
from derive.report.diagnostics import Diagnostic, Kind
from derive.report.report import LemmaReport, Report
from derive.report.rests import Read, in_order, label, unfolded
from derive.rules import derivative_rows
from derive.rules.called import spelled
from derive.script.load import Loaded, load, load_text
from derive.script.script import By, Script
from derive.script.source import read
from derive.search.lemmas import Lemma, LemmaRow, rows_of

#: How many scripts a script may rest on.
MAX_SCRIPTS = 200


@dataclass(frozen=True)
class Checked:
    """A checked script: its report and, where there is one, its theorem with its domain."""

    report: Report
    theorem: Theorem | None = None
    domain: Domain | None = None


@dataclass(frozen=True)
class Lemmas:
    """What a script may lean on: its lemmas as rows, and what is wrong with the others.

    With `fatal` diagnostics the script cannot be used; `broken` are reasons that are none.
    """

    rows: tuple[LemmaRow, ...] = ()
    fatal: tuple[Diagnostic, ...] = ()
    broken: Mapping[By, Diagnostic] = field(default_factory=dict)

    def broken_in(self, by: tuple[By, ...] | None) -> tuple[Diagnostic, ...]:
        """What is wrong with the lemmas among the reasons of a step."""
        return tuple(self.broken[b] for b in by or () if b in self.broken)


def reason(by: By) -> str:
    """The name that a reason has in the search; `power laws` is `power-laws`, `ln` is `log`."""
    return f"theorem {by.lemma}" if by.lemma else spelled("-".join(by.name.split()))


#: So many scripts of a run are remembered, so that one over a million needs no more memory.
MAX_REMEMBERED = 256


class Run:
    """The scripts that were read and checked so far, each once; `checking` checks one.

    Of many scripts those that were asked for last are remembered, and others are read anew.  In a
    `hasty` one no edits are looked for that mend lines.
    """

    def __init__(
        self, checking: Callable[[Loaded, str, Run], Checked], hasty: bool = False
    ) -> None:
        self._checking = checking
        self.hasty = hasty
        self._taken: dict[str, tuple[str, str]] = {}
        self._loaded: dict[str, Loaded] = {}
        self._respelled: dict[str, Loaded] = {}
        self._checked: dict[str, Checked] = {}
        self._files: dict[tuple[str, str], str | None] = {}

    def load(self, path: str) -> Loaded:
        """The script at a path."""
        key = real(path)
        if key not in self._loaded:
            taken = self._taken.get(key)
            self._loaded[key] = load(path) if taken is None else load_text(*taken)
        return self._loaded[key]

    def take(self, path: str, text: str) -> None:
        """Takes a text for the file at a path, whether there is one or not."""
        self._taken[real(path)] = text, path

    def renewed(self, path: str, texts: Mapping[str, str]) -> Run:
        """A run in which texts are taken for files, that at the path for one that may have changed.

        What was checked of others is kept, unless one of them is not as it was read any more.
        """
        run, here = Run(self._checking, self.hasty), real(path)
        for other, text in texts.items():
            run.take(other, text)
        kept = {key: loaded for key, loaded in self._loaded.items() if key != here}
        asked = self._files.items()
        if all(self._is_as_it_was(key, run) for key in kept) and all(
            lemma_file(*name) == found for name, found in asked
        ):
            run._loaded, run._files = kept, dict(asked)
            run._checked = {key: done for key, done in self._checked.items() if key != here}
        return run

    def _is_as_it_was(self, key: str, run: Run) -> bool:
        """Whether a script would be read in another run as it was in this one."""
        if key in self._taken or key in run._taken:
            return self._taken.get(key) == run._taken.get(key)
        data = read(key)
        return isinstance(data, bytes) and sha256(data).hexdigest() == self._loaded[key].digest

    def check(self, path: str) -> Checked:
        """The outcome of the script at a path."""
        key = real(path)
        checked = self._checked.pop(key, None)  # what was asked for last stands last
        if checked is None:
            checked = self._checking(self.load(path), path, self)
        self._checked[key] = checked
        return checked

    def report(self, path: str) -> Report:
        """The report on the script at a path, its places named as the path is."""
        self._forget()
        report = self.check(path).report
        if report.path == path:
            return report
        self._respelled[path] = load(path)
        return self._checking(self._respelled[path], path, self).report

    def _forget(self) -> None:
        """Forgets the scripts that were asked for longest ago, if there are too many."""
        if len(self._loaded) <= MAX_REMEMBERED:
            return
        last = [*self._checked][-MAX_REMEMBERED // 2 :]
        self._checked = {key: self._checked[key] for key in last}
        self._loaded = {key: self._loaded[key] for key in last if key in self._loaded}
        self._respelled.clear()

    def rests(self, path: str) -> tuple[Read, ...]:
        """The script that was reported on and all that it rests on, as they were read.

        Nothing where that is not certain, as when it was changed meanwhile.
        """
        first = self._loaded.get(real(path))
        here = self._respelled.get(path, first)
        if first is None or here is None or first.digest != here.digest:
            return ()

        def read(file: str) -> tuple[str, tuple[str, ...]] | None:
            loaded = here if file == path else self._loaded.get(real(file))
            if loaded is None or not loaded.digest:
                return None
            return loaded.digest, () if loaded.script is None else _names(loaded.script)

        return unfolded(path, read, self._file)

    def _file(self, name: str, path: str) -> str | None:
        """The file of a lemma, which stays the same as long as this run lasts."""
        if (name, path) not in self._files:
            self._files[name, path] = lemma_file(name, path)
        return self._files[name, path]

    def lemmas(self, script: Script, theory: Theory) -> Lemmas:
        """The lemmas that the steps of a script name, proved first."""
        named = [by for step in script.steps for by in step.by or () if by.lemma]
        fatal = tuple(d for by in named for d in self._prove(script, by))
        if fatal:
            return Lemmas(fatal=fatal)
        rows: dict[str, tuple[LemmaRow, ...]] = {}
        broken: dict[By, Diagnostic] = {}
        for by in named:
            found = self._rows(script, by, theory)
            if isinstance(found, Diagnostic):
                broken[by] = found
            else:
                rows.setdefault(reason(by), found)
        return Lemmas(tuple(row for found in rows.values() for row in found), (), broken)

    def _prove(self, script: Script, by: By) -> Iterator[Diagnostic]:
        """Checks all that is below a lemma; yields why the script cannot be used."""
        path = self._file(by.lemma, script.path)
        if path is None:
            yield _unknown(script, by)
            return
        walk = _Walk(real(script.path), self._below)
        walk.down(self._key(path))
        if walk.circle:
            yield _circular(by, script, walk.circle)
        elif len(walk.seen) > MAX_SCRIPTS:
            expected = f"lemmas that rest on at most {MAX_SCRIPTS} scripts"
            yield Diagnostic(Kind.TOO_MANY, by.place, expected=expected, about=("lemmas",))
        else:
            for below in walk.done[:-1]:
                self.check(below)

    def _key(self, path: str) -> str:
        """The name of a script in this run; it is read, so that its places are named by `path`."""
        self.load(path)
        return real(path)

    def _below(self, key: str) -> list[str]:
        """The scripts that a script takes lemmas from, those left out that are not there."""
        script = self._loaded[key].script
        if script is None:
            return []
        paths = (self._file(name, script.path) for name in _names(script))
        return [self._key(path) for path in paths if path is not None]

    def _rows(self, script: Script, by: By, theory: Theory) -> tuple[LemmaRow, ...] | Diagnostic:
        """A lemma as rows, or why it cannot be used."""
        path = str(self._file(by.lemma, script.path))
        checked = self.check(path)
        if checked.theorem is None or checked.domain is None or not checked.report.proved:
            return _broken(by, checked.report)
        script_there = self.load(path).script
        wrong = script_there is None or _objection(script_there, checked.theorem)
        if wrong:
            return replace(_broken(by, checked.report), written=str(wrong))
        lemma = Lemma(reason(by), label(path), checked.theorem, _spare(checked.domain))
        try:
            return rows_of(lemma, theory)
        except REFUSALS as error:
            return Diagnostic(
                Kind.LEMMA_DOES_NOT_FIT, by.place, written=str(error), about=(by.lemma,)
            )


class _Walk:
    """All scripts below one, those that others rest on first; stops at a circle through `start`."""

    def __init__(self, start: str, below: Callable[[str], list[str]]) -> None:
        self.start = start
        self.below = below
        self.seen: set[str] = set()
        self.done: list[str] = []
        self.circle: tuple[str, ...] = ()

    def down(self, first: str) -> None:
        """Walks from a script that `start` uses, until there are too many or a circle."""
        stack = [(self.start, iter([first]))]
        while stack and not self.circle and len(self.seen) <= MAX_SCRIPTS:
            here, rest = stack[-1]
            after = next((key for key in rest if key not in self.seen), None)
            if after is None:
                self.done.append(here)
                stack.pop()
            elif after == self.start:
                self.circle = (*(key for key, _ in stack[1:]), after)
            else:
                self.seen.add(after)
                stack.append((after, iter(self.below(after))))


def lemma_reports(theorem: Theorem | None) -> tuple[LemmaReport, ...]:
    """The lemmas that a theorem rests on, in order of their names."""
    return in_order(() if theorem is None else theorem.grounds.lemmas)


def _names(script: Script) -> tuple[str, ...]:
    """The lemmas that a script names, each once."""
    return tuple(dict.fromkeys(b.lemma for s in script.steps for b in s.by or () if b.lemma))


def is_other_script(script: Script, name: str) -> bool:
    """Whether a name is that of another script, whose theorem could be a lemma."""
    path = lemma_file(name, script.path)
    return path is not None and real(path) != real(script.path)


def _unknown(script: Script, by: By) -> Diagnostic:
    """That a lemma is not there, or that several are called so."""
    found = lemma_found(by.lemma, script.path)
    hint = found.hint or "a path is read from the folder of the script"
    kind = Kind.SEVERAL_SCRIPTS if found.several else Kind.UNKNOWN_LEMMA
    return Diagnostic(kind, by.place, hint=hint, about=(by.lemma,))


def _circular(by: By, script: Script, circle: tuple[str, ...]) -> Diagnostic:
    names = " -> ".join(Path(path).stem for path in (script.path, *circle))
    expected = "a theorem that does not rest on this one"
    return Diagnostic(Kind.CIRCULAR_LEMMA, by.place, expected=expected, about=(names,))


def _objection(script: Script, theorem: Theorem) -> str:
    """Why a theorem is not that of a script on its domain; empty where it is."""
    claim = claim_of(script)
    wrong = objection(claim, theorem)
    domain = domain_of(script, claim.theory)
    shown = shown_for(theorem.conditions, domain, derivative_rows)
    if not wrong and not proves(claim, theorem, shown, derivative_rows):
        wrong = "a theorem that does not hold on all of its domain"
    return wrong


def _broken(by: By, report: Report) -> Diagnostic:
    verdicts = [step.verdict for step in report.steps]
    verdicts += [] if report.theorem is None else [report.theorem.verdict]
    failing = next((v.value for v in verdicts if not v.passes), "not proved")
    written = failing if report.usable else "a script that cannot be used"
    return Diagnostic(
        Kind.BROKEN_LEMMA,
        by.place,
        expected="proved",
        written=written,
        hint=f"`derive verify {report.path}` says why",
        about=(by.lemma,),
    )


def _spare(domain: Domain) -> dict[Symbol, Expression]:
    """Values for the variables of a lemma that are in neither of its sides."""
    return {v: rational(q) for point in domain.points(1) for v, q in point.items()}
