"""The rows of laws, by what they say."""

from __future__ import annotations

from derive.rules.laws import LAWS

#: The rows of laws by what they say.
ROW = {law.statement: i for i, law in enumerate(LAWS)}
