"""The options of magics: words as a shell splits them, where they can be split so."""

from __future__ import annotations

import argparse
import re
import shlex
from typing import NoReturn

from derive.python.errors import ArgumentError

_NAME = re.compile(r"[^\W\d_]\w*")
_OPERATORS = ("+", "-", "*", "/", "^", "**", "(", ",")


class Options(argparse.Namespace):
    """What is asked for besides the expression."""

    wrt: str
    where: list[str]
    opaque: list[str]
    order: int
    to: str
    steps: bool
    timeout: float | None


class _Parser(argparse.ArgumentParser):
    """A parser that ends no process."""

    def error(self, message: str) -> NoReturn:
        raise ArgumentError(f"{message}; the options are {', '.join(_NAMES)}")


_PARSER = _Parser(prog="%derive", add_help=False, allow_abbrev=False)
_PARSER.add_argument("--wrt", default="")
_PARSER.add_argument("--where", action="append", default=[])
_PARSER.add_argument("--opaque", action="append", default=[])
_PARSER.add_argument("--order", type=int, default=1)
_PARSER.add_argument("--to", default="")
_PARSER.add_argument("--steps", action="store_true")
_PARSER.add_argument("--timeout", type=float, default=None)
_NAMES = ("--wrt", "--where", "--opaque", "--order", "--to", "--steps", "--timeout")


def options(line: str) -> tuple[Options, list[str]]:
    """The options of a line, and its other words.  Raises `ArgumentError` for a wrong one."""
    try:
        words = shlex.split(line)
    except ValueError:  # the prime of a derivative, as in f'(x)
        words = line.split()
    wanted, rest = _PARSER.parse_known_args(words, Options())
    for word in rest:
        if word.startswith("--"):
            _PARSER.error(f"there is no option {word}")
    return wanted, rest


def expression_and_variable(words: list[str]) -> tuple[str, str]:
    """The words of an expression, and the variable behind it.  Raises `ArgumentError` for none."""
    if not words:
        raise ArgumentError("an expression is needed, as in %derive_diff x^2*sin(x) x")
    *before, last = words
    if before and _NAME.fullmatch(last) and not before[-1].endswith(_OPERATORS):
        return " ".join(before), last
    return " ".join(words), ""
