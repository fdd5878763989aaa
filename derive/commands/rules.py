"""`derive rules`: the rules, all of them, one, or those that fit words or an expression."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from derive.commands.completion import rules as known
from derive.commands.options import (
    NOT_PROVED,
    PROVED,
    UNUSABLE,
    Ascii,
    Where,
    bad_timeout,
    refuse,
)

if TYPE_CHECKING:
    from derive.render.terminal import Terminal

#: So many scripts are told of those that name a rule.
MANY_USERS = 4


def rules(
    wanted: Annotated[
        list[str] | None,
        typer.Argument(
            help="A rule, words, an expression or a step: `d/dx u^n`.",
            metavar="WHAT",
            autocompletion=known,
        ),
    ] = None,
    axioms: Annotated[
        bool, typer.Option("--axioms", help="All that must be believed, in one list.")
    ] = False,
    where: Where = None,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds for a search.")] = 60.0,
    ascii: Ascii = False,
) -> None:
    """List the rules, tell one, or find those that fit words, an expression or a step.

    derive rules power: its statements, conditions, an example, the proofs that use it.
    derive rules 'double angle' finds by words; 'd/dx u^n' the rules for such an expression, in
    which each letter stands for any; 'a*b + a*c = a*(b + c)' what makes this step,
    on the domain that `--where` says.

    Exit 0 if there is such a rule, 1 if none is found, 2 if nothing can be looked for.
    """
    from derive.render.rules import all_rules, named, one_rule, what_is_believed
    from derive.render.terminal import Terminal

    terminal = Terminal(ascii=ascii)
    refuse(
        terminal,
        bad_timeout(timeout),
        ("`--axioms` lists everything", "leave out what is looked for", bool(wanted and axioms)),
        (
            "`--where` goes with a step",
            "derive rules 'sqrt(x^2) = x' --where 'x > 0'",
            bool(where) and "=" not in "".join(wanted or ()),
        ),
    )
    if not wanted:
        with terminal.paged():
            (what_is_believed if axioms else all_rules)(terminal)
        return
    asked = " ".join(wanted)
    known = named(asked)
    if known:
        with terminal.paged():
            one_rule(terminal, known, users_of(known))
        return
    raise typer.Exit(_find(terminal, asked, tuple(where or ()), timeout))


def _find(terminal: Terminal, asked: str, where: tuple[str, ...], timeout: float) -> int:
    """Tells the rules that fit; the exit code."""
    from derive.render.rules import found_rules, hint_of_name
    from derive.worker.ask import rules as found_by
    from derive.worker.guard import Limits, Worker

    with Worker(Limits(seconds=timeout)) as worker:
        found = found_by(worker, asked, where)
    if found.problem or not found:
        said = found.problem or f"no rule fits {asked}"
        why = f"as an expression it cannot be read: {found.unreadable}" if found.unreadable else ""
        terminal.error(said, hint_of_name(asked) or why or "`derive rules` lists them")
        return UNUSABLE if found.problem or found.unreadable else NOT_PROVED
    with terminal.paged():
        found_rules(terminal, found)
    return PROVED if found.hits or found.reasons else NOT_PROVED


def users_of(rule: str) -> list[str]:
    """The scripts that name a rule, by their shortest names; of many the first few."""
    from derive.library import library, shortest
    from derive.script.heading import names_reason

    found = (name for name, entry in shortest(library()) if names_reason(entry.path, rule))
    users = list(islice(found, MANY_USERS + 1))
    return users if len(users) <= MANY_USERS else [*users[:MANY_USERS], "and others"]
