"""What one job leaves in memory that the next one has little use for is forgotten in time.

All that is remembered of expressions is bounded, but by what one large script needs.  Between jobs
there may be less of it, so that a process that answers thousands does not grow.
"""

from __future__ import annotations

import sys

from derive.expression import nodes
from derive.kernel.tidy import tidy

#: How many tidy forms, and all that goes with them, stay from one job to the next.
MAX_KEPT = 8_000


def forget_much() -> None:
    """Forgets what bounded caches hold, and the nodes that nobody has then, where there are many.

    A cache without a bound is a table, which stays.
    """
    if tidy.cache_info().currsize <= MAX_KEPT:
        return
    for name, module in tuple(sys.modules.items()):
        if name.startswith("derive."):
            for found in tuple(vars(module).values()):
                told = getattr(found, "cache_info", None)
                if callable(told) and told().maxsize is not None:
                    found.cache_clear()
    nodes.forget()
