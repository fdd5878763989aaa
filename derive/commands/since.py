"""`--changed` on the command line: of the files that are named those that git says changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from derive.commands.refusing import refuse

if TYPE_CHECKING:
    from derive.commands.changed import Changes
    from derive.render.screen import Screen


def only_changed(
    screen: Screen,
    files: list[Path],
    revision: str,
    affected: Callable[[list[Path], Changes], list[Path]],
    said: str,
) -> list[Path]:
    """Those of the files that changed, or rest on what did; the end where git does not tell.

    What that comes to is said of so many of `said`, unless that is empty.
    """
    from derive.commands.changed import NotToldError, changes
    from derive.render.screen import counted

    try:
        since = changes(revision)
        found = affected(files, since)
    except NotToldError as error:
        refuse(screen, (error.words, error.hint, True))
    itself = since.of_head and not found and _is_true("CI")
    hint = "name a commit before it, as in --changed=origin/main"
    refuse(
        screen, ("nothing can have changed in CI since the commit that is checked", hint, itself)
    )
    if said:
        of = f"{len(found):,} of {counted(len(files), said)}"
        screen.print((f"{of} changed since {revision or 'HEAD'}, or rest on what did", "dim"))
    return found


def _is_true(name: str) -> bool:
    """Whether a variable of the environment says so."""
    return os.environ.get(name, "").lower() in ("true", "1")
