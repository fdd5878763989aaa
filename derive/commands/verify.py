"""`derive verify`: its options; what is done is in `proving`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from derive.commands.completion import kinds
from derive.commands.options import (
    Ascii,
    Changed,
    Formats,
    Jobs,
    NoCache,
    Scheduler,
    SecondOpinion,
    Timeout,
)

Strict = Annotated[
    bool,
    typer.Option(
        "--strict", help="Refuse steps without `by`, and conditions beyond what both sides need."
    ),
]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        "--allow",
        metavar="KIND",
        autocompletion=kinds,
        help="Let pass one kind of error; repeatable.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Tell only what does not pass.")]
FailFast = Annotated[
    bool, typer.Option("--fail-fast", help="Stop at the first script that does not pass.")
]


def verify(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Scripts, folders of them, or names [default: proofs]"),
    ] = None,
    formats: Formats = None,
    strict: Strict = False,
    allow: Allow = None,
    quiet: Quiet = False,
    fail_fast: FailFast = False,
    gaps: Annotated[
        bool, typer.Option("--gaps", help="Warn of steps that jump too far for a reader.")
    ] = False,
    second_opinion: SecondOpinion = False,
    jobs: Jobs = 0,
    timeout: Timeout = None,
    changed: Changed = None,
    scheduler: Scheduler = None,
    no_cache: NoCache = False,
    ascii: Ascii = False,
) -> None:
    """Prove every script; exit 0 if all are proved, 1 if not, 2 if one cannot be used.

    Words go to the output unless another format does; under GITHUB_ACTIONS they have annotations.
    """
    from derive.commands.proving import Wanted, run

    wanted = Wanted(
        paths=tuple(paths or ()),
        formats=tuple(formats or ()),
        strict=strict,
        allow=tuple(allow or ()),
        quiet=quiet,
        fail_fast=fail_fast,
        gaps=gaps,
        second_opinion=second_opinion,
        jobs=jobs,
        timeout=timeout,
        changed=changed,
        scheduler=scheduler,
        no_cache=no_cache,
        ascii=ascii,
    )
    raise typer.Exit(run(wanted))
