"""What is exported: a report with its steps taken apart, and where its rules and plot are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import derive
from derive.report.explain import Explanation
from derive.report.report import Report


def _nowhere(_: str) -> str:
    return ""


@dataclass(frozen=True)
class Exported:
    """A derivation for a document.

    `name` is the script's, `plot` a picture as SVG, empty where there is none, and `plot_address`
    the file that it stands in, empty where it stands in the document.  `rule_address` is
    where a reader finds a rule, `script_address` where the script at a path, both empty for
    nowhere; `seconds` is how long it took to check.
    """

    name: str
    report: Report
    explanations: tuple[Explanation, ...] = ()
    plot: str = ""
    version: str = derive.__version__
    rule_address: Callable[[str], str] = _nowhere
    script_address: Callable[[str], str] = _nowhere
    plot_address: str = ""
    seconds: float = 0.0
