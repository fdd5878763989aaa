"""What tables and code are about: a script, or an expression."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from derive.python.asking import listed, meant, numbered, readable, usable
from derive.python.errors import (
    ArgumentError,
    ArgumentTypeError,
    NotFoundError,
    Problem,
    in_python,
)
from derive.python.proof import ProofScript
from derive.python.terms import Reading
from derive.report.code import CodeReport
from derive.report.values import ValuesReport


@dataclass(frozen=True)
class Asked:
    """A script by its path, or an expression where that is empty."""

    name: str
    path: str
    wrt: str
    where: tuple[str, ...]
    reading: Reading

    def usable(self, found: CodeReport | ValuesReport, told: list[tuple[str, str]]) -> None:
        """Raises the error that says why nothing could be made of it, where that is no verdict."""
        if found.report is not None:
            usable(found.report)
        if found.found is not None:
            texts = {"expression": self.name, "wrt": self.wrt, **numbered("where", self.where)}
            readable(found.found.diagnostics, texts)
        if told and found.report is None and found.found is None:
            problems = [
                Problem("unusable", in_python(words), self.name, hint=in_python(hint))
                for words, hint in told
            ]
            raise ArgumentError("\n".join(map(str, problems)), problems)


def subject(about: object, wrt: object, where: object, others: Iterable[object] = ()) -> Asked:
    """What is meant.  Raises `NotFoundError`, `ArgumentError`, or what expressions raise."""
    from derive.library import meant as named

    conditions = listed("where", where)
    reading = Reading((about, wrt, *conditions, *others))
    script = isinstance(about, ProofScript) or hasattr(about, "__fspath__")
    found = named(about) if isinstance(about, str) and "\n" not in about else None
    if script or found is not None or (isinstance(about, str) and "\n" in about):
        if wrt or conditions:
            raise ArgumentError("`wrt` and `where` go with an expression: a script says it")
        here = meant(about)
        if here.text is not None:
            raise ArgumentTypeError("this takes a script that is in a file, by name or path")
        if not here.path.exists():
            told = Problem("no-such-path", f"there is no file {here.path}", str(here.path))
            raise NotFoundError(str(told), [told])
        return Asked(here.name, str(here.path), "", (), reading)
    text = reading.text(about, "expression")
    by = reading.text(wrt, "wrt") if wrt else ""
    return Asked(text, "", by, reading.conditions(conditions), reading)


def wanted_of(asked: Asked) -> dict[str, Any]:
    """What a worker is told of it."""
    return {"name": asked.name, "path": asked.path, "wrt": asked.wrt, "where": asked.where}
