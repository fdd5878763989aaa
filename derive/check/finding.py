"""Finding scripts of the library: by name, title and tag, and by a pattern in their expressions.

Nothing is proved here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sympy.core.symbol import Str, Symbol

from derive.check.elaborate import theory_of
from derive.check.patterns import (
    Pattern,
    alike,
    forms,
    instances,
    mentions,
    pattern_of,
    together,
    unreadable,
)
from derive.expression.nodes import (
    Expression,
    subexpressions,
)
from derive.expression.text import text as printed
from derive.kernel.theory import REFUSALS, Theory
from derive.kernel.tidy import tidy
from derive.library import Entry, library, shortest
from derive.report.search import Hit, SearchReport
from derive.script.heading import Heading, heading
from derive.script.load import load, load_text
from derive.script.script import Script
from derive.search.fuel import Fuel, OutOfFuel
from derive.search.match import Bindings

#: What one search may spend on patterns.
FUEL = 3_000_000


def search(question: str) -> SearchReport:
    """The scripts that fit a question by name, title or tag, then those that do by their lines."""
    if not question.strip():
        return SearchReport(problem="nothing to look for")
    entries = [(name, entry, heading(entry.path)) for name, entry in shortest(library())]
    readable = [(name, entry, head) for name, entry, head in entries if head is not None]
    hits = _by_words(question, readable)
    told = {hit.name for hit in hits}
    pattern = pattern_of(question)
    rest = [row for row in readable if row[0] not in told]
    if pattern is None:
        return SearchReport(tuple(hits), unreadable=unreadable(question))
    fuel, unfinished = Fuel(FUEL), False
    found: list[Hit] = []
    try:
        for name, entry, head in rest:
            found += _by_pattern(pattern, name, entry, head, fuel)
    except OutOfFuel:
        unfinished = True
    return SearchReport((*hits, *sorted(found, key=_rank)), unfinished)


def _rank(hit: Hit) -> int:
    """What a theorem says is told before what stands in a definition, and that before steps."""
    return {"theorem": 0, "definition": 1}.get(hit.where, 2)


# Words

Row = tuple[str, Entry, Heading]


def _by_words(question: str, rows: Iterable[Row]) -> list[Hit]:
    """The scripts in whose name, title or tags all words stand; the nearest first."""
    wanted = question.casefold().split()
    found = ((_where(wanted, entry, head), name, head.title) for name, entry, head in rows)
    told = sorted(
        ((rank, _besides(wanted, title), name, title) for rank, name, title in found if rank),
    )
    return [Hit(name, title, where) for (_, where), _, name, title in told]


def _besides(wanted: list[str], title: str) -> tuple[int, int]:
    """How many words are not whole words of the title, and how many more it has."""
    words = re.findall(r"\w+", title.casefold())
    return sum(w not in words for w in wanted), len(words)


def _where(wanted: list[str], entry: Entry, head: Heading) -> tuple[int, str] | None:
    """How near a script is to the words, and where they stand."""
    name, title = entry.name.casefold(), head.title.casefold()
    tags = [tag.casefold() for tag in head.tags]
    whole = " ".join(wanted)
    if whole in (name, entry.own.casefold()):
        return 0, "name"
    if whole in tags:
        return 3, f"tag {whole}"
    if all(_begins(w, name) for w in wanted):
        return 1, "name"
    if all(_begins(w, title) for w in wanted):
        return 2, "title"
    if all(_begins(w, " ".join((name, title, *tags))) for w in wanted):
        return 4, "name, title and tags"
    return None


def _begins(wanted: str, text: str) -> bool:
    """Whether a word of the text begins so."""
    return re.search(rf"(?<!\w){re.escape(wanted)}", text) is not None


# Patterns

#: The fields of a script that hold no expressions, with the lines below that are further in; but
#: for the title, without which it is no script.
_WORDS = re.compile(r"^( *)(?:source|notes|tags|by|note):.*$\n(?:(?:\1 .*)?\n)*", re.MULTILINE)


def _by_pattern(
    pattern: Pattern, name: str, entry: Entry, head: Heading, fuel: Fuel
) -> Iterator[Hit]:
    """The first place at which a pattern stands in a script.  Raises `OutOfFuel`."""
    text = _WORDS.sub("", entry.path.read_text(encoding="utf-8", errors="replace") + "\n")
    if not pattern.may_stand_in(text):
        return
    script = load_text(text, "").script or load(entry.path).script
    if script is None:
        return
    try:
        theory = theory_of(script)
    except REFUSALS:
        return
    for where, e in _expressions(script):
        bindings = _found(pattern, e, script, theory, fuel)
        if bindings is not None:
            bound = ((k, printed(v)) for k, v in sorted(bindings.items()) if not isinstance(v, Str))
            told = tuple((k, v) for k, v in bound if k != v)
            yield Hit(name, head.title, where, printed(e), told)
            return


def _expressions(script: Script) -> Iterator[tuple[str, Expression]]:
    """The expressions of a script in the order in which they are worth telling."""
    yield "theorem", script.theorem.left.node
    yield "theorem", script.theorem.right.node
    for d in script.definitions:
        yield "definition", d.body.node
    for step in script.steps:
        yield f"step {step.number}", step.to.node


def _found(
    pattern: Pattern, e: Expression, script: Script, theory: Theory, fuel: Fuel
) -> Bindings | None:
    """What the letters of a pattern stand for where it is found; None where it is not."""
    if len(pattern.sides) == 2:
        if e is not script.theorem.left.node:
            return None
        whole = (alike(script.theorem.left.node), alike(script.theorem.right.node))
        return next(together(pattern.sides, whole, theory, fuel), None)
    (side,) = pattern.sides
    if isinstance(side, Symbol):
        return {} if mentions(e, side.name) else None
    own = {d.name for d in script.definitions}
    for form in dict.fromkeys((alike(e), tidy(alike(e)))):
        for sought in forms(side):
            for part in subexpressions(form):
                for bindings in instances(sought, part, theory, own, fuel):
                    return bindings
    return None
