"""Calls whose argument the variable of a derivative in a definition would catch."""

from __future__ import annotations

from collections.abc import Iterator

from derive.expression.nodes import Expression, Path, at_path, children, is_leaf
from derive.expression.substitution import CaptureError
from derive.kernel.theory import REFUSALS, Theory
from derive.report.diagnostics import Diagnostic, Kind
from derive.script.script import Placed, Script


def capture(script: Script, theory: Theory) -> Diagnostic | None:
    """What is wrong with the first such call in a script; None where there is none."""
    for placed in _placed(script):
        error = _error(placed.node, theory)
        if error is not None:
            path = _innermost(placed.node, theory, ())
            return Diagnostic(
                Kind.CAPTURE,
                placed.place(path),
                expected="an argument without the variable of a derivative in the definition",
                written=str(at_path(placed.node, path)),
                hint="give the derivative in the definition another variable: "
                "`at(d/dt (...), t = x)` for `d/dx (...)`",
                about=(str(error),),
            )
    return None


def _placed(script: Script) -> Iterator[Placed]:
    yield from (d.body for d in script.definitions)
    yield from (script.theorem.left, script.theorem.right)
    yield from (step.to for step in script.steps)


def _error(e: Expression, theory: Theory) -> CaptureError | None:
    try:
        theory.unfold(e)
    except CaptureError as error:
        return error
    except REFUSALS:
        pass
    return None


def _innermost(e: Expression, theory: Theory, path: Path) -> Path:
    """The path of the smallest part that cannot be unfolded."""
    for i, child in () if is_leaf(e) else children(e):
        if _error(child, theory) is not None:
            return _innermost(child, theory, (*path, i))
    return path
