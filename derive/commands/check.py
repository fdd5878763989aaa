"""`derive check`: the derivations in documents; what is done is in `checking`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from derive.commands.options import Ascii, Changed, Formats, Jobs, NoCache, Timeout

ShowReading = Annotated[
    bool, typer.Option("--show-reading", help="Print each line as it was understood.")
]
Notes = Annotated[
    bool,
    typer.Option("--notes", help="Tell also where lines hold only somewhere, or are in doubt."),
]
Unread = Annotated[bool, typer.Option("--unread", help="List what is not read, and why.")]
Explain = Annotated[
    str | None, typer.Option("--explain", metavar="CODE", help="What a code such as DRV101 means.")
]
Extract = Annotated[
    Path | None,
    typer.Option("--extract", metavar="DIR", help="Write each chain as a proof script to DIR."),
]
Annotate = Annotated[
    bool,
    typer.Option(
        "--annotate", help="Print the document with the reasons that are found; or -o, --write."
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="Write the annotated document to this file or folder, also by -o."),
]
Write = Annotated[bool, typer.Option("--write", help="Write the annotated document in place.")]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse also lines that are not shown.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Tell only what is wrong.")]


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Documents (.tex, .md, .ipynb), or folders of them.")
    ] = None,
    explain: Explain = None,
    show_reading: ShowReading = False,
    notes: Notes = False,
    unread: Unread = False,
    extract: Extract = None,
    annotate: Annotate = False,
    out: Out = None,
    write: Write = False,
    formats: Formats = None,
    strict: Strict = False,
    quiet: Quiet = False,
    jobs: Jobs = 0,
    timeout: Timeout = None,
    changed: Changed = None,
    no_cache: NoCache = False,
    ascii: Ascii = False,
) -> None:
    """Check the derivations in LaTeX, Markdown and notebooks; silent where it is unsure.

    Exit 0 if nothing is wrong, 1 if something is, 2 if a document cannot be used.
    """
    from derive.commands.checking import Wanted, explained, run

    if explain is not None:
        raise typer.Exit(explained(explain, ascii))
    wanted = Wanted(
        paths=tuple(paths or ()),
        formats=tuple(formats or ()),
        show_reading=show_reading,
        notes=notes,
        unread=unread,
        extract=extract,
        annotate=annotate,
        out=out,
        write=write,
        strict=strict,
        quiet=quiet,
        jobs=jobs,
        timeout=timeout,
        changed=changed,
        no_cache=no_cache,
        ascii=ascii,
    )
    raise typer.Exit(run(wanted))
