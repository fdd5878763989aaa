"""Other spellings of the functions that have a row of their own."""

from __future__ import annotations

from derive.expression.functions import SYNONYMS
from derive.kernel.functions import FUNCTIONS

#: Other spellings of functions that are known, each with the name.
SPELLINGS = {other: name for other, name in SYNONYMS.items() if name in FUNCTIONS}
