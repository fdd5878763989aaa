"""The languages that code is written in: a file each, and a row each in this table."""

from __future__ import annotations

from derive.code.languages import c, numpy, python
from derive.code.languages.language import Language

LANGUAGES: dict[str, Language] = {
    language.name: language for language in (python.PYTHON, numpy.NUMPY, c.C)
}
