"""`derive new`: a proof script to begin with."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from derive.commands.files import kept, ready
from derive.commands.options import NOT_PROVED, UNUSABLE, Ascii, refuse

if TYPE_CHECKING:
    from derive.render.screen import Screen

#: Where scripts are that have a name and no path.
FOLDER = Path("proofs")
_NAME = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)*")
_DERIVATIVE = re.compile(r"d/d(?P<by>[^\W\d]\w*)\s*(?P<of>\S.*)", re.DOTALL)
_HINT = "letters, digits, `-` and `_`, as in `derive new my-proof`; or a path that ends in .yaml"

#: What stands above every new script; `{schema}` and `{path}` are paths.
_HEAD = """\
# yaml-language-server: $schema={schema}
# derive verify {path}    proves every line
# derive fill {path}    finds reasons and lines that are missing
# derive rules    lists the reasons that may stand behind `by`
"""
_SKELETON = """\
derive: 1
title: {title}
# source: a book, or an address
# notes: |
#   What a reader should know besides.
# tags: [example]
variables: {{x: real}}
# where: [x > 0]
# definitions:
#   - f(t) = t^2
# the first line is the left side of the theorem, the last one is its right side
theorem: d/dx (x^2*sin(x)) = 2*x*sin(x) + x^2*cos(x)
steps:
  - to: d/dx (x^2)*sin(x) + x^2*d/dx sin(x)
    by: product
  - to: 2*x*sin(x) + x^2*cos(x)
    by: [power, sin]
    note: a remark, shown with the step
"""


def new(
    name: Annotated[
        str, typer.Argument(help="A name, which stands for proofs/NAME.yaml, or a path.")
    ],
    expression: Annotated[
        str | None, typer.Argument(help="Begin with its derivation: `d/dx (x^2*sin(x))`.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
    ascii: Ascii = False,
) -> None:
    """Write a script to begin with: it verifies, and its comments say what may be in it.

    With an expression it is the derivation of its derivative, as `derive diff` finds it. Beside
    the script, or above it under proofs, stands the schema by which editors complete it.
    """
    from derive.render.screen import Screen

    screen = Screen(ascii=ascii)
    path = Path(name) if name.endswith((".yaml", ".yml")) else FOLDER / f"{name}.yaml"
    bad = not name.endswith((".yaml", ".yml")) and not _NAME.fullmatch(name)
    refuse(screen, (f"{name or '``'} is no name for a script", _HINT, bad))
    there = f"{path} is there already"
    refuse(screen, (there, "`--force` overwrites it", os.path.lexists(path) and not force))
    made = path.parent == FOLDER and not os.path.lexists(FOLDER)
    if not made:
        ready(screen, path)
    body = (
        _SKELETON.format(title=_title(path)) if expression is None else _found(screen, expression)
    )
    raise typer.Exit(_written(screen, path, body, force, made))


def _title(path: Path) -> str:
    """What a script is called in words, until its author says it."""
    words = re.sub(r"[\W_]+", " ", path.stem).strip()
    return words[:1].upper() + words[1:] if words and not words.isdigit() else f"Proof {words}"


def _found(screen: Screen, expression: str) -> str:
    """The script of the derivation of an expression; where there is none the command ends."""
    from derive.commands.diff import derivations

    match = _DERIVATIVE.fullmatch(expression.strip())
    wrt, of = (match["by"], match["of"]) if match else ("", expression)
    usual: dict[str, Any] = {
        "target": None,
        "order": 1,
        "detail": "normal",
        "where": [],
        "definitions": [],
    }
    found = derivations({**usual, "expression": of, "wrt": wrt, "opaque": []}, None)
    several = len(found) > 1
    hint = f"derive new NAME 'd/d{found[0].variable} ({of})'"
    refuse(screen, ("a variable to differentiate by is needed", hint, several))
    only = found[0]
    if not only:
        from derive.render.derivative import tell_derivative
        from derive.render.terminal import Terminal

        tell_derivative(Terminal(ascii=screen.ascii), only, False, False)
        raise typer.Exit(NOT_PROVED if only.usable else UNUSABLE)
    return only.script


def _written(screen: Screen, path: Path, body: str, force: bool, made: bool) -> int:
    """Writes a script, and the schema where there is none; an exit code."""
    from derive.schema import of_scripts
    from derive.script.layout import laid_out

    schema = _schema_of(path)
    head = _HEAD.format(schema=Path(os.path.relpath(schema, path.parent)).as_posix(), path=path)
    files = {path: laid_out(head + body).encode("utf-8")}
    if not schema.exists():
        files[schema] = of_scripts().encode("utf-8")
    if made:
        try:
            FOLDER.mkdir()
        except OSError as error:
            screen.error(f"the folder {FOLDER} cannot be made: {error.strerror}")
            return UNUSABLE
    return kept(screen, files, force)


def _schema_of(path: Path) -> Path:
    """Where the schema of a script is, or should be: the nearest one, or above all under proofs."""
    from derive.schema import BESIDE

    folders = [path.parent, *path.parent.parents]
    near = next((f / BESIDE for f in folders if (f / BESIDE).is_file()), None)
    below = path.parts[:1] == FOLDER.parts
    return near or (FOLDER if below else path.parent) / BESIDE
