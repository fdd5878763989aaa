"""What a shell completes: commands, scripts, rules, formats and the like, without SymPy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from typer.core import TyperGroup

from derive.commands.names import COMMANDS

#: What completes a word that is begun; nothing lets the shell complete names of files.
Completer = Callable[[str], list[str]]


def _begun(words: Iterable[str], incomplete: str) -> list[str]:
    return [word for word in dict.fromkeys(words) if word.startswith(incomplete)]


def one_of(*words: str) -> Completer:
    """Completes one of these words."""

    def completed(incomplete: str) -> list[str]:
        return _begun(words, incomplete)

    return completed


def scripts(incomplete: str) -> list[str]:
    """The names of scripts: the shortest ones, or the full ones where a folder is begun."""
    from derive.library import library, shortest

    entries = library()
    full = [entry.name for entry in entries] if "/" in incomplete else []
    return _begun([*(name for name, _ in shortest(entries)), *full], incomplete)


def rules(incomplete: str) -> list[str]:
    """The names of rules."""
    from derive.schema import rule_names

    return _begun(rule_names(), incomplete)


def folders(incomplete: str) -> list[str]:
    """The folders of scripts."""
    from derive.library import library

    return _begun((entry.folder for entry in library() if entry.folder), incomplete)


def tags(incomplete: str) -> list[str]:
    """The tags of scripts."""
    from derive.library import library
    from derive.script.heading import heading

    headings = (heading(entry.path) for entry in library())
    return _begun(sorted({tag for found in headings if found for tag in found.tags}), incomplete)


def kinds(incomplete: str) -> list[str]:
    """The kinds of diagnostics that can be allowed."""
    from derive.report.policy import RELAXABLE

    return _begun((kind.slug for kind in RELAXABLE), incomplete)


class Commands(TyperGroup):
    """The commands; for a shell that completes a script's name is one too, short for `show`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the arguments begin with."""
        short = ctx.resilient_parsing and args[:1] != [] and args[0] not in COMMANDS
        return super().resolve_command(ctx, ["show", *args] if short else args)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Commands and options; where a name is begun, scripts as well."""
        found = super().shell_complete(ctx, incomplete)
        if not incomplete or incomplete.startswith("-"):
            return found
        return [*found, *map(_item(), scripts(incomplete))]


def _item() -> Any:
    """The class of what is completed: of click, or of its copy in newer versions of Typer."""
    package = TyperGroup.__mro__[1].__module__.rpartition(".")[0]
    return import_module(f"{package}.shell_completion").CompletionItem
