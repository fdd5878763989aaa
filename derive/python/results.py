"""What all results have in common: how they are told in a line, shown in a notebook, kept."""

from __future__ import annotations

import json
import sys
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from derive.python.steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from derive.render.terminal import Terminal

#: The longest `repr`.
_WIDEST = 110


class Result(ABC):
    """A result: true only if all that was asked for is proved.

    `repr` is one line, `text()` what the command prints, `as_dict()` what it writes as JSON.
    """

    @abstractmethod
    def __bool__(self) -> bool: ...

    @property
    @abstractmethod
    def _asked(self) -> str:
        """What was asked, in a line."""

    @property
    @abstractmethod
    def _said(self) -> str:
        """What came of it, in some words."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the derivation, in order; of what has no steps none."""
        return ()

    @abstractmethod
    def latex(self) -> str:
        """The result in LaTeX."""

    @abstractmethod
    def to_sympy(self) -> Any:
        """Both sides of the theorem as expressions of SymPy, which evaluates them as it does.

        Variables have the assumptions that are declared of them: real, positive, integer.  What
        SymPy has no word for is an undefined function of that name.
        """

    @abstractmethod
    def as_dict(self) -> dict[str, Any]:
        """What the command writes with `--format json`, as plain data."""

    @abstractmethod
    def _tell(self, terminal: Terminal) -> None:
        """Tells it as the command does."""

    def text(self) -> str:
        """What the command prints, in 80 columns without colours."""
        from derive.render.terminal import Terminal

        return as_text(Terminal, self._tell).rstrip("\n")

    def __repr__(self) -> str:
        name, said = type(self).__name__, clipped(self._said, _WIDEST // 2)
        room = _WIDEST - len(name) - len(said)
        return f"<{name} {clipped(self._asked, room)}: {said}>"

    def __str__(self) -> str:
        return self.text()

    # In a notebook

    def _repr_latex_(self) -> str | None:
        return self.latex()

    def _repr_html_(self) -> str:
        from derive.python.display import words

        return words(self.text())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """All that a notebook may show of it, the kinds that are asked for."""
        made: dict[str, Callable[[], str | None]] = {
            "text/plain": lambda: repr(self) if self else f"{self!r}\n{self.text()}",
            "text/latex": self._repr_latex_,
            "text/html": self._repr_html_,
        }
        kinds = {*(include or _shown_here() or made)} - {*(exclude or ())}
        told = {kind: make() for kind, make in made.items() if kind in kinds}
        return {kind: said for kind, said in told.items() if said is not None}


def _shown_here() -> set[str]:
    """The kinds that a shell of IPython shows: a terminal shows text alone; none without one."""
    interactive = sys.modules.get("IPython")
    shell = None if interactive is None else interactive.get_ipython()
    return set() if shell is None else {*shell.display_formatter.active_types}


def as_text(kind: type[Terminal], tell: Callable[[Any], None]) -> str:
    """What is told on a terminal, as a text."""
    from derive.render.screen import as_text as rendered

    return rendered(kind, tell, ascii=False)


def data(document: str) -> dict[str, Any]:
    """A document of JSON as plain data."""
    found: dict[str, Any] = json.loads(document)
    return found


def clipped(said: str, room: int) -> str:
    """A text on one line, cut in the middle where it is too long."""
    line = " ".join(said.split())
    if len(line) <= room:
        return line
    half = (room - 3) // 2
    return f"{line[:half]}...{line[len(line) - half :]}"
