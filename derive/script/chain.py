"""A chain of lines, given as texts: names are declared by their use, as those of an equality are.

It is written as a script, so that it is checked as any other is.  Each text has a name of its own
in places: `line 1`, `where`, `define`, `opaque`.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.report.diagnostics import Diagnostic, Kind
from derive.script.checks import hidden_from_a_point, unfolded_too_far
from derive.script.derivative import DerivativeReader, free_in_definitions, too_many
from derive.script.equality import numbered, unreadable, used
from derive.script.script import Placed
from derive.script.shapes import MOST
from derive.script.source import Source
from derive.script.write import WrittenScript, WrittenStep

Names = tuple[str, ...]


@dataclass(frozen=True)
class Chain:
    """Lines that are equal, one to the next; `by` has the reasons of all but the first.

    Where a line has no reason, what proves it is found.
    """

    lines: Names
    by: tuple[Names, ...] = ()
    where: Names = ()
    definitions: Names = ()
    opaque: Names = ()
    title: str = "A chain of lines"

    def sources(self) -> dict[str, list[Source]]:
        """The texts by what they are, each as a source with a name."""
        lines = [Source(f"line {k}", text) for k, text in enumerate(self.lines, 1)]
        return {
            "expression": lines[:1],
            "wrt": [],
            "to": lines[1:],
            "where": numbered("where", self.where),
            "define": numbered("define", self.definitions),
            "opaque": numbered("opaque", self.opaque),
        }


@dataclass(frozen=True)
class ReadChain:
    """The script of a chain, unless there are diagnostics; `unknown` names mean nothing here."""

    script: WrittenScript | None
    diagnostics: tuple[Diagnostic, ...] = ()
    unknown: Names = ()


def read_chain(chain: Chain) -> ReadChain:
    """The chain as a script; every problem is reported, none raised.

    Raises `ValueError` for fewer than two lines, or for more reasons than steps.
    """
    if len(chain.lines) < 2:
        raise ValueError("a chain has two lines or more")
    if len(chain.by) >= len(chain.lines):
        raise ValueError(f"{len(chain.lines)} lines have {len(chain.lines) - 1} reasons at most")
    sources = chain.sources()
    found = (*unreadable(s for group in sources.values() for s in group), *too_many(sources))
    if len(chain.lines) > MOST["steps"] + 1:
        found = (*found, _too_long(sources["to"][0], len(chain.lines)))
    if found:
        return ReadChain(None, found)
    reader = _ChainReader(sources)
    script = reader.script(chain)
    return ReadChain(script, tuple(reader.found), reader.unknown)


def _too_long(first: Source, count: int) -> Diagnostic:
    expected = f"at most {MOST['steps'] + 1}"
    return Diagnostic(Kind.TOO_MANY, first.place(0), expected, str(count), about=("lines",))


class _ChainReader(DerivativeReader):
    def script(self, chain: Chain) -> WrittenScript | None:
        """The lines with what is declared by their use; None where one cannot be read."""
        definitions = self.definitions()
        lines = [line for text in self.sides if (line := self.side(text)) is not None]
        where = self.conditions()
        if self.found:
            return None
        self.found.extend(unfolded_too_far(definitions, lines))
        sides = (side for c in where for side in (c.left, c.right))
        self.found.extend(hidden_from_a_point(definitions, [*lines, *sides]))
        if self.found:
            return None
        names = used(lines, where) | free_in_definitions(definitions)
        place = lines[0].place()
        return WrittenScript(
            title=chain.title,
            variables=tuple(
                (v.name, self.domain_word(v.name)) for v in self.variables(names, place)
            ),
            where=self.comparisons(chain.where),
            functions=tuple(f.declaration for f in self.functions(place)),
            definitions=chain.definitions,
            left=_in_one_line(lines[0]),
            steps=tuple(map(_step, lines[1:], _padded(chain.by, len(lines) - 1))),
        )

    def domain_word(self, name: str) -> str:
        """The words that conditions say of a variable; it is real where they say none."""
        said = [word for of, word, _ in filter(None, self.words) if of == name]
        return ", ".join(said) or "real"

    def comparisons(self, where: Names) -> Names:
        """The conditions that are no words."""
        return tuple(c for c, word in zip(where, self.words, strict=True) if word is None)


def _step(line: Placed, by: Names) -> WrittenStep:
    return WrittenStep(_in_one_line(line), by)


def _in_one_line(line: Placed) -> str:
    return " ".join(line.text.split())


def _padded(by: tuple[Names, ...], steps: int) -> tuple[Names, ...]:
    return (*by, *[()] * (steps - len(by)))
