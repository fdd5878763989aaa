"""What calls of `derive` in a program raise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import derive


def refusal(call: Callable[..., Any], *arguments: Any, **named: Any) -> derive.DeriveError:
    """The error that a call raises."""
    with pytest.raises(derive.DeriveError) as caught:
        call(*arguments, **named)
    return caught.value
