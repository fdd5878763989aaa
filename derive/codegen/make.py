"""Code from a name or an expression: the whole way, as a report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from derive.codegen.languages import LANGUAGES
from derive.codegen.lowering import NoProgramError
from derive.codegen.measure import MEASURED
from derive.codegen.module import Module, module, warnings
from derive.codegen.subject import NoSubject, Subject, of_expression, of_script
from derive.report.code import CodeReport

#: How many modules are remembered by one process.
_KEPT = 16


@dataclass(frozen=True)
class Wanted:
    """What code is asked for: of a script at a path, or of an expression where that is empty.

    `stem` is the name of the file without its ending, where there is to be one.
    """

    name: str
    language: str
    path: str = ""
    wrt: str = ""
    where: tuple[str, ...] = ()
    called: str = ""
    stem: str = ""
    points: int = MEASURED


def code(wanted: Wanted) -> CodeReport:
    """The code that is wanted, or why there is none."""
    subject = _subject(wanted)
    if isinstance(subject, NoSubject):
        return CodeReport(
            wanted.name,
            wanted.language,
            trouble=subject.trouble,
            hint=subject.hint,
            report=subject.report,
            found=subject.found,
        )
    try:
        made = _made(subject, wanted.points)
    except NoProgramError as error:
        return CodeReport(wanted.name, wanted.language, trouble=str(error), hint=error.hint)
    return _written(wanted, made)


@lru_cache(maxsize=_KEPT)
def _made(subject: Subject, points: int) -> Module:
    """The module of a subject; in another language it is not searched for again."""
    return module(subject, points)


def _subject(wanted: Wanted) -> Subject | NoSubject:
    if wanted.path:
        return of_script(wanted.path, wanted.name, wanted.called)
    return of_expression(wanted.name, wanted.wrt, wanted.where, wanted.called or "f")


def _written(wanted: Wanted, made: Module) -> CodeReport:
    language = LANGUAGES[wanted.language]
    lacking = language.lacking(made)
    if lacking:
        trouble = f"{language.name} has no {' and no '.join(lacking)}"
        able = [name for name, other in LANGUAGES.items() if not other.lacking(made)]
        hint = f"these have: {', '.join(able)}" if able else "no language here has"
        return CodeReport(wanted.name, wanted.language, trouble=trouble, hint=hint)
    return CodeReport(
        wanted.name,
        wanted.language,
        language.write(made),
        language.write_test(made, wanted.stem or made.name),
        tuple(warnings(made)),
    )
