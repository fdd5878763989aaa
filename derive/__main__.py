"""The entry point: runs the command line and turns interruptions into quiet ends."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

from derive.commands.names import COMMANDS, script_named, with_command, words_of
from derive.commands.refusing import INTERRUPTED
from derive.library import find

#: What a shell sets that wants to complete a command.
_COMPLETES = "_DERIVE_COMPLETE"


def _refuse_mistyped(arguments: list[str]) -> None:
    """Ends the process where more than a name begins with what is nearly a command."""
    words = words_of(arguments)
    if len(words) < 2 or words[0] in COMMANDS or find(words[0], COMMANDS).path is not None:
        return
    from derive.near import near_words

    for meant in near_words(words[0], COMMANDS):
        _quit(f"error: there is no command `{words[0]}`\n  hint: did you mean `{meant}`?", 2)


def main() -> None:
    """Runs the command line; Ctrl-C and a closed pipe end it without a traceback.

    It ends the process at once: taking down SymPy's objects one by one takes a tenth of a second.
    """
    # Importing SymPy makes many objects that stay; looking through them again and again is waste.
    gc.set_threshold(50_000, 20, 20)
    try:
        for stream in ("stdout", "stderr"):
            if getattr(sys, stream) is None:  # it was closed: the exit code is told all the same
                setattr(sys, stream, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
            _tolerant(getattr(sys, stream))
        arguments = with_command(sys.argv[1:])
        _refuse_mistyped(sys.argv[1:])
        name = script_named(arguments)
        if name is not None and find(name, COMMANDS).path is not None:
            from derive.worker.forked import fork_ahead
            from derive.worker.guard import SCRIPT_LIMITS

            # the worker imports the checker while this process imports the command line
            fork_ahead(SCRIPT_LIMITS)
        _run(arguments)
    except KeyboardInterrupt:
        _quit("interrupted", INTERRUPTED)
    except BrokenPipeError:
        _quit("", 1)
    except OSError as error:  # of our output: what is read is told as a diagnostic
        _quit(f"error: {error.strerror or error}", 1)
    except SystemExit as end:
        _leave(end.code)


def _run(arguments: list[str]) -> None:
    """Runs a command, with as much of the command line as it needs."""
    if arguments[:1] == ["verify"]:
        from derive.commands.proving import plain, run

        wanted = plain(arguments)
        if wanted is not None:
            sys.exit(run(wanted))
    _command_line(arguments)(arguments)


def _command_line(arguments: list[str]) -> Callable[[list[str]], Any]:
    """The one command that is asked for, or all of them."""
    if (
        _COMPLETES in os.environ
    ):  # a shell asks what comes next: of all commands, with their options
        from derive.cli import app

        return app
    if arguments in ([], ["-h"], ["--help"], ["--version"]):
        from derive.commands.front import front

        return front()
    from derive.commands.alone import ALONE, alone

    if arguments and arguments[0] in ALONE:
        return alone(arguments[0])
    from derive.cli import app

    return app


def _tolerant(stream: object) -> None:
    """What a terminal cannot show is written as an escape."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _leave(said: object) -> NoReturn:
    """Leaves with what an exit says: nothing, a code, or words."""
    code = said if isinstance(said, int) else int(said is not None)
    try:
        sys.stdout.flush()
    except OSError:  # a closed pipe, a full disk
        code = code or 1
    _quit("" if said is None or isinstance(said, int) else str(said), code)


def _quit(message: str, code: int) -> NoReturn:
    """Leaves at once: what is still in the buffer of the output has nowhere to go."""
    with suppress(OSError):
        if message:
            print(message, file=sys.stderr)
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
