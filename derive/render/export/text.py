"""A derivation as plain text, as `derive NAME --steps` tells it."""

from __future__ import annotations

from functools import partial

from derive.render.diagnostics import printable
from derive.render.export.exported import Exported
from derive.render.export.words import standing
from derive.render.screen import as_text
from derive.render.terminal import Terminal
from derive.report.report import Report


def render(told: Exported, *, ascii: bool = False) -> str:
    """All steps, the theorem and what it rests on."""
    walked = as_text(Terminal, partial(_walk, report=told.report), ascii=ascii)
    return f"{walked}\n{printable(standing(told.report, told.version))}\n"


def _walk(terminal: Terminal, report: Report) -> None:
    terminal.walk(report)
