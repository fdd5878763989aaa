"""Hostile command lines, given to the commands in this process; the work is done in workers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from typer.testing import CliRunner, Result

from derive.cli import app
from derive.commands.names import with_command
from derive.worker.guard import Limits, Worker
from tests.hostile.batches import line
from tests.hostile.scripts import SCRIPTS
from tests.hostile.texts import text, where
from tests.inside import workers

#: How long one question may take, and how much longer a command may take than that.
SECONDS = 10.0
MARGIN = 20.0
#: What must not be told, whatever was given.
NEVER = ("Traceback", "error inside", "the worker died", "no worker could be started")


@dataclass(frozen=True)
class Attack:
    """A command line, and what stands in the file that it names."""

    arguments: tuple[str, ...]
    content: bytes | None = None


def _maybe(r: Random, *options: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(word for option in options if r.random() < 0.25 for word in option())


def equal(r: Random) -> Attack:
    """Two hostile texts; at times one is the other."""
    left = text(r)
    right = left if r.random() < 0.3 else text(r)
    more = _maybe(
        r,
        lambda: ("--where", where(r)),
        lambda: ("--where", where(r)),
        lambda: ("--opaque", r.choice(("f", text(r)))),
        lambda: ("--ascii",),
    )
    return Attack(("equal", left, right, *more))


def diff(r: Random) -> Attack:
    """A hostile text, with hostile options."""
    more = _maybe(
        r,
        lambda: ("--wrt", r.choice(("x", "y", text(r)))),
        lambda: ("--where", where(r)),
        lambda: ("--order", r.choice(("2", "3", "0", "-1", "9" * 30, "x", "1.5"))),
        lambda: ("--define", f"{r.choice(('g(t)', 'f', text(r)))} = {text(r)}"),
        lambda: ("--to", text(r)),
        lambda: ("--detail", r.choice(("brief", "full", "none"))),
        lambda: (r.choice(("--steps", "--latex", "--ascii")),),
    )
    return Attack(("diff", text(r), *more))


def script(r: Random) -> Attack:
    """A hostile script, given to any command that reads one."""
    content = SCRIPTS[r.choice(sorted(SCRIPTS))](r)
    command = r.choice(
        (
            ("verify", "FILE"),
            ("show", "FILE", "--steps"),
            ("show", "FILE", "--latex"),
            ("fill", "FILE"),
            ("explain", "FILE", r.choice(("1", "2", "4", "0", "-1", "9" * 5_000, "x"))),
        )
    )
    return Attack(command, content)


def batch(r: Random) -> Attack:
    """A batch of hostile lines."""
    content = b"\n".join(line(r) for _ in range(r.choice((1, 3))))
    return Attack((r.choice(("equal", "diff")), "--batch", "FILE", "--jobs", "1"), content)


def words(r: Random) -> Attack:
    """Words that are no commands, options with bad values, paths that are none."""
    pool = ("show", "verify", "rules", "list", "explain", "fill", "equal", "diff", "sigmoid")
    options = ("--steps", "--jobs", "-1", "--timeout", "nan", "0", "inf", "--order", "--help", "--")
    paths = (".", "/dev/null", "/nowhere", "a" * 5_000, "a\n.yaml", "~", "", "FILE")
    several = (r.choice((*pool, *options, *paths, text(r))) for _ in range(r.randrange(1, 5)))
    return Attack(tuple(several), b"")


ATTACKS: dict[str, Callable[[Random], Attack]] = {
    "equal": equal,
    "diff": diff,
    "script": script,
    "batch": batch,
    "words": words,
}


def attacks(kind: str, count: int, seed: int) -> Iterator[Attack]:
    """The first attacks of a kind from a seed."""
    for k in range(count):
        yield ATTACKS[kind](Random(f"{kind} {seed} {k}"))


class _Kept(Worker):
    """A worker that lives on when a command is done with it."""

    def close(self) -> None:
        """Commands do not end it."""

    def dismiss(self) -> None:
        """Commands do not end it."""


@contextmanager
def defended(folder: Path) -> Iterator[Callable[[Attack], str]]:
    """What says what is wrong with how an attack ended; one worker serves all commands."""
    worker = _Kept(Limits(seconds=SECONDS))
    with workers(worker), chdir(folder):
        try:
            yield lambda attack: _wrong(attack, folder)
        finally:
            Worker.close(worker)


def _wrong(attack: Attack, folder: Path) -> str:
    file = folder / "attack.yaml"
    if attack.content is not None:
        file.write_bytes(attack.content)
    arguments = [str(file) if word == "FILE" else word for word in attack.arguments]
    start = time.monotonic()
    result = CliRunner().invoke(app, with_command(arguments))
    return _told(result, time.monotonic() - start)


def _told(result: Result, seconds: float) -> str:
    """What is wrong with an end; empty where nothing is."""
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return f"raised {type(result.exception).__name__}: {result.exception}"
    if result.exit_code not in (0, 1, 2):
        return f"ended with {result.exit_code}"
    said = next((words for words in NEVER if words in result.output), "")
    if said:
        return f"told {said!r}: {result.output[-400:]}"
    return f"took {seconds:.0f} s" if seconds > SECONDS + MARGIN else ""
