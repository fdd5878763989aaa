"""A proof script as text, from its parts: what it writes is read back by the loader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: Texts that YAML reads as themselves, without quotes: no sign of its own at an end or inside.
_PLAIN = re.compile(r"[A-Za-z0-9(][A-Za-z0-9 ()+\-*/^_.=<>!']*")
#: Words that readers of YAML take for something else than a text.
_NO_TEXTS = frozenset({"null", "true", "false", "yes", "no", "on", "off"})


@dataclass(frozen=True)
class WrittenStep:
    """A line of a script and its reasons, none where any proof will do."""

    to: str
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class WrittenScript:
    """The parts of a script; variables are names with domains, `source` is where it is from."""

    title: str
    variables: tuple[tuple[str, str], ...]
    where: tuple[str, ...]
    functions: tuple[str, ...]
    definitions: tuple[str, ...]
    left: str
    steps: tuple[WrittenStep, ...]
    source: str = ""
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """The script in YAML."""
        return "\n".join((*self._head(), *self._steps(), ""))

    def _head(self) -> Iterator[str]:
        yield "derive: 1"
        yield f"title: {scalar(self.title)}"
        if self.source:
            yield f"source: {scalar(self.source)}"
        if self.notes:
            yield from ("notes: |", *(f"  {line}".rstrip() for line in self.notes))
        if self.variables:
            entries = ", ".join(f"{key(name)}: {scalar(domain)}" for name, domain in self.variables)
            yield f"variables: {{{entries}}}"
        yield from _listed("where", self.where)
        if self.functions:
            plain = ", ".join(map(scalar, self.functions))
            several = any("," in f for f in self.functions)
            yield from (
                _listed("functions", self.functions) if several else [f"functions: [{plain}]"]
            )
        yield from _listed("definitions", self.definitions)
        yield f"theorem: {scalar(f'{self.left} = {self.steps[-1].to}')}"

    def _steps(self) -> Iterator[str]:
        yield "steps:"
        for step in self.steps:
            yield f"  - to: {scalar(step.to)}"
            if step.by:
                by = [scalar(name) for name in step.by]
                yield f"    by: {by[0] if len(by) == 1 else _flow(by)}"


def _flow(names: Iterable[str]) -> str:
    return f"[{', '.join(names)}]"


def _listed(key: str, texts: Iterable[str]) -> Iterator[str]:
    entries = [f"  - {scalar(text)}" for text in texts]
    yield from (f"{key}:", *entries) if entries else ()


def key(name: str) -> str:
    """A name as a key of YAML: those that are no texts there are quoted."""
    return f"'{name}'" if name.casefold() in _NO_TEXTS else name


def scalar(text: str) -> str:
    """A text of one line as YAML writes it: plain where that is read back as it is."""
    line = " ".join(text.split())
    plain = _PLAIN.fullmatch(line) and line.casefold() not in _NO_TEXTS
    return line if plain else "'" + line.replace("'", "''") + "'"
