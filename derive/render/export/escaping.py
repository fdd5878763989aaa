"""Words of an author on pages of HTML."""

from __future__ import annotations

from html import escape

from derive.render.diagnostics import printable
from derive.render.export.words import CODE


def clean(text: str) -> str:
    """Text of an author: escaped, and without characters that move anything."""
    return escape(printable(text))


def worded(text: str) -> str:
    """Such text, with what stands in backquotes as code."""
    return CODE.sub(r"<code>\1</code>", clean(text))
