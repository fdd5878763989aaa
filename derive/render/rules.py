"""The rule tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from derive.kernel.tidy import LAWS
from derive.render.equality import tell
from derive.render.terminal import Terminal
from derive.report.diagnostics import did_you_mean
from derive.report.rules import RulesFound
from derive.rules import ALGEBRA, CALCULUS, PRIMITIVES, PROCEDURES, is_law, names, rows_named
from derive.rules.axioms import AXIOMS, TABLES
from derive.rules.known import laws_of
from derive.rules.row import Row
from derive.rules.standard import STANDARD

#: What a procedure has as rows is shown with its laws.
_RULES_OF_ALGEBRA = tuple(row for row in ALGEBRA if row.name not in PROCEDURES)


def named(words: str) -> str:
    """The rule of this name, its words apart or not; empty where there is none."""
    name = "-".join(words.split())
    return name if name in names() else ""


def hint_of_name(words: str) -> str:
    """A hint that names the rule whose name is near; empty where none is."""
    return did_you_mean("-".join(words.split()), names())


def all_rules(terminal: Terminal) -> None:
    """Every rule with its statement, group by group."""
    for title, rows in (("Calculus", CALCULUS), ("Algebra and identities", _RULES_OF_ALGEBRA)):
        terminal.heading(title)
        terminal.table(("rule", "statement", "when"), [(r.name, r.statement, r.when) for r in rows])
        terminal.print()
    terminal.heading("Tidying: laws that need no reason, and may be named as one")
    terminal.table(("rule", "statement"), list(LAWS.items()))
    terminal.print()
    terminal.heading("Standard definitions, unfolded by `definition`")
    terminal.table(("definition", ""), [*_definitions()])
    terminal.print()
    terminal.heading("Primitive steps, and procedures that decide by many laws")
    steps = [*PRIMITIVES.items(), *((name, said) for name, (said, _) in PROCEDURES.items())]
    terminal.table(("rule", "statement"), steps)


def _definitions() -> Iterator[tuple[str, str]]:
    """The standard definitions, that of a function of any number of arguments once."""
    for _, found in groupby(STANDARD, lambda row: (_head(row.statement), row.note)):
        first, *more = found
        yield first.statement, "and so on for more arguments" if more else first.note


def _head(statement: str) -> str:
    """The word that a statement begins with."""
    return statement.split("(", 1)[0]


def found_rules(terminal: Terminal, found: RulesFound) -> None:
    """The rules that fit a question, group by group; before them what proves an equation."""
    if found.equality is not None:
        tell(terminal, found.equality)
        if found.reasons:
            terminal.hanging("  as a step  ", f"by: {_as_written(found.reasons)}")
        terminal.print()
    for title, hits in groupby(found.hits, lambda hit: hit.group):
        terminal.heading(title)
        rows = [(hit.name, hit.statement, hit.when) for hit in hits]
        if any(when for _, _, when in rows):
            terminal.table(("rule", "statement", "when"), rows)
        else:
            terminal.table(("rule", "statement"), [row[:2] for row in rows])
        terminal.print()
    if found.beyond:
        terminal.hanging("note: ", found.beyond)


def _as_written(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def what_is_believed(terminal: Terminal) -> None:
    """Everything that a theorem may rest on, table by table."""
    for table, title in TABLES.items():
        rows = [(a.name, a.statement, a.when) for a in AXIOMS if a.table == table]
        terminal.heading(f"{title} ({len(rows)})")
        terminal.table(("name", "statement", "when"), rows)
        terminal.print()
    terminal.print(f"{len(AXIOMS)} rows in all; the rest is proved, line by line.")


def one_rule(terminal: Terminal, name: str, users: list[str]) -> None:
    """One rule: statements and conditions, an example, the proofs that name it."""
    rows = rows_named(name)
    terminal.heading(name)
    said = [LAWS[name]] if is_law(name) else []
    said += [row.statement + (f"   when {row.when}" if row.when else "") for row in rows]
    said += [PRIMITIVES[name]] if name in PRIMITIVES else []
    said += [PROCEDURES[name][0]] if name in PROCEDURES else []
    for words in said:
        terminal.flowing([("  ", "")], words, indent=4)
    if any(row.side == "new" for row in rows):
        terminal.print("  read from right to left")
    example = PROCEDURES[name][1] if name in PROCEDURES else _example(rows)
    if example:
        terminal.hanging("  for example  ", example)
    terminal.hanging("  used by      ", ", ".join(users) if users else "no proof of the library")
    laws = [(law.group, law.statement, law.when) for law in laws_of(name)]
    if laws:
        terminal.print()
        terminal.table(("laws of", "statement", "when"), laws)


def _example(rows: tuple[Row, ...]) -> str:
    return next((row.example for row in rows if row.example), "")
