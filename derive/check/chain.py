"""A chain of loose lines, checked as the script that it is."""

from __future__ import annotations

from derive.check.check import check
from derive.report.chain import ChainReport
from derive.script.chain import Chain, read_chain
from derive.script.load import load_text

#: What the script is called in places.
NAME = "chain"


def check_chain(chain: Chain) -> ChainReport:
    """The report on a chain; what cannot be read is told in it.  Raises as `read_chain` does."""
    read = read_chain(chain)
    if read.script is None:
        return ChainReport(diagnostics=read.diagnostics, unknown=read.unknown)
    text = read.script.text()
    return ChainReport(text, check(load_text(text, NAME), NAME), (), read.unknown)
