"""Derivations as documents, a module for each format.

Each has `render`, from an `Exported` to the text of a file; `site` makes pages of a whole library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.render.export.exported import Exported

#: The formats, each with the ending of its files.
ENDINGS = {
    "latex": ".tex",
    "markdown": ".md",
    "html": ".html",
    "ipynb": ".ipynb",
    "json": ".json",
    "text": ".txt",
}


def render(name: str, told: Exported) -> str:
    """A derivation in the format of that name."""
    rendered: str = import_module(f"{__name__}.{name}").render(told)
    return rendered
