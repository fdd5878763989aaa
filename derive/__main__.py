"""The entry point: runs the command line and turns interruptions into quiet ends."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Runs the command line; Ctrl-C and a closed pipe end it without a traceback."""
    # Importing SymPy makes many objects that stay; looking through them again and again is waste.
    gc.set_threshold(50_000, 20, 20)
    try:
        from derive.cli import app, with_command

        _tolerant(sys.stdout)
        _tolerant(sys.stderr)
        app(with_command(sys.argv[1:]))
    except KeyboardInterrupt:
        _quit("interrupted", 130)
    except BrokenPipeError:
        _quit("", 1)
    except SystemExit as end:
        _flush(end)
        raise


def _tolerant(stream: object) -> None:
    """What a terminal cannot show is written as an escape."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _flush(end: SystemExit) -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _quit("", end.code if isinstance(end.code, int) else 1)


def _quit(message: str, code: int) -> None:
    """Leaves at once: what is still in the buffers has nowhere to go."""
    if message:
        print(message, file=sys.stderr, flush=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


if __name__ == "__main__":
    main()
