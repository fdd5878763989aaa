"""Hostile scripts: mangled ones, and YAML that is odd, enormous or not YAML, as bytes."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.hostile.texts import mangled, text, where

GOOD = """\
derive: 1
title: The derivative of log(x)/x
source: https://example.org/
variables: {x: positive, n: integer}
functions: [f]
definitions:
  - g(t) = log(t)/t
where: [x > 1]
theorem: d/dx g(x) = (1 - log(x))/x^2
steps:
  - to: d/dx (log(x)/x)
    by: definition
  - to: (d/dx log(x)*x - log(x)*d/dx x)/x^2
    by: quotient
    note: a note
  - to: (1/x*x - log(x))/x^2
    by: [log, variable]
  - to: (1 - log(x))/x^2
    by: cancel
tags: [calculus]
"""
_ODD_VALUES: tuple[str, ...] = (
    "",
    "~",
    "null",
    "true",
    "12",
    "1_000",
    "0x1F",
    "1e999",
    ".nan",
    "2001-12-14",
    "!!python/object/apply:os.system ['true']",
    "!!binary aGVsbG8=",
    "!!int x",
    "!unknown {a: 1}",
    "!!set {a, b}",
    "&a [*a]",
    "&a x",
    "*a",
    "[[[[[[[[]]]]]]]]",
    "{a: {b: {c: d}}}",
    "? a",
    "|\n    d/dx x\n    more",
    ">-\n    folded\n    text",
    '"unclosed',
    '"\\ud800"',
    '"\\x00"',
    "'it''s'",
    "- - - x",
    "[a, b, c",
    "{x: }",
    "{: x}",
    "%TAG ! x",
    "--- x",
    "<<: {a: b}",
    "@x",
    "`x`",
)
_LINES = GOOD.splitlines(keepends=True)
_KEYS = ("derive", "title", "variables", "theorem", "steps", "definitions", "functions", "where")


def _mangled(r: Random) -> bytes:
    return mangled(r, GOOD).encode("utf-8", "surrogateescape")


def _shuffled(r: Random) -> bytes:
    """Lines that are left out, doubled, moved or indented otherwise."""
    lines = [*_LINES]
    for _ in range(r.randrange(1, 4)):
        i, j = r.randrange(len(lines)), r.randrange(len(lines))
        kind = r.randrange(4)
        if kind == 0 and len(lines) > 1:
            lines.pop(i)
        elif kind == 1:
            lines.insert(j, lines[i])
        elif kind == 2:
            lines[i], lines[j] = lines[j], lines[i]
        else:
            lines[i] = r.choice(("  ", "\t", " ", "- ")) + lines[i]
    return "".join(lines).encode()


def _valued(r: Random) -> bytes:
    """A value of another kind in the place of one."""
    key = r.choice(_KEYS)
    lines = [line for line in _LINES if not line.startswith(f"{key}:")]
    lines.insert(r.randrange(len(lines)), f"{key}: {r.choice(_ODD_VALUES)}\n")
    return "".join(lines).encode("utf-8", "surrogatepass")


def _written(r: Random) -> bytes:
    """Hostile texts for lines, theorems, definitions, conditions, names and reasons."""
    to, condition = text(r), where(r)
    fields = {
        "to: (1 - log(x))/x^2": f"to: {_quoted(r, to)}",
        "theorem: d/dx g(x) = (1 - log(x))/x^2": f"theorem: {_quoted(r, f'{to} = {text(r)}')}",
        "g(t) = log(t)/t": _quoted(r, f"{r.choice(('g(t)', text(r)))} = {to}"),
        "x > 1": _quoted(r, condition),
        "{x: positive, n: integer}": f"{{x: {_quoted(r, condition)}, {_quoted(r, to)}: real}}",
        "by: cancel": f"by: {_quoted(r, r.choice((to, 'theorem ' + to, 'theorem ../..')))}",
        "by: quotient": r.choice(("by: '?'", "by: []", "by: [[a]]", f"by: [{_quoted(r, to)}]")),
        "functions: [f]": f"functions: [{_quoted(r, to)}]",
        "title: The": f"title: {_quoted(r, to)} The",
    }
    found = GOOD
    for old in r.sample(sorted(fields), r.choice((1, 1, 2, 3))):
        found = found.replace(old, fields[old], 1)
    return found.encode("utf-8", "surrogatepass")


def _quoted(r: Random, words: str) -> str:
    if r.random() < 0.2:
        return words
    quoted = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{quoted}"' if r.random() < 0.5 else "'" + words.replace("'", "''") + "'"


def _encoded(r: Random) -> bytes:
    """Another encoding, another end of a line, or a mark in front."""
    encoding = r.choice(("utf-16", "utf-32", "utf-8-sig", "latin-1", "cp500", "utf-16-be"))
    ends = r.choice(("\n", "\r\n", "\r", "\u2028", "\x85", "\x00\n"))
    text = GOOD.replace("a note", "a nöte").replace("\n", ends)
    return text.encode(encoding, "replace")


def _bytes(r: Random) -> bytes:
    found = bytearray(GOOD.encode())
    for _ in range(r.randrange(1, 12)):
        found[r.randrange(len(found))] = r.randrange(256)
    return bytes(found[: r.choice((len(found), r.randrange(len(found))))])


def _enormous(r: Random) -> bytes:
    """Documents that are deep, wide, or grow where their aliases are followed."""
    depth = r.choice((50, 1_000, 30_000))
    laughs = "\n".join(
        f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" if k else 'a0: &a0 "x"' for k in range(12)
    )
    chosen = r.choice(
        (
            "[" * depth,
            "{a: " * depth,
            "- " * depth + "x",
            "theorem: " + "(" * depth,
            laughs,
            GOOD + laughs,
            GOOD + "".join(f"  - to: x + {k}\n" for k in range(20_000)),
            GOOD.replace("a note", "n" * 1_500_000),
            "".join(f"k{k}: v\n" for k in range(20_000)),
            "--- \n" * depth,
            "#" * depth,
            GOOD.replace("steps:", "steps:\n" + "  - to: x\n" * depth),
            "? " * depth,
            "'" + "''" * depth,
        )
    )
    return chosen.encode()


SCRIPTS: dict[str, Callable[[Random], bytes]] = {
    "mangled": _mangled,
    "shuffled": _shuffled,
    "valued": _valued,
    "written": _written,
    "encoded": _encoded,
    "bytes": _bytes,
    "enormous": _enormous,
}
