"""`derive` as if it were a process of its own, inside this one: SymPy is imported once for all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, chdir, contextmanager
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

from typer.testing import CliRunner

from derive.cli import app
from derive.commands.names import with_command
from derive.worker import forked, guard, pool
from derive.worker.guard import Limits, Worker
from tests import outside
from tests.outside import ROOT, environment
from tests.workers import Here


@contextmanager
def workers(worker: type[Worker] | Worker) -> Iterator[None]:
    """Commands have workers of this class, or all of them this one."""

    def started(limits: Limits, *_: object) -> Worker:
        return worker if isinstance(worker, Worker) else worker(limits)

    with ExitStack() as stack:
        for module, name in ((guard, "Worker"), (forked, "ForkedWorker"), (pool, "Worker")):
            stack.enter_context(patch.object(module, name, started))
        yield


def run(*arguments: str, cwd: Path = ROOT, **settings: str) -> CompletedProcess[str]:
    """`derive` with the arguments; errors get out of it."""
    settled = patch.dict(os.environ, environment(**settings), clear=True)
    with workers(Here), chdir(cwd), settled:
        done = CliRunner().invoke(app, with_command([*arguments]), catch_exceptions=False)
    return CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


def outcome(*arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of `derive` with the arguments, settings as they are here."""
    with workers(Here):
        return outside.outcome(*arguments)
