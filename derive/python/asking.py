"""How functions ask: scripts that are meant, texts that are taken, and what is refused."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.python.errors import (
    ArgumentError,
    ArgumentTypeError,
    ExpressionError,
    NotFoundError,
    Problem,
    ScriptError,
    raise_for,
)
from derive.python.proof import ProofScript

if TYPE_CHECKING:
    from derive.library import Found
    from derive.report.diagnostics import Diagnostic
    from derive.report.report import Report
    from derive.worker.guard import Limits, Worker

#: What stands for the file of a script that is given as text.
TEXT = "script"


@dataclass(frozen=True)
class Meant:
    """A script that is meant: its path, or the name that stands for one, and its text if given."""

    name: str
    path: Path
    text: str | None = None


def meant(script: object) -> Meant:
    """The script that is meant by a name, a path, a text of several lines, or one that was read.

    Raises `NotFoundError`, `ArgumentTypeError`.
    """
    if isinstance(script, Meant):
        return script
    if isinstance(script, ProofScript):
        if script.path is None:
            return Meant(script.name, Path(script.name), script.text)
        return Meant(script.name, Path(script.path))
    if isinstance(script, os.PathLike):
        return Meant(Path(script).stem, Path(script))
    if not isinstance(script, str):
        told = "a script is a name, a path, or the text of one"
        raise ArgumentTypeError(f"{told}: not {type(script).__name__}")
    if "\n" in script:
        return Meant(TEXT, Path(TEXT), script)
    from derive.library import find

    found = find(script)
    return Meant(script, _there(script, found))


def _there(name: str, found: Found) -> Path:
    """The path that was found.  Raises `NotFoundError`."""
    if found.path is None:
        told = (
            f"several proof scripts are called `{name}`"
            if found.several
            else f"there is no proof script `{name}`"
        )
        kind = "several-scripts" if found.several else "unknown-script"
        problem = Problem(kind, told, hint=found.hint)
        raise NotFoundError(str(problem), [problem])
    return found.path


@contextmanager
def asking(limits: Limits, timeout: float | None, text: str | None = None) -> Iterator[Worker]:
    """A worker that is kept, for one question.  Raises `ArgumentError` for what is no time."""
    from derive.worker.guard import fits
    from derive.worker.kept import kept

    if timeout is not None and not (isinstance(timeout, (int, float)) and fits(timeout)):
        raise ArgumentError(f"a timeout is between 0 and a day, in seconds: not {timeout!r}")
    with kept(limits, timeout, text) as worker:
        yield worker


def listed(what: str, given: object) -> tuple[Any, ...]:
    """What is given as a list.  Raises `ArgumentTypeError` for a single one."""
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise ArgumentTypeError(f"`{what}` is a list: write {what}=[{given!r}]")
    return tuple(given)


def between(what: str, n: object, least: int, most: int) -> None:
    """Raises `ArgumentError` for what is no number between two."""
    if isinstance(n, bool) or not isinstance(n, int) or not least <= n <= most:
        raise ArgumentError(f"the {what} is between {least} and {most}: not {n!r}")


def usable(report: Report) -> None:
    """Raises the error that says why a script cannot be read or used, where it cannot."""
    fatal = [d for d in report.diagnostics if d.fatal]
    missing = [d for d in fatal if d.kind.slug in ("unreadable-file", "no-such-path")]
    if missing and not Path(report.path).exists():
        raise_for(missing, {}, NotFoundError)
    unknown = any(d.kind.slug == "unknown-step" for d in fatal)
    raise_for(fatal, {report.path: report.lines}, NotFoundError if unknown else ScriptError)


def readable(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> None:
    """Raises the error that says why texts cannot be read, where they cannot."""
    lines = {name: text.splitlines() for name, text in texts.items()}
    raise_for(tuple(found), lines, ExpressionError)


def numbered(name: str, texts: tuple[str, ...]) -> dict[str, str]:
    """Texts of a kind by the names that their places have."""
    return {f"{name} {k}" if texts[1:] else name: text for k, text in enumerate(texts, 1)}
