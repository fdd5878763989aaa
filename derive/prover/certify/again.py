"""What breaks off a search that came back to where it began."""

from __future__ import annotations

from derive.kernel.theory import KernelError


class Again(KernelError):  # noqa: N818 - it says what is the case
    """What an expression is needed for is needed for it."""
