"""The events of YAML: from libyaml where it is there and reads alike, else from ruamel.yaml.

libyaml reads a script thirty times as fast.  It is asked about what both surely read alike;
wherever something is wrong ruamel.yaml is asked again, so that what is said does not depend on
libyaml.  Both name their events alike, and count places in characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

#: What the two may read otherwise: tabs, characters that end a line in YAML 1.1 only, directives,
#: the end of a document (more than one is an error for one of them), keys behind `?`, a `:` beside
#: a bracket or behind a quote, and texts in blocks unless their first line follows at once.
_UNSURE = re.compile(
    r"""[\t\x85\u2028\u2029\ufeff]
      | ^(?:%|\.\.\.)
      | (?:^|[-:,\[{?])\ *(?:\?(?![^\s])|[|>](?![+-]?\n\ +\S))
      | :[,\[\]{}] | ["'\]}]:\S
    """,
    re.MULTILINE | re.VERBOSE,
)


def exact(text: str) -> Iterator[Any]:
    """The events of a text.  Reading them raises what has a mark, and others."""
    from ruamel.yaml import YAML

    events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)
    return events


def quick(text: str) -> Iterator[Any] | None:
    """The same where it is sure that they are; None where it is not."""
    parser = _libyaml()
    return None if parser is None or _UNSURE.search(text) else _read(parser(text))


def _read(parser: Any) -> Iterator[Any]:
    while parser.check_event():
        yield parser.get_event()


@cache
def _libyaml() -> Callable[[str], Any] | None:
    """What makes a parser, None where libyaml is not there."""
    try:
        from yaml.cyaml import CParser
    except ImportError:
        return None
    made: Callable[[str], Any] = CParser
    return made
