"""The formats of a run over scripts, a module each: its name is that of the format.

Each has `render`, from a `RunReport` to the text of a file.  A new format is a new module here.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.report.run import RunReport

#: What a run is told in where nothing is said: it is told script by script, as they are checked.
TEXT = "text"
#: All formats there are; the files are looked at, and not imported.
NAMES = tuple(
    sorted(
        (
            name.removesuffix(".py")
            for name in os.listdir(os.path.dirname(__file__))
            if name.endswith(".py") and not name.startswith("_")
        ),
        key=lambda name: (name != TEXT, name),
    )
)
#: For what is not about whole scripts.
OF_AN_ANSWER = (TEXT, "json")


def render(name: str, run: RunReport) -> str:
    """A run in the format of that name."""
    rendered: str = import_module(f"{__name__}.{name}").render(run)
    return rendered
